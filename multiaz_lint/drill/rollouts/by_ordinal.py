"""A StatefulSet's rolling update: from the highest ordinal down (v1.37).

OrderedReady waits until every pod is available before it takes the next one away. Parallel takes
old pods that are not available first, and more as long as maxUnavailable allows.
"""

from __future__ import annotations

from multiaz_lint.drill.playing.moments import COMPLETE, STUCK
from multiaz_lint.drill.rollouts.revisions import replace
from multiaz_lint.drill.settling import settle
from multiaz_lint.model.workload_kinds import scaled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from multiaz_lint.drill.pod import Pod
    from multiaz_lint.drill.workload import Revision, Workload
    from multiaz_lint.drill.world import World


def roll_by_ordinal(
    world: World, workload: Workload, log: list[str], observe: Callable[[], None] | None
) -> str:
    """Play the update and say how it ends."""
    new = replace(world, workload)
    unavailable = 1 if workload.max_unavailable is None else workload.max_unavailable
    most = max(1, scaled(unavailable, workload.replicas, round_up=False))
    while True:
        lacking = [
            ordinal
            for ordinal in range(workload.replicas)
            if not _there(workload.ordinals.get(ordinal))
        ]
        left = [
            o for o in range(workload.partition, workload.replicas) if _is_old(workload, o, new)
        ]
        if not left and not lacking:
            return COMPLETE
        chosen = _next(workload, left, lacking, most)
        if not chosen:
            log.extend(f"ordinal {ordinal} {_state(workload, ordinal)}" for ordinal in lacking[-1:])
            return STUCK
        for ordinal in chosen:
            world.delete(workload.ordinals[ordinal])
        if observe is not None:
            observe()
        settle(world)


def _next(workload: Workload, left: list[int], lacking: list[int], most: int) -> list[int]:
    """Choose the pods to take away next."""
    alive = [o for o in reversed(left) if not _terminating(workload.ordinals.get(o))]
    if not workload.parallel:
        return [] if lacking else alive[:most]
    broken = [o for o in alive if o in lacking and workload.ordinals.get(o) is not None]
    sound = [o for o in alive if o not in lacking]
    return broken + sound[: max(0, most - len(lacking))]


def _there(pod: Pod | None) -> bool:
    return pod is not None and pod.available


def _terminating(pod: Pod | None) -> bool:
    return pod is not None and pod.terminating


def _is_old(workload: Workload, ordinal: int, new: Revision) -> bool:
    pod = workload.ordinals.get(ordinal)
    return pod is not None and pod.revision is not new


def _state(workload: Workload, ordinal: int) -> str:
    pod = workload.ordinals.get(ordinal)
    if pod is None:
        return "missing"
    return "terminating" if pod.terminating else "pending" if pod.node < 0 else "not ready"
