"""NodeResourcesFit: what is asked must be free, and a pod more allowed (scheduler v1.37)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.node import Node
    from multiaz_lint.drill.requests import Requests


def fits(requests: Requests, node: Node) -> bool:
    if node.pods >= node.allocatable.get("pods", 0):
        return False
    free = node.free
    return all(amount <= free.get(name, 0) for name, amount in requests.amounts)


def shortages(requests: Requests, node: Node) -> list[str]:
    """Name everything that is lacking, in the scheduler's words."""
    lacking = []
    if node.pods >= node.allocatable.get("pods", 0):
        lacking.append("Too many pods")
    lacking += [
        f"Insufficient {name}"
        for name, amount in requests.amounts
        if amount > node.free.get(name, 0)
    ]
    return lacking
