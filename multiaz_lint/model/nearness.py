"""Which of several copies of an object belongs to which folder.

Environments and overlays often hold the same object several times under one root. A relation
takes the nearest copy, and never crosses between sibling folders that each define one object.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TypeVar

    from multiaz_lint.model.resource import Resource

    R = TypeVar("R", bound=Resource)


class Nearness:
    """Distances and borders between folders, by the copies of each object that they hold."""

    __slots__ = ("_borders", "_crossings", "copies", "plain")

    def __init__(self, objects: Iterable[Sequence[Resource]]) -> None:
        self.plain = True
        """Whether every object is defined once, so that nothing has to be compared."""
        self._borders: dict[tuple[str, ...], dict[str, set[int]]] = {}
        self._crossings: dict[tuple[str, str], bool] = {}
        for number, copies in enumerate(objects):
            if len(copies) > 1:
                self.plain = False
                places = {copy.directory for copy in copies}
                if len(places) > 1:
                    self._divide(number, places)

    def _divide(self, number: int, places: set[str]) -> None:
        """Note, for each folder, which of its subfolders hold a copy of one object."""
        below: dict[tuple[str, ...], set[str]] = {}
        for place in places:
            parts = _parts(place)
            for depth in range(len(parts)):
                below.setdefault(parts[:depth], set()).add(parts[depth])
        for parent, children in below.items():
            if len(children) > 1:
                noted = self._borders.setdefault(parent, {})
                for child in children:
                    noted.setdefault(child, set()).add(number)

    def apart(self, one: Resource, other: Resource) -> bool:
        """Whether the two stand in sibling folders that each define the same object."""
        if self.plain or one.directory == other.directory or not self._borders:
            return False
        key = (one.directory, other.directory)
        known = self._crossings.get(key)
        if known is None:
            known = self._crossings[key] = self._crosses(_parts(key[0]), _parts(key[1]))
        return known

    def _crosses(self, one: tuple[str, ...], other: tuple[str, ...]) -> bool:
        depth = _common(one, other)
        if depth == len(one) or depth == len(other):
            return False
        noted = self._borders.get(one[:depth])
        if noted is None:
            return False
        return not noted.get(one[depth], set()).isdisjoint(noted.get(other[depth], set()))

    def nearest(self, candidates: list[R], near: Resource) -> list[R]:
        """Keep, of each object, the copies nearest to ``near``, without crossing a border."""
        if self.plain or not candidates:
            return candidates
        best: dict[tuple[str, str, str, str], tuple[int, list[R]]] = {}
        for candidate in candidates:
            if self.apart(candidate, near):
                continue
            far = distance(candidate, near)
            known = best.get(candidate.identity)
            if known is None or far < known[0]:
                best[candidate.identity] = (far, [candidate])
            elif far == known[0]:
                known[1].append(candidate)
        return [candidate for _, kept in best.values() for candidate in kept]


def distance(one: Resource, other: Resource) -> int:
    """Count the path components between two files, by their closest common ancestor."""
    if one.origin == other.origin:
        return 0
    here, there = _parts(one.directory), _parts(other.directory)
    common = _common(here, there)
    return len(here) + len(there) - 2 * common + 2


_divided: dict[str, tuple[str, ...]] = {}
_MOST_DIVIDED = 50_000


def _parts(directory: str) -> tuple[str, ...]:
    found = _divided.get(directory)
    if found is None:
        if len(_divided) >= _MOST_DIVIDED:
            _divided.clear()
        parts = tuple(part for part in directory.split("/") if part not in {"", "."})
        found = _divided[directory] = parts
    return found


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    depth = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        depth += 1
    return depth
