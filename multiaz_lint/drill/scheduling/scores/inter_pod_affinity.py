"""InterPodAffinity: preferences of the pod and of the pods already placed (scheduler v1.37)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.counting.topology import Tally
    from multiaz_lint.drill.counting.view import View
    from multiaz_lint.drill.nodes.node_set import Parts

WEIGHT = 2


def scores(view: View, nodes: int) -> Parts | None:
    """Score nodes from 0 to 100; None when it makes no difference."""
    sums = {0: nodes}
    for weight, domain in view.preferences:
        sums = _plus(sums, view.everywhere(domain).tally, weight)
    for weight, holders in view.drawn_by():
        sums = _plus(sums, holders.tally, weight)
    if len(sums) < 2:
        return None
    lowest = min(sums)
    span = max(sums) - lowest
    return [(int(100.0 * ((total - lowest) / span)), part) for total, part in sums.items()]


def _plus(sums: dict[int, int], tally: Tally, weight: int) -> dict[int, int]:
    """Add a weight for each pod of a node's domain."""
    if not tally.levels:
        return sums
    found: dict[int, int] = {}
    for total, part in sums.items():
        rest = part
        for count, level in tally.levels.items():
            nodes = rest & level
            if nodes:
                more = total + weight * count
                found[more] = found.get(more, 0) | nodes
                rest ^= nodes
        if rest:
            found[total] = found.get(total, 0) | rest
    return found
