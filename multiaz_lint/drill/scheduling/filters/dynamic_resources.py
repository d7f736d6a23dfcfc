"""DynamicResources: a node must have devices for the claims that pods make (scheduler v1.37)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.pod_shape import PodShape
    from multiaz_lint.drill.state import State

REASON = "cannot allocate all claims"


def refused(state: State, shape: PodShape) -> int:
    """Return the nodes that have too few, whoever goes from there."""
    return state.inventory.named(shape.deviceless) if shape.deviceless else 0
