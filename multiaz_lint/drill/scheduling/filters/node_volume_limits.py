"""NodeVolumeLimits: a node attaches so many volumes of a driver as its CSINode says (v1.37)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.pod_shape import PodShape
    from multiaz_lint.drill.state import State

REASON = "node(s) exceed max volume count"


def refused(state: State, shape: PodShape, nodes: int) -> int:
    """Return the nodes that have no place for the volumes of a pod."""
    if not (state.volumes.nodes and (shape.claims or shape.ephemeral or shape.migrated)):
        return 0
    return state.volumes.full(state.storage, shape, nodes)
