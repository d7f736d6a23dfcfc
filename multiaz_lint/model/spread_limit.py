"""What it does that no domain ever takes more than maxSkew pods.

That is so where the smallest count is always 0 (kube-scheduler PodTopologySpread, 1.37): with fewer
domains than minDomains, or with zones that are counted though the pods may not use them.
"""

from __future__ import annotations

from multiaz_lint.model.drains import drain_hangs
from multiaz_lint.model.survival import always_even, most_pending, stranded_from
from multiaz_lint.model.words import stays_pending

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.placement import SpreadConstraint
    from multiaz_lint.model.workload import ScalableWorkload


def when_one_is_gone(
    workload: ScalableWorkload,
    constraint: SpreadConstraint,
    zones: int,
    replicas: int,
    cluster: Cluster,
) -> tuple[str, str]:
    """Say how many pods stay Pending while one of the zones is gone, and whether a drain hangs.

    Both are empty where no pod stays Pending, the second one where the drain ends.
    """
    skew = constraint.max_skew
    pending = most_pending(replicas, skew, zones)
    if not pending:
        return "", ""
    always = always_even(replicas, skew, zones)
    stays = stays_pending(pending, replicas, workload, always=always)
    return stays, drain_hangs(workload, pending, replicas, cluster, always=always)


def stays_when_one_is_gone(
    workload: ScalableWorkload, constraint: SpreadConstraint, zones: int, cluster: Cluster
) -> str:
    """Say so for the least number of replicas that has such a pod; empty if none has."""
    scale = cluster.scale_of(workload)
    replicas = max(scale.least, min(scale.most, stranded_from(constraint.max_skew, zones)))
    return "".join(when_one_is_gone(workload, constraint, zones, replicas, cluster))
