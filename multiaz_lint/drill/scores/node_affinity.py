"""NodeAffinity: the weights of the preferred terms that match (scheduler v1.37)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.pod import Placement
    from multiaz_lint.drill.state import State

WEIGHT = 2


def scores(state: State, placement: Placement, nodes: list[int]) -> list[int] | None:
    """Score nodes from 0 to 100; None when it makes no difference."""
    if not placement.preferred:
        return None
    liked: list[int] = state.per_placement(
        "liked", placement, lambda: _liked(state, placement), by_labels=True
    )
    sums = [liked[i] for i in nodes]
    most = max(sums)
    return [100 * total // most for total in sums] if most else None


def _liked(state: State, placement: Placement) -> list[int]:
    return [
        sum(weight for term, weight in placement.preferred if term.matches(node.name, node.labels))
        for node in state.nodes
    ]
