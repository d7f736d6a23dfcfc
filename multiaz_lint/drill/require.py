"""Whether a workload does what is required of it."""

from __future__ import annotations

from multiaz_lint.config.requirement import PENDING, RECOVERY, SURVIVORS
from multiaz_lint.drill import play
from multiaz_lint.drill.size import SIZES
from multiaz_lint.drill.story import GRAVITY, Story

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.config.requirement import Requirement


def broken(story: Story, requirements: list[Requirement]) -> Iterator[tuple[Requirement, str]]:
    """Yield the requirements that a workload breaks, with what it does instead."""
    for each in requirements:
        if not story.zones:
            yield each, "no zone was lost"
        elif each.name == SURVIVORS:
            least = min((story.lowest(play.OUTAGE, zone).least for zone in story.zones), default=0)
            if not each.holds(least):
                yield each, f"{least} ready when a zone is lost"
        elif each.name == PENDING:
            events = [play.EVICTED, play.REMOVAL, play.DRAIN]
            events += [event for size in SIZES for event in (size.outage, size.drain)]
            most = max((story.missing(e, z).most for e in events for z in story.zones), default=0)
            if not each.holds(most):
                yield each, f"{most} not running after a zone is lost"
        elif each.name == RECOVERY:
            time_line = story.time_line
            seconds = time_line.seconds if time_line is not None else None
            if not each.holds(seconds):
                yield each, "it never recovers by itself" if seconds is None else f"{seconds} s"
        elif not each.holds(GRAVITY.index(story.overall)):
            yield each, story.overall
