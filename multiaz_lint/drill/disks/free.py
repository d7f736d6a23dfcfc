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


class _Group:
    """Free volumes that differ only in size, place and labels, also by each of their labels."""

    __slots__ = ("_by_label", "by_size")

    def __init__(self) -> None:
        self.by_size: BySize = []
        self._by_label: dict[tuple[str, str], BySize] | None = None
        """It is there once a claim has asked for labels: few ever do."""

    def add(self, volume: Volume) -> None:
        insort(self.by_size, (volume.capacity, volume.name, volume))
        if self._by_label is not None:
            for label in _labels(volume):
                several = self._by_label.setdefault(label, [])
                insort(several, (volume.capacity, volume.name, volume))

    def take(self, volume: Volume) -> bool:
        found = _taken(self.by_size, volume)
        if found and self._by_label is not None:
            for label in _labels(volume):
                _taken(self._by_label[label], volume)
        return found

    def large_enough(self, claim: Claim) -> Iterator[Volume]:
        """Yield the volumes that are large enough and that a claim selects, smallest first."""
        by_size = self._those_selected(claim)
        for at in range(bisect_left(by_size, (claim.size,)), len(by_size)):
            volume = by_size[at][2]
            if claim.selects(volume):
                yield volume

    def _those_selected(self, claim: Claim) -> BySize:
        """Return the volumes that a claim may select: by the rarest of the labels it names."""
        if claim.selector is None or not claim.selector.equalities:
            return self.by_size
        if self._by_label is None:
            self._by_label = {}
            for each in self.by_size:
                for label in _labels(each[2]):
                    self._by_label.setdefault(label, []).append(each)
        by_label = self._by_label
        return min(
            (by_label.get(label, []) for label in claim.selector.equalities.items()), key=len
        )


def _labels(volume: Volume) -> list[tuple[str, str]]:
    """Return the labels that can be asked for: what is no text is like none."""
    return [(key, value) for key, value in volume.labels.items() if isinstance(value, str)]


def _taken(by_size: BySize, volume: Volume) -> bool:
    at = bisect_left(by_size, (volume.capacity, volume.name))
    found = at < len(by_size) and by_size[at][2] is volume
    if found:
        del by_size[at]
    return found


class FreeVolumes:
    """Volumes without a claim, by what has to be the same, by access modes, and by size."""

    __slots__ = ("_alike",)

    def __init__(self) -> None:
        self._alike: dict[Alike, dict[tuple[str, ...], _Group]] = {}

    def __iter__(self) -> Iterator[Volume]:
        for by_modes in self._alike.values():
            for group in by_modes.values():
                for _, _, volume in group.by_size:
                    yield volume

    def add(self, volume: Volume) -> None:
        """Enter a volume that no claim has."""
        self._those_like(volume).add(volume)

    def take(self, volume: Volume) -> bool:
        """Take one away; say whether it was free."""
        return self._those_like(volume).take(volume)

    def _those_like(self, volume: Volume) -> _Group:
        alike = volume.storage_class, volume.mode, volume.attributes
        by_modes = self._alike.setdefault(alike, {})
        modes = tuple(sorted(volume.modes))
        if modes not in by_modes:
            by_modes[modes] = _Group()
        return by_modes[modes]

    def best(self, claim: Claim, storage_class: str) -> Volume | None:
        """Return the smallest that fits of those with the fewest access modes."""
        groups = self._groups(claim, storage_class)
        for modes in sorted(groups, key=lambda modes: (len(modes), modes)):
            for volume in groups[modes].large_enough(claim):
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
                    for volume in group.large_enough(claim)
                    if volume.name not in taken and volume.reaches(node)
                ),
                None,
            )
            for group in self._groups(claim, storage_class).values()
        )
        return min(
            (each for each in found if each is not None),
            key=lambda volume: (volume.capacity, volume.name),
            default=None,
        )

    def _groups(self, claim: Claim, storage_class: str) -> dict[tuple[str, ...], _Group]:
        by_modes = self._alike.get((storage_class, claim.mode, claim.attributes), {})
        return {modes: found for modes, found in by_modes.items() if claim.modes.issubset(modes)}
