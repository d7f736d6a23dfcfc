"""What a drill found, as diagnostics at the fields that cause it."""

from __future__ import annotations

from multiaz_lint.drill.causes.trouble import is_short, is_stuck, is_unplaced
from multiaz_lint.drill.findings.finding import (
    ROLLOUT_STUCK,
    SLOW_RECOVERY,
    ZONE_LOSS,
    diagnostic,
    never_ends,
    wait,
)
from multiaz_lint.drill.findings.late import (
    add_recovery,
    held_rollout,
    late_recovery,
    tells_the_same,
)
from multiaz_lint.drill.findings.rollout_outage import rollout_outage
from multiaz_lint.drill.findings.sizes import of_sizes
from multiaz_lint.drill.findings.telling import ASKABLE, Telling
from multiaz_lint.drill.playing import moments
from multiaz_lint.drill.playing.outcome import NO_ZONE
from multiaz_lint.drill.story import DOWN, ROLLOUTS, STANDING, Story
from multiaz_lint.model.nodes.pins import pin_of
from multiaz_lint.model.placement import ZONE
from multiaz_lint.model.words import agree, listed, one_of
from multiaz_lint.rule import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from multiaz_lint.config.requirement import Requirement
    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.drill.casting.member import LeftOut
    from multiaz_lint.drill.causes.cause import Causes
    from multiaz_lint.drill.causes.trouble import Trouble
    from multiaz_lint.model import Cluster

_SHOWN = 3
"""How many nodes are named at most."""


class Finder:
    """Turns stories into diagnostics; causes are looked for when they are given."""

    def __init__(
        self,
        causes: Causes | None,
        requirements: list[Requirement],
        cluster: Cluster,
        stories: Mapping[int, Story],
    ) -> None:
        self._requirements = requirements
        self._cluster = cluster
        self._tell = Telling(causes, cluster, stories)

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
        if not (story.member.unready and story.unready(moments.INITIAL).most):
            yield from self._drain(story)  # else a budget that no ready pod fulfils is not to blame
        if not never:
            yield from of_sizes(story, self._tell)
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
        unready, short = story.unready(moments.INITIAL), story.unplaced(moments.INITIAL)
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
                hint=ASKABLE,
                drill={"verdict": story.overall, "event": moments.INITIAL, "zone": ""},
            )  # fmt: skip
            if short.least and story.reasons(moments.INITIAL):
                yield self._never_in_full(story, is_unplaced)
        elif unready.most and not short.most:
            words = (
                f"{manifest} does not run in full: {unready} of {count} pods "
                f"{agree(unready, 'is', 'are')} not ready before "
                "anything happens, as their status says"
            )
            yield diagnostic(
                ZONE_LOSS, Severity.ERROR, manifest.name_field, words,
                drill={"verdict": story.overall, "event": moments.INITIAL, "zone": ""},
            )  # fmt: skip
        elif story.missing(moments.INITIAL).least:
            are = agree(unready, "is", "are")
            besides = f", and {unready} {are} not ready, as their status says"
            yield self._never_in_full(story, is_short, besides if unready.most else "")

    def _never_in_full(self, story: Story, trouble: Trouble, besides: str = "") -> Diagnostic:
        short = story.unplaced(moments.INITIAL)
        words = (
            f"{story.member.manifest} never runs in full: {short} of {story.member.replicas} pods "
            f"{wait(story, moments.INITIAL, count=short)} before anything happens{besides}"
        )
        return self._tell.found(
            ZONE_LOSS, Severity.ERROR, story, moments.INITIAL, "", words, trouble
        )

    def _zone_loss(self, story: Story) -> Iterator[Diagnostic]:
        zones = [zone for zone in story.zones if story.verdict(zone) == DOWN]
        if zones:
            words = f"is lost{_by_chance(story, zones)}"
            yield self._tell.down(story, STANDING, moments.EVICTED, zones, words)
            return
        for event, when in (
            (moments.EVICTED, "is lost"),
            (moments.DRAIN, "is drained"),
            (moments.REMOVAL, "has lost its nodes"),
        ):
            zones = [zone for zone in story.zones if story.missing(event, zone).most]
            if zones:
                yield self._tell.short(story, event, zones, when)
                return

    def _drain(self, story: Story) -> Iterator[Diagnostic]:
        zones = [zone for zone in story.zones if moments.STUCK in story.ends(moments.DRAIN, zone)]
        if zones:
            yield self._tell.drain(story, moments.DRAIN, zones)

    def _rollout(self, story: Story) -> Iterator[Diagnostic]:
        if moments.STUCK in story.ends(moments.ROLLOUT):
            yield self._tell.rollout(story, moments.ROLLOUT, "with all zones there")
            return
        for event in ROLLOUTS:
            zones = [zone for zone in story.zones if moments.STUCK in story.ends(event, zone)]
            if zones:
                when, ends = event.removeprefix("rollout "), never_ends(story, event, zones)
                words = (
                    f"a rollout of {story.member.manifest} {when} of zone {one_of(zones)} {ends}"
                )
                if pin_of(story.member.manifest, self._cluster) is not None:
                    kept = self._tell.kept(story, zones)
                    if kept:
                        words += f", nor does it do harm: {kept}"
                        yield self._tell.meant(ROLLOUT_STUCK, story, event, zones[0], words)
                        return
                yield self._tell.found(
                    ROLLOUT_STUCK, Severity.WARNING, story, event, zones[0], words, is_stuck
                )
                return

    def _required(self, story: Story) -> Iterator[Diagnostic]:
        from multiaz_lint.config.requirement import RECOVERY
        from multiaz_lint.drill.findings.require import broken

        for requirement, instead in broken(story, self._requirements):
            rule = SLOW_RECOVERY if requirement.name == RECOVERY else ZONE_LOSS
            words = f"{story.member.manifest} breaks the requirement {requirement}: {instead}"
            drill = {"requirement": str(requirement), "verdict": story.overall}
            field = story.member.manifest.name_field
            yield diagnostic(rule, Severity.ERROR, field, words, drill=drill)


def _by_chance(story: Story, zones: Sequence[str]) -> str:
    """Name the other zones that a single pod may stand in as well.

    That none of the plays put it there does not make such a zone safe.
    """
    others = [zone for zone in story.zones if zone in story.open_zones and zone not in zones]
    return f", or zone {one_of(others)} if its pod runs there" if others else ""
