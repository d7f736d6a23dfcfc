"""A changed template, played through the controllers' arithmetic (v1.37).

A pod counts as available once it is placed on a node that answers.
"""

from __future__ import annotations

from multiaz_lint.drill.playing.moments import COMPLETE, STUCK
from multiaz_lint.drill.rollouts.revisions import available, start, surge_and_unavailable, want
from multiaz_lint.drill.settling import settle
from multiaz_lint.drill.workload import DEPLOYMENT, STATEFUL_SET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from multiaz_lint.drill.workload import Workload
    from multiaz_lint.drill.world import World

_ROUNDS = 10_000  # a bound nothing real reaches: each round moves at least one pod


def roll_out(
    world: World,
    workload: Workload,
    log: list[str] | None = None,
    observe: Callable[[], None] | None = None,
) -> str:
    """Play one rollout and say how it ends; `observe` is told after pods were taken away."""
    if workload.on_delete:
        return COMPLETE  # nothing moves until somebody deletes pods
    if workload.kind == STATEFUL_SET:
        from multiaz_lint.drill.rollouts.by_ordinal import roll_by_ordinal

        return roll_by_ordinal(world, workload, log if log is not None else [], observe)
    if workload.kind == DEPLOYMENT and not workload.recreate:
        return _rolling(world, workload, log if log is not None else [], observe)
    return _at_once(world, workload, observe)


def left_at_first(workload: Workload, ready: int) -> int:
    """Return how many of the ready pods a rolling update leaves until a new one is ready.

    Old pods go as soon as maxUnavailable allows it, however many new ones have been made.
    """
    if workload.kind != DEPLOYMENT or workload.recreate:
        return ready
    _, unavailable = surge_and_unavailable(workload)
    return min(ready, max(0, workload.replicas - unavailable))


def _rolling(
    world: World, workload: Workload, log: list[str], observe: Callable[[], None] | None
) -> str:
    start(world, workload)
    return carry_on(world, workload, log, observe)


def carry_on(
    world: World,
    workload: Workload,
    log: list[str],
    observe: Callable[[], None] | None = None,
) -> str:
    """Go on with a rolling update where it stands, as far as it gets."""
    surge, unavailable = surge_and_unavailable(workload)
    replicas, new = workload.replicas, workload.current
    for _ in range(_ROUNDS):
        old_wanted = sum(revision.want for revision in workload.old)
        old_available = sum(available(revision) for revision in workload.old)
        new_available = available(new)
        log.append(
            f"new {new_available}/{len(new.pods)} available, "
            f"old {old_available}/{old_wanted} available"
        )
        if new.want == replicas == new_available and not old_wanted:
            return COMPLETE
        room = min(replicas + surge - new.want - old_wanted, replicas - new.want)
        if room > 0:
            want(world, new, new.want + room)
        elif not _scale_down_old(
            world, workload, replicas - unavailable, new_available, old_available
        ):
            return STUCK
        if observe is not None:
            observe()
        settle(world)
    return STUCK


def _scale_down_old(
    world: World, workload: Workload, lowest: int, new_available: int, old_available: int
) -> bool:
    """Take away old pods: unavailable ones first, then as many as availability allows."""
    new = workload.current
    wanted = new.want + sum(revision.want for revision in workload.old)
    clean = wanted - lowest - (new.want - new_available)
    if clean <= 0:
        return False
    moved = False
    for revision in workload.old:
        number = min(clean, revision.want - available(revision))
        if number > 0:
            want(world, revision, revision.want - number)
            clean -= number
            moved = True
    down = new_available + old_available - lowest
    for revision in workload.old:
        number = min(down, revision.want)
        if number > 0:
            want(world, revision, revision.want - number)
            down -= number
            moved = True
    return moved


def _at_once(world: World, workload: Workload, observe: Callable[[], None] | None) -> str:
    """Recreate: no new pod comes while an old one exists, even one that is being deleted."""
    before = workload.current
    for pod in sorted(before.pods, key=lambda pod: pod.seq):
        world.delete(pod)
    new = start(world, workload)
    want(world, before, 0)
    if observe is not None:
        observe()
    if any(pod.terminating and pod.revision in workload.old for pod in world.state.pods):
        settle(world)  # others that wait may have the places that are free now
        return STUCK
    want(world, new, workload.replicas)
    settle(world)
    return COMPLETE if available(new) == workload.replicas else STUCK
