"""Which of several copies of an object belongs to which folder.

Environments and overlays often hold the same object several times under one root. A relation
takes the nearest copy, and never crosses between sibling folders that each define one object.
"""

from __future__ import annotations

from itertools import accumulate
from sys import intern

from multiaz_lint.model.cached import Remembered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TypeVar

    from multiaz_lint.model.resource import Resource

    R = TypeVar("R", bound=Resource)
    Way = tuple[tuple[str, ...], frozenset[str]]

_ROOT = ""


class Nearness:
    """Distances and borders between folders, by the copies of each object that they hold."""

    __slots__ = ("_borders", "_distances", "plain")

    def __init__(self, objects: Iterable[Sequence[Resource]]) -> None:
        self.plain = True
        """Whether every object is defined once, so that nothing has to be compared."""
        self._borders: dict[str, dict[str, set[int]]] = {}
        self._distances: dict[str, Remembered] = {}
        for number, copies in enumerate(objects):
            if len(copies) > 1:
                self.plain = False
                places = {copy.directory for copy in copies}
                if len(places) > 1:
                    self._divide(number, places)

    def _divide(self, number: int, places: set[str]) -> None:
        """Note, for each folder, which of its subfolders hold a copy of one object."""
        below: dict[str, set[str]] = {}
        for place in places:
            parent = _ROOT
            for folder in _ways[place][0]:
                below.setdefault(parent, set()).add(folder)
                parent = folder
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
        return self._distances_from(there)[here] is None

    def first_beside(self, candidates: Iterable[R], near: Resource) -> R | None:
        """Return the first of some resources that is not :meth:`apart` from another."""
        distances = self._distances_from(near.directory)
        divided = not self.plain and bool(self._borders)
        for each in candidates:
            if not divided or distances[each.directory] is not None:
                return each
        return None

    def above(self, one: Resource, other: Resource) -> bool:
        """Whether one stands in a folder above the other's, where copies have to be told apart."""
        if self.plain:
            return False
        here, there = _ways[one.directory][0], _ways[other.directory]
        return len(here) < len(there[0]) and (not here or here[-1] in there[1])

    def _distances_from(self, here: str) -> Remembered:
        """Return how far folders are from one; None of those that are apart.

        Counted are the path components between their files, by the closest common folder.
        """
        found = self._distances.get(here)
        if found is None:
            way = _ways[here]
            found = self._distances[here] = Remembered(
                lambda there: self._measure(_ways[there], way)
            )
        return found

    def _measure(self, to_here: Way, to_there: Way) -> int | None:
        (here, above_here), (there, above_there) = to_here, to_there
        common = len(above_here & above_there)
        if common < len(here) and common < len(there):
            noted = self._borders.get(here[common - 1] if common else _ROOT)
            if noted is not None:
                copies = noted.get(here[common])
                if copies and not copies.isdisjoint(noted.get(there[common], ())):
                    return None
        return len(here) + len(there) - 2 * common + 2

    def nearest(self, candidates: list[R], near: Resource) -> list[R]:
        """Keep, of each object, the copies nearest to ``near``, without crossing a border."""
        if self.plain or not candidates:
            return candidates
        if len(candidates) == 1:
            return [] if self.apart(candidates[0], near) else candidates
        here = near.directory
        # A copy in the same folder is nearer than any other: there may be one in each of thousands.
        beside = {each.identity for each in candidates if each.directory == here}
        distances = self._distances_from(here)
        best: dict[tuple[str, str, str, str], tuple[int, list[R]]] = {}
        for candidate in candidates:
            identity = candidate.identity
            if candidate.directory == here:
                far = 0 if candidate.origin == near.origin else 2
            elif identity in beside:
                continue
            else:
                distance = distances[candidate.directory]
                if distance is None:
                    continue
                far = distance
            known = best.get(identity)
            if known is None or far < known[0]:
                best[identity] = (far, [candidate])
            elif far == known[0]:
                known[1].append(candidate)
        return [candidate for _, kept in best.values() for candidate in kept]


def _way(directory: str) -> Way:
    """Return the folders on the way to one, itself included: in their order, and as a set."""
    parts = [part for part in directory.split("/") if part not in {"", "."}]
    # Those above are the same strings for all below them: together they may be very long.
    folders = tuple(map(intern, accumulate(parts, "{}/{}".format)))
    return folders, frozenset(folders)


_ways = Remembered(_way)
