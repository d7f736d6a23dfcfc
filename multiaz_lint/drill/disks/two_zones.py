"""The two zones of a disk that is replicated between them.

As external-provisioner orders the zones (GenerateAccessibilityRequirements, v5) and the driver of
Compute Engine's disks takes the first two of them (pickZonesFromTopology).
"""

from __future__ import annotations

from multiaz_lint.model import REGION
from multiaz_lint.model.digits import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.drill.disks.volumes import StorageClass
    from multiaz_lint.drill.nodes.node import Node

_BASIS, _PRIME, _MOST = 2166136261, 16777619, 1 << 32


def picked(
    storage_class: StorageClass, nodes: Iterable[Node], claim: str, first: str | None
) -> list[str]:
    """Return the zone of the pod's node and the next by name, after the last one the first.

    Where no pod is placed yet, the name of the claim says which is the first of them. They are the
    zones that the class allows, whether nodes are there or not, or those of all nodes: of one
    region, for there is no such disk of two.
    """
    regions = {node.zone: node.labels.get(REGION) for node in nodes if node.present and node.zone}
    zones = storage_class.named_zones() or sorted(regions)
    here = regions.get(first or "")
    zones = [zone for zone in zones if first is None or regions.get(zone, here) == here]
    if first is not None:
        start = zones.index(first) if first in zones else 0
    else:
        start = _shift(claim) % len(zones) if zones else 0
    return [*zones[start:], *zones[:start]][:2]


def _shift(claim: str) -> int:
    """Spread the claims of a StatefulSet over the zones (getPVCNameHashAndIndexOffset)."""
    series, dash, number = claim.rpartition("-")
    ordinal = whole(number) if dash else None
    if ordinal is None or ordinal >= _MOST:
        return _hash(claim)
    return (_hash(series.rpartition("-")[2]) + ordinal) % _MOST


def _hash(text: str) -> int:
    """Return the FNV-1 hash of 32 bits."""
    value = _BASIS
    for byte in text.encode():
        value = (value * _PRIME % _MOST) ^ byte
    return value
