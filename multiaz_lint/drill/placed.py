"""One pod of a cluster: its shape, and where it stands."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.drill.pod import PodShape

NOWHERE = -1


class Pod:
    """One pod: its shape and where it stands."""

    __slots__ = (
        "attached",
        "name",
        "node",
        "ordinal",
        "ready",
        "revision",
        "seq",
        "shape",
        "terminating",
    )

    def __init__(self, name: str, shape: PodShape, seq: int = 0) -> None:
        self.name = name
        self.shape = shape
        self.seq = seq
        self.node = NOWHERE
        self.terminating = False
        self.ready = True  # once placed; false on a node that does not answer
        self.attached = True  # false while its volume is attached to another node
        self.ordinal = 0
        self.revision: Any = None
