"""What can be wrong with a workload at one moment of a play."""

from __future__ import annotations

from multiaz_lint.drill.playing.moments import STUCK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from multiaz_lint.drill.playing.moments import Moment

    Trouble = Callable[[Moment], bool]


def is_short(moment: Moment) -> bool:
    """Whether not all wanted pods run."""
    return moment.after.missing > 0


def is_unplaced(moment: Moment) -> bool:
    """Whether not all wanted pods have a node, ready or not."""
    return moment.after.missing > moment.after.unready


def is_down(moment: Moment) -> bool:
    """Whether there is a moment without a ready pod, on the way or once all has settled."""
    return not (moment.lowest and moment.after.ready)


def is_stuck(moment: Moment) -> bool:
    """Whether a rollout or a drain never ends."""
    return moment.end == STUCK
