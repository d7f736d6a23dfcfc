"""VolumeRestrictions: a ReadWriteOncePod claim serves one pod in the whole cluster (v1.37)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.pod import PodShape
    from multiaz_lint.drill.state import State

REASON = (
    "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode "
    "already in-use by another pod"
)
_ONE_POD = "ReadWriteOncePod"


def rejects(state: State, shape: PodShape) -> bool:
    for name in shape.claims:
        key = (shape.namespace, name)
        claim = state.storage.claims.get(key)
        if claim is not None and _ONE_POD in claim.modes and state.claim_users.get(key):
            return True
    return False
