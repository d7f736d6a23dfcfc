"""Splits a text into documents, as Kubernetes' stream reader does.

A line that starts with ``---`` separates; only blanks or a comment may follow on it
(apimachinery pkg/util/yaml YAMLReader, 1.37), with one kindness: what YAML itself allows after
the marker, as in ``--- {a: 1}``, is an error that names its line, not a silent change of meaning.
Where a text begins with a JSON object, values of JSON may follow each other with nothing between:
behind the first, but not behind the second, it may go on as YAML (YAMLOrJSONDecoder).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


_NO_JSON = "kubectl reads nothing but JSON behind two values of JSON: put --- between them all"


class Chunk:
    """One document of a text: its stretch of characters, and why kubectl stops before it."""

    __slots__ = ("end", "fault", "start")

    def __init__(self, start: int, end: int, fault: tuple[int, str] | None = None) -> None:
        self.start = start
        self.end = end
        self.fault = fault
        """Where something stands that cannot stand there, and why not."""


def split(text: str) -> Iterator[Chunk]:
    """Yield the documents of a text, empty ones included."""
    begin = _behind_blanks(text, 0)
    if text.startswith("{", begin) and (end := _value_end(text, begin)) >= 0:
        yield from _json_values(text, end)
    else:
        yield from _separated(text)


def _json_values(text: str, end: int) -> Iterator[Chunk]:
    """Yield the values of JSON that a text begins with, the first up to ``end``, and the rest."""
    start = at = count = 0
    while end >= 0:
        count += 1
        at = _behind_blanks(text, end)
        following = _value_end(text, at)
        if following < 0 and count == 1:
            at = _behind_comments(text, at)
        # A document begins with its line where it can, for the columns of the file.
        line = at if at == len(text) else text.rfind("\n", end, at) + 1 or at
        yield Chunk(start, line)
        start, end = line, following
    if at == len(text):
        return
    chunks = _separated(text, start)
    if count > 1:
        end = start if text.startswith("---", start) else next(chunks).end
        yield Chunk(start, end, (at, _NO_JSON))
    yield from chunks


def _value_end(text: str, at: int) -> int:
    """Return where a value of JSON ends; -1 where there is none."""
    from json import JSONDecoder

    decoder = JSONDecoder(parse_int=str, parse_float=str, parse_constant=_refuse)
    try:
        end: int = decoder.raw_decode(text, at)[1]
    except (ValueError, RecursionError):
        return -1
    return end


def _refuse(word: str) -> None:
    raise ValueError(word)


def _behind_blanks(text: str, at: int) -> int:
    end = len(text)
    while at < end and text[at] in " \t\r\n":
        at += 1
    return at


def _behind_comments(text: str, at: int) -> int:
    while text.startswith("#", at):
        line_end = text.find("\n", at)
        at = _behind_blanks(text, line_end) if line_end >= 0 else len(text)
    return at


def _separated(text: str, first: int = 0) -> Iterator[Chunk]:
    """Yield what stands between the lines of ``---``, from a character on."""
    start = first
    size = len(text)
    marked = not text.isascii()
    fault: tuple[int, str] | None = None
    opens = text.startswith("---", first)
    line = first if opens else text.find("\n---", first) + 1
    if line == 0 and not opens:
        yield Chunk(first, size)
        return
    while True:
        if line > first:
            yield Chunk(start, line, fault)
        fault = None
        end_of_line = line + 3
        if text[end_of_line : end_of_line + 1] != "\n":
            end_of_line = text.find("\n", line)
            if end_of_line < 0:
                end_of_line = size
            rest = text[line + 3 : end_of_line].strip()
            if rest and not rest.startswith("#"):
                fault = (line, f"invalid YAML document separator: {rest}")
        start = end_of_line + 1 if end_of_line < size else size
        if marked and text.startswith("\ufeff", start):
            start += 1  # readers of YAML pass over it, and do not count it
        line = text.find("\n---", end_of_line) + 1
        if line == 0:
            yield Chunk(start, size, fault)
            return
