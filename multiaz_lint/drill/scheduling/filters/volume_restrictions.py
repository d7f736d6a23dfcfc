"""VolumeRestrictions: a ReadWriteOncePod claim serves one pod in the whole cluster (v1.37).

And two pods of one node cannot have the same disk, named without a claim, unless both only read.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from multiaz_lint.drill.pod_shape import Disk, PodShape
    from multiaz_lint.drill.state import State

REASON = (
    "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode "
    "already in-use by another pod"
)
DISK_CONFLICT = "node(s) had no available disk"
_ONE_POD = "ReadWriteOncePod"


def rejects(state: State, shape: PodShape) -> bool:
    """Whether a pod has a ReadWriteOncePod claim that another has already."""
    for name in shape.claims:
        key = (shape.namespace, name)
        claim = state.storage.claims.get(key)
        if claim is not None and _ONE_POD in claim.modes and state.claim_users.get(key):
            return True
    return False


def taken(disks: Iterable[Disk], by_disk: Mapping[Disk, int]) -> int:
    """Return the nodes where a pod has one of the disks in the way, given those of each disk."""
    nodes = 0
    for disk, read_only in disks:
        nodes |= by_disk.get((disk, False), 0)
        if not read_only:
            nodes |= by_disk.get((disk, True), 0)
    return nodes
