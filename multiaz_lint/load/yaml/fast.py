"""The fast reader: one YAML document of the plain subset into a tree, line by line.

For every text it gives the tree of the reference reader or raises :class:`UnsureError`. The marks
of block collections are the lines of their entries, counted from 0 in the document, from which
:mod:`multiaz_lint.load.yaml.places` finds columns. Scalars and flow collections are shared between
trees, which nobody changes.
"""

from __future__ import annotations

from itertools import islice

from multiaz_lint.load.yaml.blocks import block
from multiaz_lint.load.yaml.flow import UnsureError, plain
from multiaz_lint.load.yaml.lines import (
    BLOCK,
    DASH,
    DASH_KEY,
    KEY,
    OPEN,
    SKIP,
    TEXT,
    UNSURE,
    VALUE,
    content,
    known,
    understand,
    value_column,
)
from multiaz_lint.load.yaml.runs import plain_run, quoted_run
from multiaz_lint.model.tree import Map, Seq

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.load.limits import Limits

NESTING = 170
"""No tree of this reader is nested deeper (see ``lines.DEEPEST``)."""


def read(text: str, limits: Limits) -> Any:
    """Read a document into a tree; None when it is empty.

    Raises:
        UnsureError: The reference reader must decide.

    """
    return counted(text, limits)[0]


def counted(text: str, limits: Limits) -> tuple[Any, int]:
    """Read a document into a tree, None when it is empty, and count its line ends.

    Raises:
        UnsureError: The reference reader must decide.

    """
    if limits.nesting < NESTING or (len(text) > limits.nodes and _most_nodes(text) > limits.nodes):
        raise UnsureError
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    lines = text.split("\n")
    get = known.get
    root = Seq((None,))
    root.marks = marks = [0]
    # The open collection, its column, and whether its last value is still to come.
    node: Any = root
    column = -1
    is_map = False
    is_open = True
    key = ""
    stack: list[tuple[Any, int, bool, list[int]]] = []
    maps: list[Map] = []
    resume = 0
    at = -1
    rows = iter(lines)
    for entry in map(get, rows):
        at += 1
        shape, begin, name, what, value, inner = entry or understand(lines[at])
        if shape == KEY and (begin <= column or is_open):
            if begin != column or not is_map:
                if begin > column:
                    stack.append((node, column, is_map, marks))
                    opened: Any = Map()
                    maps.append(opened)
                    if is_map:
                        node[key] = opened
                    else:
                        node[-1] = opened
                    node = opened
                    node.marks = marks = []
                    column = begin
                    is_map = True
                else:
                    while begin < column or (begin == column and not is_map):
                        node, column, is_map, marks = stack.pop()
                    if begin != column or not is_map:
                        raise UnsureError
            node[name] = value
            marks.append(at)
        elif shape == SKIP:
            continue
        elif shape <= DASH and (begin <= column or is_open):
            if is_open and (begin > column or (begin == column and is_map)):
                stack.append((node, column, is_map, marks))
                opened = Seq()
                if is_map:
                    node[key] = opened
                else:
                    node[-1] = opened
                node = opened
                node.marks = marks = []
                column = begin
                is_map = False
            elif begin != column or is_map:
                while begin < column or (begin == column and is_map):
                    node, column, is_map, marks = stack.pop()
                if begin != column or is_map:
                    raise UnsureError
            marks.append(at)
            if shape == DASH_KEY:
                stack.append((node, column, False, marks))
                opened = Map()
                maps.append(opened)
                opened[name] = value
                node.append(opened)
                node = opened
                node.marks = marks = [at]
                column = inner
                is_map = True
            else:
                node.append(value)
        elif shape == UNSURE or begin <= column:
            raise UnsureError
        else:
            # A scalar on a line of its own, or the rest of the one on the line before.
            if is_open:
                what, value = content(lines[at].rstrip(" "), begin)
                if what == BLOCK:
                    raise UnsureError
            else:
                what, value, after = VALUE, *_continued(lines, at, column, resume)
                at = _skipped(rows, at, after)
                resume = after
            if is_map:
                node[next(reversed(node))] = value
            elif node is root:
                raise UnsureError
            else:
                node[-1] = value
        if what == VALUE:
            is_open = False
            continue
        if what == OPEN:
            is_open = True
            key = name
            continue
        is_open = False
        if what == BLOCK:
            value, after = block(lines, at + 1, column, value)
        else:
            value, last, _ = quoted_run(lines, at, value, column)
            after = last + 1
        at = _skipped(rows, at, after)
        resume = after
        if is_map:
            node[next(reversed(node))] = value
        else:
            node[-1] = value
    for each in maps:
        if len(each) != len(each.marks):
            raise UnsureError  # a key was written twice
    return root[0], len(lines) - 1


def _skipped(rows: Iterator[str], at: int, after: int) -> int:
    """Pass over the lines behind ``at`` and before ``after``, and return the last of them."""
    passed = after - at - 1
    next(islice(rows, passed, passed), None)
    return after - 1


def _most_nodes(text: str) -> int:
    """Return a number that the nodes of a document cannot exceed."""
    return 3 * text.count("\n") + 2 * sum(map(text.count, ",[{")) + 4


def _continued(lines: list[str], at: int, parent: int, first: int) -> tuple[Any, int]:
    """Read on the plain scalar that began above line ``at``, on line ``first`` or later.

    Return its value and the line after it.
    """
    above = at - 1
    while above >= first and not lines[above].strip(" "):
        above -= 1
    if above < first:
        raise UnsureError
    line = lines[above].rstrip(" ")
    shape, begin, _, what, _, inner = understand(line)
    if shape == SKIP or what != VALUE:
        raise UnsureError
    if shape != TEXT:
        begin = inner if shape == DASH else value_column(line, inner)
    if line[begin] in "'\"{[":
        raise UnsureError
    text, last, _ = plain_run(lines, above, begin, parent)
    if last < at:
        raise UnsureError
    return plain(text), last + 1
