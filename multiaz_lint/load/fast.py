"""The fast reader: one YAML document of the plain subset into a tree, line by line.

For every text it gives the tree of the reference reader or raises :class:`UnsureError`. Trees
hold no positions of their own: :mod:`multiaz_lint.load.places` finds them in the text. Scalars and
flow collections are shared between trees, which nobody changes.
"""

from __future__ import annotations

from multiaz_lint.load.blocks import block
from multiaz_lint.load.flow import UnsureError
from multiaz_lint.load.lines import (
    DASH_KEY,
    KEY,
    OPEN,
    SKIP,
    UNSURE,
    VALUE,
    known,
    understand,
)
from multiaz_lint.model.tree import Map, Seq

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.load.limits import Limits

NESTING = 170
"""No tree of this reader is nested deeper (see ``lines.DEEPEST``)."""


def read(text: str, limits: Limits) -> Any:
    """Read a document into a tree; None when it is empty.

    Raises:
        UnsureError: The reference reader must decide.

    """
    if len(text) > limits.nodes or limits.nesting < NESTING:
        raise UnsureError
    lines = text.split("\n")
    get = known.get
    root = Seq((None,))
    # The open collection, its column, and whether its last value is still to come.
    node: Any = root
    column = -1
    is_map = False
    is_open = True
    key = ""
    stack: list[tuple[Any, int, bool]] = []
    resume = 0
    for at, line in enumerate(lines):
        if at < resume:
            continue
        entry = get(line)
        if entry is None:
            entry = understand(line)
        shape, begin, name, content, value, inner = entry
        if shape == KEY:
            if begin != column or not is_map:
                if is_open and begin > column:
                    stack.append((node, column, is_map))
                    opened: Any = Map()
                    if is_map:
                        node[key] = opened
                    else:
                        node[-1] = opened
                    node = opened
                    column = begin
                    is_map = True
                else:
                    while begin < column or (begin == column and not is_map):
                        node, column, is_map = stack.pop()
                    if begin != column or not is_map:
                        raise UnsureError
            if name in node:
                raise UnsureError
            node[name] = value
        elif shape == SKIP:
            continue
        elif shape == UNSURE:
            raise UnsureError
        else:
            if is_open and (begin > column or (begin == column and is_map)):
                stack.append((node, column, is_map))
                opened = Seq()
                if is_map:
                    node[key] = opened
                else:
                    node[-1] = opened
                node = opened
                column = begin
                is_map = False
            elif begin != column or is_map:
                while begin < column or (begin == column and is_map):
                    node, column, is_map = stack.pop()
                if begin != column or is_map:
                    raise UnsureError
            if shape == DASH_KEY:
                stack.append((node, column, False))
                opened = Map()
                opened[name] = value
                node.append(opened)
                node = opened
                column = inner
                is_map = True
            else:
                node.append(value)
        if content == VALUE:
            is_open = False
        elif content == OPEN:
            is_open = True
            key = name
        else:
            is_open = False
            words, resume = block(lines, at + 1, column, value)
            if is_map:
                node[name] = words
            else:
                node[-1] = words
    return root[0]
