"""NodeUnschedulable: a cordoned node takes only pods that tolerate it (scheduler v1.37)."""

from __future__ import annotations

from multiaz_lint.model.nodes.taints import CORDONED, tolerated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.pod_shape import Placement

REASON = "node(s) were unschedulable"


def keeps_out(placement: Placement) -> bool:
    """Whether a pod may not use a cordoned node."""
    return not tolerated(CORDONED, placement.tolerations)
