"""TaintToleration: NoSchedule and NoExecute taints keep out who does not tolerate them (v1.37)."""

from __future__ import annotations

from multiaz_lint.model.nodes.taints import untolerated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.drill.pod_shape import Placement

REASON = "node(s) had untolerated taint(s)"


def rejects(placement: Placement, node: Node) -> bool:
    """Whether a node has a taint that keeps the pod out."""
    return bool(node.taints) and untolerated(node.taints, placement.tolerations) is not None
