"""How long it takes until the pods of a lost zone run elsewhere, part by part.

The time line is that of the node lifecycle, taint eviction and endpoint slice controllers (v1.37):
the node goes silent, is tainted, its pods are deleted when their toleration ends, and their
replacements are scheduled and become ready. Pulling images and running init containers is not
counted: no manifest tells how long they take.
"""

from __future__ import annotations

from multiaz_lint.model.cached import once_each
from multiaz_lint.model.disks.provisioners import NODE
from multiaz_lint.model.nodes.node_index import has_nodes, nodes_near
from multiaz_lint.model.nodes.taints import UNREACHABLE, eviction_seconds
from multiaz_lint.model.resource import mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.nodes.node_index import Nodes
    from multiaz_lint.model.platform import Platform
    from multiaz_lint.model.pods.container import Container
    from multiaz_lint.model.workload import Workload

MONITOR_PERIOD = 5
"""Seconds between two looks at a node (--node-monitor-period)."""
EVICTION_INTERVAL = 10
"""Seconds between the NoExecute taints of two nodes of a zone (--node-eviction-rate 0.1)."""
SCHEDULE = 1
"""Seconds to schedule a pod that fits somewhere at once."""
DETACH = 360
"""Seconds until a volume without a pod is taken off a node that is not Ready (attach/detach)."""
QUOTA_PERIOD = 300
"""Seconds between two counts of a quota (--resource-quota-sync-period)."""
GRACE = 30
"""Seconds that a pod may take to end (terminationGracePeriodSeconds)."""
LONGEST_BACKOFF = 1000
"""Seconds between two attempts of a controller, at most (client-go workqueue)."""
ENDPOINTS = 5
"""Seconds, at most, until every node knows of a new endpoint."""

TOLERATION = "toleration"
RELEASE = "release"
"""Names of the two parts that may never end."""

LET_GO = (
    "let failed nodes be deleted, or tainted node.kubernetes.io/out-of-service once they are off, "
    "automatically"
)
"""What lets pods go whose node is silent. While that still runs, two may write one volume."""

PERIOD = 10
"""Defaults of a probe (core/v1); zero counts as unset."""
FAILURES = 3
SUCCESSES = 1
TIMEOUT = 1


class Part:
    """One stretch of the time line; ``seconds`` is None where it never ends (``why`` tells)."""

    __slots__ = ("name", "seconds", "why")

    def __init__(self, name: str, seconds: int | None, why: str = "") -> None:
        self.name = name
        self.seconds = seconds
        self.why = why

    def __repr__(self) -> str:
        return f"Part({self.name}, {self.seconds})"


