"""What several findings want of one document, as long as they do not want different things."""

from __future__ import annotations

from multiaz_lint.fix import render
from multiaz_lint.fix.change import Change, changed, overlap, plain, same
from multiaz_lint.fix.edit import Editor
from multiaz_lint.fix.layout import layout_of
from multiaz_lint.fix.page import Page, in_order
from multiaz_lint.fix.refusal import ConflictError, RefusedError
from multiaz_lint.load.limits import UnreadableError
from multiaz_lint.load.syntax import compose
from multiaz_lint.rule import Append, Erase, NewDocument, Put, Rename

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from multiaz_lint.fix.layout import Layout
    from multiaz_lint.fix.page import Cut
    from multiaz_lint.load.manifest import Manifest
    from multiaz_lint.load.syntax import Node
    from multiaz_lint.model.tree import Path
    from multiaz_lint.rule import Edit

    State = tuple[list["Step"], list[Any], list[tuple[int, int]], list[Cut] | None]

_TEMPLATES = ("{{", "{%", "<%")
PUT, DROP, APPEND, RENAME = "put", "drop", "append", "rename"
ADD = "add"
"""To append a new resource to a List: others may do so at the same time."""


class Step:
    """One edit at a path of a manifest, and which finding wants it."""

    __slots__ = ("argument", "group", "kind", "path")

    def __init__(self, group: int, kind: str, path: Path, argument: Any) -> None:
        self.group = group
        self.kind = kind
        self.path = path
        self.argument = argument


