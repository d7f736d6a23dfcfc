"""Which of many objects a target may mean: found by one thing that it asks for.

A thousand patches or replacements may name an object each of a thousand: each looks at one then.
"""

from __future__ import annotations

from bisect import bisect_left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from multiaz_lint.load.kustomize.built import Built

    Key = tuple[Hashable, ...]

NAME, KIND, LABELS, ANNOTATIONS = "name", "kind", "labels", "annotations"
_FEW = 8
"""To look at so many costs less than to put them in order."""


class Lookup:
    """The objects of a kustomization in order, by kind, labels, and all names they have or had."""

    __slots__ = ("_at", "_places", "objects")

    def __init__(self, objects: list[Built]) -> None:
        self.objects = objects
        self._places: dict[Key, list[int]] | None = None
        self._at: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self.objects)

    def among(self, keys: Iterable[Key]) -> list[Built]:
        """Return the objects, in order, of which each has all that is asked for, or more of them.

        What is asked for are kinds, names, labels and annotations, such as ``("kind", "Job")`` and
        ``("labels", "app", "web")``.
        """
        if len(self.objects) < _FEW:
            return self.objects
        keys = list(keys)
        if not keys:
            return self.objects
        if self._places is None:
            self._places = {}
            for at, each in enumerate(self.objects):
                self._at[id(each)] = at
                for key in _keys(each):
                    self._places.setdefault(key, []).append(at)
        places = self._places
        narrowest = min((places.get(key, []) for key in keys), key=len)
        return [self.objects[at] for at in narrowest]

    def note(self, built: Built) -> None:
        """Find an object that was changed by what it has got, too."""
        if self._places is None or built.tree is None:
            return
        at = self._at[id(built)]
        for key in _keys(built):
            found = self._places.setdefault(key, [])
            place = bisect_left(found, at)
            if place == len(found) or found[place] != at:
                found.insert(place, at)


def _keys(built: Built) -> Iterator[Key]:
    if built.tree is None:
        return
    yield KIND, built.kind
    for name in {built.called, *[called for _, called in built.ids]}:
        yield NAME, name
    for field in (LABELS, ANNOTATIONS):
        for key, value in built.texts(field).items():
            yield field, key, value
