"""VolumeZone: zone and region labels of a bound volume must hold on the node (scheduler v1.37)."""

from __future__ import annotations

from multiaz_lint.drill.disks.volumes import TOPOLOGY_LABELS
from multiaz_lint.drill.nodes import node_set
from multiaz_lint.model.storage import places_of_label

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.drill.disks.volumes import Claim, Volume
    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.drill.state import State

REASON = "node(s) had no available volume zone"
_CURRENT = {
    "failure-domain.beta.kubernetes.io/zone": "topology.kubernetes.io/zone",
    "failure-domain.beta.kubernetes.io/region": "topology.kubernetes.io/region",
}


def refused(state: State, claims: Iterable[Claim], nodes: int) -> int:
    """Return the nodes that some volume does not belong to."""
    found = 0
    for claim in claims:
        volume = state.storage.volumes.get(claim.volume or "")
        if volume is None or not any(key in volume.labels for key in TOPOLOGY_LABELS):
            continue
        for _, alike in state.inventory.alike(TOPOLOGY_LABELS):
            part = alike & nodes
            if part and _rejects(volume, state.nodes[node_set.first(part)]):
                found |= part
    return found


def _rejects(volume: Volume, node: Node) -> bool:
    if not any(key in node.labels for key in TOPOLOGY_LABELS):
        return False
    for key in TOPOLOGY_LABELS:
        if key in volume.labels:
            value = node.labels.get(key, node.labels.get(_CURRENT.get(key, key)))
            places = places_of_label(volume.labels[key])
            if places is not None and value not in places:
                return True
    return False
