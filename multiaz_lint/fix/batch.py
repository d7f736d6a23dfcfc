"""Edits of many findings in many files, made together where they do not meet."""

from __future__ import annotations

from multiaz_lint.fix.draft import Draft, edited
from multiaz_lint.fix.refusal import ConflictError, RefusedError
from multiaz_lint.fix.steps import object_key
from multiaz_lint.fix.within import holder_of
from multiaz_lint.rule import NewDocument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.load.manifest import Manifest
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.rule import Edit


class Batch:
    """Takes in findings one by one, each with all of its edits or none.

    With ``new_files`` a new resource gets a file of its own beside that of its neighbour, unless
    ``unfit`` tells why it cannot be there. ``kept`` hands documents that have
    been looked at from one batch to the next. Whether the edits of one document can be made
    together, :meth:`misfits` or :meth:`texts` find out.
    """

    def __init__(
        self,
        *,
        new_files: bool = False,
        unfit: Callable[[str, str], str] | None = None,
        kept: dict[int, Draft] | None = None,
    ) -> None:
        self.new_files = new_files
        self.unfit = unfit
        self.drafts: dict[str, dict[int, Draft]] = {}
        self.files: dict[str, str] = {}
        """Texts of new files."""
        self._new: dict[tuple[str, ...], dict[str, Any]] = {}
        """What new documents say, by what the API server will know them by."""
        self._groups: list[Diagnostic] = []
        self._kept = {} if kept is None else kept

    def add(self, diagnostic: Diagnostic) -> None:
        """Take in a finding.

        Raises:
            ConflictError: Another finding changes the same place.
            RefusedError: An edit cannot be made.

        """
        new = self._new_objects(diagnostic)
        files: dict[str, str] = {}
        per_draft: dict[int, tuple[Draft, list[Edit]]] = {}
        for edit in diagnostic.edits:
            draft = self._draft(holder_of(edit.field.resource.manifest))
            if self.new_files and isinstance(edit, NewDocument):
                origin, text = self._new_file(edit, draft)
                files[origin] = text
            elif not (isinstance(edit, NewDocument) and _key(edit) in self._new):
                per_draft.setdefault(id(draft), (draft, []))[1].append(edit)
        group = len(self._groups)
        try:
            for draft, edits in per_draft.values():
                draft.add(group, edits)
        except (ConflictError, RefusedError):
            for draft, _ in per_draft.values():
                draft.withdraw(group)
            raise
        self._groups.append(diagnostic)
        self.files.update(files)
        self._new.update(new)

    def _new_objects(self, diagnostic: Diagnostic) -> dict[tuple[str, ...], dict[str, Any]]:
        """Return the objects that a finding's edits add; another of one name has to wait."""
        new: dict[tuple[str, ...], dict[str, Any]] = {}
        for edit in diagnostic.edits:
            if isinstance(edit, NewDocument):
                key = _key(edit)
                if self._new.get(key, edit.value) != edit.value:
                    raise ConflictError
                new[key] = edit.value
        return new

    def _draft(self, found: Manifest) -> Draft:
        of_file = self.drafts.setdefault(found.origin, {})
        draft = of_file.get(found.start)
        if draft is None:
            draft = self._kept.get(id(found)) or Draft(found)
            draft.clear()
            of_file[found.start] = self._kept[id(found)] = draft
        return draft

    def _new_file(self, edit: NewDocument, draft: Draft) -> tuple[str, str]:
        """Return the origin and text of a file that holds one new resource."""
        origin = _new_origin(edit)
        newline = draft.layout.newline
        lines = draft.document_lines(edit.value)
        text = newline.join(lines) + newline
        if self.files.get(origin, text) != text:
            raise ConflictError
        if origin not in self.files and self.unfit is not None:
            why = self.unfit(origin, edit.field.resource.origin)
            if why:
                raise RefusedError(why)
        return origin, text

    def misfits(self) -> Iterator[tuple[Diagnostic, ConflictError | RefusedError]]:
        """Yield the findings whose edits cannot be made beside those before them, and why."""
        for drafts in self.drafts.values():
            for draft in drafts.values():
                for group, error in draft.misfits():
                    yield self._groups[group], error

    def texts(self, *, quick: bool = False) -> Iterator[tuple[str, str, str]]:
        """Yield origin, old text and new text of each file that changes; new files have no old.

        Raises:
            RefusedError: An edited text does not say what was meant.

        """
        for origin, drafts in self.drafts.items():
            new = edited(drafts, quick=quick)
            if new is not None:
                yield origin, next(iter(drafts.values())).text, new
        for origin, text in self.files.items():
            yield origin, "", text


def _key(edit: NewDocument) -> tuple[str, ...]:
    """Return what tells the object that an edit adds from others."""
    beside = edit.field.resource
    return (beside.directory, beside.namespace, *_added(edit))


def _added(edit: NewDocument) -> tuple[str, str, str]:
    """Return group, kind and name of what an edit adds."""
    group, kind, _, name = object_key(edit.value)
    return group, kind, name


def written_to(diagnostic: Diagnostic, *, new_files: bool) -> set[str]:
    """Return the files that a finding's edits change or add."""
    return {
        _new_origin(edit)
        if new_files and isinstance(edit, NewDocument)
        else edit.field.resource.origin
        for edit in diagnostic.edits
    }


def touched(diagnostic: Diagnostic) -> set[tuple[str, str, str, str]]:
    """Return the resources that a finding's edits change or add, and its own."""
    resources: list[Resource] = [edit.field.resource for edit in diagnostic.edits]
    found = {(each.origin, each.kind, each.namespace, each.name) for each in resources}
    for edit in diagnostic.edits:
        if isinstance(edit, NewDocument):
            beside = edit.field.resource
            _, kind, name = _added(edit)
            found.add((beside.origin, kind, beside.namespace, name))
    own = resource_of(diagnostic)
    return {*found, own} if own else found


def resource_of(diagnostic: Diagnostic) -> tuple[str, str, str, str] | None:
    """Return which resource of which file a finding speaks of."""
    own = diagnostic.resource
    if own is None:
        return None
    return own.origin or diagnostic.place.origin, own.kind, own.namespace, own.name


def _new_origin(edit: NewDocument) -> str:
    """Return the file that a new resource gets, beside that of its neighbour."""
    folder = edit.field.resource.directory
    name = f"{edit.value['metadata']['name']}-{_short(edit.value['kind'])}.yaml"
    return f"{folder}/{name}" if folder else name


_SHORT = {"PodDisruptionBudget": "pdb", "HorizontalPodAutoscaler": "hpa"}


def _short(kind: str) -> str:
    return _SHORT.get(kind, kind.lower())
