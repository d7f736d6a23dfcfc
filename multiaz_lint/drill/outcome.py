"""What a drill sees of one workload at one moment, and over several plays."""

from __future__ import annotations

from multiaz_lint.drill import fit_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.drill.pod import PodShape
    from multiaz_lint.drill.workload import Workload
    from multiaz_lint.drill.world import World

NO_ZONE = ""
MULTI_ATTACH = (
    "Multi-Attach error: the volume is attached to another node, and a ReadWriteOnce claim is "
    "attached to one"
)


class Snapshot:
    """A workload at one moment: who runs where, who waits and why."""

    __slots__ = ("pending", "ready", "reasons", "terminating", "wanted", "zones")

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.ready = 0
        self.pending = 0
        self.terminating = 0
        self.zones: dict[str, int] = {}
        self.reasons: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        """How many of the wanted pods do not run."""
        return max(0, self.wanted - self.ready)


def look(world: World, workload: Workload, *, why: bool = True) -> Snapshot:
    """Take a snapshot; `why` asks for the reasons of waiting pods, which costs time."""
    snapshot = Snapshot(workload.replicas)
    nodes = world.state.nodes
    words: set[str] = set()
    waiting: dict[PodShape, None] = {}
    for revision in workload.revisions:
        for pod in revision.pods:
            if pod.node < 0:
                snapshot.pending += 1
                waiting[pod.shape] = None
            elif not pod.attached:
                words.add(MULTI_ATTACH)
            elif pod.available:
                snapshot.ready += 1
                zone = nodes[pod.node].zone or NO_ZONE
                snapshot.zones[zone] = snapshot.zones.get(zone, 0) + 1
    if why:
        words |= {fit_error.message(world.state, shape) for shape in waiting}
        snapshot.reasons = tuple(sorted(words))
    return snapshot


class Range:
    """The least and the most of a number over several plays."""

    __slots__ = ("least", "most")

    def __init__(self, numbers: Iterable[int]) -> None:
        found = list(numbers)
        self.least = min(found, default=0)
        self.most = max(found, default=0)

    def __str__(self) -> str:
        return str(self.least) if self.least == self.most else f"{self.least}-{self.most}"

    def data(self) -> list[int]:
        return [self.least, self.most]
