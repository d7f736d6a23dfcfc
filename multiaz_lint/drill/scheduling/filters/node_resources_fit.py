"""NodeResourcesFit: what is asked must be free, and a pod more allowed (scheduler v1.37)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.drill.requests import Requests


def shortages(requests: Requests, node: Node) -> tuple[str, ...]:
    """Name everything that is lacking, in the scheduler's words."""
    free = node.free
    room = node.pods < node.most_pods
    lacking = [name for name, amount in requests.amounts if amount > free.get(name, 0)]
    if room and not lacking:
        return ()
    words = () if room else ("Too many pods",)
    return (*words, *(f"Insufficient {name}" for name in lacking))
