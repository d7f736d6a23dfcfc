"""Where the entries of a document stand, found in its text when somebody asks.

It serves trees of the fast reader, which know the line of each entry; the columns follow from the
text of that line. Flow collections know the columns of theirs.
"""

from __future__ import annotations

from multiaz_lint.load.yaml.blocks import block
from multiaz_lint.load.yaml.flow import UnsureError, collection, quoted
from multiaz_lint.load.yaml.lines import OPEN, VALUE, key_end, known, understand
from multiaz_lint.load.yaml.runs import plain_run, quoted_run
from multiaz_lint.model.tree import Map, Seq

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.load.yaml.reference import Marks
    from multiaz_lint.model.tree import Path

    Stretch = tuple[int, int, int]
    """A line, the column of its first character, and the column after its last one, from 0."""

_MANY = 32
_NO_END = frozenset(" }],")


class Places:
    """The places of one document."""

    __slots__ = ("_indexes", "_lines", "_offsets", "_stretches", "_text", "_tree")

    def __init__(self, text: str, tree: Any) -> None:
        lines = text.split("\n")
        if "\r" in text:
            lines = [line.removesuffix("\r") for line in lines]
        self._lines = lines
        self._text = text
        self._tree = tree
        self._offsets: list[int] = []
        self._indexes: dict[int, dict[str, Any]] = {}
        self._stretches: dict[int, Stretch] = {}
        """By the line of an entry; that of an item, of which a mapping may begin, inverted."""

    def stretch(self, path: Path) -> Stretch:
        """Return the stretch of one line that stands for a path, or its closest written ancestor.

        That is key and value of a scalar or flow collection, the key of a block collection, the
        first entry of an item or of the whole document.
        """
        container, node, at, mark = self._walk(path)
        if container is None:
            return self._opening(node)
        mapping = isinstance(container, dict)
        if mark is not None:
            return self._flow_line(at), mark[0] if mapping else mark[2], mark[3]
        # Of what is missing in one place, such as a pod spec, many rules speak.
        asked = at if mapping else ~at
        found = self._stretches.get(asked)
        if found is None:
            found = self._stretches[asked] = self._entry(mapping, at, node)
        return found

    def marks(self, path: Path, start: int = 0) -> Marks:
        """Return the key's start and end and the value's start and end, as offsets.

        The path names an entry of the document, not the document itself, which begins at
        ``start``.
        """
        container, node, at, mark = self._walk(path)
        mapping = isinstance(container, dict)
        if mark is not None:
            begin = self._offset(self._flow_line(at), 0) + start
            return begin + mark[0], begin + mark[1], begin + mark[2], begin + mark[3]
        column, end = self._key(at, mapping=mapping)
        line, value = self._value(at, end + 1)
        if node is None and line > at and value <= column:
            span = self._offset(at, end + 1), self._offset(at, end + 1)
        elif self._lines[line][value] in "{[":
            close = collection(self._lines[line], value)[1]
            span = self._offset(line, value), self._offset(line, close)
        elif isinstance(node, (dict, list)):
            after = self._after(at, column, mapping=mapping)
            span = self._offset(line, value), self._offset(after, self._column(after))
        else:
            span = self._scalar(line, value, column)
        value_begin, value_end = span[0] + start, span[1] + start
        if not mapping:
            return value_begin, value_end, value_begin, value_end
        key = self._offset(at, column) + start
        return key, key + end - column, value_begin, value_end

    def _walk(self, path: Path) -> tuple[Any, Any, int, Marks | None]:
        """Go along a path as far as it is written.

        Return the last container and the value in it, the last line known, and the mark of an
        entry of a flow collection.
        """
        container: Any = None
        last: Any = None
        node = self._tree
        for step in path:
            if node.__class__ is Map or isinstance(node, dict):
                below = node.get(step)
                if below is None and step not in node:
                    break
            elif not isinstance(node, Seq) or step.__class__ is not int or step >= len(node):
                break
            else:
                below = node[step]
            container = node
            last = step
            node = below
        if container is None:
            return None, node, 0, None
        if container.__class__ is Map and len(container) <= _MANY:
            mark = container.marks[[*container].index(last)]
        else:
            mark = self._mark(container, last)
        if mark.__class__ is int:
            return container, node, mark, None
        return container, node, self._line_around(path), mark

    def _line_around(self, path: Path) -> int:
        """Return the line of the entry of a block collection that a path into its value names."""
        node = self._tree
        at = 0
        for step in path:
            mark = self._mark(node, step)
            if type(mark) is not int:
                break
            at = mark
            node = node[step]
        return at

    def _mark(self, container: Any, key: Any) -> Any:
        if isinstance(container, Seq):
            return container.marks[key]
        if len(container) <= _MANY:
            return container.marks[[*container].index(key)]
        index = self._indexes.get(id(container))
        if index is None:
            index = dict(zip(container, container.marks, strict=True))
            self._indexes[id(container)] = index
        return index[key]

    def _opening(self, node: Any) -> Stretch:
        """Return the stretch of the first entry of a block collection."""
        mapping = isinstance(node, dict)
        return self._entry(
            mapping, node.marks[0], next(iter(node.values())) if mapping else node[0]
        )

    def _entry(self, mapping: bool, at: int, node: Any) -> Stretch:
        """Return the stretch of an entry of a block collection."""
        block = _is_block(node)
        if mapping:
            found = self._plainly(at, block=block)
            if found is not None:
                return found
        elif block:
            return self._opening(node)
        column, end = self._key(at, mapping=mapping)
        line, value = self._value(at, end + 1)
        if node is None and line > at and value <= column:
            return (at, column, end + 1) if mapping else (at, end + 1, end + 1)
        if isinstance(node, (dict, list)) and self._lines[line][value] not in "{[":
            return (at, column, end) if mapping else self._opening(node)
        value_end = self._end_on_line(line, value, column)
        if not mapping:
            return line, value, len(self._lines[line]) if value_end < 0 else value_end
        return at, column, end if value_end < 0 or line > at else value_end

    def _plainly(self, at: int, *, block: bool) -> Stretch | None:
        """Return the stretch of an entry as the reader remembers its line; None where in doubt."""
        line = self._lines[at]
        entry = known.get(line)
        if entry is None:
            return None
        _, _, name, what, _, column = entry
        end = column + len(name)
        if what == OPEN:
            return (at, column, end) if block and line[column : end + 1] == name + ":" else None
        if what != VALUE or line[-1] in _NO_END or "#" in line or '"' in line or "'" in line:
            return None
        below = self._lines[at + 1] if at + 1 < len(self._lines) else "-"
        words = below.lstrip(" ")
        if not words or words[0] == "#" or len(below) - len(words) > column:
            return None
        return at, column, len(line)

    def _end_on_line(self, at: int, value: int, parent: int) -> int:
        """Return the column after a scalar or flow collection, or -1 if it goes on below."""
        line = self._lines[at]
        first = line[value]
        if first in "{[":
            return collection(line, value)[1]
        if first in "|>":
            return -1 if at + 1 < len(self._lines) else len(line)
        if first in "'\"":
            try:
                return quoted(line, value)[1]
            except UnsureError:
                return -1
        comment = line.find(" #", value)
        if comment >= 0:
            return value + len(line[value:comment].rstrip(" "))
        below = at + 1
        lines = self._lines
        while below < len(lines) and not lines[below].strip(" "):
            below += 1
        if below < len(lines):
            words = lines[below].lstrip(" ")
            if len(lines[below]) - len(words) > parent and words[0] != "#":
                return -1
        return len(line.rstrip(" "))

    def _key(self, at: int, *, mapping: bool) -> tuple[int, int]:
        """Return the columns of a key and of its colon, or twice that of a dash."""
        line = self._lines[at]
        column = len(line) - len(line.lstrip(" "))
        if not mapping:
            return column, column
        if line[column] == "-":
            column += 1
            while line[column] == " ":
                column += 1
        return column, key_end(line.rstrip(" "), column)

    def _value(self, at: int, sign: int) -> tuple[int, int]:
        """Return the line and column of what follows the ``:`` or ``-`` that ends at ``sign``."""
        line = self._lines[at]
        words = line[sign:].lstrip(" ")
        if words and words[0] != "#":
            return at, len(line) - len(words)
        lines = self._lines
        below = at + 1
        while below < len(lines) and lines[below].lstrip(" ")[:1] in {"", "#"}:
            below += 1
        return below, self._column(below)

    def _flow_line(self, at: int) -> int:
        """Return the line of the flow collection that is, or is in, the value of an entry."""
        line = self._lines[at]
        words = line.lstrip(" ")
        end = len(line) - len(words)
        if words[0] == "-":
            words = words[1:].lstrip(" ")
        if words and words[0] not in "{[#":
            end = self._key(at, mapping=True)[1]
        return self._value(at, end + 1)[0]

    def _offset(self, line: int, column: int) -> int:
        if not self._offsets:
            from itertools import accumulate

            lines = self._text.split("\n")
            self._offsets = [0, *accumulate(len(each) + 1 for each in lines)]
            self._offsets[-1] = len(self._text)
        return self._offsets[line] + column

    def _column(self, line: int) -> int:
        if line == len(self._lines):
            return 0
        text = self._lines[line]
        return len(text) - len(text.lstrip(" "))

    def _after(self, at: int, column: int, *, mapping: bool) -> int:
        """Return the first line after the block collection that is the value of an entry."""
        lines = self._lines
        for number in range(at + 1, len(lines)):
            words = lines[number].lstrip(" ")
            indent = len(lines[number]) - len(words)
            if not words or words[0] == "#" or indent > column:
                continue
            # A sequence may begin at the column of its key.
            if indent < column or not mapping or words[0] != "-":
                return number
        return len(lines)

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


def _is_block(node: Any) -> bool:
    """Whether a value is a block collection, whose marks are the lines of its entries."""
    if node.__class__ is str:
        return False
    marks: Any = getattr(node, "marks", None)
    return bool(marks) and marks[0].__class__ is int
