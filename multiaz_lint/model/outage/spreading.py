"""What counts as spreading pods over zones."""

from __future__ import annotations

from multiaz_lint.model.company.set_apart import set_apart_from
from multiaz_lint.model.nodes.domains import zones_of
from multiaz_lint.model.placement import ZONE_KEYS
from multiaz_lint.model.words import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.nodes.pins import Pin
    from multiaz_lint.model.placement import AffinityTerm
    from multiaz_lint.model.workload import ScalableWorkload


class Spreading:
    """The parameters of the rules that ask for pods in different zones or on different nodes.

    ``anti_affinity_suffices`` lets required anti-affinity over zones count as that.
    """

    __slots__ = ("anti_affinity_suffices",)
    anti_affinity_suffices: bool

    def __init__(self, *, anti_affinity_suffices: bool = True) -> None:
        self.anti_affinity_suffices = anti_affinity_suffices


def where_all_run(bound: Pin | None) -> str:
    """Say where all pods run that nothing spreads over zones."""
    return "may run in one zone" if bound is None else f"are bound to {bound.to}"


def unbound_first(bound: Pin | None, hint: str) -> str:
    """Say what to do, and what before it where something binds the pods to one zone."""
    return hint if bound is None else f"let the pods run in every zone first, then {hint}"


def each_to_a_zone(workload: ScalableWorkload, cluster: Cluster) -> str:
    """Say what to do instead where the workload is one of a group that is set apart."""
    others = set_apart_from(workload, cluster)
    if not others:
        return ""
    members = listed([str(each) for each in (workload, *others)], 4)
    return f"bind {members} to a zone each: their anti-affinity keeps them apart as copies"


def outage_of_anti_affinity(
    workload: ScalableWorkload, cluster: Cluster, replicas: int
) -> AffinityTerm | None:
    """Return the required anti-affinity over zones that leaves a pod of a lost zone Pending.

    It allows one pod per zone: with as many ``replicas`` as zones there is no place for one more.
    """
    if not workload.pod_terms:
        return None
    zones = zones_of(workload, cluster)
    term = next(workload.apart_on(*ZONE_KEYS, required=True, sure=True), None)
    return term if 2 <= zones <= replicas else None


def one_per_zone(workload: ScalableWorkload, least: int, cluster: Cluster) -> str:
    """Say what required anti-affinity over zones means for that many replicas."""
    zones = zones_of(workload, cluster)
    if least < zones:
        return f"no more than {zones} ever run"
    return "the pod of a lost zone stays Pending"
