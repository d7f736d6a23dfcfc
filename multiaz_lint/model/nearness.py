"""Which of several copies of an object belongs to which folder.

Environments and overlays often hold the same object several times under one root. A relation
takes the nearest copy, and never crosses between sibling folders that each define one object.
"""

from __future__ import annotations

from multiaz_lint.model.cached import Remembered
from multiaz_lint.model.effort import Metered
from multiaz_lint.model.folders import ROOT, by_folder_of, ways

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TypeVar

    from multiaz_lint.model.resource import Resource

    R = TypeVar("R", bound=Resource)
    from multiaz_lint.model.folders import Copies, Way

_MANY = 32
"""Of a list with more it is worth to know in which folders they stand."""
_MEASURED = 500_000
"""So many distances are remembered."""


class Nearness:
    """Distances and borders between folders, by the copies of each object that they hold."""

    __slots__ = ("_borders", "_distances", "_measured", "plain")

    def __init__(self, objects: Iterable[Sequence[Resource]]) -> None:
        self.plain = True
        """Whether every object is defined once, so that nothing has to be compared."""
        self._borders: dict[str, dict[str, Copies]] = {}
        self._distances: dict[str, Remembered] = {}
        self._measured = 0
        noted: dict[str, dict[str, set[int]]] = {}
        for number, copies in enumerate(objects):
            if len(copies) > 1:
                self.plain = False
                places = {copy.directory for copy in copies}
                if len(places) > 1:
                    _divide(number, places, noted)
        same: dict[Copies, Copies] = {}
        for parent, held in noted.items():
            frozen = {child: frozenset(copies) for child, copies in held.items()}
            self._borders[parent] = {
                child: same.setdefault(copies, copies) for child, copies in frozen.items()
            }

    def apart(self, one: Resource, other: Resource) -> bool:
        """Whether the two stand in sibling folders that each define the same object."""
        here, there = one.directory, other.directory
        if here == there or self.plain or not self._borders:
            return False
        return self._distances_from(there)[here] is None

    def first_beside(self, candidates: Sequence[R], near: Resource) -> R | None:
        """Return the first of some resources that is not :meth:`apart` from another."""
        if self.plain or not self._borders:
            return candidates[0] if candidates else None
        if isinstance(candidates, Metered) and len(candidates) > _MANY:
            return next(iter(self._beside(candidates, near.directory)), None)
        distances = self._distances_from(near.directory)
        return next((each for each in candidates if distances[each.directory] is not None), None)

    def beside(self, candidates: list[R], near: Resource) -> list[R]:
        """Return those of some resources that are not :meth:`apart` from another."""
        if isinstance(candidates, Metered) and len(candidates) > _MANY:
            return self._beside(candidates, near.directory)
        return [each for each in candidates if not self.apart(each, near)]

    def borders_of(self, directory: str) -> tuple[str, ...]:
        """Return the folders on the way to one beside which others define the same objects.

        Where they are the same, what is apart is the same.
        """
        borders = self._borders
        if not borders:
            return ()
        way = ways[directory][0]
        return tuple([
            folder
            for parent, folder in zip((ROOT, *way), way, strict=False)
            if parent in borders and folder in borders[parent]
        ])  # fmt: skip

    def _beside(self, candidates: Metered[R], here: str) -> list[R]:
        """Return, in order, what is not apart from a folder; it is found by the folders."""
        borders = self.borders_of(here)
        if not borders:
            return candidates
        by_folder = by_folder_of(candidates)
        found: list[R] | None = by_folder.recent.get(borders)
        if found is None:
            numbers = by_folder.beside(ways[here][0], self._borders)
            found = Metered(candidates.effort, map(candidates.__getitem__, numbers))
            by_folder.recent.put(borders, found, len(found))
        return found

    def above(self, one: Resource, other: Resource) -> bool:
        """Whether one stands in a folder above the other's, where copies have to be told apart."""
        if self.plain:
            return False
        here, there = ways[one.directory][0], ways[other.directory]
        return len(here) < len(there[0]) and (not here or here[-1] in there[1])

    def _distances_from(self, here: str) -> Remembered:
        """Return how far folders are from one; None of those that are apart.

        Counted are the path components between their files, by the closest common folder.
        """
        if self._measured > _MEASURED:
            self._distances.clear()
            self._measured = 0
        found = self._distances.get(here)
        if found is None:
            way = ways[here]
            found = self._distances[here] = Remembered(
                lambda there: self._measure(ways[there], way)
            )
        return found

    def _measure(self, to_here: Way, to_there: Way) -> int | None:
        self._measured += 1
        (here, above_here), (there, above_there) = to_here, to_there
        common = len(above_here & above_there)
        if common < len(here) and common < len(there):
            noted = self._borders.get(here[common - 1] if common else ROOT)
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
        if isinstance(candidates, Metered) and len(candidates) > _MANY:
            one_of_each = by_folder_of(candidates).unique
            candidates = self._beside(candidates, here)
            if one_of_each:
                return candidates
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


def _divide(number: int, places: set[str], borders: dict[str, dict[str, set[int]]]) -> None:
    """Note, for each folder, which of its subfolders hold a copy of one object."""
    below: dict[str, set[str]] = {}
    for place in places:
        parent = ROOT
        for folder in ways[place][0]:
            below.setdefault(parent, set()).add(folder)
            parent = folder
    for parent, children in below.items():
        if len(children) > 1:
            held = borders.setdefault(parent, {})
            for child in children:
                held.setdefault(child, set()).add(number)
