"""What it does that no domain ever takes more than maxSkew pods.

That is so where the smallest count is always 0 (kube-scheduler PodTopologySpread, 1.37): with fewer
domains than minDomains, or with zones that are counted though the pods may not use them.
"""

from __future__ import annotations

from multiaz_lint.model.drains import drain_hangs
from multiaz_lint.model.rollouts import stuck_at
from multiaz_lint.model.survival import always_even, most_pending, stranded_from
from multiaz_lint.model.words import stays_pending
from multiaz_lint.model.workload_kinds import Deployment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.placement import SpreadConstraint
    from multiaz_lint.model.workload import ScalableWorkload


def stays_when_one_is_gone(
    workload: ScalableWorkload, constraint: SpreadConstraint, zones: int, cluster: Cluster
) -> str | None:
    """Say how many pods stay Pending while one of the zones is gone; None if none does."""
    scale, skew = cluster.scale_of(workload), constraint.max_skew
    replicas = max(scale.least, min(scale.most, stranded_from(skew, zones)))
    pending = most_pending(replicas, skew, zones)
    if not pending:
        return None
    always = always_even(replicas, skew, zones)
    stays = stays_pending(pending, replicas, workload, always=always)
    return stays + drain_hangs(workload, pending, replicas, cluster, always=always)


def rollout_stuck_at(
    workload: ScalableWorkload, constraint: SpreadConstraint, room: int, cluster: Cluster
) -> int | None:
    """Return at how many replicas a rollout finds no room; None if it never lacks any.

    The pods of a new revision have room of their own where the constraint counts revisions apart.
    """
    if not isinstance(workload, Deployment):
        return None
    if workload.revision_label in constraint.match_label_keys:
        return None
    scale = cluster.scale_of(workload)
    return stuck_at(workload, room, max(1, scale.least), scale.most)
