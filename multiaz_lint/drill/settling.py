"""Controllers and the scheduler act in turn, until nothing more happens in a world."""

from __future__ import annotations

from multiaz_lint.drill.admitting import claims_of_pods
from multiaz_lint.drill.controllers import reconcile
from multiaz_lint.drill.disks.attach import attach
from multiaz_lint.drill.nodes import node_set
from multiaz_lint.drill.pod import NOWHERE
from multiaz_lint.drill.scheduling import preemption, schedule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.drill.pod import Pod
    from multiaz_lint.drill.world import World


def settle(world: World) -> None:
    """Let controllers make and delete pods, then the scheduler place them, and so on."""
    reconcile(world)
    place_waiting(world)


def place_waiting(world: World) -> None:
    """Place pods and let the controllers answer until nothing more happens."""
    while True:
        world.state.bind_immediate()
        progress = False
        queue = _queue(world)
        if world.claiming:
            progress = sum(claims_of_pods.claim(world.state, pod) for pod in queue) > 0
        for pod in queue:
            if pod in world.pending and attempt(world, pod):
                progress = True
        attach(world)
        if not reconcile(world) and not progress:
            return


def _queue(world: World) -> list[Pod]:
    waiting: Iterable[Pod] = world.pending
    if world.focus is not None:
        revisions = world.focus.revisions
        waiting = [p for revision in revisions for p in revision.pods if p.node == NOWHERE]
    queue = sorted(waiting, key=lambda pod: pod.seq)
    if world.chance is not None:
        world.chance.shuffle(queue)
    queue.sort(key=lambda pod: -pod.shape.priority)
    return queue


def attempt(world: World, pod: Pod) -> bool:
    """Look for a node for a waiting pod as the scheduler does; say whether it did anything."""
    world.attempts += 1
    state, shape = world.state, pod.shape
    if world.claiming and claims_of_pods.unclaimed(pod):
        return False
    nodes = schedule.feasible(state, shape)
    if not nodes:
        return world.preempts and preemption.preempt(world, pod)
    best = schedule.best(state, shape, nodes)
    if not best:
        return False
    if world.chance is None:
        node = node_set.first(best)
    else:
        node = node_set.nth(best, world.chance.randrange(best.bit_count()))
    world.bind(pod, node)
    return True
