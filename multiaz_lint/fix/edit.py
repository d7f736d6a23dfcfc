"""Changes of a document as the smallest replacements in its text."""

from __future__ import annotations

from multiaz_lint.fix import render
from multiaz_lint.fix.change import UNSET, Change, built, changed, difference, plain, same
from multiaz_lint.fix.layout import Layout, column, indentation_below
from multiaz_lint.fix.places import place
from multiaz_lint.fix.refusal import RefusedError
from multiaz_lint.load.scalars import key_text, resolve
from multiaz_lint.load.syntax import ALIAS, MAP, SCALAR, SEQ, Entry, Node, skip_blank

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Cut = tuple[int, int, str]


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


class Editor:
    """Collects the cuts that make a change true: ``(start, end, new text)``, in order of need."""

    def __init__(self, text: str, layout: Layout) -> None:
        self.text = text
        self.layout = layout
        self.cuts: list[Cut] = []

    def edit(self, root: Node, tree: Any, change: Change) -> None:
        """Change a whole document."""
        slot = Slot(root.start - 1, 0, of_key=False, flow=root.flow)
        self._change(root, tree, change, slot, self.layout)

    # Anywhere -----------------------------------------------------------------------------

    def _change(self, node: Node, value: Any, change: Change, slot: Slot, layout: Layout) -> None:
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

    def _check_alone(self, node: Node) -> None:
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

    def _check_unshared(self, node: Node) -> None:
        """Refuse to remove what other places refer to."""
        stack = [node]
        while stack:
            each = stack.pop()
            if each.uses:
                raise RefusedError(f"the anchor &{each.anchor} inside is used elsewhere")
            stack += [entry.value for entry in each.entries]
            stack += each.items

    def _put(self, node: Node, old: Any, new: Any, slot: Slot, layout: Layout) -> None:
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
            self._put_flow(node, new, layout)
        elif inline or (node.flow and bool(old)):
            self._put_inline(node, new, slot, layout)
        else:
            self._put_block(node, new, slot, layout)

    def _put_flow(self, node: Node, new: Any, layout: Layout) -> None:
        if _is_scalar(new):
            words = render.scalar(new, layout, quote=_quote(node))
        elif layout.lines:
            indent = layout.newline + " " * self._indent_of_line(node.start)
            words = indent.join(render.flow_lines(new, layout, trailing=layout.trailing))
        else:
            words = render.flow(new, layout)
        blank = " " if node.empty and self.text[node.body - 1] not in " \n" else ""
        self._cut(_content(node), node.end, blank + words)

    def _put_inline(self, node: Node, new: Any, slot: Slot, layout: Layout) -> None:
        words = (
            render.scalar(new, layout, quote=_quote(node))
            if _is_scalar(new)
            else render.flow(new, layout)
        )
        if node.block and slot.of_key:
            at = self._end_of_indicator(node, slot)
            self._cut(at, at, " " + words)
            self._cut_lines(node)
        else:
            blank = " " if node.empty and self.text[node.body - 1] != " " else ""
            self._cut(_content(node), node.end, blank + words)

    def _put_block(self, node: Node, new: Any, slot: Slot, layout: Layout) -> None:
        if not slot.of_key:
            self._put_element(node, new, slot, layout)
            return
        if render.in_brackets(new, layout):
            self._put_inline(node, new, slot, layout)
            return
        indent = slot.column + (layout.step if isinstance(new, dict) else layout.offset)
        at = self._end_of_indicator(node, slot)
        line_end = self._line_end(at)
        if node.block:
            self._cut_lines(node)
        elif not node.empty:
            begin = _content(node)
            while self.text[begin - 1] in " \t":
                begin -= 1
            self._cut(begin, node.end, "")
            line_end = self._line_end(node.end)
        lines = render.block(new, layout)
        newline = layout.newline
        words = "".join(newline + " " * indent + line for line in lines)
        self._cut(line_end, line_end, words)

    def _put_element(self, node: Node, new: Any, slot: Slot, layout: Layout) -> None:
        first, *rest = render.element(new, layout)
        gap = layout.gap
        at = _content(node)
        if node.block or not node.empty:
            gap = column(self.text, at) - slot.column
            rest = [" " * gap + line[layout.gap :] for line in rest]
            first = first[layout.gap :]
        else:
            first = first[1:]
        line_end = self._line_end(node.end)
        self._cut(at, node.end, first)
        indent = layout.newline + " " * slot.column
        self._cut(line_end, line_end, "".join(indent + line for line in rest))

    def _end_of_indicator(self, node: Node, slot: Slot) -> int:
        """Return where a value may begin: behind the colon, and behind an anchor or tag."""
        if node.anchor is None and node.tag is None:
            return slot.indicator + 1
        end = node.body
        while self.text[end - 1] in " \t\r\n":
            end -= 1
        return end

    # Mappings -----------------------------------------------------------------------------

    def _change_map(
        self, node: Node, value: Any, change: Change, slot: Slot, layout: Layout
    ) -> None:
        layout = self._near(node, layout)
        entries = self._entries(node, change)
        added: list[tuple[str, Any]] = []
        dropped: set[int] = set()
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
                self._change_entry(entry, value, step, below, node, layout)
        if dropped and (len(dropped) == len(node.entries) or (node.flow and added)):
            self._rewrite(node, changed(value, change), slot, layout)
            return
        if dropped:
            self._drop(node, dropped)
        if added:
            self._add_entries(node, added, slot, layout)

    def _entries(self, node: Node, change: Change) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        for entry in node.entries:
            if not entry.merge:
                name = _name(entry.key)
                if name in entries and name in change.below:
                    raise RefusedError(f"{name} is written twice")
                entries[name] = entry
        return entries

    def _change_entry(
        self, entry: Entry, value: Any, step: str, below: Change, node: Node, layout: Layout
    ) -> None:
        colon = skip_blank(self.text, entry.key.end)
        if self.text[colon : colon + 1] != ":":
            raise RefusedError("the key is written in a way that is not edited")
        if below.rename is not None:
            name = (
                render.quoted(below.rename, entry.key.style)
                if entry.key.style
                else render.key_name(below.rename, layout)
            )
            self._check_alone(entry.key)
            self._cut(entry.key.body, entry.key.end, name)
        slot = Slot(colon, column(self.text, entry.key.start), of_key=True, flow=node.flow)
        self._change(entry.value, value[step], below, slot, layout)

    def _rewrite(self, node: Node, new: Any, slot: Slot, layout: Layout) -> None:
        """Write a whole collection anew."""
        if slot.flow or slot.indicator < 0:
            self._put_flow(node, new, layout)
        elif not new or node.flow:
            self._put_inline(node, new, slot, layout)
        else:
            self._put_block(node, new, slot, layout)

    def _near(self, node: Node, layout: Layout) -> Layout:
        """Prefer the indentation that this very mapping uses."""
        if node.flow:
            return layout
        steps, offsets = indentation_below(self.text, node)
        if not steps and not offsets:
            return layout
        return layout.copy(
            step=steps[-1] if steps else None, offset=offsets[-1] if offsets else None
        )

    def _add_entries(
        self, node: Node, added: list[tuple[str, Any]], slot: Slot, layout: Layout
    ) -> None:
        if not node.entries:
            self._put_empty(node, dict(added), slot, layout)
            return
        if node.flow:
            self._add_in_brackets(node, [entry.value.end for entry in node.entries], added, layout)
            return
        names = ["<<" if entry.merge else _name(entry.key) for entry in node.entries]
        grouped: dict[int, list[str]] = {}
        last_merge = max((i for i, name in enumerate(names) if name == "<<"), default=-1)
        for key, value in added:
            index = max(place(names, key, alphabetical=layout.sorted), last_merge + 1)
            grouped.setdefault(index, []).extend(render.entry(key, value, layout))
        indent = " " * column(self.text, node.body)
        for index, lines in grouped.items():
            self._insert_lines(node, index, [indent + line for line in lines])

    def _insert_lines(self, node: Node, index: int, lines: list[str]) -> None:
        """Insert whole lines before an entry, or at the end."""
        newline = self.layout.newline
        if index == 0:
            at = self._above(node.entries[0].key.start)
            if at is not None:
                self._cut(at, at, "".join(line + newline for line in lines))
                return
            index = 1
        at = self._below(node.entries[index - 1].value.end, column(self.text, node.body))
        self._add_lines(at, lines)

    def _add_lines(self, at: int, lines: list[str]) -> None:
        newline = self.layout.newline
        if at == len(self.text) and self.text[at - 1 : at] != "\n":
            self._cut(at, at, "".join(newline + line for line in lines))
        else:
            self._cut(at, at, "".join(line + newline for line in lines))

    # Sequences ----------------------------------------------------------------------------

    def _change_seq(
        self, node: Node, value: Any, change: Change, slot: Slot, layout: Layout
    ) -> None:
        added: list[Any] = []
        dropped: set[int] = set()
        for step, below in change.below.items():
            if not isinstance(step, int):
                raise RefusedError("a sequence stands where a mapping is meant")
            if step >= len(node.items):
                added.append(built(below))
            elif below.drop:
                self._check_unshared(node.items[step])
                dropped.add(step)
            else:
                item = node.items[step]
                at = self._dash(node, step)
                inner = Slot(at, column(self.text, at), of_key=False, flow=node.flow)
                self._change(item, value[step], below, inner, layout)
        added += change.append
        if dropped and (len(dropped) == len(node.items) or (node.flow and added)):
            self._rewrite(node, changed(value, change), slot, layout)
            return
        if dropped:
            self._drop(node, dropped)
        if added:
            self._add_elements(node, added, slot, layout)

    def _dash(self, node: Node, index: int) -> int:
        """Return the offset of an element's dash; in brackets, that of what precedes it."""
        if node.flow:
            return node.items[index].start - 1
        if index == 0:
            return node.body
        at = skip_blank(self.text, node.items[index - 1].end)
        if self.text[at : at + 1] != "-":
            raise RefusedError("the sequence is written in a way that is not edited")
        return at

    def _add_elements(self, node: Node, added: list[Any], slot: Slot, layout: Layout) -> None:
        if not node.items:
            self._put_empty(node, added, slot, layout)
            return
        if node.flow:
            ends = [item.end for item in node.items]
            self._add_in_brackets(node, ends, [(None, value) for value in added], layout)
            return
        dash = column(self.text, node.body)
        maps = [item for item in node.items if item.kind in {MAP, SEQ}]
        lines: list[str] = []
        for value in added:
            if maps and all(item.flow for item in maps):
                lines.append("-".ljust(layout.gap) + render.flow(value, layout))
            else:
                lines += self._element_beside(maps, value, dash, layout)
        at = self._below(node.items[-1].end, dash)
        self._add_lines(at, [" " * dash + line for line in lines])

    def _element_beside(self, maps: list[Node], value: Any, dash: int, layout: Layout) -> list[str]:
        layout = layout.copy()
        if maps and not maps[-1].flow:
            layout.flow_maps = False
            layout.gap = max(column(self.text, maps[-1].start) - dash, 2)
        return render.element(value, layout)

    # Shared by mappings and sequences -----------------------------------------------------

    def _put_empty(self, node: Node, new: Any, slot: Slot, layout: Layout) -> None:
        if slot.flow or slot.indicator < 0:
            self._put_flow(node, new, layout)
        else:
            self._put_block(node, new, slot, layout)

    def _add_in_brackets(
        self, node: Node, ends: list[int], added: list[tuple[Any, Any]], layout: Layout
    ) -> None:
        """Add behind the last entry in brackets, on lines of its own where the others are."""
        last = ends[-1]
        after = skip_blank(self.text, last)
        trailing = self.text[after : after + 1] == ","
        first = node.entries[0].key.start if node.kind == MAP else node.items[0].start
        if "\n" not in self.text[node.body : first] or not self._begins_line(first):
            comma = "," if layout.compact else ", "
            parts = [self._in_brackets(key, value, layout) for key, value in added]
            at = after if trailing else last
            if trailing:
                self._cut(at + 1, at + 1, " " + comma.join(parts) + ",")
            else:
                self._cut(at, at, comma + comma.join(parts))
            return
        here = column(self.text, first)
        layout = layout.copy(step=max(here - self._indent_of_line(node.body), 1))
        at = after + 1 if trailing else last
        if not trailing:
            self._cut(last, last, ",")
        words = ""
        for index, (key, value) in enumerate(added):
            lines = render.flow_lines(value, layout, trailing=trailing)
            if key is not None:
                lines[0] = render.key_name(key, layout) + ": " + lines[0]
            if trailing or index < len(added) - 1:
                lines[-1] += ","
            words += "".join(layout.newline + " " * here + line for line in lines)
        line_end = self._line_end(at)
        if skip_blank(self.text, at) < line_end:
            line_end = at
        self._cut(line_end, line_end, words)

    def _in_brackets(self, key: str | None, value: Any, layout: Layout) -> str:
        words = render.flow(value, layout)
        if key is None:
            return words
        return render.key_name(key, layout) + (":" if layout.compact else ": ") + words

    def _drop(self, node: Node, dropped: set[int]) -> None:
        if node.kind == MAP:
            spans = [(entry.key.start, entry.value.end) for entry in node.entries]
        else:
            spans = [(self._dash(node, i), item.end) for i, item in enumerate(node.items)]
            if node.flow:
                spans = [(item.start, item.end) for item in node.items]
        for first, last in _runs(dropped):
            if node.flow:
                self._drop_in_brackets(spans, first, last)
            else:
                for index in range(first, last + 1):
                    self._drop_in_lines(spans, index, first, last)

    def _drop_in_lines(
        self, spans: list[tuple[int, int]], index: int, first: int, last: int
    ) -> None:
        start, end = spans[index]
        if self._begins_line(start):
            self._cut_whole_lines(start, end)
            return
        # The first of an element, right behind its dash.
        if last + 1 >= len(spans):
            raise RefusedError("the element is written in a way that is not edited")
        following = spans[last + 1][0]
        end = spans[last][1]
        if index != first:
            return
        if "#" in self.text[end:following]:
            while self.text[start - 1] == " ":
                start -= 1
            self._cut(start, end, "")
        else:
            self._cut(start, following, "")

    def _drop_in_brackets(self, spans: list[tuple[int, int]], first: int, last: int) -> None:
        start, end = spans[first][0], spans[last][1]
        after = skip_blank(self.text, end)
        comma = self.text[after : after + 1] == ","
        line_end = self._line_end(after if comma else end)
        rest = self.text[after + 1 if comma else end : line_end]
        if self._begins_line(start) and not rest.strip() and line_end < len(self.text):
            at_end = last + 1 == len(spans)
            if at_end and not comma:
                before = skip_blank(self.text, spans[first - 1][1])
                self._cut(before, before + 1, "")
            begin = self._line_start(start)
            self._cut(begin, self.text.index("\n", line_end) + 1, "")
        elif last + 1 < len(spans):
            self._cut(start, spans[last + 1][0], "")
        else:
            self._cut(spans[first - 1][1], end, "")

    # Lines --------------------------------------------------------------------------------

    def _cut(self, start: int, end: int, words: str) -> None:
        if start < end or words:
            self.cuts.append((start, end, words))

    def _line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def _line_end(self, at: int) -> int:
        """Return the offset of the line end at or after an offset."""
        end = self.text.find("\n", at)
        if end < 0:
            return len(self.text)
        return end - 1 if end > at and self.text[end - 1] == "\r" else end

    def _begins_line(self, at: int) -> bool:
        return not self.text[self._line_start(at) : at].strip(" ")

    def _indent_of_line(self, at: int) -> int:
        line = self.text[self._line_start(at) : at]
        return len(line) - len(line.lstrip(" "))

    def _cut_lines(self, node: Node) -> None:
        """Remove the lines of a block collection that begins below its key."""
        begin = self._line_start(node.body) - 1
        if begin > 0 and self.text[begin - 1] == "\r":
            begin -= 1
        self._cut(begin, self._line_end(node.end), "")

    def _cut_whole_lines(self, start: int, end: int) -> None:
        begin = self._line_start(start)
        line_end = self._line_end(end)
        if line_end < len(self.text):
            self._cut(begin, self.text.index("\n", line_end) + 1, "")
            return
        if begin:
            begin -= 2 if self.text[begin - 2 : begin] == "\r\n" else 1
        self._cut(begin, line_end, "")

    def _above(self, at: int) -> int | None:
        """Return where lines go above what stands there, and above the comments on it.

        None when it does not begin its line.
        """
        if not self._begins_line(at):
            return None
        indent = column(self.text, at)
        begin = self._line_start(at)
        while begin:
            before = self._line_start(begin - 1)
            line = self.text[before:begin].rstrip()
            comment = line.lstrip(" ")
            if not comment.startswith("#") or len(line) - len(comment) != indent:
                break
            begin = before
        return begin

    def _below(self, end: int, indent: int) -> int:
        """Return where lines go below what ends there, and below the comments inside it."""
        at = self._next_line(self._line_end(end))
        best = at
        while at < len(self.text):
            line_end = self._line_end(at)
            line = self.text[at:line_end]
            comment = line.lstrip(" ")
            if comment.startswith("#") and len(line) - len(comment) > indent:
                best = self._next_line(line_end)
            elif comment.strip():
                break
            at = self._next_line(line_end)
        return best

    def _next_line(self, line_end: int) -> int:
        at = self.text.find("\n", line_end)
        return len(self.text) if at < 0 else at + 1


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


def _content(node: Node) -> int:
    """Return where the replaced text begins: a tag goes with its value, an anchor stays."""
    return node.body if node.tag is None else node.start


def _quote(node: Node) -> str:
    return node.style if node.kind == SCALAR and node.style in {"'", '"'} else ""


def _is_scalar(value: Any) -> bool:
    return not isinstance(value, (dict, list))


def _name(key: Node) -> str:
    if key.style or key.kind != SCALAR or key.tag:
        return key.text
    try:
        return key_text(resolve(key.text))
    except ValueError:
        return key.text


def _runs(indexes: set[int]) -> list[tuple[int, int]]:
    """Group indexes into runs without gaps."""
    runs: list[tuple[int, int]] = []
    for index in sorted(indexes):
        if runs and runs[-1][1] == index - 1:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return runs
