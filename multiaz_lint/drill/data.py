"""A report as plain data: what the JSON output holds and what every view of it is made from."""

from __future__ import annotations

from multiaz_lint.config.requirement import VERDICTS
from multiaz_lint.drill.playing import moments
from multiaz_lint.drill.playing.event_groups import DRAINS, ROLLED, SINGLE
from multiaz_lint.drill.playing.outcome import Range
from multiaz_lint.drill.playing.size import SIZES, WRITTEN
from multiaz_lint.drill.requests import CPU, MEMORY
from multiaz_lint.drill.story import DOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.drill.demand import Demand
    from multiaz_lint.drill.run import Report
    from multiaz_lint.drill.story import Story

VERSION = 1
MILLI = 1000
_BY_ZONE = (
    moments.OUTAGE, moments.EVICTED, moments.OUTAGE_ROLLOUT, moments.RECOVERY, moments.REMOVAL,
    moments.SHIFT, moments.SHIFT_ROLLOUT, moments.DRAIN, moments.DRAIN_ROLLOUT, moments.UNDRAIN,
    moments.NODE,
    *(event for size in SIZES for event in (size.outage, size.drain)),
)  # fmt: skip
_STANDING = frozenset({moments.INITIAL, moments.RECOVERY, moments.UNDRAIN})
"""Events after which all zones are there, and nothing moves pods back."""
_ENDING = ROLLED | DRAINS


def data(report: Report) -> dict[str, Any]:
    """Return everything that a drill found."""
    workloads = [_workload(story) for story in report.told]
    workloads += [_refused(left) for left in report.plan.left_out if left.refused]
    worst = max((w["verdict"] for w in workloads), key=VERDICTS.index, default=None)
    return {
        "version": VERSION,
        "verdict": worst,
        "zones": list(report.zones),
        "plays": report.seeds,
        "nodes": report.plan.shape.words,
        "room": [_room(each) for each in report.demands],
        "workloads": workloads,
        "not_drilled": [
            {**_identity(left.manifest), "why": left.why}
            for left in report.plan.left_out
            if not left.refused
        ]
        + [
            {**_identity(story.member.manifest), "why": report.why_untold(story)}
            for story in report.not_told
        ],
        "assumptions": report.assumptions,
    }


def _room(demand: Demand) -> dict[str, Any]:
    """Return it in whole cpus and bytes, as quantities without a suffix are."""
    return {
        "zone": demand.zone,
        "cpu": {
            "asked": demand.asked[CPU] / MILLI,
            "there": demand.there[CPU] / MILLI,
        },
        "memory": {"asked": demand.asked[MEMORY], "there": demand.there[MEMORY]},
    }


def _identity(manifest: Any) -> dict[str, Any]:
    component = {"component": manifest.part} if manifest.part else {}
    return {
        "kind": manifest.kind,
        "namespace": manifest.namespace,
        "name": manifest.name,
        **component,
        "origin": manifest.origin,
    }


def _refused(left: Any) -> dict[str, Any]:
    return {
        **_identity(left.manifest),
        "verdict": DOWN,
        "replicas": 0,
        "sizes": [],
        "refused": left.why,
        "by_zone": {},
        "events": [],
        "promised": None,
        "recovery": None,
    }


def _workload(story: Story) -> dict[str, Any]:
    member = story.member
    return {
        **_identity(member.manifest),
        "verdict": story.overall,
        "replicas": member.replicas,
        "most": member.most,
        "sizes": _sizes(story),
        "refused": None,
        "by_zone": {zone: story.verdict(zone) for zone in story.zones},
        "events": [
            *(_event(story, event, "") for event in SINGLE if story.of(event)),
            *(
                _event(story, event, zone)
                for zone in story.zones
                for event in _BY_ZONE
                if story.of(event, zone)
            ),
        ],
        "promised": _promised(story),
        "recovery": _recovery(story),
    }


def _sizes(story: Story) -> list[dict[str, Any]]:
    member = story.member
    first = "minimum" if member.scaled else WRITTEN.name
    found = [{"size": first, "replicas": member.replicas, "verdict": story.at_least}]
    found += [
        {"size": size.name, "replicas": size.of(member), "verdict": story.at(size)}
        for size in story.sizes
    ]
    return found


def _event(story: Story, event: str, zone: str) -> dict[str, Any]:
    moments = story.of(event, zone)
    first = moments[0].after
    found: dict[str, Any] = {
        "event": event,
        "zone": zone,
        "ready": story.ready(event, zone).data(),
        "missing": story.missing(event, zone).data(),
        "lowest": story.lowest(event, zone).data(),
        "pods_by_zone": dict(sorted(first.zones.items())),
        "reasons": list(story.reasons(event, zone)),
    }
    if event in _STANDING:
        found["left_next"] = Range(each.after.left_next for each in moments).data()
    if event in _ENDING:
        found["ends"] = sorted(story.ends(event, zone))
    if event in DRAINS:
        found["refusals"] = list(story.refusals(zone, event))
    return found


def _promised(story: Story) -> dict[str, Any] | None:
    promise = story.guarantee
    if promise is None:
        return None
    return {
        "survivors": promise.fresh,
        "how": promise.how,
        "survivors_after_rollouts": promise.after_rollouts,
        "how_after_rollouts": promise.how_after,
        "running_again": promise.running,
        "how_running_again": promise.how_running,
        "states": promise.states,
    }


def _recovery(story: Story) -> dict[str, Any] | None:
    recovery = story.time_line
    if recovery is None:
        return None
    return {
        "seconds": recovery.seconds,
        "parts": [
            {"name": part.name, "seconds": part.seconds, "why": part.why} for part in recovery.parts
        ],
    }
