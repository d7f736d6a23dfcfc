"""Splits a text into documents, as Kubernetes' stream reader does.

A line that starts with ``---`` separates; only blanks or a comment may follow on it
(apimachinery pkg/util/yaml YAMLReader, 1.37), with one kindness: what YAML itself allows after
the marker, as in ``--- {a: 1}``, is an error that names its line, not a silent change of meaning.
JSON objects may follow each other with nothing between (YAMLOrJSONDecoder).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Chunk:
    """One document of a text: its stretch of characters, and a separator that is none."""

    __slots__ = ("bad_separator", "end", "start")

    def __init__(self, start: int, end: int, bad_separator: int | None = None) -> None:
        self.start = start
        self.end = end
        self.bad_separator = bad_separator
        """The offset of the line that opened the document, when something stands on it."""


def split(text: str) -> Iterator[Chunk]:
    """Yield the documents of a text, empty ones included."""
    for chunk in _separated(text):
        begin = _object_begin(text, chunk.start, chunk.end)
        if begin is None:
            yield chunk
        else:
            yield from _json_objects(text, chunk, begin)


def _json_objects(text: str, chunk: Chunk, begin: int) -> Iterator[Chunk]:
    """Yield each of the JSON objects that a chunk holds; the chunk itself where it is no JSON."""
    import re

    start, bad = chunk.start, chunk.bad_separator
    if re.compile(r"\}\s*\{").search(text, begin, chunk.end) is not None:
        from json import JSONDecoder

        decode = JSONDecoder().raw_decode
        following: int | None = begin
        while following is not None:
            try:
                _, end = decode(text, following)
            except (ValueError, RecursionError):
                break  # YAML, or broken: whoever reads it says what is wrong
            following = _object_begin(text, end, chunk.end)
            if following is not None:
                yield Chunk(start, end, bad)
                # A document begins with its line where it can, for the columns of the file.
                start, bad = max(end, text.rfind("\n", end, following) + 1), None
    yield Chunk(start, chunk.end, bad)


def _object_begin(text: str, at: int, end: int) -> int | None:
    """Return where a JSON object begins behind blanks, if one does."""
    while at < end and text[at] in " \t\r\n":
        at += 1
    return at if at < end and text[at] == "{" else None


def _separated(text: str) -> Iterator[Chunk]:
    """Yield what stands between the lines of ``---``."""
    start = 0
    bad: int | None = None
    line = 0 if text.startswith("---") else text.find("\n---") + 1
    if line == 0 and not text.startswith("---"):
        yield Chunk(0, len(text))
        return
    while True:
        end_of_line = text.find("\n", line)
        if end_of_line < 0:
            end_of_line = len(text)
        if line > start or start > 0:
            yield Chunk(start, line, bad)
        rest = text[line + 3 : end_of_line].strip()
        bad = line if rest and not rest.startswith("#") else None
        start = min(end_of_line + 1, len(text))
        line = text.find("\n---", end_of_line) + 1
        if line == 0:
            yield Chunk(start, len(text), bad)
            return
