"""One pod of a cluster: its shape, and where it stands."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.drill.pod_shape import PodShape

NOWHERE = -1


class Pod:
    """One pod: its shape and where it stands."""

    __slots__ = (
        "attached",
        "bound",
        "claimed",
        "name",
        "node",
        "nominated",
        "ordinal",
        "preempted",
        "ready",
        "revision",
        "seq",
        "shape",
        "started",
        "terminating",
    )

    def __init__(self, name: str, shape: PodShape, seq: int = 0) -> None:
        self.name = name
        self.shape = shape
        self.seq = seq
        self.node = NOWHERE
        self.bound = 0  # when it got its node, compared with others: who runs longer has less
        self.nominated = NOWHERE  # where others are deleted to make place for it
        self.terminating = False
        self.started = True  # once placed; false when its node has not answered since
        self.ready = True  # once started; false while its node does not answer
        self.attached = True  # false while its volume is attached to another node
        self.ordinal = 0
        self.preempted = False  # being deleted for a pod of higher priority
        self.claimed = 0  # how many of its ephemeral volumes have the claims that are made for them
        self.revision: Any = None

    @property
    def available(self) -> bool:
        """Whether controllers count on it."""
        return self.node != NOWHERE and self.ready and self.attached and not self.terminating
