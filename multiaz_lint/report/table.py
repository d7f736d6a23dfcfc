"""Tables for a terminal: where it is narrow, cells wrap at their joints, inside their column."""

from __future__ import annotations

from multiaz_lint.report.paint import width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from multiaz_lint.report.paint import Paint

GAP = 2
_LEAST = 16
"""How narrow a column of names may become: longer parts of names are cut."""


class Cell:
    """A text in a table, with what it may be parted into; `style` colours it.

    `indent` sets all its lines in; `cut` says that its pieces may be cut where they are too long.
    """

    __slots__ = ("centered", "cut", "indent", "pieces", "style")

    def __init__(
        self,
        *pieces: str,
        style: str = "",
        centered: bool = False,
        indent: int = 0,
        cut: bool = False,
    ) -> None:
        self.pieces = pieces
        self.style = style
        self.centered = centered
        self.indent = indent
        self.cut = cut

    def __str__(self) -> str:
        return "".join(self.pieces)

    @property
    def width(self) -> int:
        return self.indent + width(str(self).rstrip())

    @property
    def least(self) -> int:
        """How narrow its column may become."""
        longest = max((width(piece.rstrip()) for piece in self.pieces), default=0)
        return self.indent + (min(longest, _LEAST) if self.cut else longest)

    def lines(self, size: int) -> list[str]:
        """Fill lines of a size."""
        start = " " * self.indent
        return [start + line for line in wrapped(self.pieces, size - self.indent)]


def words(text: str, style: str = "", indent: int = 0) -> Cell:
    """Return a cell that may wrap between its words."""
    return Cell(*_after(text, " "), style=style, indent=indent)


def name(text: str) -> Cell:
    """Return a cell that may wrap where the parts of a name end."""
    return Cell(*_after(text, "/-. "), cut=True)


def _after(text: str, joints: str) -> list[str]:
    """Part a text behind each of some characters."""
    pieces, start = [], 0
    for index, sign in enumerate(text, 1):
        if sign in joints:
            pieces.append(text[start:index])
            start = index
    return [*pieces, text[start:]] if start < len(text) or not pieces else pieces


def table(
    head: Sequence[Cell], rows: Sequence[Sequence[Cell]], columns: int | None, paint: Paint
) -> list[str] | None:
    """Return the lines of a table; None when not even its narrowest form fits."""
    both = [head, *rows]
    sizes = [[row[i].width for row in both] for i in range(len(head))]
    widths = [max(each) for each in sizes]
    least = [max(row[i].least for row in both) for i in range(len(head))]
    if columns is not None and not _shrink(widths, least, sizes, columns):
        return None
    return [line for row in both for line in _row(row, widths, paint)]


def _shrink(
    widths: list[int], least: Sequence[int], sizes: Sequence[Sequence[int]], columns: int
) -> bool:
    """Make columns narrower where the fewest cells wrap until all fit; say whether they do."""
    surplus = sum(widths) + GAP * (len(widths) - 1) - columns
    for _ in range(surplus):
        wide = [i for i, size in enumerate(widths) if size > least[i]]
        if not wide:
            return False
        wrapping = {i: sum(size >= widths[i] for size in sizes[i]) for i in wide}
        widths[min(wide, key=lambda i: (wrapping[i], -widths[i]))] -= 1
    return True


def _row(row: Sequence[Cell], widths: Sequence[int], paint: Paint) -> Iterator[str]:
    cells = [cell.lines(size) for cell, size in zip(row, widths, strict=True)]
    for number in range(max(map(len, cells))):
        parts = []
        for cell, lines, size in zip(row, cells, widths, strict=True):
            text = lines[number] if number < len(lines) else ""
            left = (size - width(text)) // 2 if cell.centered else 0
            padded = " " * left + text
            parts.append(paint(padded + " " * (size - width(padded)), cell.style if text else ""))
        yield (" " * GAP).join(parts).rstrip()


def wrapped(pieces: Sequence[str], size: int) -> list[str]:
    """Fill lines with pieces; one that is longer than a line is cut."""
    lines = [""]
    for piece in pieces:
        if width(lines[-1]) + width(piece.rstrip()) <= size:
            lines[-1] += piece
            continue
        if lines[-1]:
            lines.append("")
        while width(piece.rstrip()) > size:
            cut = _cut(piece, size)
            lines[-1] = piece[:cut]
            lines.append("")
            piece = piece[cut:]  # noqa: PLW2901 - what is left of it
        lines[-1] = piece
    return [line.rstrip() for line in lines]


def _cut(text: str, size: int) -> int:
    """Return how many characters fill so many cells, at least one."""
    cells = 0
    for index, sign in enumerate(text):
        cells += width(sign)
        if cells > size:
            return max(index, 1)
    return len(text)


def paragraph(text: str, columns: int | None, indent: int = 0) -> list[str]:
    """Wrap running text between its words, with more lines indented beyond the first."""
    start = " " * indent
    if columns is None:
        return [start + text]
    lines = wrapped(_after(text, " "), max(columns - indent - GAP, 1))
    return [start + (" " * GAP if number else "") + line for number, line in enumerate(lines)]


def filled(
    runs: Iterable[tuple[str, str]], columns: int | None, paint: Paint, indent: int = 0
) -> list[str]:
    """Wrap running text as a paragraph, each run of it in its style; what is too long stays whole.

    A path that is cut is none.
    """
    lines: list[list[tuple[str, str]]] = [[]]
    word: list[tuple[str, str]] = []
    cells, fits = indent, 0 if columns is None else columns
    for text, style in (*runs, (" ", "")):
        for piece in _after(text, " "):
            word.append((piece, style))
            if not piece.endswith(" "):
                continue
            size = sum(width(part) for part, _ in word)
            if columns is not None and lines[-1] and cells + size - 1 > fits:
                lines.append([])
                cells = indent + GAP
            lines[-1] += word
            cells += size
            word = []
    starts = (" " * (indent + (GAP if number else 0)) for number in range(len(lines)))
    return [start + _painted(line, paint) for start, line in zip(starts, lines, strict=True)]


def _painted(line: Iterable[tuple[str, str]], paint: Paint) -> str:
    """Join the parts of a line, those of one style in one go; no blank ends it."""
    joined: list[tuple[str, str]] = []
    for text, style in line:
        if joined and joined[-1][1] == style:
            joined[-1] = joined[-1][0] + text, style
        else:
            joined.append((text, style))
    *before, (last, style) = joined
    ends = [*before, (last.rstrip(), style)]
    return "".join(paint(text, style) if style else text for text, style in ends)
