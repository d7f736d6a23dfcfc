"""NodeResourcesFit: what is asked must be free, and a pod more allowed (scheduler v1.37)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.node import Node
    from multiaz_lint.drill.requests import Requests


def shortages(requests: Requests, node: Node) -> list[str]:
    """Name everything that is lacking, in the scheduler's words."""
    free = node.free
    lacking = ["Too many pods"] if node.pods >= node.most_pods else []
    lacking += [
        f"Insufficient {name}" for name, amount in requests.amounts if amount > free.get(name, 0)
    ]
    return lacking
