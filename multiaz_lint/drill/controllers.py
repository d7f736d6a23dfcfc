"""What the controllers of workloads do when they look at their pods (v1.37)."""

from __future__ import annotations

from multiaz_lint.drill.scheduling.filters import node_affinity, taint_toleration
from multiaz_lint.drill.workload import BARE_POD, DAEMON_SET, STATEFUL_SET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.drill.workload import Revision, Workload
    from multiaz_lint.drill.world import World


def reconcile(world: World) -> bool:
    """Make and delete the pods that controllers would now; say whether there were any."""
    did = False
    workloads = world.workloads if world.focus is None else [world.focus]
    if world.contended and world.chance is not None:
        workloads = list(workloads)
        world.chance.shuffle(workloads)
    for workload in workloads:
        if workload.kind == STATEFUL_SET:
            did = _stateful_set(world, workload) or did
        elif workload.kind == DAEMON_SET:
            did = _daemon_set(world, workload) or did
        else:
            did = _replica_sets(world, workload) or did
    return did


def _replica_sets(world: World, workload: Workload) -> bool:
    made = False
    if workload.kind == BARE_POD and workload.current.made:
        return False  # nobody makes it again
    for revision in workload.revisions:
        for _ in range(revision.want - len(revision.pods)):
            if world.create(revision) is None:
                break  # and asks again later
            made = True
    return made


def _stateful_set(world: World, workload: Workload) -> bool:
    """Make missing pods, then delete those beyond the number (updateStatefulSet).

    A pod that is being deleted keeps its identity until it is gone.
    """
    made = False
    there, replicas = workload.ordinals, workload.replicas
    if len(there) == replicas and max(there, default=-1) < replicas:
        return False
    for ordinal in range(replicas):
        pod = there.get(ordinal)
        if pod is None:
            pod = world.create(_of_next(workload, ordinal), ordinal)
            if pod is None:
                return made
            made = True
        if not workload.parallel and not pod.available:
            return made  # OrderedReady waits for this one
    return _condemn(world, workload) or made


def _of_next(workload: Workload, ordinal: int) -> Revision:
    """Return the revision that the next pod with an ordinal is made of.

    Those below the partition of a rolling update stay what they were (newVersionedStatefulSetPod).
    """
    kept = bool(workload.old) and ordinal < workload.partition
    return workload.old[0] if kept else workload.current


def _condemn(world: World, workload: Workload) -> bool:
    """Delete pods beyond the number: OrderedReady one by one from the end (processCondemned)."""
    there = workload.ordinals
    condemned = sorted((o for o in there if o >= workload.replicas), reverse=True)
    doomed = [there[ordinal] for ordinal in condemned]
    if not workload.parallel:
        broken = [pod for pod in doomed if not pod.available]
        doomed = doomed[:1]
        if broken and doomed != broken[-1:] and not doomed[0].available:
            return False  # an earlier one may still come to run
    doomed = [pod for pod in doomed if not pod.terminating]
    for pod in doomed:
        world.delete(pod)
    return bool(doomed)


def _daemon_set(world: World, workload: Workload) -> bool:
    revision = workload.current
    wanted = wanted_nodes(world, revision)
    if len(revision.pods) >= len(wanted):
        return False
    covered = {pod.shape for pod in revision.pods}
    missing = [name for name in wanted if revision.shape(node_name=name) not in covered]
    made = [world.create(revision, node_name=name) for name in missing]
    return any(pod is not None for pod in made)


def wanted_nodes(world: World, revision: Revision) -> list[str]:
    """Return the nodes that a DaemonSet wants pods on (NodeShouldRunDaemonPod)."""
    state = world.state

    def belongs(node: Node) -> bool:
        placement = revision.shape(node_name=node.name).placement
        return node.present and not (
            node_affinity.rejects(placement, node) or taint_toleration.rejects(placement, node)
        )

    names: list[str] = state.per_placement(
        "daemon",
        revision.placement,
        lambda: [node.name for node in state.nodes if belongs(node)],
    )
    return names
