"""Workloads that keep out of each other's zones, and need more zones than there are.

Required anti-affinity holds both ways: no pod enters a zone with a pod that it must avoid, nor one
with a pod that must avoid it (kube-scheduler InterPodAffinity, 1.37).
"""

from __future__ import annotations

from multiaz_lint.model.company import surely_meant
from multiaz_lint.model.domains import counted_domains, zones_of
from multiaz_lint.model.neighbours import selects_only
from multiaz_lint.model.placement import ZONE_KEYS
from multiaz_lint.model.workload import ScalableWorkload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.placement import AffinityTerm
    from multiaz_lint.model.workload import Workload


class Conflict:
    """Two workloads that cannot both run in full, the term that says so, and the zones of each."""

    __slots__ = ("needs", "other", "other_needs", "term")

    def __init__(self, term: AffinityTerm, other: Workload, needs: int, other_needs: int) -> None:
        self.term = term
        self.other = other
        self.needs = needs
        self.other_needs = other_needs


def conflict_of(workload: ScalableWorkload, cluster: Cluster) -> Conflict | None:
    """Return with what a workload needs the most zones, where they are more than there are."""
    zones = cluster.platform.zones
    worst: Conflict | None = None
    needs = 0
    for term in workload.pod_terms:
        if not (term.anti and term.required and term.topology_key in ZONE_KEYS):
            continue
        needs = needs or zones_needed(workload, cluster)
        if not needs:
            return None
        for other in surely_meant(term, workload, cluster):
            there = zones_needed(other, cluster)
            if there and needs + there > zones and (worst is None or there > worst.other_needs):
                worst = Conflict(term, other, needs, there)
    return worst


def zones_needed(workload: Workload, cluster: Cluster) -> int:
    """Return the fewest zones that take all pods beside one that they keep out of; 0 if unknown.

    That one has none of them: it holds the smallest count at 0, and each other takes maxSkew pods
    at most (kube-scheduler PodTopologySpread, 1.37).
    """
    zones = cluster.platform.zones
    if zones_of(workload, cluster) != zones:
        return 0
    if not isinstance(workload, ScalableWorkload):
        return zones  # a DaemonSet runs on each node
    scale = cluster.scale_of(workload)
    if not cluster.asks(workload) or not scale.certain:
        return 0
    if any(workload.apart_on(*ZONE_KEYS, required=True, sure=True)):
        return scale.least
    skews = [
        each.max_skew
        for each in workload.hard_zone_spread
        if counted_domains(each, workload, cluster) == zones
        and each.selector.equalities
        and selects_only(workload, each.selector, cluster)
    ]
    return -(-scale.least // min(skews)) if skews and min(skews) > 0 else min(1, scale.least)
