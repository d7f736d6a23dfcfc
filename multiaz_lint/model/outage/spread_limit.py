"""What it does that no domain ever takes more than maxSkew pods.

That is so where the smallest count is always 0 (kube-scheduler PodTopologySpread, 1.37): with fewer
domains than minDomains, or with zones that are counted though the pods may not use them.
"""

from __future__ import annotations

from multiaz_lint.model.budgets.drains import drain_hangs
from multiaz_lint.model.disks.mounts import zonal_template
from multiaz_lint.model.nodes.domains import counted_domains, zones_of
from multiaz_lint.model.outage.rollouts import stuck_at
from multiaz_lint.model.outage.survival import (
    always_even,
    crowded_from,
    fullest_zone,
    most_pending,
    stranded_from,
)
from multiaz_lint.model.words import cannot_roll_out, stays_pending

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.placement import SpreadConstraint
    from multiaz_lint.model.scale import Scale
    from multiaz_lint.model.workload import ScalableWorkload


def when_one_is_gone(
    workload: ScalableWorkload,
    constraint: SpreadConstraint,
    zones: int,
    replicas: int,
    cluster: Cluster,
) -> tuple[str, str]:
    """Say how many pods stay Pending while one of the zones is gone, and whether a drain hangs.

    Both are empty where no pod stays Pending, the second one where the drain ends. Pods with disks
    in their zone wait for it anyway: of those it is said which others cannot come back.
    """
    skew = constraint.max_skew
    if zonal_template(workload, cluster) is not None:
        crowded = replicas >= crowded_from(skew, zones)
        words = f"pods of {workload} that restart in another zone may stay Pending"
        return words if crowded else "", ""
    pending = most_pending(replicas, skew, zones)
    if not pending:
        return "", ""
    always = always_even(replicas, skew, zones)
    stays = stays_pending(pending, replicas, workload, always=always)
    return stays, drain_hangs(workload, pending, replicas, cluster, always=always)


def size_with_stranded(scale: Scale, constraint: SpreadConstraint, zones: int) -> int:
    """Return the size for which to say how many pods a lost zone leaves Pending.

    It is the least that may have some, if it is the autoscaler's minimum or always has them. Else
    it is the maximum, so that what is said is a bound: the more pods, the more may be Pending.
    """
    skew = constraint.max_skew
    first = max(scale.least, stranded_from(skew, zones))
    if first <= scale.most and (first == scale.least or always_even(first, skew, zones)):
        return first
    return scale.most


def stays_when_one_is_gone(
    workload: ScalableWorkload, constraint: SpreadConstraint, zones: int, cluster: Cluster
) -> str:
    """Say so for a number of replicas that has such a pod; empty if none has."""
    scale = cluster.scale_of(workload)
    replicas = size_with_stranded(scale, constraint, zones)
    if zonal_template(workload, cluster) is not None:
        replicas = scale.most
    return "".join(when_one_is_gone(workload, constraint, zones, replicas, cluster))


def while_one_is_empty(
    workload: ScalableWorkload, constraint: SpreadConstraint, domains: int, cluster: Cluster
) -> str | None:
    """Say what it does that each of some domains takes maxSkew pods at most; None if there is room.

    That is while another one counts though no pod can enter it.
    """
    scale, room = cluster.scale_of(workload), domains * constraint.max_skew
    replicas = max(scale.least, min(scale.most, room + 1))
    if replicas > room:
        return stays_pending(replicas - room, replicas, workload)
    stuck = stuck_at(workload, room, scale, constraint)
    return None if stuck is None else cannot_roll_out(workload, stuck)


def while_a_zone_is_empty(
    workload: ScalableWorkload, constraint: SpreadConstraint, cluster: Cluster
) -> str | None:
    """Say the same of zones; where there is room, also what happens while one more is gone."""
    zones = zones_of(workload, cluster)
    consequence = while_one_is_empty(workload, constraint, zones, cluster)
    if zones < 2 or cluster.scale_of(workload).most > zones * constraint.max_skew:
        return consequence
    stays = stays_when_one_is_gone(workload, constraint, zones, cluster)
    gone = f"while one of the others is gone, {stays}" if stays else None
    return "; ".join(filter(None, (consequence, gone))) or None


def fullest_and_left(
    workload: ScalableWorkload, constraint: SpreadConstraint, replicas: int, cluster: Cluster
) -> tuple[int, int]:
    """Return how many pods one zone may hold, and how many are left when it goes.

    Where a zone counts that no pod can enter, each of the others takes maxSkew pods at most, and
    those for which there is no room never run.
    """
    zones, skew = zones_of(workload, cluster), constraint.max_skew
    counted = counted_domains(constraint, workload, cluster) or zones
    if max(counted, constraint.min_domains or 1) > zones:
        fullest = min(replicas, skew)
        return fullest, min(replicas, zones * skew) - fullest
    fullest = fullest_zone(replicas, skew, zones)
    return fullest, replicas - fullest
