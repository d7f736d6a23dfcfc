"""Ephemeral volumes: each pod has claims of its own, made and deleted with it (v1.37).

Nothing of them is bound before the pod is there. What an Immediate class makes is in the zone that
its provisioner picks, the rest where the pod is, as far as the topologies of its class go. Volumes
that are there already are counted on wherever one fits: that there are enough is assumed.
"""

from __future__ import annotations

from multiaz_lint.drill.disks import two_zones
from multiaz_lint.drill.disks.volumes import IN_TWO_ZONES, IN_ZONE
from multiaz_lint.drill.nodes import node_set
from multiaz_lint.drill.scheduling.filters.volume_binding import (
    NO_ROOM,
    NODE_CONFLICT,
    UNBOUND_IMMEDIATE,
    unfound,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from multiaz_lint.drill.disks.volumes import Claim
    from multiaz_lint.drill.pod_shape import PodShape
    from multiaz_lint.drill.state import State


def problem(state: State, shape: PodShape) -> str | None:
    """Say what keeps a pod from all nodes: a claim that waits for no pod, yet gets no volume."""
    storage = state.storage
    for claim in shape.ephemeral:
        if not (storage.waits(claim) or storage.has_free(claim) or storage.maker_of(claim)):
            return UNBOUND_IMMEDIATE
    return None


def refused(state: State, shape: PodShape, nodes: int) -> Iterator[tuple[str, int]]:
    """Yield reasons with the nodes where a pod cannot have its volumes."""
    storage = state.storage
    for claim in shape.ephemeral:
        if storage.waits(claim) or storage.has_free(claim):
            away = nodes & ~_supplied(state, claim)
            if away and storage.waits(claim):
                for words, part in _unfound(state, claim, away):
                    yield words, part
                    nodes ^= part
                continue
            words = NODE_CONFLICT
        else:
            away = nodes & ~_made_before(state, claim)
            words = NODE_CONFLICT
        if away:
            yield words, away
            nodes ^= away


def _unfound(state: State, claim: Claim, nodes: int) -> Iterator[tuple[str, int]]:
    """Yield why a claim that waits for its pod gets nothing on nodes."""
    storage = state.storage
    unknown = unfound(storage, [claim])
    for _, alike in state.inventory.alike(storage.node_keys):
        part = alike & nodes
        if part:
            node = state.nodes[node_set.first(part)]
            yield NO_ROOM if storage.is_full([claim], node) else unknown, part


def _supplied(state: State, claim: Claim) -> int:
    """Return the nodes where a claim gets a volume that is there, or made once its pod is."""
    storage = state.storage
    return sum(
        nodes
        for _, nodes in state.inventory.alike(storage.node_keys)
        if storage.has(claim, state.nodes[node_set.first(nodes)])
    )


def _made_before(state: State, claim: Claim) -> int:
    """Return the nodes that reach what is made without looking at the pod."""
    storage = state.storage
    maker = storage.maker_of(claim)
    if maker is None:
        return 0
    reach = maker.reach_of(claim)
    if reach == IN_ZONE:
        return _in_zones(state, [storage.picked_zone(maker, state.nodes)])
    if reach == IN_TWO_ZONES:  # the same for all pods: their names are made up
        return _in_zones(state, two_zones.picked(maker, state.nodes, claim.name, None))
    return -1


def _in_zones(state: State, zones: Sequence[str | None]) -> int:
    found: int = state.per_labels(
        ("in zones", *zones), lambda: node_set.where([node.zone in zones for node in state.nodes])
    )
    return found
