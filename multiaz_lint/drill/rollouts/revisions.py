"""A workload's revisions while one takes over from another: made, wanted, counted (v1.37).

A pod counts as available once it is placed on a node that answers.
"""

from __future__ import annotations

from multiaz_lint.drill.rollouts.scale import shrink
from multiaz_lint.model.workload_kinds import scaled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.workload import Revision, Workload
    from multiaz_lint.drill.world import World


def surge_and_unavailable(workload: Workload) -> tuple[int, int]:
    """Resolve maxSurge (rounds up) and maxUnavailable (rounds down) of a Deployment."""
    surge = scaled(workload.max_surge, workload.replicas, round_up=True)
    unavailable = scaled(workload.max_unavailable, workload.replicas, round_up=False)
    return surge, 1 if surge == unavailable == 0 else unavailable


def start(world: World, workload: Workload) -> Revision:
    """Make the next revision the current one beside the old ones, wanting no pods yet."""
    before = workload.current
    after = before.next()
    after.want = 0
    old = workload.old
    workload.old, workload.current = [*old, before], after

    def undo() -> None:
        workload.old, workload.current = old, before

    world.state.record(undo)
    return after


def replace(world: World, workload: Workload) -> Revision:
    """Make the next revision the one that missing pods are made of; old pods stay for now."""
    before, old = workload.current, workload.old
    workload.current, workload.old = before.next(), [*old, before]

    def undo() -> None:
        workload.current, workload.old = before, old

    world.state.record(undo)
    return workload.current


def want(world: World, revision: Revision, number: int) -> None:
    """Change how many pods a revision should have, and delete surplus ones."""
    before = revision.want
    revision.want = number
    world.state.record(lambda: setattr(revision, "want", before))
    shrink(world, revision, number)


def available(revision: Revision) -> int:
    """Return how many pods of a revision are available."""
    return sum(pod.available for pod in revision.pods)
