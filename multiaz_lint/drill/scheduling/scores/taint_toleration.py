"""TaintToleration: fewer untolerated PreferNoSchedule taints are better (scheduler v1.37)."""

from __future__ import annotations

from multiaz_lint.drill.nodes import node_set
from multiaz_lint.model.nodes.taints import PREFER_NO_SCHEDULE, all_untolerated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.nodes.node_set import Parts
    from multiaz_lint.drill.pod_shape import Placement
    from multiaz_lint.drill.state import State

WEIGHT = 3


def scores(state: State, placement: Placement, nodes: int) -> Parts | None:
    """Score nodes from 0 to 100; None when it makes no difference."""
    disliked: Parts = state.per_placement(
        "disliked", placement, lambda: _disliked(state, placement)
    )
    if len(disliked) < 2:
        return None
    counts = [(count, part & nodes) for count, part in disliked if part & nodes]
    most = max(count for count, _ in counts)
    return [(100 - 100 * count // most, part) for count, part in counts] if most else None


def _disliked(state: State, placement: Placement) -> Parts:
    found: dict[int, int] = {}
    for nodes in state.inventory.by_condition.values():
        taints = state.nodes[node_set.first(nodes)].taints
        disliked = all_untolerated(taints, placement.tolerations, (PREFER_NO_SCHEDULE,))
        count = sum(1 for _ in disliked)
        found[count] = found.get(count, 0) | nodes
    return list(found.items())
