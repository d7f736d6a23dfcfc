"""VolumeBinding: bound volumes must reach the node, unbound ones must be findable there (v1.37)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.node import Node
    from multiaz_lint.drill.pod import PodShape
    from multiaz_lint.drill.volumes import Binding, Claim, Storage

UNBOUND_IMMEDIATE = "pod has unbound immediate PersistentVolumeClaims"
NODE_CONFLICT = "node(s) didn't match PersistentVolume's node affinity"
BIND_CONFLICT = "node(s) didn't find available persistent volumes to bind"
NO_VOLUME = "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)"


class PodClaims:
    """The claims of one pod, as they are bound now."""

    __slots__ = ("bound", "problem", "waiting")

    def __init__(self, storage: Storage, shape: PodShape) -> None:
        self.bound: list[Claim] = []
        self.waiting: list[Claim] = []
        self.problem: str | None = None
        for name in shape.claims:
            claim = storage.claims.get((shape.namespace, name))
            if claim is None:
                self.problem = f'persistentvolumeclaim "{name}" not found'
                return
            if claim.bound:
                self.bound.append(claim)
            elif storage.waits(claim) and not claim.volume:
                self.waiting.append(claim)
            else:
                self.problem = UNBOUND_IMMEDIATE


def reasons(storage: Storage, claims: PodClaims, node: Node) -> list[str]:
    """Name what keeps the volumes from this node; nothing when all is well."""
    found = []
    for claim in claims.bound:
        volume = storage.volumes.get(claim.volume or "")
        if volume is None:
            found.append(NO_VOLUME)
            break
        if not volume.reaches(node):
            found.append(NODE_CONFLICT)
            break
    if claims.waiting and storage.find(claims.waiting, node) is None:
        found.append(BIND_CONFLICT)
    return found


def binding(storage: Storage, claims: PodClaims, node: Node) -> Binding | None:
    """Return what the waiting claims get on a node that passed."""
    return storage.find(claims.waiting, node) if claims.waiting else None
