"""A changed number of replicas, as the controllers answer it (v1.37)."""

from __future__ import annotations

from multiaz_lint.drill.rollout import is_available
from multiaz_lint.drill.workload import STATEFUL_SET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.workload import Workload
    from multiaz_lint.drill.world import World


def scale(world: World, workload: Workload, replicas: int) -> None:
    """Want another number of pods: surplus ones go now, missing ones come when things settle."""
    before = (workload.replicas, workload.current.want)
    workload.replicas = workload.current.want = replicas

    def undo() -> None:
        workload.replicas, workload.current.want = before

    world.state.record(undo)
    if workload.kind == STATEFUL_SET:
        _condemn(world, workload)
    else:
        world.shrink(workload.current, replicas)


def _condemn(world: World, workload: Workload) -> None:
    """Delete from the highest ordinal down; OrderedReady stops while an earlier pod is missing."""
    kept = (workload.ordinals.get(ordinal) for ordinal in range(workload.replicas))
    sound = all(pod is not None and is_available(pod) for pod in kept)
    if not sound and not workload.parallel:
        return
    for ordinal in sorted(workload.ordinals, reverse=True):
        pod = workload.ordinals[ordinal]
        if ordinal >= workload.replicas and not pod.terminating:
            world.delete(pod)
