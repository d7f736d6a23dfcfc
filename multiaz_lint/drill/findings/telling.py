"""Puts into words what happened to a workload, at the field that causes it."""

from __future__ import annotations

from multiaz_lint.drill.causes.suspect import PROBE, Suspect
from multiaz_lint.drill.causes.suspects import FULL, held_up
from multiaz_lint.drill.causes.trouble import is_down, is_short, is_stuck
from multiaz_lint.drill.findings.finding import (
    CAPACITY,
    DRAIN_STUCK,
    ROLLOUT_STUCK,
    ZONE_LOSS,
    diagnostic,
    never_ends,
    place,
    refuser,
    seen,
    wait,
)
from multiaz_lint.drill.playing.eviction import SEVERAL
from multiaz_lint.drill.story import DOWN, Story
from multiaz_lint.model.nodes.pins import twins_of
from multiaz_lint.model.outage.keepers import kept_by_others
from multiaz_lint.model.words import agree, listed, one_of
from multiaz_lint.rule import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.drill.causes.cause import Causes
    from multiaz_lint.drill.causes.trouble import Trouble
    from multiaz_lint.model import Cluster, Resource

ASKABLE = "name a port of the container, or write its number"
_SHOWN = 3
"""How many workloads are named at most."""


class Telling:
    """Makes diagnostics of stories; causes are looked for when they are given."""

    def __init__(
        self, causes: Causes | None, cluster: Cluster, stories: Mapping[int, Story]
    ) -> None:
        self._causes = causes
        self._cluster = cluster
        self._stories = stories

    def down(
        self, story: Story, events: Sequence[str], settled: str, zones: Sequence[str], when: str
    ) -> Diagnostic:
        """Report that no pod is ready in one of these events, one of which is `settled` again."""
        is_ = "is" if story.always(events, zones, is_down) else "may be"
        words = f"{story.member.manifest} {is_} down when zone {one_of(zones)} {when}"
        kept = self.kept(story, zones) or _accepted(story)
        if kept:
            return self.meant(ZONE_LOSS, story, events[0], zones[0], f"{words}: {kept}")
        zone, trouble, event = zones[0], is_short, settled
        if not story.reasons(event, zone):  # none waits: pods of a lost zone keep their names
            trouble = is_down
            event = next(e for e in events if story.has(e, zone, is_down))
        return self.found(ZONE_LOSS, Severity.ERROR, story, event, zone, words, trouble)

    def short(
        self, story: Story, event: str, zones: list[str], when: str, count: int | None = None
    ) -> Diagnostic:
        """Report that fewer pods are ready than wanted (``count``) while a zone is away."""
        zone = max(zones, key=lambda zone: story.missing(event, zone).most)
        missing = story.missing(event, *zones)
        reasons = story.reasons(event, zone)
        full = bool(reasons) and all(any(f in r for f in FULL) for r in reasons)
        terminating = not reasons
        stay = wait(story, event, zone, count=missing)
        if terminating:
            stay = f"{agree(missing, 'is', 'are')} not replaced"
        words = (
            f"{missing} of {count or story.member.replicas} pods of {story.member.manifest} {stay} "
            f"while zone {one_of(zones)} {when}"
        )
        rule = CAPACITY if full else ZONE_LOSS
        severity = Severity.WARNING if full or terminating else Severity.ERROR
        return self.found(rule, severity, story, event, zone, words, is_short)

    def drain(self, story: Story, event: str, zones: list[str], where: str = "") -> Diagnostic:
        """Report that draining these zones never ends."""
        name = story.member.manifest
        ends = never_ends(story, event, zones)
        words = f"draining zone {one_of(zones)} {ends}{where}: pods of {name} stay"
        return self.found(
            DRAIN_STUCK, Severity.ERROR, story, event, zones[0], words, is_stuck,
            story.refusals(zones[0], event),
        )  # fmt: skip

    def rollout(
        self, story: Story, event: str, when: str, severity: Severity = Severity.ERROR
    ) -> Diagnostic:
        """Report that a rollout never ends."""
        ends = never_ends(story, event, [""])
        words = f"a rollout of {story.member.manifest} {ends}, {when}"
        return self.found(ROLLOUT_STUCK, severity, story, event, "", words, is_stuck)

    def kept(self, story: Story, zones: Sequence[str]) -> str:
        """Say who keeps the Services of a workload while these zones are lost; empty if nobody.

        They are sure to be left by the rules they are placed by, and they were in all plays.
        """
        manifest = story.member.manifest
        others: Sequence[Resource] = twins_of(manifest, self._cluster)
        found = kept_by_others(manifest, self._cluster)
        words = str(found) if found is not None else ""
        if found is not None:
            others = found.others
        elif others:
            words = f"{listed([str(each) for each in others], _SHOWN)} stay up in other zones"
        told = [self._stories[id(each)] for each in others if id(each) in self._stories]
        if all(any(each.verdict(zone) != DOWN for each in told) for zone in zones):
            return words
        return ""

    def meant(self, rule: str, story: Story, event: str, zone: str, words: str) -> Diagnostic:
        """Report what is no outage, as others keep the Service, or is accepted."""
        drill = seen(story, event, zone, story.reasons(event, zone))
        field = story.member.manifest.name_field
        return diagnostic(rule, Severity.INFO, field, words, drill=drill)

    def found(
        self,
        rule: str,
        severity: Severity,
        story: Story,
        event: str,
        zone: str,
        words: str,
        trouble: Trouble,
        reasons: tuple[str, ...] = (),
    ) -> Diagnostic:
        """Report something at the field that causes it, with why the pods are where they are."""
        reasons = reasons or story.reasons(event, zone)
        suspect = self._cause(story, event, zone, reasons, trouble)
        field = story.member.manifest.name_field if suspect is None else suspect.field
        hint = None if suspect is None else suspect.hint
        drill = seen(story, event, zone, reasons, suspect)
        first = f": {reasons[0]}" if reasons else ""
        found = diagnostic(rule, severity, field, words + first, hint=hint, drill=drill)
        refusers = [refuser(each) for each in story.refusers(event, zone)]
        found.related = tuple(place(each, f"{each.resource} refuses them") for each in refusers)
        found.concerns = tuple(id(each.resource) for each in refusers)
        return found

    def _cause(
        self,
        story: Story,
        event: str,
        zone: str,
        reasons: tuple[str, ...],
        trouble: Trouble,
    ) -> Suspect | None:
        if self._causes is None:
            return None
        probe = story.member.unready
        if probe is not None and trouble is is_stuck and SEVERAL not in reasons:
            return Suspect(PROBE, probe.field, ASKABLE)  # no new pod is ever ready
        found = self._causes.of(story, event, zone, reasons, trouble)
        if found is None and not reasons:
            return held_up(story.member)
        return found


def _accepted(story: Story) -> str:
    """Say why a single pod is meant, where the manifest gives a reason; empty if it gives none."""
    reason = story.member.manifest.singleton_reason
    return f"a single pod is meant ({reason})" if reason and story.member.replicas == 1 else ""
