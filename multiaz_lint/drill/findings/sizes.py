"""What goes wrong at other sizes of a workload: those that an autoscaler may give it."""

from __future__ import annotations

from multiaz_lint.drill.causes.trouble import is_short
from multiaz_lint.drill.findings.finding import SCALE_STUCK, wait
from multiaz_lint.drill.playing import moments
from multiaz_lint.drill.playing.size import MAXIMUM
from multiaz_lint.drill.story import DOWN, Story
from multiaz_lint.rule import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.drill.findings.telling import Telling
    from multiaz_lint.drill.playing.size import Size


def of_sizes(story: Story, tell: Telling) -> Iterator[Diagnostic]:
    """Report what goes wrong at other sizes only; of two sizes the first that does.

    That a workload is down in a zone is told of the other, too.
    """
    told = {zone for zone in story.zones if story.verdict(zone) == DOWN}
    short = False
    for size in story.sizes:
        zones = [zone for zone in story.zones if story.down_at(size, zone) and zone not in told]
        if zones:
            when = f"is lost{_at(story, size)}"
            yield tell.down(story, (size.outage, size.drain), size.outage, zones, when)
        told.update(zones)
        found = [] if short else list(_of_size(story, size, told, tell))
        yield from found
        short = short or bool(found)


def _of_size(story: Story, size: Size, down: Container[str], tell: Telling) -> Iterator[Diagnostic]:
    """Report one size; `down` are the zones of which the worst is told."""
    missing, count = story.missing(size.reached), size.of(story.member)
    if missing.most:
        words = f"{story.member.manifest} cannot grow to {count} pods: {missing} "
        words += wait(story, size.reached, count=missing)
        yield tell.found(SCALE_STUCK, Severity.WARNING, story, size.reached, "", words, is_short)
    where = _at(story, size)
    if moments.STUCK in story.ends(size.rollout) and moments.STUCK not in story.ends(
        moments.ROLLOUT
    ):
        # Where it cannot grow so far, that is the graver thing.
        severity = Severity.WARNING if missing.most else Severity.ERROR
        yield tell.rollout(story, size.rollout, f"with all zones there{where}", severity)
    if missing.most:
        return  # they are short with all zones there
    zones = [
        zone
        for zone in story.zones
        if story.missing(size.outage, zone).most
        and not (story.missing(moments.EVICTED, zone).most or zone in down)
    ]
    if zones:
        yield tell.short(story, size.outage, zones, f"is lost{where}", count)
    zones = [
        zone
        for zone in story.zones
        if moments.STUCK in story.ends(size.drain, zone)
        and moments.STUCK not in story.ends(moments.DRAIN, zone)
    ]
    if zones:
        yield tell.drain(story, size.drain, zones, where)


def _at(story: Story, size: Size) -> str:
    count = f" of {size.of(story.member)}" if size is MAXIMUM else ""
    return f", at {size.words}{count}"
