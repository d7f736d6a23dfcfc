"""One pod's turn in the scheduler: which nodes will do, and which are best.

Filter and Score semantics of the default profile of kube-scheduler v1.37, without
the sampling of nodes that starts at 100 feasible ones; `preemption.py` has what follows where none
will do.
"""

from __future__ import annotations

from multiaz_lint.drill.scheduling import preset
from multiaz_lint.drill.scheduling.eligible import eligible
from multiaz_lint.drill.scheduling.filters import (
    dynamic_resources,
    ephemeral_volumes,
    inter_pod_affinity,
    node_ports,
    node_volume_limits,
    pod_topology_spread,
    volume_binding,
    volume_restrictions,
    volume_zone,
)
from multiaz_lint.drill.scheduling.scores import image_locality
from multiaz_lint.drill.scheduling.scores import inter_pod_affinity as affinity_score
from multiaz_lint.drill.scheduling.scores import node_affinity as node_affinity_score
from multiaz_lint.drill.scheduling.scores import pod_topology_spread as spread_score
from multiaz_lint.drill.scheduling.scores import taint_toleration as taint_score
from multiaz_lint.drill.scheduling.scores import volume_binding as volume_score

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.nodes.node_set import Parts
    from multiaz_lint.drill.pod_shape import PodShape
    from multiaz_lint.drill.state import State


_ALL = -1


def feasible(state: State, shape: PodShape, *, among: int = _ALL) -> int:
    """Return the nodes that pass every filter, of all or ``among`` some."""
    view = state.view(shape)
    if view.failed_at == state.version:
        return 0
    nodes = feasible_with_room(state, shape, among=among)
    if nodes and shape.placement.node_name is None:
        nodes = state.room(shape.requests).among(nodes)
    if not nodes and among == _ALL:
        view.failed_at = state.version
    return nodes


def feasible_with_room(state: State, shape: PodShape, *, among: int = _ALL) -> int:
    """Return the nodes that pass every filter, were there room for what a pod requests."""
    if shape.gated:
        return 0
    if shape.placement.node_name is not None:
        return preset.admitting(state, shape) & among
    view = state.view(shape)
    nodes = eligible(state, shape.placement) & among
    if nodes and shape.ports:
        nodes &= ~node_ports.taken(shape.ports, state.inventory.by_port)
    if nodes and shape.disks:
        nodes &= ~volume_restrictions.taken(shape.disks, state.inventory.by_disk)
    if nodes:
        nodes &= ~node_volume_limits.refused(state, shape, nodes)
    if nodes and shape.claims:
        nodes = _reachable(state, shape, nodes)
    if nodes and shape.ephemeral:
        for _, others in ephemeral_volumes.refused(state, shape, nodes):
            nodes ^= others
    if nodes:
        for _, others in pod_topology_spread.refused(view, nodes):
            nodes ^= others
    if nodes:
        for _, others in inter_pod_affinity.refused(view, nodes):
            nodes ^= others
    return nodes & ~dynamic_resources.refused(state, shape)


def best(state: State, shape: PodShape, nodes: int) -> int:
    """Return the feasible nodes with the highest score; the scheduler picks one at random."""
    if not nodes & (nodes - 1):
        return nodes
    if shape.placement.unplaceable:
        return 0
    ranked = state.room(shape.requests).ranked()
    most, found = -1, 0
    for total, part in _totals(state, shape, nodes):
        for score, others in ranked:
            if total + score < most:
                break
            both = part & others
            if both:
                found = both if total + score > most else found | both
                most = total + score
                break
    return found


def _totals(state: State, shape: PodShape, nodes: int) -> Parts:
    """Return the weighted sums of all scores but that of the room, up to what is equal for all."""
    view = state.view(shape)
    placement = shape.placement
    totals: Parts = [(0, nodes)]
    for weight, found in (
        (taint_score.WEIGHT, taint_score.scores(state, placement, nodes)),
        (node_affinity_score.WEIGHT, node_affinity_score.scores(state, placement, nodes)),
        (spread_score.WEIGHT, spread_score.scores(view, nodes)),
        (affinity_score.WEIGHT, affinity_score.scores(view, nodes)),
        (image_locality.WEIGHT, image_locality.scores(view, nodes)),
        (volume_score.WEIGHT, _volume_scores(state, shape, nodes)),
    ):
        if found is not None:
            totals = [
                (total + weight * score, both)
                for total, part in totals
                for score, others in found
                if (both := part & others)
            ]
    return totals


def _reachable(state: State, shape: PodShape, nodes: int) -> int:
    if volume_restrictions.rejects(state, shape):
        return 0
    claims = volume_binding.PodClaims(state.storage, shape)
    if claims.problem:
        return 0
    for _, others in volume_binding.refused(state, claims, nodes):
        nodes ^= others
    return nodes & ~volume_zone.refused(state, claims.bound, nodes)


def _volume_scores(state: State, shape: PodShape, nodes: int) -> Parts | None:
    if not shape.claims:
        return None
    claims = volume_binding.PodClaims(state.storage, shape)
    if not claims.waiting:
        return None
    found = volume_binding.bindings(state, claims, nodes)
    return [(volume_score.score(binding), part) for binding, part in found]
