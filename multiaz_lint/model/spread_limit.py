"""What it does that no domain ever takes more than maxSkew pods.

That is so where the smallest count is always 0 (kube-scheduler PodTopologySpread, 1.37): with fewer
domains than minDomains, or with zones that are counted though the pods may not use them.
"""

from __future__ import annotations

from multiaz_lint.model.rollouts import stuck_at
from multiaz_lint.model.survival import always_even, most_pending, stranded_from
from multiaz_lint.model.words import stays_pending
from multiaz_lint.model.workload_kinds import Deployment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.placement import SpreadConstraint
    from multiaz_lint.model.scale import Scale
    from multiaz_lint.model.workload import ScalableWorkload


def stays_when_one_is_gone(
    workload: ScalableWorkload, constraint: SpreadConstraint, zones: int, scale: Scale
) -> str | None:
    """Say how many pods stay Pending while one of the zones is gone; None if none does."""
    skew = constraint.max_skew
    replicas = max(scale.least, min(scale.most, stranded_from(skew, zones)))
    pending = most_pending(replicas, skew, zones)
    if not pending:
        return None
    return stays_pending(pending, replicas, workload, always=always_even(replicas, skew, zones))


def rollout_stuck_at(
    workload: ScalableWorkload, constraint: SpreadConstraint, room: int, scale: Scale
) -> int | None:
    """Return at how many replicas a rollout finds no room; None if it never lacks any.

    The pods of a new revision have room of their own where the constraint counts revisions apart.
    """
    if not isinstance(workload, Deployment):
        return None
    if workload.revision_label in constraint.match_label_keys:
        return None
    return stuck_at(workload, room, max(1, scale.least), scale.most)
