"""What a drill found, as diagnostics at the fields that cause it."""

from __future__ import annotations

from multiaz_lint.drill.causes.suspect import PROBE, Suspect
from multiaz_lint.drill.causes.suspects import FULL, held_up
from multiaz_lint.drill.causes.trouble import is_down, is_short, is_stuck, is_unplaced
from multiaz_lint.drill.findings.finding import (
    CAPACITY,
    DRAIN_STUCK,
    ROLLOUT_STUCK,
    SCALE_STUCK,
    SLOW_RECOVERY,
    ZONE_LOSS,
    diagnostic,
    never_ends,
    place,
    refuser,
    seen,
    wait,
)
from multiaz_lint.drill.findings.late import (
    add_recovery,
    held_rollout,
    late_recovery,
    tells_the_same,
)
from multiaz_lint.drill.findings.rollout_outage import rollout_outage
from multiaz_lint.drill.playing import play
from multiaz_lint.drill.playing.eviction import SEVERAL
from multiaz_lint.drill.playing.outcome import NO_ZONE
from multiaz_lint.drill.playing.size import MAXIMUM
from multiaz_lint.drill.story import DOWN, ROLLOUTS, STANDING, Story
from multiaz_lint.model.nodes.pins import pin_of, twins_of
from multiaz_lint.model.outage.keepers import kept_by_others
from multiaz_lint.model.placement import ZONE
from multiaz_lint.model.words import agree, listed, one_of
from multiaz_lint.rule import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from multiaz_lint.config.requirement import Requirement
    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.drill.casting.member import LeftOut
    from multiaz_lint.drill.causes.cause import Causes
    from multiaz_lint.drill.causes.trouble import Trouble
    from multiaz_lint.drill.playing.size import Size
    from multiaz_lint.model import Cluster, Resource

_ASKABLE = "name a port of the container, or write its number"
_SHOWN = 3
"""How many nodes or workloads are named at most."""


