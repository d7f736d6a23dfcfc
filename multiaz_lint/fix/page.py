"""The page that is edited: where its lines begin and end, and the cuts collected so far."""

from __future__ import annotations

from multiaz_lint.fix.layout import column
from multiaz_lint.fix.refusal import RefusedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from multiaz_lint.fix.layout import Layout
    from multiaz_lint.load.yaml.syntax import SyntaxNode

    Cut = tuple[int, int, str]


class Page:
    """A text, its layout, and cuts ``(start, end, new text)`` in the order of need."""

    __slots__ = ("cuts", "layout", "text")

    def __init__(self, text: str, layout: Layout) -> None:
        self.text = text
        self.layout = layout
        self.cuts: list[Cut] = []

    def cut(self, start: int, end: int, words: str) -> None:
        if start < end or words:
            self.cuts.append((start, end, words))

    def line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def line_end(self, at: int) -> int:
        """Return the offset of the line end at or after an offset."""
        end = self.text.find("\n", at)
        if end < 0:
            return len(self.text)
        return end - 1 if end > at and self.text[end - 1] == "\r" else end

    def begins_line(self, at: int) -> bool:
        return not self.text[self.line_start(at) : at].strip(" ")

    def blanks_of_line(self, at: int) -> str:
        """Return the blanks that a line begins with."""
        line = self.text[self.line_start(at) : at]
        return line[: len(line) - len(line.lstrip(" \t"))]

    def settle(self) -> None:
        """Let lines that come before a removed last line end as that did, without a line end."""
        newline = self.layout.newline
        gone = {end: start for start, end, words in self.cuts if not words}
        start = len(self.text)
        while start in gone:
            start = gone[start]
        if self.text.endswith("\n") or not self.text.startswith(newline, start):
            return
        for index, (begin, end, words) in enumerate(self.cuts):
            if begin == end == start + len(newline) and words.endswith(newline):
                self.cuts[index] = (start, start, newline + words.removesuffix(newline))

    def above(self, at: int) -> int | None:
        """Return where lines go above what stands there, and above the comments on it.

        None when it does not begin its line.
        """
        if not self.begins_line(at):
            return None
        indent = column(self.text, at)
        begin = self.line_start(at)
        while begin:
            before = self.line_start(begin - 1)
            line = self.text[before:begin].rstrip()
            comment = line.lstrip(" ")
            if not comment.startswith("#") or len(line) - len(comment) != indent:
                break
            begin = before
        return begin

    def below(self, end: int, indent: int) -> int:
        """Return where lines go below what ends there, and below the comments inside it."""
        at = self.next_line(self.line_end(end))
        best = at
        while at < len(self.text):
            line_end = self.line_end(at)
            line = self.text[at:line_end]
            comment = line.lstrip(" ")
            if comment.startswith("#") and len(line) - len(comment) > indent:
                best = self.next_line(line_end)
            elif comment.strip():
                break
            at = self.next_line(line_end)
        return best

    def next_line(self, line_end: int) -> int:
        at = self.text.find("\n", line_end)
        return len(self.text) if at < 0 else at + 1

    def cut_lines(self, node: SyntaxNode) -> None:
        """Remove the lines of a block collection that begins below its key."""
        begin = self.line_start(node.body) - 1
        if begin > 0 and self.text[begin - 1] == "\r":
            begin -= 1
        self.cut(begin, self.line_end(node.end), "")

    def cut_whole_lines(self, spans: Sequence[tuple[int, int]]) -> None:
        """Remove the lines of neighbours."""
        rest = len(self.text)
        for start, end in reversed(spans):
            begin, line_end = self.line_start(start), self.line_end(end)
            if line_end < rest:
                self.cut(begin, self.text.index("\n", line_end) + 1, "")
                continue
            # A last line goes with the line end before it, and blank lines that would be last.
            begin = len(self.text[:begin].rstrip())
            self.cut(begin, rest, "")
            rest = begin

    def erase(self, start: int, end: int) -> None:
        """Remove words; where none follow, the blanks before them or the whole line go too."""
        line, line_end = self.line_start(start), self.line_end(end)
        if not (self.text[line:start] + self.text[end:line_end]).strip():
            self.cut_whole_lines([(start, end)])
        elif self.text[end:line_end].strip():
            self.cut(start, end, "")
        else:
            self.cut(line + len(self.text[line:start].rstrip()), line_end, "")

    def add_lines(self, at: int, lines: list[str]) -> None:
        newline = self.layout.newline
        if at == len(self.text) and self.text[at - 1 : at] != "\n":
            self.cut(at, at, "".join(newline + line for line in lines))
        else:
            self.cut(at, at, "".join(line + newline for line in lines))


def apply(text: str, cuts: list[Cut]) -> str:
    """Make the cuts; those at one place come in the order in which they were asked for."""
    parts = []
    at = 0
    for start, end, words in in_order(cuts):
        parts += [text[at:start], words]
        at = end
    return "".join([*parts, text[at:]])


def in_order(cuts: list[Cut]) -> list[Cut]:
    """Sort cuts by place; raise RefusedError if two overlap."""
    ordered = sorted(cuts, key=lambda cut: (cut[0], cut[1]))
    at = 0
    for start, end, _ in ordered:
        if start < at:
            raise RefusedError("two edits would change the same text")
        at = end
    return ordered
