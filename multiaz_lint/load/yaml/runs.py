"""Plain and quoted scalars that run over several lines.

The steps are those of libyaml's ``yaml_parser_scan_plain_scalar`` and ``..._flow_scalar``. Only
lines further right than the collection that holds the scalar are taken for its own.
"""

from __future__ import annotations

from multiaz_lint.load.yaml.flow import UnsureError, unescape

TYPE_CHECKING = False
if TYPE_CHECKING:
    Run = tuple[str, int, int]
    """The text, the line on which it ends, and the column after it."""

_BROKEN = -1
"""The line ends within the scalar."""
_JOINED = -2
"""So it does, and its break is escaped."""


def plain_run(lines: list[str], at: int, column: int, parent: int) -> Run:
    """Read the plain scalar that begins at a line and column, to its end."""
    words, ended = _words(lines[at][column:])
    parts = [words]
    last, end = at, column + len(words)
    breaks = 0
    for number in range(at + 1, len(lines)):
        line = lines[number]
        words = line.lstrip(" ")
        if not words:
            breaks += 1
            continue
        indent = len(line) - len(words)
        if indent <= parent or words[0] == "#" or ended:
            break
        words, ended = _words(words)
        parts.append("\n" * breaks or " ")
        parts.append(words)
        breaks = 0
        last, end = number, indent + len(words)
    return "".join(parts), last, end


def _words(text: str) -> tuple[str, bool]:
    """Return the words of a line of a plain scalar, and whether a comment ends it."""
    comment = text.find(" #")
    words = (text if comment < 0 else text[:comment]).rstrip(" ")
    if ": " in words or words[-1] == ":" or not text.isprintable():
        raise UnsureError
    return words, comment >= 0


def quoted_run(lines: list[str], at: int, column: int, parent: int) -> Run:
    """Read the quoted scalar that opens at a line and column, to its end."""
    quote = lines[at][column]
    parts: list[str] = []
    glue = ""
    breaks = 0
    begin = column + 1
    for number in range(at, len(lines)):
        line = lines[number]
        if number > at:
            words = line.lstrip(" ")
            if not words:
                breaks += 1
                continue
            begin = len(line) - len(words)
            if begin <= parent:
                raise UnsureError
            parts.append("\n" * breaks or glue)
            breaks = 0
        if not line.isprintable():
            raise UnsureError
        end = _single(line, begin, parts) if quote == "'" else _double(line, begin, parts)
        glue = " " if end == _BROKEN else ""
        if end >= 0:
            rest = line[end:].lstrip(" ")
            if rest and (rest[0] != "#" or line[end] != " "):
                raise UnsureError
            return "".join(parts), number, end
    raise UnsureError


def _single(line: str, begin: int, parts: list[str]) -> int:
    """Add a line of a single-quoted scalar; return the column after its end."""
    close = line.find("'", begin)
    while close >= 0 and line[close + 1 : close + 2] == "'":
        close = line.find("'", close + 2)
    words = line[begin:].rstrip(" ") if close < 0 else line[begin:close]
    parts.append(words.replace("''", "'"))
    return close + 1 if close >= 0 else _BROKEN


def _double(line: str, begin: int, parts: list[str]) -> int:
    """Add a line of a double-quoted scalar; return the column after its end."""
    at = begin
    end = len(line)
    close = -1
    while True:
        slash = line.find("\\", at)
        if close < at:
            close = line.find('"', at)
            if close < 0:
                close = end
        if not 0 <= slash < close:
            break
        parts.append(line[at:slash])
        if slash + 1 == end:
            return _JOINED
        escape, at = unescape(line, slash)
        parts.append(escape)
    if close < end:
        parts.append(line[at:close])
        return close + 1
    parts.append(line[at:].rstrip(" "))
    return _BROKEN
