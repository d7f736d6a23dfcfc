"""The edits of one document, as long as they do not want different things."""

from __future__ import annotations

from collections import Counter

from multiaz_lint.fix.change import Change, changed, overlap, plain, same
from multiaz_lint.fix.refusal import ConflictError, RefusedError
from multiaz_lint.rule import Append, NewDocument, Put, Rename

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from multiaz_lint.model.tree import Path
    from multiaz_lint.rule import Edit

PUT, DROP, APPEND, RENAME = "put", "drop", "append", "rename"
ADD = "add"
"""To append a new resource to a List: others may do so at the same time."""


class Step:
    """One edit at a path of a manifest."""

    __slots__ = ("argument", "kind", "path")

    def __init__(self, kind: str, path: Path, argument: Any) -> None:
        self.kind = kind
        self.path = path
        self.argument = argument

    @property
    def place(self) -> tuple[Any, ...]:
        """Where another step is the same or in the way; new resources are there by their name."""
        return (*self.path, *object_key(self.argument[0])) if self.kind == ADD else self.path

    @property
    def places(self) -> tuple[tuple[Any, ...], ...]:
        """All of these; a key that is renamed is in the way at both of its names."""
        if self.kind != RENAME:
            return (self.place,)
        return self.path, (*self.path[:-1], self.argument)


class Steps:
    """The edits of several findings, found by their paths however many they are."""

    def __init__(self) -> None:
        self._all: list[Step] = []
        self._at: dict[tuple[Any, ...], list[Step]] = {}
        self._below: Counter[Path] = Counter()
        """How many steps are further below each path."""

    def __len__(self) -> int:
        return len(self._all)

    def new(self, edits: Iterable[Edit]) -> list[Step]:
        """Return the steps that a finding needs and nobody has asked for yet.

        Raises:
            ConflictError: Another finding changes the same place.
            RefusedError: A whole resource would be replaced.

        """
        own: list[Step] = []
        for edit in edits:
            step = _step(edit)
            if self._is_new(step):
                _take_in(own, step)
        return own

    def _is_new(self, new: Step) -> bool:
        path = new.path
        beside = self._at.get(new.place, ())
        if any(
            old.kind == new.kind and old.path == path and same(old.argument, new.argument)
            for old in beside
        ):
            return False
        if beside or (new.kind not in {APPEND, ADD} and self._below[path]):
            raise ConflictError
        for length in range(len(path)):
            # Who appends to a sequence is not in the way of who changes an element that it has.
            if any(old.kind != APPEND for old in self._at.get(path[:length], ())):
                raise ConflictError
        for name in new.places[1:]:
            if self._at.get(name) or self._below[name]:
                raise ConflictError
        return True

    def extend(self, own: Iterable[Step]) -> None:
        """Take in steps that are :meth:`new`."""
        for step in own:
            self._all.append(step)
            for place in step.places:
                self._at.setdefault(place, []).append(step)
            self._below.update(step.path[:length] for length in range(len(step.path)))

    def cut_back(self, length: int) -> None:
        """Forget all but the first steps."""
        while len(self._all) > length:
            step = self._all.pop()
            for place in step.places:
                self._at[place].pop()
            self._below.subtract(step.path[:length] for length in range(len(step.path)))

    def change(self) -> Change:
        """Return what becomes of the document."""
        change = Change()
        for step in self._all:
            _note(change, step)
        return change


def object_key(value: Any) -> tuple[str, str, str, str]:
    """Return what tells a new resource from others: group, kind, namespace and name."""
    metadata = value.get("metadata") or {}
    group = str(value.get("apiVersion")).rpartition("/")[0]
    return group, str(value.get("kind")), str(metadata.get("namespace")), str(metadata.get("name"))


def _step(edit: Edit) -> Step:
    prefix = edit.field.resource.prefix
    if isinstance(edit, NewDocument):
        return Step(ADD, prefix[:-1], [plain(edit.value)])
    path = (*prefix, *edit.field.path)
    if not path:
        raise RefusedError("a whole resource is never replaced")
    if isinstance(edit, Put):
        return Step(PUT, path, plain(edit.value))
    if isinstance(edit, Append):
        return Step(APPEND, path, [plain(edit.value)])
    if isinstance(edit, Rename):
        return Step(RENAME, path, edit.name)
    return Step(DROP, path, None)


def _take_in(own: list[Step], new: Step) -> None:
    """Put a step behind those of the same finding, or make it part of one of them."""
    for index, old in enumerate(own):
        if not overlap(old.path, new.path):
            continue
        if old.kind == new.kind and old.path == new.path and same(old.argument, new.argument):
            return
        if old.kind == PUT and len(new.path) >= len(old.path):
            own[index] = _merged(old, new)
            return
    own.append(new)


def _merged(old: Step, new: Step) -> Step:
    """Make a second edit of the same finding part of the value that the first one puts."""
    change = Change()
    _note(change, Step(new.kind, new.path[len(old.path) :], new.argument))
    return Step(PUT, old.path, changed(old.argument, change))


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