class Draft:
    """One manifest and the edits that are to be made in it."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        self.steps: list[Step] = []
        self.documents: list[Any] = []
        """New resources that go behind this document."""
        self.erased: list[tuple[int, int]] = []
        """Comments that go: where they start and end."""
        self._cuts: list[Cut] | None = []
        self._root: Node | None = None
        self._layout: Layout | None = None

    @property
    def state(self) -> State:
        """What has been taken in, to come back to."""
        return self.steps, self.documents, self.erased, self._cuts

    @state.setter
    def state(self, state: State) -> None:
        self.steps, self.documents, self.erased, self._cuts = state

    @property
    def cuts(self) -> list[Cut]:
        """What becomes of the text.

        Raises:
            ConflictError: Two findings change the same place.
            RefusedError: An edit cannot be made.

        """
        if self._cuts is None:
            self._cuts = self._drawn()
        return self._cuts

    @property
    def text(self) -> str:
        return self.manifest.source.text

    @property
    def root(self) -> Node:
        """The nodes of the text.

        Raises:
            RefusedError: The document is not one that can be edited.

        """
        if self._root is None:
            text = self.text[self.manifest.start : self.manifest.end]
            if any(mark in text for mark in _TEMPLATES):
                raise RefusedError("the document holds template expressions")
            try:
                self._root = compose(self.text, self.manifest.start, self.manifest.end)
            except UnreadableError as error:
                raise RefusedError(f"the document cannot be read ({error.message})") from None
            if self._root is None:
                raise RefusedError("the document is empty")
        return self._root

    @property
    def layout(self) -> Layout:
        if self._layout is None:
            self._layout = layout_of(self.text, self.root)
        return self._layout

    def add(self, group: int, edits: Sequence[Edit], *, later: bool = False) -> None:
        """Take in all the edits of a finding, or none.

        ``later`` leaves it to :attr:`cuts` to find out whether they can be made beside the others.

        Raises:
            ConflictError: Another finding changes the same place.
            RefusedError: An edit cannot be made.

        """
        steps, documents, erased = list(self.steps), list(self.documents), list(self.erased)
        for edit in edits:
            if isinstance(edit, Erase):
                erased.append((edit.start, edit.end))
            elif isinstance(edit, NewDocument) and not self._in_list(edit):
                value = plain(edit.value)
                if not any(same(value, document) for document in documents):
                    documents.append(value)
            else:
                _take_in(steps, _step(group, edit))
        saved = self.state
        self.state = steps, documents, erased, None
        if later and self.root:
            return
        try:
            self._cuts = self._drawn()
        except (ConflictError, RefusedError):
            self.state = saved
            raise

    def _drawn(self) -> list[Cut]:
        """Work out the replacements in the text that make all edits."""
        change = _change_of(self.steps)
        page = Page(self.text, self.layout)
        Editor(page).edit(self.root, self.manifest.tree, change)
        page.settle()
        if self.documents:
            page.cuts.append(self._document_cut(self.documents))
        in_order(page.cuts)
        _erase(page, self.erased)
        changed(self.manifest.tree, change)
        return page.cuts

    def _in_list(self, edit: NewDocument) -> bool:
        """Whether a new resource becomes an item of the List that its neighbour is in."""
        tree = self.manifest.tree
        return bool(edit.field.resource.prefix) and tree.get("kind") == "List"

    def _document_cut(self, documents: list[Any]) -> Cut:
        """Put new documents behind this one, blank lines left where they are."""
        if self.layout.json or self.manifest.origin.endswith(".json"):
            raise RefusedError("a JSON file holds one object, so nothing can be added beside it")
        newline = self.layout.newline
        text, end = self.text, self.manifest.end
        at = self.manifest.start + len(text[self.manifest.start : end].rstrip())
        line_end = text.find("\n", at, end)
        lines = []
        for document in documents:
            lines += ["---", *self.document_lines(document)]
        if line_end < 0:
            return (at, at, "".join(newline + line for line in lines))
        return (line_end + 1, line_end + 1, "".join(line + newline for line in lines))

    def document_lines(self, document: Any) -> list[str]:
        """Write a whole resource as this document is written."""
        if self.root.flow and not self.layout.lines:
            return [render.flow(document, self.layout)]
        if self.root.flow:
            return render.flow_lines(document, self.layout, trailing=self.layout.trailing)
        return render.block(document, self.layout)

    def tree(self) -> Any:
        """Return what the document shall say."""
        return changed(self.manifest.tree, _change_of(self.steps))


def _erase(page: Page, erased: list[tuple[int, int]]) -> None:
    """Remove comments; one that stands in what another finding changes waits for its turn."""
    for start, end in erased:
        page.erase(start, end)
    try:
        in_order(page.cuts)
    except RefusedError:
        raise ConflictError from None


def _step(group: int, edit: Edit) -> Step:
    prefix = edit.field.resource.prefix
    if isinstance(edit, NewDocument):
        return Step(group, ADD, prefix[:-1], [plain(edit.value)])
    path = (*prefix, *edit.field.path)
    if not path:
        raise RefusedError("a whole resource is never replaced")
    if isinstance(edit, Put):
        return Step(group, PUT, path, plain(edit.value))
    if isinstance(edit, Append):
        return Step(group, APPEND, path, [plain(edit.value)])
    if isinstance(edit, Rename):
        return Step(group, RENAME, path, edit.name)
    return Step(group, DROP, path, None)


def _take_in(steps: list[Step], new: Step) -> None:
    for index, old in enumerate(steps):
        if not overlap(old.path, new.path):
            continue
        if old.kind == new.kind and old.path == new.path and same(old.argument, new.argument):
            return
        if old.group != new.group:
            if old.kind == new.kind == ADD or _apart(old, new) or _apart(new, old):
                continue
            raise ConflictError
        if old.kind == PUT and len(new.path) >= len(old.path):
            steps[index] = _merged(old, new)
            return
        if old.kind == APPEND and new.kind == APPEND and old.path == new.path:
            argument = [*old.argument, *new.argument]
            steps[index] = Step(new.group, APPEND, new.path, argument)
            return
    steps.append(new)


def _apart(outer: Step, inner: Step) -> bool:
    """Whether one appends to a sequence and the other changes an element that it has already."""
    return outer.kind in {APPEND, ADD} and len(inner.path) > len(outer.path)


def _merged(old: Step, new: Step) -> Step:
    """Make a second edit of the same finding part of the value that the first one puts."""
    change = Change()
    _note(change, Step(new.group, new.kind, new.path[len(old.path) :], new.argument))
    return Step(old.group, PUT, old.path, changed(old.argument, change))


def _change_of(steps: list[Step]) -> Change:
    change = Change()
    for step in steps:
        _note(change, step)
    return change


def _note(change: Change, step: Step) -> None:
    place = change.at(step.path)
    if step.kind == PUT:
        place.put = step.argument
    elif step.kind == DROP:
        place.drop = True
    elif step.kind == RENAME:
        place.rename = step.argument
    else:
        place.append = [*place.append, *step.argument]
