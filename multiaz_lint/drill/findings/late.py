"""Pods of a lost zone that come back late or never: a finding, or a part of that on the loss."""

from __future__ import annotations

from multiaz_lint.drill.findings.finding import (
    SLOW_RECOVERY,
    ZONE_LOSS,
    diagnostic,
    never_ends,
)
from multiaz_lint.drill.findings.remedy import remedy
from multiaz_lint.drill.playing import moments
from multiaz_lint.drill.story import DOWN
from multiaz_lint.rule import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.drill.story import Story
    from multiaz_lint.model import Cluster
    from multiaz_lint.model.outage.recovery import Recovery

_NEVER_BACK = "never come back by themselves"


def late_recovery(story: Story, cluster: Cluster) -> Diagnostic | None:
    """Report pods that never come back, or later than the platform is to recover."""
    recovery, objective = story.recovery, cluster.platform.recovery_seconds
    if recovery is None or not story.ready(moments.INITIAL).most:
        return None  # what never ran does not come back
    manifest = story.member.manifest
    if recovery.seconds is None:
        words = f"pods of {manifest} in a lost zone {_NEVER_BACK}: {recovery.endless[0].why}"
    elif objective is not None and recovery.seconds > objective:
        words = (
            f"pods of {manifest} in a lost zone take {recovery.seconds} s to come back, "
            f"longer than {objective} s: {recovery}"
        )
    else:
        return None
    field, hint = remedy(manifest, recovery, cluster)
    drill = {"recovery_seconds": recovery.seconds}
    return diagnostic(SLOW_RECOVERY, Severity.WARNING, field, words, hint=hint, drill=drill)


def tells_the_same(lost: Diagnostic, late: Diagnostic) -> bool:
    """Whether pods that never come back by themselves are those that a zone's loss takes.

    What is only advice, lack of room, or a drain or a removal tells something else, and a time
    that is too long is held against what the configuration asks.
    """
    return (
        lost.rule == ZONE_LOSS
        and lost.severity is not Severity.INFO
        and lost.drill is not None
        and lost.drill["event"] not in {moments.DRAIN, moments.REMOVAL}
        and late.drill == {"recovery_seconds": None}
    )


def held_rollout(story: Story) -> str:
    """Say how a rollout ends that only lost pods hold up, which never come back by themselves.

    It is empty where no rollout waits for them alone, or for those of a zone whose loss another
    finding tells.
    """
    if moments.STUCK in story.ends(moments.ROLLOUT):
        return ""
    event = moments.OUTAGE_ROLLOUT
    stuck = [zone for zone in story.zones if moments.STUCK in story.ends(event, zone)]
    told = [zone for zone in story.zones if story.verdict(zone) == DOWN]
    told = told or [zone for zone in story.zones if story.missing(moments.EVICTED, zone).most]
    if not stuck or not set(stuck) <= set(told) or any(story.reasons(event, z) for z in stuck):
        return ""
    return never_ends(story, event, stuck)


def add_recovery(lost: Diagnostic, late: Diagnostic, recovery: Recovery, rollout: str) -> None:
    """Let the finding about a loss say why its pods never come back, and what helps them.

    `rollout` is how one ends that they hold up.
    """
    besides = f", and a rollout meanwhile {rollout}" if rollout else ""
    lost.message += f"; lost pods {_NEVER_BACK}{besides}: {recovery.endless[0].why}"
    if lost.drill is not None and late.drill is not None:
        proven = lost.drill["cause_proven"]
        lost.drill |= late.drill
        if lost.hint is None:  # no other cause was found
            lost.place, lost.field, lost.named_field = late.place, late.field, late.named_field
            lost.hint = late.hint
        elif lost.field != late.field:
            lost.hint = "; besides, ".join(filter(None, (lost.hint, late.hint))) or None
        elif not proven:
            lost.hint = late.hint
