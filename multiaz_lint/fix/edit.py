"""Changes of a document as the smallest replacements in its text."""

from __future__ import annotations

from multiaz_lint.fix import brackets, render, values
from multiaz_lint.fix.change import UNSET, Change, built, changed, difference, plain, same
from multiaz_lint.fix.layout import column, indentation_below
from multiaz_lint.fix.places import place
from multiaz_lint.fix.refusal import RefusedError
from multiaz_lint.fix.values import Slot
from multiaz_lint.load.yaml.syntax import (
    ALIAS,
    MAP,
    SEQ,
    SyntaxEntry,
    SyntaxNode,
    key_name,
    skip_blank,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.fix.layout import Layout
    from multiaz_lint.fix.page import Page


class Editor:
    """Makes a change true by cuts of a page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def edit(self, root: SyntaxNode, tree: Any, change: Change) -> None:
        """Change a whole document."""
        slot = Slot(root.start - 1, 0, of_key=False, flow=root.flow)
        self._change(root, tree, change, slot, self.page.layout)

    # Anywhere -----------------------------------------------------------------------------

    def _change(
        self, node: SyntaxNode, value: Any, change: Change, slot: Slot, layout: Layout
    ) -> None:
        if change.put is not UNSET:
            self._put(node, value, change.put, slot, layout)
        elif change.below or change.append:
            self._check_alone(node)
            if value is None:
                self._put(node, value, built(change), slot, layout)
            elif node.kind == MAP and isinstance(value, dict) and not change.append:
                self._change_map(node, value, change, slot, layout)
            elif node.kind == SEQ and isinstance(value, list):
                self._change_seq(node, value, change, slot, layout)
            else:
                raise RefusedError("a value of another type stands in the way")

    def _check_alone(self, node: SyntaxNode) -> None:
        """Refuse to change what stands for more than one place."""
        if node.kind == ALIAS:
            raise RefusedError(
                f"the value is the alias *{node.anchor}: a change would reach other places"
            )
        if node.uses:
            raise RefusedError(
                f"the value bears the anchor &{node.anchor}, which is used elsewhere: "
                "a change would reach other places"
            )

    def _check_unshared(self, node: SyntaxNode) -> None:
        """Refuse to remove what other places refer to."""
        stack = [node]
        while stack:
            each = stack.pop()
            if each.uses:
                raise RefusedError(f"the anchor &{each.anchor} inside is used elsewhere")
            stack += [entry.value for entry in each.entries]
            stack += each.items

    def _put(self, node: SyntaxNode, old: Any, new: Any, slot: Slot, layout: Layout) -> None:
        """Replace a value."""
        if same(plain(old), plain(new)):
            return
        if node.kind != ALIAS:
            self._check_alone(node)
            if node.kind in {MAP, SEQ}:
                change = difference(plain(old), plain(new))
                if change.put is UNSET and not any(entry.merge for entry in node.entries):
                    self._change(node, old, change, slot, layout)
                    return
        self._check_unshared(node)
        inline = not new or not isinstance(new, (dict, list))
        if slot.flow or slot.indicator < 0:
            values.put_flow(self.page, node, new, layout)
        elif inline or (node.flow and bool(old)):
            values.put_inline(self.page, node, new, slot, layout)
        else:
            values.put_block(self.page, node, new, slot, layout)

    # Mappings -----------------------------------------------------------------------------

    def _change_map(
        self, node: SyntaxNode, value: Any, change: Change, slot: Slot, layout: Layout
    ) -> None:
        layout = self._near(node, layout)
        entries = self._entries(node, change)
        added: list[tuple[str, Any]] = []
        dropped: set[int] = set()
        inside: list[tuple[SyntaxEntry, str, Change]] = []
        for step, below in change.below.items():
            if not isinstance(step, str):
                raise RefusedError("a mapping stands where a sequence is meant")
            entry = entries.get(step)
            if entry is None:
                if step in value and below.put is UNSET:
                    raise RefusedError(f"{step} comes from a merge key (<<)")
                added.append((step, built(below)))
            elif below.drop:
                self._check_unshared(entry.value)
                dropped.add(node.entries.index(entry))
            else:
                inside.append((entry, step, below))
        if dropped and (len(dropped) == len(node.entries) or (added and not self._in_lines(node))):
            self._rewrite(node, changed(value, change), slot, layout)
            return
        for entry, step, below in inside:
            self._change_entry(entry, value, step, below, node, layout)
        if dropped:
            self._drop(node, dropped)
        if added:
            self._add_entries(node, added, slot, layout)

    def _entries(self, node: SyntaxNode, change: Change) -> dict[str, SyntaxEntry]:
        entries: dict[str, SyntaxEntry] = {}
        for entry in node.entries:
            if not entry.merge:
                name = key_name(entry.key)
                if name in entries and name in change.below:
                    raise RefusedError(f"{name} is written twice")
                entries[name] = entry
        return entries

    def _change_entry(
        self,
        entry: SyntaxEntry,
        value: Any,
        step: str,
        below: Change,
        node: SyntaxNode,
        layout: Layout,
    ) -> None:
        colon = skip_blank(self.page.text, entry.key.end)
        if self.page.text[colon : colon + 1] != ":":
            raise RefusedError("the key is written in a way that is not edited")
        if below.rename is not None:
            name = (
                render.quoted(below.rename, entry.key.style)
                if entry.key.style
                else render.key_name(below.rename, layout)
            )
            self._check_alone(entry.key)
            self.page.cut(entry.key.body, entry.key.end, name)
        slot = Slot(colon, column(self.page.text, entry.key.start), of_key=True, flow=node.flow)
        self._change(entry.value, value[step], below, slot, layout)

    def _rewrite(self, node: SyntaxNode, new: Any, slot: Slot, layout: Layout) -> None:
        """Write a whole collection anew."""
        self._check_unshared(node)
        if slot.flow or slot.indicator < 0:
            values.put_flow(self.page, node, new, layout)
        elif not new or node.flow:
            values.put_inline(self.page, node, new, slot, layout)
        else:
            values.put_block(self.page, node, new, slot, layout)

    def _in_lines(self, node: SyntaxNode) -> bool:
        """Whether each entry has lines of its own."""
        return not node.flow and self.page.begins_line(node.body)

    def _near(self, node: SyntaxNode, layout: Layout) -> Layout:
        """Prefer the indentation that this very mapping uses."""
        if node.flow:
            return layout
        steps, offsets = indentation_below(self.page.text, node)
        return layout.copy(
            step=steps[-1] if steps else None, offset=offsets[-1] if offsets else None
        )

    def _add_entries(
        self, node: SyntaxNode, added: list[tuple[str, Any]], slot: Slot, layout: Layout
    ) -> None:
        if not node.entries:
            self._put_empty(node, dict(added), slot, layout)
            return
        if node.flow:
            brackets.add(
                self.page, node, [entry.value.end for entry in node.entries], added, layout
            )
            return
        names = ["<<" if entry.merge else key_name(entry.key) for entry in node.entries]
        grouped: dict[int, list[str]] = {}
        last_merge = max((i for i, name in enumerate(names) if name == "<<"), default=-1)
        for key, value in added:
            index = max(place(names, key, alphabetical=layout.sorted), last_merge + 1)
            grouped.setdefault(index, []).extend(render.entry(key, value, layout))
        indent = " " * column(self.page.text, node.body)
        for index, lines in grouped.items():
            self._insert_lines(node, index, [indent + line for line in lines])

    def _insert_lines(self, node: SyntaxNode, index: int, lines: list[str]) -> None:
        """Insert whole lines before an entry, or at the end."""
        newline = self.page.layout.newline
        if index == 0:
            at = self.page.above(node.entries[0].key.start)
            if at is not None:
                self.page.cut(at, at, "".join(line + newline for line in lines))
                return
            index = 1
        at = self.page.below(node.entries[index - 1].value.end, column(self.page.text, node.body))
        self.page.add_lines(at, lines)

    # Sequences ----------------------------------------------------------------------------

    def _change_seq(
        self, node: SyntaxNode, value: Any, change: Change, slot: Slot, layout: Layout
    ) -> None:
        added: list[Any] = []
        dropped: set[int] = set()
        inside: list[tuple[int, Change]] = []
        for step, below in change.below.items():
            if not isinstance(step, int):
                raise RefusedError("a sequence stands where a mapping is meant")
            if step >= len(node.items):
                added.append(built(below))
            elif below.drop:
                self._check_unshared(node.items[step])
                dropped.add(step)
            else:
                inside.append((step, below))
        added += change.append
        if dropped and (len(dropped) == len(node.items) or (added and not self._in_lines(node))):
            self._rewrite(node, changed(value, change), slot, layout)
            return
        for step, below in inside:
            at = self._dash(node, step)
            inner = Slot(at, column(self.page.text, at), of_key=False, flow=node.flow)
            self._change(node.items[step], value[step], below, inner, layout)
        if dropped:
            self._drop(node, dropped)
        if added:
            self._add_elements(node, added, slot, layout)

    def _dash(self, node: SyntaxNode, index: int) -> int:
        """Return the offset of an element's dash; in brackets, that of what precedes it."""
        if node.flow:
            return node.items[index].start - 1
        if index == 0:
            return node.body
        at = skip_blank(self.page.text, node.items[index - 1].end)
        if self.page.text[at : at + 1] != "-":
            raise RefusedError("the sequence is written in a way that is not edited")
        return at

    def _add_elements(self, node: SyntaxNode, added: list[Any], slot: Slot, layout: Layout) -> None:
        if not node.items:
            self._put_empty(node, added, slot, layout)
            return
        if node.flow:
            ends = [item.end for item in node.items]
            brackets.add(self.page, node, ends, [(None, value) for value in added], layout)
            return
        dash = column(self.page.text, node.body)
        maps = [item for item in node.items if item.kind in {MAP, SEQ}]
        lines: list[str] = []
        for value in added:
            if maps and all(item.flow for item in maps):
                lines.append("-".ljust(layout.gap) + render.flow(value, layout))
            else:
                lines += self._element_beside(maps, value, dash, layout)
        at = self.page.below(node.items[-1].end, dash)
        self.page.add_lines(at, [" " * dash + line for line in lines])

    def _element_beside(
        self, maps: list[SyntaxNode], value: Any, dash: int, layout: Layout
    ) -> list[str]:
        layout = layout.copy()
        if maps and not maps[-1].flow:
            layout.flow_maps = False
            layout.gap = max(column(self.page.text, maps[-1].start) - dash, 2)
        return render.element(value, layout)

    # Shared by mappings and sequences -----------------------------------------------------

    def _put_empty(self, node: SyntaxNode, new: Any, slot: Slot, layout: Layout) -> None:
        if slot.flow or slot.indicator < 0:
            values.put_flow(self.page, node, new, layout)
        else:
            values.put_block(self.page, node, new, slot, layout)

    def _drop(self, node: SyntaxNode, dropped: set[int]) -> None:
        if node.kind == MAP:
            spans = [(entry.key.start, entry.value.end) for entry in node.entries]
        else:
            spans = [(self._dash(node, i), item.end) for i, item in enumerate(node.items)]
            if node.flow:
                spans = [(item.start, item.end) for item in node.items]
        for first, last in _runs(dropped):
            if node.flow:
                brackets.drop(self.page, spans, first, last)
            elif self.page.begins_line(spans[first][0]):
                self.page.cut_whole_lines(spans[first : last + 1])
            else:
                self._drop_behind_dash(spans, last)

    def _drop_behind_dash(self, spans: list[tuple[int, int]], last: int) -> None:
        """Remove the first entries of an element, so that the next one follows its dash."""
        start, end, following = spans[0][0], spans[last][1], spans[last + 1][0]
        if "#" in self.page.text[end:following]:
            while self.page.text[start - 1] == " ":
                start -= 1
            self.page.cut(start, end, "")
        else:
            self.page.cut(start, following, "")


def _runs(indexes: set[int]) -> list[tuple[int, int]]:
    """Group indexes into runs without gaps."""
    runs: list[tuple[int, int]] = []
    for index in sorted(indexes):
        if runs and runs[-1][1] == index - 1:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return runs
