"""Entries that come and go in collections written in brackets."""

from __future__ import annotations

from multiaz_lint.fix import render
from multiaz_lint.load.yaml.syntax import MAP, skip_blank

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.fix.layout import Layout
    from multiaz_lint.fix.page import Page
    from multiaz_lint.load.yaml.syntax import SyntaxNode


def add(
    page: Page, node: SyntaxNode, ends: list[int], added: list[tuple[Any, Any]], layout: Layout
) -> None:
    """Add behind the last entry in brackets, on lines of its own where the others are."""
    last = ends[-1]
    first = node.entries[0].key.start if node.kind == MAP else node.items[0].start
    if page.text[page.line_start(first) : first].strip(" \t"):
        comma = "," if layout.compact else ", "
        parts = [_pair(key, value, layout) for key, value in added]
        page.cut(last, last, comma + comma.join(parts))
        return
    after = skip_blank(page.text, last)
    trailing = page.text[after : after + 1] == ","
    _add_lines(page, node, first, last, after if trailing else None, added, layout)


def _add_lines(
    page: Page,
    node: SyntaxNode,
    first: int,
    last: int,
    comma: int | None,
    added: list[tuple[Any, Any]],
    layout: Layout,
) -> None:
    here = page.text[page.line_start(first) : first]
    layout = layout.copy(step=max(len(here) - len(page.blanks_of_line(node.body)), 1))
    layout.tabs = "\t" in here
    trailing = comma is not None
    at = last if comma is None else comma + 1
    if not trailing:
        page.cut(last, last, ",")
    words = ""
    for index, (key, value) in enumerate(added):
        lines = render.flow_lines(value, layout, trailing=trailing)
        if key is not None:
            lines[0] = render.key_name(key, layout) + ": " + lines[0]
        if trailing or index < len(added) - 1:
            lines[-1] += ","
        words += "".join(layout.newline + here + line for line in lines)
    line_end = page.line_end(at)
    if skip_blank(page.text, at) < line_end:
        line_end = at  # the closing bracket, or more, follows on the same line
    page.cut(line_end, line_end, words)


def _pair(key: str | None, value: Any, layout: Layout) -> str:
    words = render.flow(value, layout)
    if key is None:
        return words
    return render.key_name(key, layout) + (":" if layout.compact else ": ") + words


def drop(page: Page, spans: list[tuple[int, int]], first: int, last: int) -> None:
    """Remove a run of entries with its comma, and the lines that it fills alone."""
    start, end = spans[first][0], spans[last][1]
    after = skip_blank(page.text, end)
    comma = page.text[after : after + 1] == ","
    line_end = page.line_end(after if comma else end)
    rest = page.text[after + 1 if comma else end : line_end]
    if page.begins_line(start) and not rest.strip():
        if not comma:
            before = skip_blank(page.text, spans[first - 1][1])
            page.cut(before, before + 1, "")
        begin = page.line_start(start)
        page.cut(begin, page.text.index("\n", line_end) + 1, "")
    elif last + 1 < len(spans):
        page.cut(start, spans[last + 1][0], "")
    else:
        page.cut(spans[first - 1][1], end, "")