class Finder:
    """Turns stories into diagnostics; causes are looked for when they are given."""

    def __init__(
        self,
        causes: Causes | None,
        requirements: list[Requirement],
        cluster: Cluster,
        stories: Mapping[int, Story],
    ) -> None:
        self._causes = causes
        self._requirements = requirements
        self._cluster = cluster
        self._stories = stories

    def of_left_out(self, left_out: Iterable[LeftOut]) -> Iterator[Diagnostic]:
        """Report workloads that never start because they are refused."""
        for each in left_out:
            if each.field is not None:
                words = f"{each.manifest} never runs: {each.refuser} refuses {each.refused_object}"
                yield diagnostic(
                    ZONE_LOSS, Severity.ERROR, each.field, f"{words}: {each.why}",
                    drill={"verdict": DOWN, "refused": each.why},
                )  # fmt: skip

    def of(self, story: Story) -> Iterator[Diagnostic]:
        """Report one workload."""
        never = list(self._never_placed(story))
        yield from never
        late = late_recovery(story, self._cluster)
        if not never:
            held = ""
            for lost in self._zone_loss(story):
                if story.recovery and late is not None and tells_the_same(lost, late):
                    held = held_rollout(story)
                    add_recovery(lost, late, story.recovery, held)
                    late = None
                yield lost
            yield from rollout_outage(story)
            if not held:
                yield from self._rollout(story)
        if not (story.member.unready and story.unready(play.INITIAL).most):
            yield from self._drain(story)  # else a budget that no ready pod fulfils is not to blame
        if not never:
            yield from self._sizes(story)
        if late is not None:
            yield late
        yield from self._required(story)

    def of_zoneless(self, story: Story, names: Sequence[str]) -> Iterator[Diagnostic]:
        """Report pods on nodes without a zone, beside zones that are lost: no loss reaches them."""
        if story.zones and story.stands(NO_ZONE):
            words = (
                f"pods of {story.member.manifest} stand on nodes that do not say their zone: "
                "its loss is not played"
            )
            yield diagnostic(
                ZONE_LOSS, Severity.ERROR, story.member.manifest.name_field, words,
                hint=f"label {listed(names, _SHOWN)} with {ZONE}", drill={"verdict": story.overall},
            )  # fmt: skip

    # single findings

    def _never_placed(self, story: Story) -> Iterator[Diagnostic]:
        manifest, count = story.member.manifest, story.member.replicas
        unready, short = story.unready(play.INITIAL), story.unplaced(play.INITIAL)
        if story.member.unmade:
            words = (
                f"{manifest} never gets a pod: it is paused, and the Deployment controller makes "
                "no ReplicaSet of a paused Deployment"
            )
            yield diagnostic(
                ZONE_LOSS, Severity.ERROR, manifest.at("spec", "paused"), words,
                hint="remove paused", drill={"verdict": story.overall},
            )  # fmt: skip
        elif unready.most and story.member.unready is not None:
            lost = story.member.unready
            yield diagnostic(
                ZONE_LOSS, Severity.ERROR, lost.field, f"{manifest} is never ready: {lost}",
                hint=_ASKABLE,
                drill={"verdict": story.overall, "event": play.INITIAL, "zone": ""},
            )  # fmt: skip
            if short.least and story.reasons(play.INITIAL):
                yield self._never_in_full(story, is_unplaced)
        elif unready.most and not short.most:
            words = (
                f"{manifest} does not run in full: {unready} of {count} pods "
                f"{agree(unready, 'is', 'are')} not ready before "
                "anything happens, as their status says"
            )
            yield diagnostic(
                ZONE_LOSS, Severity.ERROR, manifest.name_field, words,
                drill={"verdict": story.overall, "event": play.INITIAL, "zone": ""},
            )  # fmt: skip
        elif story.missing(play.INITIAL).least:
            are = agree(unready, "is", "are")
            besides = f", and {unready} {are} not ready, as their status says"
            yield self._never_in_full(story, is_short, besides if unready.most else "")

    def _never_in_full(self, story: Story, trouble: Trouble, besides: str = "") -> Diagnostic:
        short = story.unplaced(play.INITIAL)
        words = (
            f"{story.member.manifest} never runs in full: {short} of {story.member.replicas} pods "
            f"{wait(story, play.INITIAL, count=short)} before anything happens{besides}"
        )
        return self._found(ZONE_LOSS, Severity.ERROR, story, play.INITIAL, "", words, trouble)

    def _zone_loss(self, story: Story) -> Iterator[Diagnostic]:
        zones = [zone for zone in story.zones if story.verdict(zone) == DOWN]
        if zones:
            words = f"is lost{_by_chance(story, zones)}"
            yield self._down(story, STANDING, play.EVICTED, zones, words)
            return
        for event, when in (
            (play.EVICTED, "is lost"),
            (play.DRAIN, "is drained"),
            (play.REMOVAL, "has lost its nodes"),
        ):
            zones = [zone for zone in story.zones if story.missing(event, zone).most]
            if zones:
                yield self._short(story, event, zones, when)
                return

    def _down(
        self, story: Story, events: Sequence[str], settled: str, zones: Sequence[str], when: str
    ) -> Diagnostic:
        """Report that no pod is ready in one of these events, one of which is `settled` again."""
        is_ = "is" if story.always(events, zones, is_down) else "may be"
        words = f"{story.member.manifest} {is_} down when zone {one_of(zones)} {when}"
        kept = self._kept(story, zones) or _accepted(story)
        if kept:
            return self._meant(ZONE_LOSS, story, events[0], zones[0], f"{words}: {kept}")
        zone, trouble, event = zones[0], is_short, settled
        if not story.reasons(event, zone):  # none waits: pods of a lost zone keep their names
            trouble = is_down
            event = next(e for e in events if story.has(e, zone, is_down))
        return self._found(ZONE_LOSS, Severity.ERROR, story, event, zone, words, trouble)

    def _short(
        self, story: Story, event: str, zones: list[str], when: str, count: int | None = None
    ) -> Diagnostic:
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
        return self._found(rule, severity, story, event, zone, words, is_short)

    def _drain(self, story: Story) -> Iterator[Diagnostic]:
        zones = [zone for zone in story.zones if play.STUCK in story.ends(play.DRAIN, zone)]
        if zones:
            yield self._drain_of(story, play.DRAIN, zones)

    def _drain_of(self, story: Story, event: str, zones: list[str], where: str = "") -> Diagnostic:
        name = story.member.manifest
        ends = never_ends(story, event, zones)
        words = f"draining zone {one_of(zones)} {ends}{where}: pods of {name} stay"
        return self._found(
            DRAIN_STUCK, Severity.ERROR, story, event, zones[0], words, is_stuck,
            story.refusals(zones[0], event),
        )  # fmt: skip

    def _rollout(self, story: Story) -> Iterator[Diagnostic]:
        if play.STUCK in story.ends(play.ROLLOUT):
            yield self._rollout_of(story, play.ROLLOUT, "with all zones there")
            return
        for event in ROLLOUTS:
            zones = [zone for zone in story.zones if play.STUCK in story.ends(event, zone)]
            if zones:
                when, ends = event.removeprefix("rollout "), never_ends(story, event, zones)
                words = (
                    f"a rollout of {story.member.manifest} {when} of zone {one_of(zones)} {ends}"
                )
                if pin_of(story.member.manifest, self._cluster) is not None:
                    kept = self._kept(story, zones)
                    if kept:
                        words += f", nor does it do harm: {kept}"
                        yield self._meant(ROLLOUT_STUCK, story, event, zones[0], words)
                        return
                yield self._found(
                    ROLLOUT_STUCK, Severity.WARNING, story, event, zones[0], words, is_stuck
                )
                return

    def _rollout_of(
        self, story: Story, event: str, when: str, severity: Severity = Severity.ERROR
    ) -> Diagnostic:
        ends = never_ends(story, event, [""])
        words = f"a rollout of {story.member.manifest} {ends}, {when}"
        return self._found(ROLLOUT_STUCK, severity, story, event, "", words, is_stuck)

    def _sizes(self, story: Story) -> Iterator[Diagnostic]:
        """Report what goes wrong at other sizes only; of two sizes the first that does.

        That a workload is down in a zone is told of the other, too.
        """
        told = {zone for zone in story.zones if story.verdict(zone) == DOWN}
        short = False
        for size in story.sizes:
            zones = [zone for zone in story.zones if story.down_at(size, zone) and zone not in told]
            if zones:
                when = f"is lost{_at(story, size)}"
                yield self._down(story, (size.outage, size.drain), size.outage, zones, when)
            told.update(zones)
            found = [] if short else list(self._size(story, size, told))
            yield from found
            short = short or bool(found)

    def _size(self, story: Story, size: Size, down: Container[str]) -> Iterator[Diagnostic]:
        """Report one size; `down` are the zones of which the worst is told."""
        missing, count = story.missing(size.reached), size.of(story.member)
        if missing.most:
            words = f"{story.member.manifest} cannot grow to {count} pods: {missing} "
            words += wait(story, size.reached, count=missing)
            yield self._found(
                SCALE_STUCK, Severity.WARNING, story, size.reached, "", words, is_short
            )
        where = _at(story, size)
        if play.STUCK in story.ends(size.rollout) and play.STUCK not in story.ends(play.ROLLOUT):
            # Where it cannot grow so far, that is the graver thing.
            severity = Severity.WARNING if missing.most else Severity.ERROR
            yield self._rollout_of(story, size.rollout, f"with all zones there{where}", severity)
        if missing.most:
            return  # they are short with all zones there
        zones = [
            zone
            for zone in story.zones
            if story.missing(size.outage, zone).most
            and not (story.missing(play.EVICTED, zone).most or zone in down)
        ]
        if zones:
            yield self._short(story, size.outage, zones, f"is lost{where}", count)
        zones = [
            zone
            for zone in story.zones
            if play.STUCK in story.ends(size.drain, zone)
            and play.STUCK not in story.ends(play.DRAIN, zone)
        ]
        if zones:
            yield self._drain_of(story, size.drain, zones, where)

    def _required(self, story: Story) -> Iterator[Diagnostic]:
        from multiaz_lint.config.requirement import RECOVERY
        from multiaz_lint.drill.findings.require import broken

        for requirement, instead in broken(story, self._requirements):
            rule = SLOW_RECOVERY if requirement.name == RECOVERY else ZONE_LOSS
            words = f"{story.member.manifest} breaks the requirement {requirement}: {instead}"
            drill = {"requirement": str(requirement), "verdict": story.overall}
            field = story.member.manifest.name_field
            yield diagnostic(rule, Severity.ERROR, field, words, drill=drill)

    # parts

    def _kept(self, story: Story, zones: Sequence[str]) -> str:
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

    def _meant(self, rule: str, story: Story, event: str, zone: str, words: str) -> Diagnostic:
        """Report what is no outage, as others keep the Service, or is accepted."""
        drill = seen(story, event, zone, story.reasons(event, zone))
        field = story.member.manifest.name_field
        return diagnostic(rule, Severity.INFO, field, words, drill=drill)

    def _found(
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
            return Suspect(PROBE, probe.field, _ASKABLE)  # no new pod is ever ready
        found = self._causes.of(story, event, zone, reasons, trouble)
        if found is None and not reasons:
            return held_up(story.member)
        return found


def _at(story: Story, size: Size) -> str:
    count = f" of {size.of(story.member)}" if size is MAXIMUM else ""
    return f", at {size.words}{count}"


def _accepted(story: Story) -> str:
    """Say why a single pod is meant, where the manifest gives a reason; empty if it gives none."""
    reason = story.member.manifest.singleton_reason
    return f"a single pod is meant ({reason})" if reason and story.member.replicas == 1 else ""


def _by_chance(story: Story, zones: Sequence[str]) -> str:
    """Name the other zones that a single pod may stand in as well.

    That none of the plays put it there does not make such a zone safe.
    """
    others = [zone for zone in story.zones if zone in story.open_zones and zone not in zones]
    return f", or zone {one_of(others)} if its pod runs there" if others else ""
