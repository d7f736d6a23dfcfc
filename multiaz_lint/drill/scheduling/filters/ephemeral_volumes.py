"""Ephemeral volumes: each pod has claims of its own, made and deleted with it (v1.37).

Nothing of them is bound before the pod is there. What an Immediate class makes is in the zone that
its provisioner picks, the rest where the pod is, as far as the topologies of its class go.
"""

from __future__ import annotations

from multiaz_lint.drill.disks import two_zones
from multiaz_lint.drill.disks.volumes import IN_TWO_ZONES, IN_ZONE
from multiaz_lint.drill.nodes import node_set
from multiaz_lint.drill.scheduling.filters.volume_binding import BIND_CONFLICT, NODE_CONFLICT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from multiaz_lint.drill.disks.volumes import StorageClass
    from multiaz_lint.drill.pod_shape import PodShape
    from multiaz_lint.drill.state import State


def refused(state: State, shape: PodShape, nodes: int) -> Iterator[tuple[str, int]]:
    """Yield reasons with the nodes where a pod cannot have its volumes."""
    storage = state.storage
    for claim in shape.ephemeral:
        storage_class = storage.classes.get(storage.class_of(claim))
        if storage_class is None or not storage_class.provisions:
            continue  # taken to have a free volume on every node
        if storage_class.waits:
            away = nodes & ~_allowed(state, storage_class)
            words = BIND_CONFLICT
        else:
            away = 0
            reach = storage_class.reach_of(claim)
            if reach == IN_ZONE:
                away = nodes & ~_in_zones(state, [storage.picked_zone(storage_class, state.nodes)])
            elif reach == IN_TWO_ZONES:  # the same for all pods: their names are made up
                zones = two_zones.picked(storage_class, state.nodes, claim.name, None)
                away = nodes & ~_in_zones(state, zones)
            words = NODE_CONFLICT
        if away:
            yield words, away
            nodes ^= away


def _allowed(state: State, storage_class: StorageClass) -> int:
    found: int = state.per_labels(
        ("allowed", storage_class.name),
        lambda: node_set.where([storage_class.allows(node) for node in state.nodes]),
    )
    return found


def _in_zones(state: State, zones: Sequence[str | None]) -> int:
    found: int = state.per_labels(
        ("in zones", *zones), lambda: node_set.where([node.zone in zones for node in state.nodes])
    )
    return found
