"""Where the entries of a document stand, found in its text when somebody asks.

It serves documents that the fast reader has accepted: in their subset the first line of a block
collection and its column tell which lines its entries begin on.
"""

from __future__ import annotations

from itertools import accumulate

from multiaz_lint.load.blocks import block
from multiaz_lint.load.flow import collection
from multiaz_lint.load.lines import key_end, understand
from multiaz_lint.load.runs import plain_run, quoted_run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.load.reference import Marks
    from multiaz_lint.model.tree import Path

    Entries = dict[str | int, int]


class Places:
    """The places of one document; ``start`` is where its text begins in its source."""

    __slots__ = ("_blocks", "_lines", "_offsets", "_start", "_tree")

    def __init__(self, text: str, start: int, tree: Any) -> None:
        lines = text.split("\n")
        self._offsets = [0, *accumulate(len(line) + 1 for line in lines)]
        self._offsets[-1] = len(text)
        if "\r" in text:
            lines = [line.removesuffix("\r") for line in lines]
        self._lines = lines
        self._start = start
        self._tree = tree
        self._blocks: dict[tuple[int, int], tuple[Entries, int]] = {}

    def marks(self, path: Path) -> Marks:
        """Return the key's start and end and the value's start and end, as offsets.

        The path names an entry of the document, not the document itself.
        """
        node = self._tree
        line = self._next(0)
        column = self._column(line)
        last = len(path) - 1
        for number, step in enumerate(path):
            mapping = isinstance(node, dict)
            at = self._block(node, line, column)[0][step]
            end = key_end(self._lines[at].rstrip(" "), column) if mapping else column
            key = (self._offset(at, column), self._offset(at, end)) if mapping else None
            node = node[step]
            line, value = self._value(at, end + 1)
            if node is None and line > at and value <= column:
                # A null that is not written.
                span = self._offset(at, end + 1), self._offset(at, end + 1)
                return (*(key or span), *span)
            if self._lines[line][value] in "{[":
                return self._flow(node, line, value, key, path[number + 1 :])
            if not isinstance(node, (dict, list)):
                if number < last:
                    raise KeyError(path)
                span = self._scalar(line, value, column)
                return (*(key or span), *span)
            column = value
        after = self._block(node, line, column)[1]
        span = self._offset(line, column), self._offset(after, self._column(after))
        return (*(key or span), *span)

    def _offset(self, line: int, column: int) -> int:
        return self._start + self._offsets[line] + column

    def _next(self, line: int) -> int:
        """Return the next line that is neither blank nor a comment, or the number of lines."""
        lines = self._lines
        while line < len(lines) and lines[line].lstrip(" ")[:1] in {"", "#"}:
            line += 1
        return line

    def _column(self, line: int) -> int:
        if line == len(self._lines):
            return 0
        text = self._lines[line]
        return len(text) - len(text.lstrip(" "))

    def _block(self, node: Any, first: int, column: int) -> tuple[Entries, int]:
        """Return the lines of a block collection's entries, and the first line after it."""
        found = self._blocks.get((first, column))
        if found is None:
            mapping = isinstance(node, dict)
            begins, after = self._entry_lines(first, column, mapping=mapping)
            keys: Any = node if mapping else range(len(node))
            found = dict(zip(keys, begins, strict=True)), after
            self._blocks[first, column] = found
        return found

    def _entry_lines(self, first: int, column: int, *, mapping: bool) -> tuple[list[int], int]:
        lines = self._lines
        begins = [first]
        for number in range(first + 1, len(lines)):
            line = lines[number]
            words = line.lstrip(" ")
            indent = len(line) - len(words)
            if indent > column or not words or words[0] == "#":
                continue
            if indent < column:
                return begins, number
            if (words[0] == "-") is not mapping:
                begins.append(number)
            elif not mapping:
                return begins, number
        return begins, len(lines)

    def _value(self, at: int, sign: int) -> tuple[int, int]:
        """Return the line and column of what follows the ``:`` or ``-`` that ends at ``sign``."""
        line = self._lines[at]
        words = line[sign:].lstrip(" ")
        if words and words[0] != "#":
            return at, len(line) - len(words)
        below = self._next(at + 1)
        return below, self._column(below)

    def _scalar(self, at: int, column: int, parent: int) -> tuple[int, int]:
        """Return where a scalar of a collection at column ``parent`` begins and ends."""
        line = self._lines[at]
        begin = self._offset(at, column)
        if line[column] in "|>":
            header = understand(line)[4]
            return begin, self._offset(block(self._lines, at + 1, parent, header)[1], 0)
        run = quoted_run if line[column] in "'\"" else plain_run
        _, last, end = run(self._lines, at, column, parent)
        return begin, self._offset(last, end)

    def _flow(
        self, node: Any, at: int, column: int, key: tuple[int, int] | None, path: Path
    ) -> Marks:
        """Return the marks of a flow collection, or of what the rest of the path names in it."""
        begin = self._offset(at, 0)
        if not path:
            span = begin + column, begin + collection(self._lines[at], column)[1]
            return (*(key or span), *span)
        for step in path:
            index = step if type(step) is int else list(node).index(step)
            marks = node.marks[index]
            node = node[step]
        return tuple(begin + mark for mark in marks)
