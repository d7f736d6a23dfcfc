"""Rollouts that take all pods of a workload away before a new one is ready."""

from __future__ import annotations

from multiaz_lint.drill.findings.finding import ROLLOUT_OUTAGE, diagnostic
from multiaz_lint.drill.playing import moments
from multiaz_lint.model import Deployment, StatefulSet
from multiaz_lint.rule import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.drill.story import Story
    from multiaz_lint.model import Field
    from multiaz_lint.model import Workload as Manifest


def rollout_outage(story: Story) -> Iterator[Diagnostic]:
    """Report a rollout during which nothing is ready, though there are several pods."""
    manifest = story.member.manifest
    if story.rolls_by_outage and story.member.replicas > 1:
        words = f"a rollout of {manifest} takes all its pods away before a new one is ready"
        field, hint = _strategy(manifest)
        yield diagnostic(
            ROLLOUT_OUTAGE, Severity.WARNING, field, words, hint=hint,
            drill={"verdict": story.overall, "event": moments.ROLLOUT},
        )  # fmt: skip


def _strategy(manifest: Manifest) -> tuple[Field, str]:
    """Return what lets a rollout take all pods away, and what helps."""
    if isinstance(manifest, StatefulSet):
        field = manifest.at("spec", "updateStrategy", "rollingUpdate", "maxUnavailable")
        return field, "maxUnavailable: 1, the default, replaces one pod after the other"
    hint = "a rolling update with maxUnavailable 0, or less than all, keeps pods ready"
    if not isinstance(manifest, Deployment):
        return manifest.name_field, hint
    path = manifest.strategy_path
    if manifest.strategy == "Recreate":
        return manifest.at(*path, "type"), f"type: RollingUpdate: {hint}"
    for last in (("rollingUpdate", "maxUnavailable"), ("maxUnavailable",)):
        if manifest.at(*path, *last).present:
            return manifest.at(*path, *last), hint
    return manifest.at(*path), hint
