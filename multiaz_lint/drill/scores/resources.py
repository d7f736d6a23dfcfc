"""NodeResourcesFit (least allocated) and NodeResourcesBalancedAllocation (scheduler v1.37)."""

from __future__ import annotations

from multiaz_lint.drill.requests import CPU, MEMORY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.node import Node
    from multiaz_lint.drill.requests import Requests

_MOST = 100


def score(requests: Requests, node: Node) -> int:
    """Return the sum of both scores, each with weight 1."""
    total = least_allocated(requests, node)
    if not requests.best_effort:
        total += balanced(requests, node)
    return total


def least_allocated(requests: Requests, node: Node) -> int:
    """Score how much of cpu and memory stays free, missing requests filled in."""
    total = parts = 0
    for name, used, asked in (
        (CPU, node.weighed[0], requests.weights[0]),
        (MEMORY, node.weighed[1], requests.weights[1]),
    ):
        capacity = node.allocatable.get(name, 0)
        if capacity:
            parts += 1
            wanted = used + asked
            total += (capacity - wanted) * _MOST // capacity if wanted <= capacity else 0
    return total // parts if parts else 0


def balanced(requests: Requests, node: Node) -> int:
    """Score whether the pod evens out the use of cpu and memory."""
    before: list[float] = []
    after: list[float] = []
    for name in (CPU, MEMORY):
        capacity = node.allocatable.get(name, 0)
        if capacity:
            used = capacity - node.free.get(name, 0)
            before.append(min(1.0, used / capacity))
            after.append(min(1.0, (used + requests.stated.get(name, 0)) / capacity))
    return _MOST // 2 + (_MOST // 2 + _evenness(after) - _evenness(before)) // 2


def _evenness(fractions: list[float]) -> int:
    deviation = abs((fractions[0] - fractions[1]) / 2) if len(fractions) == 2 else 0.0
    return int((1 - deviation) * _MOST)