class Recovery:
    """The time line of a workload."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self.parts = parts

    @property
    def seconds(self) -> int | None:
        """The whole time; None when some part never ends."""
        total = 0
        for part in self.parts:
            if part.seconds is None:
                return None
            total += part.seconds
        return total

    @property
    def endless(self) -> tuple[Part, ...]:
        """The parts that never end by themselves."""
        return tuple(part for part in self.parts if part.seconds is None)

    def __str__(self) -> str:
        return " + ".join(f"{part.name} {part.seconds} s" for part in self.parts if part.seconds)


def recovery_of(
    workload: Workload, cluster: Cluster, nodes: int | None = None, *, quota: bool = False
) -> Recovery:
    """Return the worst time line of a workload when a zone of that many nodes is lost.

    Without ``nodes`` it is the largest zone of the Nodes in the input, else one node. ``quota``
    says that its quota has no room for both the lost pods and their replacements.
    """
    count = largest_zone(workload, cluster) if nodes is None else nodes
    startup, readiness = _startup(workload), _readiness(workload)
    return Recovery((
        Part("detection", detection_seconds(cluster.platform)),
        Part("taints", EVICTION_INTERVAL * max(0, count - 1)),
        _toleration(workload),
        _release(workload, cluster),
        *([Part("quota", quota_seconds(workload))] if quota else ()),
        Part("scheduling", SCHEDULE),
        Part("start", startup),
        Part("readiness", readiness + ENDPOINTS),
    ))  # fmt: skip


def detection_seconds(platform: Platform) -> int:
    """Seconds until a silent node is tainted: the grace period, 40 s up to 1.31, and one look."""
    return (50 if platform.kubernetes >= (1, 32) else 40) + MONITOR_PERIOD


def largest_zone(workload: Workload, cluster: Cluster) -> int:
    """Return the number of nodes of the largest zone in the input; 1 without Nodes."""
    if not has_nodes(workload, cluster):
        return 1
    return _largest(nodes_near(workload, cluster), cluster)


@once_each
def _largest(nodes: Nodes, _: Cluster) -> int:
    counts: dict[str | None, int] = {}
    for node in nodes.listed:
        counts[node.zone] = counts.get(node.zone, 0) + 1
    return max(counts.values())


def _toleration(workload: Workload) -> Part:
    seconds = eviction_seconds([toleration.tree for toleration in workload.tolerations])
    if seconds is None:
        return Part(TOLERATION, None, f"its pods tolerate {UNREACHABLE} for ever")
    return Part(TOLERATION, seconds)


def _release(workload: Workload, cluster: Cluster) -> Part:
    held = held_up(workload, cluster) or on_lost_node(workload, cluster)
    if held is not None:
        return Part(RELEASE, None, held)
    attached = _no_grace(workload) and cluster.volumes.held_of(workload) is not None
    return Part(RELEASE, DETACH if attached else 0)


def quota_seconds(workload: Workload) -> int:
    """Seconds until a quota lets pods be made again, at most, that counts those of dead nodes.

    They count until their grace has passed twice (QuotaV1Pod), then the quota is counted anew.
    Controllers wait twice as long after each refusal: they ask again when as much time has passed.
    """
    grace = workload.pod_spec.get("terminationGracePeriodSeconds")
    seconds = grace if isinstance(grace, int) and not isinstance(grace, bool) else GRACE
    counted = 2 * max(1, seconds) + QUOTA_PERIOD
    return counted + min(counted, LONGEST_BACKOFF)


def held_up(workload: Workload, cluster: Cluster) -> str | None:
    """Say what a Terminating pod holds on to until its node is back or deleted, if anything."""
    if _no_grace(workload):
        return None
    keeper = workload.names_kept_by
    if keeper:
        return f"{keeper} makes no second pod while the object of the first still exists"
    volumes = cluster.volumes
    for claim in volumes.lasting_of(workload):
        storage = volumes.storage_of(claim)
        if claim.held(attached=storage.attached) and storage.reach != NODE:
            known = claim.access_modes or claim.claim is not None
            return (
                f"claim {claim.name} stays attached to the lost node while the pod's object exists"
                f"{'' if known else ', unless it is a file system of the network'}"
            )
    return None


def on_lost_node(workload: Workload, cluster: Cluster) -> str | None:
    """Say which claim keeps replacements waiting for a lost node; nothing attaches its volume."""
    volumes = cluster.volumes
    for claim in volumes.lasting_of(workload):
        if volumes.storage_of(claim).reach == NODE:
            return f"claim {claim.name} is on the disk of the lost node: they start nowhere else"
    return None


def _no_grace(workload: Workload) -> bool:
    """Whether the API server forgets a deleted pod at once, whatever its node says."""
    return workload.pod_spec.get("terminationGracePeriodSeconds") == 0


def _startup(workload: Workload) -> int:
    """Sidecars start one after the other, then the containers together."""
    sidecars = longest = 0
    for container in workload.containers:
        if not container.runs:
            continue
        seconds = start_seconds(container)
        if container.sidecar:
            sidecars += seconds
        else:
            longest = max(longest, seconds)
    return sidecars + longest


def start_seconds(container: Container) -> int:
    """Seconds that a container may take to start, at most, by its startup probe."""
    return _probed_seconds(container, "startupProbe", "failureThreshold", FAILURES)


def _readiness(workload: Workload) -> int:
    return max((ready_seconds(each) for each in workload.containers if each.runs), default=0)


def ready_seconds(container: Container) -> int:
    """Seconds until the readiness probe of a container that works has said so."""
    return _probed_seconds(container, "readinessProbe", "successThreshold", SUCCESSES)


def _probed_seconds(container: Container, name: str, threshold: str, default: int) -> int:
    """Seconds until a probe was asked so often as its threshold says; 0 without the probe."""
    probe = mapping(container.tree.get(name))
    if not probe:
        return 0
    times, period = number(probe, threshold, default), number(probe, "periodSeconds", PERIOD)
    return number(probe, "initialDelaySeconds", 0) + times * period


def number(probe: dict[str, Any], name: str, default: int) -> int:
    """Return a number of a probe; what is absent or 0 is the default."""
    value = probe.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value else default
