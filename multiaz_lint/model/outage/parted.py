"""When a rollout hangs whose new pods avoid every place with a pod of an older revision."""

from __future__ import annotations

from multiaz_lint.model.company.neighbours import selects_only
from multiaz_lint.model.disks.mounts import zonal_template
from multiaz_lint.model.nodes.domains import counted_domains, domains
from multiaz_lint.model.outage.rollouts import taken_first
from multiaz_lint.model.placement import HOSTNAME, ZONE_KEYS
from multiaz_lint.model.workload_kinds import StatefulSet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.placement import AffinityTerm
    from multiaz_lint.model.workload import ScalableWorkload


class Parted:
    """A rollout that finds no place without an old pod, at this number of replicas.

    ``unavailable`` old pods may go first, of which each of the ``places`` has some; ``surely`` says
    whether that empties none of them, wherever the old ones stand.
    """

    __slots__ = ("places", "replicas", "surely", "unavailable")

    def __init__(self, places: int, replicas: int, unavailable: int, *, surely: bool) -> None:
        self.places = places
        self.replicas = replicas
        self.unavailable = unavailable
        self.surely = surely


def parted(workload: ScalableWorkload, term: AffinityTerm, cluster: Cluster) -> Parted | None:
    """Return how a term hinders rollouts that keeps a revision away from all others."""
    key = term.topology_key
    places = domains(key, workload, cluster)
    if places is None:
        return None
    if key in ZONE_KEYS:
        places = min(places, _zones_by_affinity(workload, cluster))
    if not places:
        return None
    if isinstance(workload, StatefulSet) and key in ZONE_KEYS and zonal_template(workload, cluster):
        crowded = _crowded(workload, places, cluster)
        if crowded is not None:
            return crowded
    return _beside_old(workload, places, _skew(workload, key, places, cluster), cluster)


def _beside_old(
    workload: ScalableWorkload, places: int, skew: int | None, cluster: Cluster
) -> Parted | None:
    """Return how a rollout hangs whose old pods may stand in any of the places.

    Those that the strategy may take away free a place where they were the last. ``skew`` is by how
    many pods places differ at most; without it old pods stand in each of them by the scheduler's
    scores alone (PodTopologySpread, 1.37).
    """
    scale = cluster.scale_of(workload)
    replicas = max(1, scale.least, places)
    unavailable = taken_first(workload, replicas, cluster)
    if unavailable is None or replicas > scale.most or replicas - unavailable < places:
        return None
    even = places == 1 or skew is not None
    emptiest = -(-(replicas - (places - 1) * (skew or 0)) // places) if even else 0
    return Parted(places, replicas, unavailable, surely=unavailable < emptiest)


def _crowded(workload: StatefulSet, places: int, cluster: Cluster) -> Parted | None:
    """Return how a rollout hangs whose pods are taken back to their own places by their volumes.

    Where more share a place than go at once, the first that goes finds an old one there.
    """
    scale = cluster.scale_of(workload)
    unavailable = taken_first(workload, max(1, scale.least), cluster)
    if unavailable is None:
        return None
    replicas = max(scale.least, places * unavailable + 1)
    if replicas > scale.most or taken_first(workload, replicas, cluster) != unavailable:
        return None
    return Parted(places, replicas, unavailable, surely=True)


def _zones_by_affinity(workload: ScalableWorkload, cluster: Cluster) -> int:
    """Return how many zones required pod affinity leaves to a new pod beside the old ones.

    Drawn to old pods of its own it has their one zone; drawn to its own revision alone the first
    one has all, and the old ones stand in one of them; drawn to others it has theirs.
    """
    from multiaz_lint.model.company.companions import zones_of_company

    zones, near = cluster.platform.zones, (HOSTNAME, *ZONE_KEYS)
    terms = workload.drawing_terms
    own = [each for each in terms if each.topology_key in near and each in workload.own_terms]
    if own:
        by_revision = any(workload.hash_label in each.match_label_keys for each in own)
        return 0 if by_revision and zones > 1 else 1
    few = zones_of_company(workload, cluster) if terms else None
    return zones if few is None else few.zones


def _skew(workload: ScalableWorkload, key: str, places: int, cluster: Cluster) -> int | None:
    """Return by how many of the pods places differ at most; None where nothing limits that."""
    if any(workload.apart_on(key, required=True, sure=True)):
        return 1
    skews = [
        each.max_skew
        for each in workload.spread_over(key, hard=True)
        if counted_domains(each, workload, cluster) == places
        and each.selector.equalities
        and selects_only(workload, each.selector, cluster)
    ]
    return min(skews, default=None)
