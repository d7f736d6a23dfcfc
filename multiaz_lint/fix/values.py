"""New values in the place of old ones."""

from __future__ import annotations

from multiaz_lint.fix import render
from multiaz_lint.fix.layout import column
from multiaz_lint.load.yaml.syntax import SCALAR, skip_blank

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.fix.layout import Layout
    from multiaz_lint.fix.page import Page
    from multiaz_lint.load.yaml.syntax import SyntaxNode


class Slot:
    """Where a value hangs: behind the colon of a key, or behind a dash; ``flow`` in brackets.

    ``indicator`` is the offset of the colon or dash; ``column`` is that of the mapping or dash.
    """

    __slots__ = ("column", "flow", "indicator", "of_key")

    def __init__(self, indicator: int, column: int, *, of_key: bool, flow: bool) -> None:
        self.indicator = indicator
        self.column = column
        self.of_key = of_key
        self.flow = flow


def put_flow(page: Page, node: SyntaxNode, new: Any, layout: Layout) -> None:
    """Write a value inside brackets, or over a whole document in brackets."""
    if _is_scalar(new):
        words = render.scalar(new, layout, quote=_quote(node))
    elif layout.lines:
        indent = layout.newline + page.blanks_of_line(node.start)
        words = indent.join(render.flow_lines(new, layout, trailing=layout.trailing))
    else:
        words = render.flow(new, layout)
    blank = " " if node.empty and page.text[node.body - 1] not in " \n" else ""
    page.cut(_content(node), node.end, blank + words)


def put_inline(page: Page, node: SyntaxNode, new: Any, slot: Slot, layout: Layout) -> None:
    """Write a value on the line of its key or dash."""
    words = (
        render.scalar(new, layout, quote=_quote(node))
        if _is_scalar(new)
        else render.flow(new, layout)
    )
    if node.block and slot.of_key:
        at = end_of_indicator(page, node, slot)
        page.cut(at, at, " " + words)
        page.cut_lines(node)
    else:
        blank = " " if node.empty and page.text[node.body - 1] != " " else ""
        page.cut(_content(node), node.end, blank + words)


def put_block(page: Page, node: SyntaxNode, new: Any, slot: Slot, layout: Layout) -> None:
    """Write a collection in lines below its key."""
    if not slot.of_key:
        put_element(page, node, new, slot, layout)
        return
    if render.in_brackets(new, layout):
        put_inline(page, node, new, slot, layout)
        return
    indent = slot.column + (layout.step if isinstance(new, dict) else layout.offset)
    at = end_of_indicator(page, node, slot)
    line_end = page.line_end(at)
    if node.block:
        page.cut_lines(node)
    elif not node.empty:
        begin = _content(node)
        while page.text[begin - 1] in " \t":
            begin -= 1
        page.cut(begin, node.end, "")
        line_end = page.line_end(node.end)
    lines = render.block(new, layout)
    newline = layout.newline
    words = "".join(newline + " " * indent + line for line in lines)
    page.cut(line_end, line_end, words)


def put_element(page: Page, node: SyntaxNode, new: Any, slot: Slot, layout: Layout) -> None:
    """Write a collection in lines behind its dash."""
    first, *rest = render.element(new, layout)
    gap = layout.gap
    at = node.start  # an anchor would become that of the first key
    if node.block or not node.empty:
        gap = column(page.text, at) - slot.column
        rest = [" " * gap + line[layout.gap :] for line in rest]
        first = first[layout.gap :]
    else:
        first = first[1:]
    line_end = page.line_end(node.end)
    page.cut(at, node.end, first)
    indent = layout.newline + " " * slot.column
    page.cut(line_end, line_end, "".join(indent + line for line in rest))


def end_of_indicator(page: Page, node: SyntaxNode, slot: Slot) -> int:
    """Return where a value may begin: behind the colon, and behind an anchor or tag."""
    end, at = slot.indicator + 1, node.start
    while at < node.body:
        while at < len(page.text) and page.text[at] not in " \t\r\n":
            at += 1
        end, at = at, skip_blank(page.text, at)
    return end


def _content(node: SyntaxNode) -> int:
    """Return where the replaced text begins: a tag goes with its value, an anchor stays."""
    return node.body if node.tag is None else node.start


def _quote(node: SyntaxNode) -> str:
    return node.style if node.kind == SCALAR and node.style in {"'", '"'} else ""


def _is_scalar(value: Any) -> bool:
    return not isinstance(value, (dict, list))
