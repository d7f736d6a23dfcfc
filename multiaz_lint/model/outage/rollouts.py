"""When pods find no place, or a rolling update none for a new one (deployment controller, 1.37)."""

from __future__ import annotations

from multiaz_lint.model.company.avoidance import takes_host_port
from multiaz_lint.model.nodes.taints import enters_dead_nodes
from multiaz_lint.model.placement import HOSTNAME, ZONE_KEYS
from multiaz_lint.model.resource import mapping
from multiaz_lint.model.words import cannot_roll_out
from multiaz_lint.model.workload_kinds import Deployment, Rollout, StatefulSet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
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


def crowded(
    workload: ScalableWorkload,
    room: int,
    scale: Scale,
    *counting: AffinityTerm | SpreadConstraint,
) -> tuple[str, bool]:
    """Say which pods find no room where ``room`` pods have it, and whether at the maximum alone.

    The words are empty where all do; ``counting`` is as for :func:`stuck_at`.
    """
    if scale.least > room:
        pods = f"{scale.least - room} of {scale.least} pods of {workload}"
        return f"{pods} can never be scheduled", False
    if scale.most > room:
        return f"the maximum of {scale.most} pods of {workload} can never be scheduled", True
    stuck = stuck_at(workload, room, scale, *counting)
    return "" if stuck is None else cannot_roll_out(workload, stuck), False


def taken_first(workload: ScalableWorkload, replicas: int, cluster: Cluster) -> int | None:
    """Return how many old pods a rollout takes away before new ones are there; None if it is none.

    A StatefulSet goes from the highest ordinal down, and waits for each pod; maxUnavailable counts
    from 1.37 on. OnDelete, and a partition that leaves out all ordinals, roll nothing out
    (StatefulSet controller, 1.37).
    """
    if isinstance(workload, StatefulSet):
        strategy = mapping(workload.spec.get("updateStrategy"))
        partition = mapping(strategy.get("rollingUpdate")).get("partition")
        idle = type(partition) is int and partition >= workload.first_ordinal + replicas
        if strategy.get("type") == "OnDelete" or idle:
            return None
        return workload.unavailable(replicas) if cluster.platform.kubernetes >= (1, 37) else 1
    if not isinstance(workload, Deployment) or workload.strategy == "Recreate":
        return None
    return workload.surge_and_unavailable(replicas)[1]


def crowded_apart(workload: Deployment, constraint: SpreadConstraint) -> str:
    """Say why rollouts may hang once a constraint counts each revision apart; empty if they do not.

    The pods of the new revision alone must then be even, so each zone has to take its share of
    them while the old ones still stand there; counted together, old pods keep up the count of a
    zone, or of a cordoned node, that no new pod can enter (kube-scheduler PodTopologySpread, 1.37).
    """
    if not constraint.hard:
        return ""
    if constraint.topology_key not in ZONE_KEYS:
        if constraint.honors_taints:
            return ""
        return "cordoned nodes count as empty, unless nodeTaintsPolicy is Honor"
    if enters_dead_nodes([each.tree for each in workload.tolerations]):
        return "new pods that tolerate dead nodes have to take their share there"
    if takes_host_port(workload):
        return "a node has the port of an old pod for no new one"
    key = workload.revision_label
    if any(key not in each.match_label_keys for each in workload.apart_on(HOSTNAME, required=True)):
        return "required anti-affinity keeps new pods off the nodes of old ones"
    for other in workload.spread_over(HOSTNAME, hard=True):
        if key not in other.match_label_keys and not other.honors_taints:
            return "the hard constraint over nodes counts old and new pods together"
    return ""


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
