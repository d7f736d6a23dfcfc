"""NodeAffinity: the weights of the preferred terms that match (scheduler v1.37)."""

from __future__ import annotations

from multiaz_lint.drill.scheduling.eligible import selection

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
    nodes = selection(state)
    found = {0: nodes.every}
    for term, weight in placement.preferred:
        liked = nodes.of_term(term)
        before, found = found, {}
        for total, part in before.items():
            for more, some in ((weight, part & liked), (0, part & ~liked)):
                if some:
                    found[total + more] = found.get(total + more, 0) | some
    return list(found.items())
