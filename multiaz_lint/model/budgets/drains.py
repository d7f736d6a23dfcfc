"""Drains that wait for ever: a budget holds pods back until others run that never can."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from multiaz_lint.model.budgets.guard import guard_of, whole_budgets
from multiaz_lint.model.budgets.standing import distinct_budgets
from multiaz_lint.model.cached import once_each
from multiaz_lint.model.disks.mounts import zonal_template
from multiaz_lint.model.nodes.domains import zones_of
from multiaz_lint.model.nodes.named_zones import named_zones
from multiaz_lint.model.nodes.pins import binding_of
from multiaz_lint.model.nodes.taints import NO_SCHEDULE, UNSCHEDULABLE, tolerated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.budgets.guarded import Guarded
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.disruption import PodDisruptionBudget
    from multiaz_lint.model.workload import ScalableWorkload


def drain_hangs(
    workload: ScalableWorkload,
    pending: int,
    replicas: int,
    cluster: Cluster,
    *,
    always: bool = True,
) -> str:
    """Say that draining the zone never ends; empty where it does, or where that is not known.

    ``pending`` of ``replicas`` pods find no place elsewhere. The eviction API lets as many go as
    the budget allows; once those are Pending the rest is refused (kube-apiserver and kubectl drain,
    1.37). Where it is not ``always`` that many, the drain may end. Pods that tolerate the cordon
    come back to where they were.
    """
    budgets = distinct_budgets(workload, cluster)
    if len(budgets) != 1 or not cluster.scale_of(workload).certain:
        return ""
    if _comes_back(workload):
        return ""
    budget = budgets[0]
    guarded = guard_of(budget, cluster).guarded
    if guarded.unscalable or guarded.bare or len(guarded.scaled) != 1:
        return ""
    allowed = budget.allowed(replicas)
    if not 0 < allowed < pending:
        return ""
    ends = "never ends" if always else "may never end"
    return f"; draining the zone {ends}, as {budget} lets no more than {allowed} of them go"


def _comes_back(workload: ScalableWorkload) -> bool:
    """Whether pods come back to a node that is cordoned: they tolerate it, or name the node."""
    cordon = {"key": UNSCHEDULABLE, "effect": NO_SCHEDULE}
    trees = [each.tree for each in workload.tolerations]
    return bool(workload.pod_spec.get("nodeName")) or tolerated(cordon, trees)


class Stranded:
    """More pods in one zone that cannot leave it than a budget lets go.

    A zone surely holds ``pods`` of the ``of`` pods of the ``workloads``, or more; the budget allows
    ``allowed`` evictions. ``scaled`` says that it is so only once an autoscaler has made that many.
    ``zone`` is what they are bound to, and ``alike`` the number of other places with such pods; it
    is empty where any zone may be the one, as disks bind some, or all (``by_disks``), to the zone
    that they were first placed in; ``zones`` is how many they can use then.
    """

    __slots__ = (
        "alike", "allowed", "by_disks", "of", "pods", "scaled", "workloads", "zone", "zones",
    )  # fmt: skip

    def __init__(
        self, workloads: list[ScalableWorkload], pods: int, of: int, allowed: int, *, scaled: bool
    ) -> None:
        self.workloads = workloads
        self.pods = pods
        self.of = of
        self.allowed = allowed
        self.scaled = scaled
        self.zone = ""
        self.alike = 0
        self.zones = 0
        self.by_disks = False


def stranded_by(budget: PodDisruptionBudget, cluster: Cluster) -> Stranded | None:
    """Return the pods for which draining their zone never ends; None where it does.

    It is looked at the least and the most replicas. With several budgets for one pod no eviction
    is possible at all, and where none is allowed the same: other rules say so.
    """
    guarded = guard_of(budget, cluster).guarded
    for scaled in (False, True):
        total = guarded.most if scaled else guarded.least
        allowed = budget.allowed(total)
        if 0 < allowed < total:
            bound = _bound(guarded, cluster)
            if not bound.workloads:
                return None
            found = bound.beyond(allowed, scaled=scaled)
            if found is not None:
                return found
    return None


def surely_in_one_zone(workloads: list[ScalableWorkload], cluster: Cluster) -> int:
    """Return how many pods that cannot leave it some zone surely holds, at the least replicas.

    Pods that are all bound to the same zone are no one's share: 0.
    """
    pinned: dict[str, int] = {}
    pods = 0
    fast = [each for each in workloads if _is_fast(each, cluster)]
    for workload in fast:
        least = cluster.scale_of(workload).least
        pods += least
        pin = binding_of(workload, cluster)
        if pin is not None:
            pinned[pin.to] = pinned.get(pin.to, 0) + least
    if len(pinned) == 1 and pods == sum(pinned.values()):
        return 0
    return max(-(-pods // _zones_of_all(fast, cluster)), *pinned.values(), 0)


def _is_fast(workload: ScalableWorkload, cluster: Cluster) -> bool:
    """Whether its pods cannot leave the zone that they are in, and a budget lets some go."""
    bound = binding_of(workload, cluster) or zonal_template(workload, cluster)
    if bound is None or _comes_back(workload):
        return False
    return len({each.identity for each in whole_budgets(workload, cluster)}) == 1


class _Bound:
    """The pods that cannot leave their zone of what is guarded, counted once for all budgets."""

    __slots__ = ("_at_least", "_at_most", "_pinned", "_zones", "workloads")

    def __init__(self, guarded: Guarded, cluster: Cluster) -> None:
        self.workloads = [each for each in guarded.scaled if _is_fast(each, cluster)]
        pinned: dict[str, list[ScalableWorkload]] = {}
        for workload in self.workloads:
            pin = binding_of(workload, cluster)
            if pin is not None:
                pinned.setdefault(pin.to, []).append(workload)
        self._pinned = sorted(pinned.items())
        self._at_least = _Counts(self.workloads, self._pinned, cluster, scaled=False)
        self._at_most = _Counts(self.workloads, self._pinned, cluster, scaled=True)
        self._zones = _zones_of_all(self.workloads, cluster) if self.workloads else 0

    def beyond(self, allowed: int, *, scaled: bool) -> Stranded | None:
        """Return those of which a zone surely holds more than that many pods."""
        counts = self._at_most if scaled else self._at_least
        at, more = counts.beyond(allowed)
        if more:
            zone, bound = self._pinned[at]
            pods = counts.pods[at]
            found = Stranded(bound, pods, pods, allowed, scaled=scaled)
            found.zone = zone
            found.alike = more - 1
            return found
        share = -(-counts.total // self._zones)
        if share <= allowed:
            return None
        found = Stranded(self.workloads, share, counts.total, allowed, scaled=scaled)
        found.zones = self._zones
        found.by_disks = not self._pinned
        return found


class _Counts:
    """How many pods each zone has of those that are pinned to one, and how many there are in all.

    A budget asks for the first zone that has more than it allows, and how many have.
    """

    __slots__ = ("_ascending", "_most", "pods", "total")

    def __init__(
        self,
        workloads: list[ScalableWorkload],
        pinned: list[tuple[str, list[ScalableWorkload]]],
        cluster: Cluster,
        *,
        scaled: bool,
    ) -> None:
        counts: dict[ScalableWorkload, int] = {}
        for workload in workloads:
            scale = cluster.scale_of(workload)
            counts[workload] = scale.most if scaled else scale.least
        self.total = sum(counts.values())
        self.pods = [sum([counts[each] for each in bound]) for _, bound in pinned]
        self._ascending = sorted(self.pods)
        self._most = list(accumulate(self.pods, max))

    def beyond(self, allowed: int) -> tuple[int, int]:
        """Return the place of the first zone with more pods, and the number of such zones."""
        more = len(self._ascending) - bisect_right(self._ascending, allowed)
        return bisect_right(self._most, allowed), more


@once_each
def _bound(guarded: Guarded, cluster: Cluster) -> _Bound:
    return _Bound(guarded, cluster)


def _zones_of_all(workloads: list[ScalableWorkload], cluster: Cluster) -> int:
    """Return how many zones the pods of all of them can use together."""
    if len(workloads) == 1:
        return zones_of(workloads[0], cluster)
    together: set[str] = set()
    for workload in workloads:
        named = named_zones(workload, cluster)
        if named is None:
            return cluster.platform.zones
        together |= named
    return max(1, min(cluster.platform.zones, len(together)))
