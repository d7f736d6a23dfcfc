"""NodeAffinity: the weights of the preferred terms that match (scheduler v1.37)."""

from __future__ import annotations

from multiaz_lint.drill.nodes import node_set

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.nodes.node_set import Parts
    from multiaz_lint.drill.pod_shape import Placement
    from multiaz_lint.drill.state import State

WEIGHT = 2


def scores(state: State, placement: Placement, nodes: int) -> Parts | None:
    """Score nodes from 0 to 100; None when it makes no difference."""
    if not placement.preferred:
        return None
    liked: Parts = state.per_placement(
        "liked", placement, lambda: _liked(state, placement), by_labels=True
    )
    sums = [(total, part & nodes) for total, part in liked if part & nodes]
    most = max(total for total, _ in sums)
    return [(100 * total // most, part) for total, part in sums] if most else None


def _liked(state: State, placement: Placement) -> Parts:
    return node_set.grouped(
        (
            node.index,
            sum(
                weight
                for term, weight in placement.preferred
                if term.matches(node.name, node.labels)
            ),
        )
        for node in state.nodes
    )
