"""The volumes that nobody has, found by what a claim asks for."""

from __future__ import annotations

from bisect import bisect_left, insort

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from multiaz_lint.drill.disks.volumes import Claim, Volume
    from multiaz_lint.drill.nodes.node import Node

    Alike = tuple[str, str, str]
    """Storage class, volume mode and attributes class."""
    BySize = list[tuple[int, str, Volume]]
    """Volumes with their capacities and names, the smallest first."""


class FreeVolumes:
    """Volumes without a claim, by what has to be the same, by access modes, and by size."""

    __slots__ = ("_alike",)

    def __init__(self) -> None:
        self._alike: dict[Alike, dict[tuple[str, ...], BySize]] = {}

    def __iter__(self) -> Iterator[Volume]:
        for by_modes in self._alike.values():
            for by_size in by_modes.values():
                for _, _, volume in by_size:
                    yield volume

    def add(self, volume: Volume) -> None:
        insort(self._those_like(volume), (volume.capacity, volume.name, volume))

    def take(self, volume: Volume) -> bool:
        """Take one away; say whether it was free."""
        several = self._those_like(volume)
        at = bisect_left(several, (volume.capacity, volume.name))
        found = at < len(several) and several[at][2] is volume
        if found:
            del several[at]
        return found

    def _those_like(self, volume: Volume) -> BySize:
        alike = volume.storage_class, volume.mode, volume.attributes
        by_modes = self._alike.setdefault(alike, {})
        return by_modes.setdefault(tuple(sorted(volume.modes)), [])

    def best(self, claim: Claim, storage_class: str) -> Volume | None:
        """Return the smallest that fits of those with the fewest access modes."""
        groups = self._groups(claim, storage_class)
        for modes in sorted(groups, key=lambda modes: (len(modes), modes)):
            for volume in _large_enough(groups[modes], claim):
                return volume
        return None

    def smallest(
        self, claim: Claim, storage_class: str, node: Node, taken: Collection[str]
    ) -> Volume | None:
        """Return the smallest that fits and can be reached from a node, none of those taken."""
        found = (
            next(
                (
                    volume
                    for volume in _large_enough(by_size, claim)
                    if volume.name not in taken and volume.reaches(node)
                ),
                None,
            )
            for by_size in self._groups(claim, storage_class).values()
        )
        return min(
            (each for each in found if each is not None),
            key=lambda volume: (volume.capacity, volume.name),
            default=None,
        )

    def _groups(self, claim: Claim, storage_class: str) -> dict[tuple[str, ...], BySize]:
        by_modes = self._alike.get((storage_class, claim.mode, claim.attributes), {})
        return {modes: found for modes, found in by_modes.items() if claim.modes.issubset(modes)}


def _large_enough(by_size: BySize, claim: Claim) -> Iterator[Volume]:
    """Yield the volumes that are large enough and that a claim selects, the smallest first."""
    for at in range(bisect_left(by_size, (claim.size,)), len(by_size)):
        volume = by_size[at][2]
        if claim.selects(volume):
            yield volume
