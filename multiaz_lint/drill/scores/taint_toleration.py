"""TaintToleration: fewer untolerated PreferNoSchedule taints are better (scheduler v1.37)."""

from __future__ import annotations

from multiaz_lint.model.taints import PREFER_NO_SCHEDULE, tolerated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.pod import Placement
    from multiaz_lint.drill.state import State

WEIGHT = 3


def scores(state: State, placement: Placement, nodes: list[int]) -> list[int] | None:
    """Score nodes from 0 to 100; None when it makes no difference."""
    disliked = state.per_placement("disliked", placement, lambda: _disliked(state, placement))
    if not disliked:
        return None
    counts = [disliked.get(i, 0) for i in nodes]
    most = max(counts)
    return [100 - 100 * count // most for count in counts] if most else None


def _disliked(state: State, placement: Placement) -> dict[int, int]:
    by_condition: dict[object, int] = {}
    found = {}
    for index, node in enumerate(state.nodes):
        count = by_condition.get(node.condition)
        if count is None:
            count = by_condition[node.condition] = sum(
                taint.get("effect") == PREFER_NO_SCHEDULE
                and not tolerated(taint, placement.tolerations)
                for taint in node.taints
            )
        if count:
            found[index] = count
    return found
