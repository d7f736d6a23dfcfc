"""What a drill sees of one workload at one moment, and over several plays."""

from __future__ import annotations

from multiaz_lint.drill.admitting import claims_of_pods
from multiaz_lint.drill.scheduling import fit_error
from multiaz_lint.drill.workload import STATEFUL_SET
from multiaz_lint.model.words import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.drill.admitting.refusal import Refusal
    from multiaz_lint.drill.pod import Pod
    from multiaz_lint.drill.pod_shape import PodShape
    from multiaz_lint.drill.workload import Workload
    from multiaz_lint.drill.world import World
    from multiaz_lint.model import Resource

NO_ZONE = ""
MULTI_ATTACH = (
    "Multi-Attach error: the volume is attached to another node, and may be attached to no second "
    "one"
)


class Snapshot:
    """A workload at one moment: who runs where, who waits and why."""

    __slots__ = (
        "pending", "ready", "reasons", "refused", "refusers", "terminating", "unready", "wanted",
        "zones",
    )  # fmt: skip

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.ready = 0
        self.pending = 0
        self.terminating = 0
        self.refused = 0  # pods that the API server does not create
        self.refusers: tuple[Resource, ...] = ()
        self.unready = 0  # started on a node that answers, and not ready, as a dump says
        self.zones: dict[str, int] = {}
        self.reasons: tuple[str, ...] = ()

    @property
    def left_next(self) -> int:
        """How many ready pods are left if the zone that holds the most of them is lost next."""
        zones = [number for zone, number in self.zones.items() if zone != NO_ZONE]
        return self.ready - max(zones, default=0)

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
    lacking: dict[str, tuple[Pod, Refusal]] = {}
    for revision in workload.revisions:
        for pod in revision.pods:
            if pod.node < 0:
                snapshot.pending += 1
                refusal = claims_of_pods.lacking(pod) if why else None
                if refusal is None:
                    waiting[pod.shape] = None
                else:
                    lacking.setdefault(refusal.words, (pod, refusal))
            elif not pod.attached:
                words.add(MULTI_ATTACH)
            elif pod.available:
                snapshot.ready += 1
                zone = nodes[pod.node].zone or NO_ZONE
                snapshot.zones[zone] = snapshot.zones.get(zone, 0) + 1
            elif pod.started and nodes[pod.node].answers:
                snapshot.unready += 1
    if why and workload.admission is not None:
        number, refusal = refusal_of(world, workload)
        if refusal is not None:
            snapshot.refused, snapshot.refusers = number, refusal.sources
            words.add(refusal.words)
    for pod, refusal in lacking.values():
        snapshot.refusers += refusal.sources
        words.add(fit_error.unclaimed(world.state, pod, refusal))
    if why:
        who = _preempted(world, workload)
        words |= {fit_error.message(world.state, shape) + who for shape in waiting}
        snapshot.reasons = tuple(sorted(words))
    return snapshot


def _preempted(world: World, workload: Workload) -> str:
    """Say whose pods took the place of those of a workload; nothing where nobody's did."""
    by = world.preempted_by.get(workload)
    if not by:
        return ""
    names = sorted(f"{each.kind.lower()}/{each.name}" for each in by)
    return f" Pods of higher priority took the place of some: those of {listed(names)}."


def refusal_of(world: World, workload: Workload) -> tuple[int, Refusal | None]:
    """Count the pods that are not there though they are wanted, and say why they are refused."""
    if workload.kind != STATEFUL_SET:
        number = sum(max(0, each.want - len(each.pods)) for each in workload.revisions)
        return number, world.refusal(workload.current) if number else None
    there = workload.ordinals
    missing = [ordinal for ordinal in range(workload.replicas) if ordinal not in there]
    waits = missing and any(not there[ordinal].available for ordinal in range(missing[0]))
    if not missing or (waits and not workload.parallel):
        return 0, None  # nobody has asked for any
    return len(missing), world.refusal(workload.current, missing[0])


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
        """The least and the most, for JSON."""
        return [self.least, self.most]
