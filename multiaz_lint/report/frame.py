"""The lines of a manifest around findings, with the spans underlined and explained."""

from __future__ import annotations

from multiaz_lint.report.escape import shown, visible, without_commands
from multiaz_lint.report.paint import FRAME, width
from multiaz_lint.report.table import paragraph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from multiaz_lint.diagnostic import Place
    from multiaz_lint.report.options import Options
    from multiaz_lint.report.paint import Paint
    from multiaz_lint.result import Text

MARGIN = 30
"""Characters to keep before a span in a line that is too long to show."""
NARROWEST = 10
"""Cells of a line that are shown however narrow a terminal is."""


class Label:
    """A span to underline, with what to say about it."""

    __slots__ = ("mark", "place", "style")

    def __init__(self, place: Place, mark: str, style: str) -> None:
        self.place = place
        self.mark = mark
        self.style = style


def frame(
    source: Text, labels: Sequence[Label], gutter: int, options: Options, paint: Paint
) -> Iterator[str]:
    """Yield the lines that the labels of one text stand on, in order, each with its underline."""
    columns = options.width
    pad = " " * gutter
    bar = paint("|", FRAME)
    yield f"{pad} {bar}"
    previous = 0
    for label in sorted(labels, key=lambda each: (each.place.line, each.place.column)):
        place = label.place
        text = source.line_text(place.line)
        start, end = _span(place, text)
        low, high = _window(text, start, end, columns - gutter - 3)
        if place.line != previous:
            yield from _between(source, previous, place.line, gutter, columns, paint)
            number = paint(f"{place.line:>{gutter}}", FRAME)
            yield f"{number} {bar} {_crop(text, low, high)}".rstrip()
        previous = place.line
        before = "…" * (low > 0) + _cells(text, low, start)
        marks = label.mark * max(1, width(_cells(text, start, min(end, high))))
        room = None if options.columns is None else options.columns - gutter - 3
        for indent, words in _told(marks, shown(place.message), width(before), room):
            yield f"{pad} {bar} {' ' * indent}{paint(words, label.style)}"


def _told(marks: str, message: str, before: int, room: int | None) -> Iterator[tuple[int, str]]:
    """Yield the marks and the words behind them, or below them where a terminal has no room."""
    words = f"{marks} {message}" if message else marks
    if room is None or not message or before + width(words) <= room:
        yield before, words
        return
    yield before, marks
    indent = before if room - before >= MARGIN else 0
    yield from ((indent, line) for line in paragraph(message, room - indent))


def _span(place: Place, text: str) -> tuple[int, int]:
    """Return the offsets of a span in its first line; at least one character, even past the end."""
    start = min(max(place.column - 1, 0), len(text))
    end = place.end_column - 1 if place.end_line == place.line else len(text.rstrip())
    return start, max(start + 1, min(end, len(text)))


def _window(text: str, start: int, end: int, columns: int) -> tuple[int, int]:
    """Return the part of a line that shows the span, or its start, in as many cells."""
    columns = max(columns, NARROWEST)
    behind = start >= len(text)
    if _fits(text, 0, len(text), columns - behind):
        return 0, len(text)
    low = 0 if _fits(text, 0, end, columns - 1) else max(0, start - min(MARGIN, columns // 2))
    while low < start and not _fits(text, low, start + 1, columns - 2):
        low += 1  # what stands before is wide
    high = low + columns
    while high > max(low, start) + 1 and not _fits(text, low, high, columns - 1 - (low > 0)):
        high -= 1
    return low, high


def _fits(text: str, start: int, end: int, columns: int) -> bool:
    return end - start <= columns and width(_cells(text, start, end)) <= columns


def _crop(text: str, low: int, high: int) -> str:
    return "…" * (low > 0) + _cells(text, low, high) + "…" * (high < len(text))


def _cells(line: str, start: int, end: int) -> str:
    """Return a part of a line as the terminal shows it: tabs as blanks, nothing hidden."""
    text = line[start:end]
    if "\t" in text:
        text = text.replace("\t", "    ")
    text = visible(text)
    return without_commands(f"{text}[")[:-1] if "##" in text and "[" in line else text


def _between(
    source: Text, previous: int, line: int, gutter: int, columns: int, paint: Paint
) -> Iterator[str]:
    """Yield what stands for the lines between two labels: the one line, or dots for more."""
    if not previous or line == previous + 1:
        return
    if line == previous + 2:
        text = source.line_text(previous + 1)
        number = paint(f"{previous + 1:>{gutter}}", FRAME)
        low, high = _window(text, 0, 1, columns - gutter - 3)
        yield f"{number} {paint('|', FRAME)} {_crop(text, low, high)}".rstrip()
    else:
        yield paint("...", FRAME)
