"""Whether a workload does what is required of it."""

from __future__ import annotations

from multiaz_lint.config.requirement import PENDING, RECOVERY, SURVIVORS, VERDICTS
from multiaz_lint.drill.playing import moments
from multiaz_lint.drill.playing.size import SIZES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.config.requirement import Requirement
    from multiaz_lint.drill.story import Story


def broken(story: Story, requirements: list[Requirement]) -> Iterator[tuple[Requirement, str]]:
    """Yield the requirements that a workload breaks, with what it does instead.

    What was not lost may break them as well: none but the recovery time is met then.
    """
    for each in requirements:
        if not story.zones:
            yield each, "no zone was lost"
            continue
        instead = _broken(story, each)
        if not instead and each.name != RECOVERY:
            instead = story.why_not_lost
        if instead:
            yield each, instead


def _broken(story: Story, asked: Requirement) -> str:
    """Say what a workload does instead of what is asked; empty where it does that."""
    if asked.name == SURVIVORS:
        least = min((story.lowest(moments.OUTAGE, zone).least for zone in story.zones), default=0)
        return "" if asked.holds(least) else f"{least} ready when a zone is lost"
    if asked.name == PENDING:
        events = [moments.EVICTED, moments.REMOVAL, moments.DRAIN]
        events += [event for size in SIZES for event in (size.outage, size.drain)]
        most = max((story.missing(e, z).most for e in events for z in story.zones), default=0)
        return "" if asked.holds(most) else f"{most} not running after a zone is lost"
    if asked.name == RECOVERY:
        time_line = story.time_line
        seconds = time_line.seconds if time_line is not None else None
        if asked.holds(seconds):
            return ""
        return "it never recovers by itself" if seconds is None else f"{seconds} s"
    return "" if asked.holds(VERDICTS.index(story.overall)) else story.overall
