"""A changed number of replicas, and who goes when there are too many (v1.37)."""

from __future__ import annotations

from multiaz_lint.drill.pod import NOWHERE
from multiaz_lint.drill.workload import STATEFUL_SET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.pod import Pod
    from multiaz_lint.drill.workload import Revision, Workload
    from multiaz_lint.drill.world import World


def scale(world: World, workload: Workload, replicas: int) -> None:
    """Want another number of pods: a ReplicaSet's surplus goes now, the rest as things settle."""
    before = (workload.replicas, workload.current.want)
    workload.replicas = workload.current.want = replicas

    def undo() -> None:
        workload.replicas, workload.current.want = before

    world.state.record(undo)
    if workload.kind != STATEFUL_SET:
        shrink(world, workload.current, replicas)


def shrink(world: World, revision: Revision, want: int) -> None:
    """Delete pods down to a number, in the order in which the ReplicaSet controller does."""
    surplus = len(revision.pods) - want
    if surplus > 0:
        for pod in victims(world, revision)[:surplus]:
            world.delete(pod)


def victims(world: World, revision: Revision) -> list[Pod]:
    """Order pods by who goes first (controller_utils ActivePodsWithRanks).

    All count as of one age bucket, for nobody knows how long they have been there; within it the
    controller goes by UIDs: here by chance, or else by name. Among those that wait, which are
    alike, it changes nothing but the queue.
    """
    siblings: dict[int, int] = {}
    for each in revision.workload.revisions:
        for pod in each.pods:
            siblings[pod.node] = siblings.get(pod.node, 0) + 1
    pods = sorted(revision.pods, key=lambda pod: (pod.name, pod.seq))
    if world.chance is not None:
        world.chance.shuffle(pods)
    waiting = [pod for pod in pods if pod.node == NOWHERE]
    placed = [pod for pod in pods if pod.node != NOWHERE]
    placed.sort(
        key=lambda pod: (
            pod.started and pod.attached,  # until then its phase is Pending
            pod.available,
            -siblings[pod.node],
        )
    )
    return waiting + placed
