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

    __slots__ = ("_borders", "_distances", "plain")

    def __init__(self, objects: Iterable[Sequence[Resource]]) -> None:
        self.plain = True
        """Whether every object is defined once, so that nothing has to be compared."""
        self._borders: dict[tuple[str, ...], dict[str, set[int]]] = {}
        self._distances: dict[tuple[str, str], int | None] = {}
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
        here, there = one.directory, other.directory
        if here == there or self.plain or not self._borders:
            return False
        return self._distance(here, there) is None

    def _distance(self, here: str, there: str) -> int | None:
        """Count the path components between files of two folders, by their closest common one.

        It is None where they are apart.
        """
        key = here, there
        if key in self._distances:
            return self._distances[key]
        found = self._distances[key] = self._measure(_parts(here), _parts(there))
        return found

    def _measure(self, here: tuple[str, ...], there: tuple[str, ...]) -> int | None:
        common = _common(here, there)
        if common < len(here) and common < len(there):
            noted = self._borders.get(here[:common])
            if noted is not None:
                copies = noted.get(here[common], set())
                if not copies.isdisjoint(noted.get(there[common], set())):
                    return None
        return len(here) + len(there) - 2 * common + 2

    def nearest(self, candidates: list[R], near: Resource) -> list[R]:
        """Keep, of each object, the copies nearest to ``near``, without crossing a border."""
        if self.plain or not candidates:
            return candidates
        here = near.directory
        best: dict[tuple[str, str, str, str], tuple[int, list[R]]] = {}
        for candidate in candidates:
            there = candidate.directory
            if here == there:
                far = 0 if candidate.origin == near.origin else 2
            elif (far := self._distance(there, here)) is None:
                continue
            identity = candidate.identity
            known = best.get(identity)
            if known is None or far < known[0]:
                best[identity] = (far, [candidate])
            elif far == known[0]:
                known[1].append(candidate)
        return [candidate for _, kept in best.values() for candidate in kept]


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
