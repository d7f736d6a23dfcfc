"""How a document is laid out: indentation, quotes, line ends, brackets or lines."""

from __future__ import annotations

from multiaz_lint.load.yaml.syntax import MAP, SCALAR, SEQ, skip_blank

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from multiaz_lint.load.yaml.syntax import SyntaxNode

_USUAL = 2
"""Columns of each kind of indentation where a document shows none."""


class Layout:
    """What new text of a document looks like, judged by what is written there."""

    __slots__ = (
        "compact", "flow_maps", "flow_sequences", "gap", "json", "lines", "newline", "offset",
        "quote", "quote_all", "sorted", "step", "tabs", "trailing",
    )  # fmt: skip

    def __init__(self) -> None:
        self.newline = "\n"
        self.step = _USUAL
        """Columns from a mapping to the mapping below one of its keys."""
        self.offset = _USUAL
        """Columns from a mapping to the dashes below one of its keys."""
        self.gap = _USUAL
        """Columns from a dash to the element."""
        self.quote = '"'
        self.quote_all = False
        self.flow_maps = False
        """Whether mappings of scalars are written in brackets."""
        self.flow_sequences = False
        """Whether sequences of scalars are written in brackets."""
        self.sorted = False
        self.json = False
        self.compact = False
        """Whether JSON is written without blanks."""
        self.lines = False
        """Whether brackets are spread over lines."""
        self.tabs = False
        """Whether lines inside brackets are indented by tabs, as only JSON may be."""
        self.trailing = False
        """Whether a comma follows the last entry of brackets spread over lines."""

    def copy(self, *, step: int | None = None, offset: int | None = None) -> Layout:
        """Return the same layout with the indentation of a nearer place."""
        other = Layout()
        for name in self.__slots__:
            setattr(other, name, getattr(self, name))
        other.step = step or self.step
        other.offset = self.offset if offset is None else offset
        return other


def column(text: str, at: int) -> int:
    """Return the column, from 0, of an offset.

    In YAML a carriage return alone ends a line too (YAML 1.2, 5.4): indentation counts from it.
    """
    line = text.rfind("\n", 0, at) + 1
    return at - max(line, text.rfind("\r", line, at) + 1)


def layout_of(text: str, root: SyntaxNode) -> Layout:
    """Judge the layout of a document by the majority of what is written."""
    layout = Layout()
    if text.count("\r\n", *_stretch(text, root)) * 2 > text.count("\n", *_stretch(text, root)):
        layout.newline = "\r\n"
    nodes = list(_walk(root))
    _judge_indentation(layout, text, nodes)
    _judge_quotes(layout, nodes)
    _judge_brackets(layout, nodes)
    maps = [node.entries for node in nodes if node.kind == MAP and len(node.entries) > 2]
    in_order = sum(_is_sorted([entry.key.text for entry in entries]) for entries in maps)
    layout.sorted = len(maps) >= 4 and in_order >= 0.8 * len(maps)
    if root.flow:
        _judge_root(layout, text, root)
    return layout


def _judge_root(layout: Layout, text: str, root: SyntaxNode) -> None:
    """Judge a document that stands in brackets as a whole, as JSON does."""
    inner = next((each for each in (root, *root.items) if each.entries), None)
    if inner is None:
        return
    first, last = inner.entries[0], inner.entries[-1]
    if first.key.style == '"':
        layout.json = True
        layout.compact = text[first.value.start - 1] == ":"
    if inner is not root:
        return
    begin = text.rfind("\n", root.body, first.key.start) + 1
    if begin:
        layout.lines = True
        layout.step = max(first.key.start - begin, 1)
        layout.tabs = "\t" in text[begin : first.key.start]
        after = skip_blank(text, last.value.end)
        layout.trailing = text[after : after + 1] == ","


def _stretch(text: str, root: SyntaxNode) -> tuple[int, int]:
    """Return the part of a text whose line ends count: a document, or all of it for one line."""
    return (root.start, root.end) if "\n" in text[root.start : root.end] else (0, len(text))


def _is_sorted(names: list[str]) -> bool:
    return names == sorted(names)


def _walk(root: SyntaxNode) -> Iterator[SyntaxNode]:
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack += [entry.value for entry in reversed(node.entries)] or reversed(node.items)


def _judge_indentation(layout: Layout, text: str, nodes: list[SyntaxNode]) -> None:
    steps: dict[int, int] = {}
    offsets: dict[int, int] = {}
    gaps: dict[int, int] = {}
    for node in nodes:
        if node.kind == MAP and not node.flow:
            step, offset = indentation_below(text, node)
            for counts, found in ((steps, step), (offsets, offset)):
                for columns in found:
                    counts[columns] = counts.get(columns, 0) + 1
        elif node.kind == SEQ and not node.flow:
            dash = column(text, node.body)
            for item in node.items:
                gap = column(text, item.start) - dash
                if item.kind == MAP and gap > 1:
                    gaps[gap] = gaps.get(gap, 0) + 1
    layout.step = _most(steps)
    layout.offset = _most(offsets)
    layout.gap = _most(gaps)


def indentation_below(text: str, node: SyntaxNode) -> tuple[list[int], list[int]]:
    """Return the columns from a block mapping to the mappings, and to the dashes, below it."""
    here = column(text, node.body)
    steps, offsets = [], []
    for entry in node.entries:
        value = entry.value
        if value.block and not value.anchor:
            below = column(text, value.body) - here
            if value.kind == MAP and below > 0:
                steps.append(below)
            elif value.kind == SEQ and below >= 0:
                offsets.append(below)
    return steps, offsets


def _most(counts: dict[int, int]) -> int:
    return min(counts, key=lambda columns: (-counts[columns], columns)) if counts else _USUAL


def _judge_quotes(layout: Layout, nodes: list[SyntaxNode]) -> None:
    single = double = plain = 0
    for node in nodes:
        if node.kind == SCALAR:
            single += node.style == "'"
            double += node.style == '"'
            plain += not node.style and node.text[:1].isalpha()
    layout.quote = "'" if single > double else '"'
    layout.quote_all = single + double >= 3 and plain * 10 <= single + double


def _judge_brackets(layout: Layout, nodes: list[SyntaxNode]) -> None:
    flow_maps = block_maps = flow_sequences = block_sequences = 0
    for node in nodes:
        if node.kind == MAP and node.entries and _scalars(entry.value for entry in node.entries):
            flow_maps += node.flow
            block_maps += not node.flow
        elif node.kind == SEQ and node.items and _scalars(node.items):
            flow_sequences += node.flow
            block_sequences += not node.flow
    layout.flow_maps = flow_maps > 0 and not block_maps
    layout.flow_sequences = flow_sequences > block_sequences


def _scalars(nodes: Iterable[SyntaxNode]) -> bool:
    return all(node.kind not in {MAP, SEQ} for node in nodes)
