"""VolumeZone: zone and region labels of a bound volume must hold on the node (scheduler v1.37)."""

from __future__ import annotations

from multiaz_lint.drill.volumes import TOPOLOGY_LABELS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.drill.node import Node
    from multiaz_lint.drill.volumes import Claim, Storage

REASON = "node(s) had no available volume zone"
_CURRENT = {
    "failure-domain.beta.kubernetes.io/zone": "topology.kubernetes.io/zone",
    "failure-domain.beta.kubernetes.io/region": "topology.kubernetes.io/region",
}


def rejects(storage: Storage, claims: Iterable[Claim], node: Node) -> bool:
    if not any(key in node.labels for key in TOPOLOGY_LABELS):
        return False
    for claim in claims:
        volume = storage.volumes.get(claim.volume or "")
        for key in TOPOLOGY_LABELS if volume is not None and volume.labels else ():
            if volume is None or key not in volume.labels:
                continue
            value = node.labels.get(key, node.labels.get(_CURRENT.get(key, key)))
            if value not in str(volume.labels[key]).split("__"):
                return True
    return False
