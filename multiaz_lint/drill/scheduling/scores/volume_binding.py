"""VolumeBinding: emptier fits of existing volumes are better (scheduler v1.37)."""

from __future__ import annotations

import math

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.disks.storage import Binding

WEIGHT = 1
_NANO = 10**9


def score(binding: Binding | None) -> int:
    """Score from 0 to 100 what the claims of a pod would be bound to on a node."""
    if binding is None or not binding.static:
        return 0
    by_class: dict[str, tuple[int, int]] = {}
    for claim, volume in binding.static:
        asked, offered = by_class.get(volume.storage_class, (0, 0))
        by_class[volume.storage_class] = (
            asked + -(-claim.size // _NANO),
            offered + -(-volume.capacity // _NANO),
        )
    total = sum(
        100 - asked * 100 // offered if offered and asked <= offered else 0
        for asked, offered in by_class.values()
    )
    return math.floor(total / len(by_class) + 0.5)
