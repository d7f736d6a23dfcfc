"""NodeName: a pod that names its node goes nowhere else (scheduler v1.37)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.drill.pod_shape import Placement

REASON = "node(s) didn't match the requested node name"


def rejects(placement: Placement, node: Node) -> bool:
    return placement.node_name is not None and placement.node_name != node.name
