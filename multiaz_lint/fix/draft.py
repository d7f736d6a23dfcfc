"""What several findings want of one document, as long as they do not want different things."""

from __future__ import annotations

from multiaz_lint.fix import render
from multiaz_lint.fix.change import changed, plain, same
from multiaz_lint.fix.edit import Editor
from multiaz_lint.fix.layout import layout_of
from multiaz_lint.fix.page import Page, apply, in_order
from multiaz_lint.fix.proof import prove
from multiaz_lint.fix.refusal import ConflictError, RefusedError
from multiaz_lint.fix.steps import Steps, object_key
from multiaz_lint.fix.within import outwards
from multiaz_lint.load.kustomize.patches.entries import Inline
from multiaz_lint.load.limits import UnreadableError
from multiaz_lint.load.yaml.syntax import compose
from multiaz_lint.model.tree import with_value
from multiaz_lint.rule import Erase, NewDocument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from multiaz_lint.fix.layout import Layout
    from multiaz_lint.fix.page import Cut
    from multiaz_lint.load.manifest import Manifest
    from multiaz_lint.load.yaml.syntax import SyntaxNode
    from multiaz_lint.model.tree import Path
    from multiaz_lint.rule import Edit

    Addition = tuple[int, Sequence[Edit], tuple[int, int, int]]
    """A group, its edits, and how much was there before them: steps, documents, comments."""

_TEMPLATES = ("{{", "{%", "<%")


