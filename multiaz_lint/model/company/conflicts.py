"""Workloads that keep out of each other's zones, and how many zones each of them needs.

Required anti-affinity holds both ways: no pod enters a zone with a pod that it must avoid, nor one
with a pod that must avoid it (kube-scheduler InterPodAffinity, 1.37).
"""

from __future__ import annotations

from itertools import islice

from multiaz_lint.model.company.companions import surely_meant
from multiaz_lint.model.company.neighbours import selects_only
from multiaz_lint.model.nodes.domains import counted_domains, zones_of
from multiaz_lint.model.placement import ZONE_KEYS
from multiaz_lint.model.workload import ScalableWorkload
from multiaz_lint.model.workload_kinds import CronJob, DaemonSet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.placement import AffinityTerm, SpreadConstraint
    from multiaz_lint.model.workload import Workload


class Conflict:
    """Two workloads that share no zone, the term that says so, and the fewest zones of each."""

    __slots__ = ("needs", "other", "other_needs", "term")

    def __init__(self, term: AffinityTerm, other: Workload, needs: int, other_needs: int) -> None:
        self.term = term
        self.other = other
        self.needs = needs
        self.other_needs = other_needs


def conflict_of(workload: ScalableWorkload, cluster: Cluster) -> Conflict | None:
    """Return with which other one a workload needs the most zones; None where it avoids none."""
    return _worst(workload, cluster, (ScalableWorkload, DaemonSet))


def conflict_with_job(workload: ScalableWorkload, cluster: Cluster) -> Conflict | None:
    """Return the CronJob whose pods a workload keeps out of the zones that it has."""
    return _worst(workload, cluster, (CronJob,))


def _worst(
    workload: ScalableWorkload, cluster: Cluster, kinds: tuple[type[Workload], ...]
) -> Conflict | None:
    zones = cluster.platform.zones
    worst: Conflict | None = None
    needs = 0
    for term in workload.pod_terms:
        if not (term.anti and term.required and term.topology_key in ZONE_KEYS):
            continue
        if zones_of(workload, cluster) != zones:
            return None
        needs = needs or zones_needed(workload, cluster)
        meant = surely_meant(term, workload, cluster, kinds) if needs else ()
        for other in islice(meant, _MANY):
            there = zones_needed(other, cluster)
            if there > (0 if worst is None else worst.other_needs):
                worst = Conflict(term, other, needs, there)
    return worst


_MANY = 20
"""How many workloads that one keeps away from are looked at."""


def zones_needed(workload: Workload, cluster: Cluster) -> int:
    """Return the fewest zones that take all pods beside one that they keep out of; 0 if unknown.

    That one has none of them: it holds the smallest count at 0, and each other takes maxSkew pods
    at most (kube-scheduler PodTopologySpread, 1.37).
    """
    zones = cluster.platform.zones
    if isinstance(workload, CronJob):
        return 0 if workload.idle else 1
    own = zones_of(workload, cluster)
    if not isinstance(workload, ScalableWorkload):
        return own if own == zones else 0  # a DaemonSet runs on each node
    scale = cluster.scale_of(workload)
    if not cluster.asks(workload) or not scale.certain:
        return 0
    if any(workload.apart_on(*ZONE_KEYS, required=True, sure=True)):
        return scale.least
    limit = limit_beside_others(workload, cluster)
    if limit is None:
        return min(1, scale.least)
    return -(-scale.least // limit.max_skew)


def limit_beside_others(workload: ScalableWorkload, cluster: Cluster) -> SpreadConstraint | None:
    """Return what limits the pods of each zone while there is one that they keep out of."""
    zones = cluster.platform.zones
    if zones_of(workload, cluster) != zones:
        return None  # they may keep out of another one
    sure = [
        each
        for each in workload.hard_zone_spread
        if counted_domains(each, workload, cluster) == zones
        and each.max_skew > 0
        and each.selector.equalities
        and selects_only(workload, each.selector, cluster)
    ]
    return min(sure, key=lambda each: each.max_skew, default=None)


def spread_by_scores(workload: Workload, cluster: Cluster) -> bool:
    """Whether the scheduler's scores alone, unless others outweigh them, fill all zones.

    Its default constraints over zones are soft (kube-scheduler PodTopologySpread,
    systemDefaultConstraints, 1.37).
    """
    if not isinstance(workload, ScalableWorkload):
        return False
    zones = cluster.platform.zones
    if cluster.scale_of(workload).least < zones or zones_of(workload, cluster) != zones:
        return False
    return all(each.anti for each in workload.pod_terms)
