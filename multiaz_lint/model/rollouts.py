"""When a rolling update finds no place for its first new pod (deployment controller, 1.37)."""

from __future__ import annotations

from multiaz_lint.model.resource import mapping
from multiaz_lint.model.workload_kinds import Deployment, Rollout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.placement import AffinityTerm, SpreadConstraint
    from multiaz_lint.model.scale import Scale
    from multiaz_lint.model.workload import ScalableWorkload


def stuck_at(
    workload: ScalableWorkload,
    places: int,
    scale: Scale,
    *counting: AffinityTerm | SpreadConstraint,
) -> int | None:
    """Return the least number of replicas at which a rollout hangs; None if it never does.

    ``places`` is how many pods of all revisions together can run, as those ``counting`` them say;
    where one tells the revisions apart, the new pods have places of their own. maxUnavailable only
    grows with the replicas, so the least number without a spare place decides.
    """
    if not isinstance(workload, Deployment) or workload.strategy == "Recreate":
        return None
    if any(workload.revision_label in each.match_label_keys for each in counting):
        return None
    least, most = max(1, scale.least), scale.most
    if blue_green(workload):
        replicas = max(least, places // 2 + 1)
        return replicas if replicas <= most else None
    replicas = max(least, places)
    if replicas > most:
        return None
    surge, unavailable = workload.surge_and_unavailable(replicas)
    return replicas if surge > 0 and unavailable == 0 else None


def parted_at(
    workload: ScalableWorkload, places: int, scale: Scale, skew: int | None
) -> tuple[int, int, bool] | None:
    """Return at how many replicas a rollout whose new pods avoid places with old ones may hang.

    With it go maxUnavailable at that number, and whether the rollout hangs surely. Old pods that
    the strategy may take away free a place where they were the last. ``skew`` is by how many pods
    places differ at most; without it old pods stand in each of them by the scheduler's scores alone
    (PodTopologySpread, 1.37).
    """
    if not isinstance(workload, Deployment) or workload.strategy == "Recreate":
        return None
    replicas = max(1, scale.least, places)
    if replicas > scale.most:
        return None
    _, unavailable = workload.surge_and_unavailable(replicas)
    if replicas - unavailable < places:
        return None
    even = places == 1 or skew is not None
    emptiest = -(-(replicas - (places - 1) * (skew or 0)) // places) if even else 0
    return replicas, unavailable, unavailable < emptiest


def blue_green(workload: Deployment) -> bool:
    """Whether all new pods must be ready before the old ones go.

    A canary with trafficRouting counts neither maxSurge nor maxUnavailable and keeps all stable
    pods, unless dynamicStableScale lets them go as traffic moves (Argo Rollouts 1.8,
    CalculateReplicaCountsForTrafficRoutedCanary).
    """
    if not isinstance(workload, Rollout):
        return False
    strategy = mapping(workload.spec.get("strategy"))
    if "blueGreen" in strategy:
        return True
    canary = mapping(strategy.get("canary"))
    return bool(canary.get("trafficRouting")) and canary.get("dynamicStableScale") is not True
