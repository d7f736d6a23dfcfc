"""VolumeBinding: emptier fits of volumes, or more room for new ones, are better (v1.37)."""

from __future__ import annotations

import math

from multiaz_lint.drill.disks.volumes import NANO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.disks.storage import Binding

WEIGHT = 1


def score(binding: Binding | None) -> int:
    """Score from 0 to 100 what the claims of a pod would be bound to on a node."""
    if binding is None:
        return 0
    by_class = _of_volumes(binding) if binding.static else _of_capacities(binding)
    if not by_class:
        return 0
    total = sum(
        100 - asked * 100 // offered if offered and asked <= offered else 0
        for asked, offered in by_class.values()
    )
    return math.floor(total / len(by_class) + 0.5)


def _of_volumes(binding: Binding) -> dict[str, tuple[int, int]]:
    """Return what is asked of volumes that there are, and what these have, by class."""
    by_class: dict[str, tuple[int, int]] = {}
    for claim, volume in binding.static:
        asked, offered = by_class.get(volume.storage_class, (0, 0))
        by_class[volume.storage_class] = (
            asked + -(-claim.size // NANO),
            offered + -(-volume.capacity // NANO),
        )
    return by_class


def _of_capacities(binding: Binding) -> dict[str, tuple[int, int]]:
    """Return what is asked of new volumes, and the room for the last of them, by class."""
    by_class: dict[str, tuple[int, int]] = {}
    for claim, maker, capacity in binding.provisioned:
        if capacity is not None:
            asked, _ = by_class.get(maker.name, (0, 0))
            by_class[maker.name] = (asked + -(-claim.size // NANO), capacity.total)
    return by_class
