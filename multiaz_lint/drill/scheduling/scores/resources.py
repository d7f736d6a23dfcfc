"""NodeResourcesFit (least allocated) and NodeResourcesBalancedAllocation (scheduler v1.37)."""

from __future__ import annotations

from multiaz_lint.drill.requests import CPU, MEMORY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.drill.requests import Requests

_MOST = 100


def score(requests: Requests, node: Node) -> int:
    """Return the sum of both scores, each with weight 1."""
    cpu, memory = node.capacity
    if not (cpu and memory):
        return _of_one(requests, node)
    free, stated = node.free, requests.stated
    cpu_wanted = node.weighed[0] + requests.asked[0]
    memory_wanted = node.weighed[1] + requests.asked[1]
    least = (cpu - cpu_wanted) * _MOST // cpu if cpu_wanted <= cpu else 0
    least += (memory - memory_wanted) * _MOST // memory if memory_wanted <= memory else 0
    if requests.best_effort:
        return least // 2
    cpu_used, memory_used = cpu - free[CPU], memory - free[MEMORY]
    before = _evenness(cpu_used / cpu, memory_used / memory)
    after = _evenness(
        (cpu_used + stated.get(CPU, 0)) / cpu, (memory_used + stated.get(MEMORY, 0)) / memory
    )
    return least // 2 + _MOST // 2 + (_MOST // 2 + after - before) // 2


def _evenness(cpu: float, memory: float) -> int:
    """Score from 0 to 100 how alike two shares in use are."""
    return int((1 - abs((min(1.0, cpu) - min(1.0, memory)) / 2)) * _MOST)


def _of_one(requests: Requests, node: Node) -> int:
    """Score a node that offers cpu or memory only, or neither: it is as even as can be."""
    least = 0
    for capacity, used, asked in zip(node.capacity, node.weighed, requests.asked, strict=True):
        if capacity and used + asked <= capacity:
            least = (capacity - used - asked) * _MOST // capacity
    return least if requests.best_effort else least + _MOST // 2 + _MOST // 4
