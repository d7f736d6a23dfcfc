"""One finding of a drill: where it stands, and words for what its plays saw."""

from __future__ import annotations

from multiaz_lint.diagnostic import Diagnostic, Identity, Place
from multiaz_lint.drill.causes.trouble import is_stuck
from multiaz_lint.fingerprint import named_path
from multiaz_lint.model.words import agree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from multiaz_lint.drill.causes.suspect import Suspect
    from multiaz_lint.drill.story import Story
    from multiaz_lint.model import Field, Resource
    from multiaz_lint.rule import Severity

ZONE_LOSS = "drill-zone-loss"
DRAIN_STUCK = "drill-drain-stuck"
ROLLOUT_STUCK = "drill-rollout-stuck"
ROLLOUT_OUTAGE = "drill-rollout-outage"
SCALE_STUCK = "drill-scale-stuck"
CAPACITY = "drill-capacity"
SLOW_RECOVERY = "drill-slow-recovery"


def seen(
    story: Story, event: str, zone: str, reasons: Iterable[str], suspect: Suspect | None = None
) -> dict[str, Any]:
    """Return what a finding says of its event to whoever reads it as data."""
    return {
        "verdict": story.overall,
        "event": event,
        "zone": zone,
        "reasons": list(reasons),
        "cause_proven": suspect is not None and suspect.proven,
    }


def never_ends(story: Story, event: str, zones: Sequence[str]) -> str:
    """Say whether one of these zones keeps a rollout or a drain from ending in every play."""
    return "never ends" if story.always((event,), zones, is_stuck) else "may never end"


def wait(story: Story, event: str, zone: str = "", *, count: object) -> str:
    """Say what happens to a number of pods that do not run."""
    stay, are = agree(count, "stays", "stay"), agree(count, "is", "are")
    if not story.refused(event, zone).most:
        return f"{stay} Pending"
    pending = any(moment.after.pending for moment in story.of(event, zone))
    return f"{stay} Pending or {are} not created" if pending else f"{are} not created"


def refuser(resource: Resource) -> Field:
    """Return what of a ResourceQuota or a LimitRange refuses pods; a RuntimeClass as a whole."""
    if resource.kind == "RuntimeClass":
        return resource.name_field
    return resource.at("spec", "hard" if resource.kind == "ResourceQuota" else "limits")


def place(field: Field, message: str = "") -> Place:
    """Return where a field stands."""
    return Place(field.resource.origin_at(field.path), *field.span.as_tuple(), message)


def diagnostic(
    rule: str,
    severity: Severity,
    field: Field,
    words: str,
    *,
    hint: str | None = None,
    drill: Mapping[str, object],
) -> Diagnostic:
    """Return what is told of a field; ``drill`` holds the numbers behind it."""
    resource = field.resource
    return Diagnostic(
        rule,
        severity,
        words,
        place(field),
        field=str(field),
        category="drill",
        hint=hint,
        resource=Identity(resource.api_version, resource.kind, resource.namespace, resource.name),
        owner=id(resource),
        drill=None if drill is None else dict(drill),
        named_field=named_path(resource.tree, field.path),
    )