class Draft:
    """One manifest and the edits that are to be made in it."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        self.steps = Steps()
        self.erased: list[tuple[int, int]] = []
        """Comments that go: where they start and end."""
        self._documents: dict[tuple[str, ...], Any] = {}
        self._within: dict[Path, dict[int, Draft]] = {}
        """The documents of texts that are values of this one, by path and start."""
        self._added: list[Addition] = []
        self._cuts: list[Cut] | None = None
        self._root: SyntaxNode | None = None
        self._layout: Layout | None = None

    @property
    def documents(self) -> list[Any]:
        """New resources that go behind this document."""
        return list(self._documents.values())

    @property
    def cuts(self) -> list[Cut]:
        """What becomes of the text.

        Raises:
            ConflictError: Two findings change the same place.
            RefusedError: An edit cannot be made.

        """
        if self._cuts is None:
            self._cuts = self._drawn() if self._added else []
        return self._cuts

    @property
    def changes(self) -> bool:
        """Whether the document itself is to say something else, or to lose a comment."""
        return bool(self.steps or self.erased or any(each.changes for each in self._inner))

    @property
    def _inner(self) -> list[Draft]:
        return [draft for drafts in self._within.values() for draft in drafts.values()]

    @property
    def text(self) -> str:
        return self.manifest.source.text

    @property
    def root(self) -> SyntaxNode:
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

    def add(self, group: int, edits: Sequence[Edit]) -> None:
        """Take in all the edits of a finding, or none.

        Whether they can be made beside the others, :attr:`cuts` and :meth:`misfits` find out.

        Raises:
            ConflictError: Another finding changes the same place.
            RefusedError: An edit cannot be made.

        """
        inside: list[Edit] = []
        documents: dict[tuple[str, ...], Any] = {}
        erased = []
        within: dict[int, tuple[Draft, list[Edit]]] = {}
        for edit in edits:
            text: Any = edit.field.resource.manifest
            if isinstance(text, Inline) and not isinstance(self.manifest, Inline):
                draft = self._within.setdefault(text.at, {}).setdefault(text.start, Draft(text))
                within.setdefault(id(draft), (draft, []))[1].append(edit)
            elif isinstance(edit, Erase):
                erased.append((edit.start, edit.end))
            elif isinstance(edit, NewDocument) and not self._in_list(edit):
                value = plain(edit.value)
                key = object_key(value)
                known = self._documents.get(key)
                if known is None:
                    documents[key] = value
                elif not same(known, value):
                    raise ConflictError
            else:
                inside.append(edit)
        steps = self.steps.new(inside)
        self.root  # noqa: B018 - raises where nothing can be edited
        try:
            for draft, theirs in within.values():
                draft.add(group, theirs)
        except (ConflictError, RefusedError):
            for draft, _ in within.values():
                draft.withdraw(group)
            raise
        self._added.append((group, edits, self._size))
        self.steps.extend(steps)
        self._documents.update(documents)
        self.erased += erased
        self._cuts = None

    @property
    def _size(self) -> tuple[int, int, int]:
        return len(self.steps), len(self._documents), len(self.erased)

    def withdraw(self, group: int) -> None:
        """Forget the edits of a finding, if they are the latest."""
        if self._added and self._added[-1][0] == group:
            self._cut_back(len(self._added) - 1)

    def clear(self) -> None:
        """Forget all edits."""
        if self._added:
            self._cut_back(0)

    def _cut_back(self, groups: int) -> None:
        """Forget the edits of all but the first groups."""
        for group, _, _ in reversed(self._added[groups:]):
            for draft in self._inner:
                draft.withdraw(group)
        steps, documents, erased = self._added[groups][2]
        del self._added[groups:]
        self.steps.cut_back(steps)
        while len(self._documents) > documents:
            self._documents.popitem()
        del self.erased[erased:]
        self._cuts = None

    def misfits(self) -> list[tuple[int, ConflictError | RefusedError]]:
        """Return the groups whose edits cannot be made beside those before them, and why.

        They are gone from the draft then. Groups are tried many at once, as long as all goes well.
        """
        if self._trouble(()) is None:
            return []
        wanted = list(self._added)
        self.clear()
        found: list[tuple[int, ConflictError | RefusedError]] = []
        at, size = 0, max(1, len(wanted) // 2)
        while at < len(wanted):
            some = wanted[at : at + size]
            error = self._trouble(some)
            if error is None:
                at += len(some)
                size *= 2
            elif len(some) == 1:
                found.append((some[0][0], error))
                at += 1
            else:
                size = len(some) // 2
        return found

    def _trouble(self, some: Sequence[Addition]) -> ConflictError | RefusedError | None:
        """Take in the edits of some groups; if they cannot be made, tell why and forget them."""
        before = len(self._added)
        try:
            for group, edits, _ in some:
                self.add(group, edits)
            self.cuts  # noqa: B018 - drawn when first asked for
        except (ConflictError, RefusedError) as error:
            if len(self._added) > before:
                self._cut_back(before)
            return error
        return None

    def _drawn(self) -> list[Cut]:
        """Work out the replacements in the text that make all edits."""
        change = self.steps.change()
        page = Page(self.text, self.layout)
        Editor(page).edit(self.root, self.manifest.tree, change)
        page.settle()
        if self._documents:
            page.cuts.append(self._document_cut(self.documents))
        for drafts in self._within.values():
            text: Any = next(iter(drafts.values())).manifest
            page.cuts += [outwards(cut, text, self.layout.newline) for cut in _cuts_of(drafts)]
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
        """Return what the document shall say.

        Raises:
            RefusedError: A text within it would not say what was meant.

        """
        tree = changed(self.manifest.tree, self.steps.change())
        for at, drafts in self._within.items():
            new = edited(drafts)
            if new is not None:
                tree = with_value(tree, at, new)
        return tree


def edited(drafts: Mapping[int, Draft], *, quick: bool = False) -> str | None:
    """Return a text with the edits of its documents, by where they start; None without any.

    Raises:
        RefusedError: It would not say what was meant.

    """
    cuts = _cuts_of(drafts)
    if not cuts:
        return None
    old = next(iter(drafts.values())).text
    new = apply(old, cuts)
    prove(old, new, drafts, quick=quick)
    return new


def _cuts_of(drafts: Mapping[int, Draft]) -> list[Cut]:
    return [cut for start in sorted(drafts) for cut in drafts[start].cuts]


def _erase(page: Page, erased: list[tuple[int, int]]) -> None:
    """Remove comments; one that stands in what another finding changes waits for its turn."""
    for start, end in erased:
        page.erase(start, end)
    try:
        in_order(page.cuts)
    except RefusedError:
        raise ConflictError from None
