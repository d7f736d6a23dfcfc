"""What helps pods of a lost zone to come back sooner, and where it is written."""

from __future__ import annotations

from multiaz_lint.model.nodes.taints import UNREACHABLE, mentioning
from multiaz_lint.model.outage.recovery import (
    LET_GO,
    RELEASE,
    TOLERATION,
    held_up,
    number,
    on_lost_node,
    ready_seconds,
    start_seconds,
)
from multiaz_lint.model.resource import mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from multiaz_lint.model import Cluster, Field
    from multiaz_lint.model import Workload as Manifest
    from multiaz_lint.model.outage.recovery import Part, Recovery
    from multiaz_lint.model.pods.container import Container

_FREE = "a volume that nodes of every zone can use at once lets pods start elsewhere"
_SOONER = (
    f"tolerationSeconds for {UNREACHABLE} says how soon pods leave a node that does not answer"
)


_DELAY = "initialDelaySeconds"


def remedy(manifest: Manifest, recovery: Recovery, cluster: Cluster) -> tuple[Field, str | None]:
    """Return the field of the longest part of a recovery that a manifest decides, and what helps.

    A part that never ends is the longest. Of several the first is marked, and each must end.
    """
    parts = recovery.endless or (max(recovery.parts, key=lambda part: part.seconds or 0),)
    found = [_of_part(part, manifest, cluster) for part in parts]
    helps = [hint for _, hint in found if hint is not None]
    return found[0][0], "; besides, ".join(helps) or None


def _of_part(part: Part, manifest: Manifest, cluster: Cluster) -> tuple[Field, str | None]:
    if part.name == TOLERATION:
        index = mentioning([each.tree for each in manifest.tolerations], UNREACHABLE)
        at = () if index is None else (index,)
        return manifest.pod("tolerations", *at), _SOONER
    if part.name == RELEASE:
        kept = ((held_up, LET_GO), (on_lost_node, _FREE))
        helps = [hint for why, hint in kept if why(manifest, cluster) is not None]
        return manifest.name_field, "; besides, ".join(helps) or LET_GO
    if part.name == "start":
        return _of_probe(manifest, "startupProbe", start_seconds)
    if part.name == "readiness":
        return _of_probe(manifest, "readinessProbe", ready_seconds)
    if part.name == "quota":
        return manifest.name_field, "more room in its quota lets pods be made again at once"
    return manifest.name_field, None


def _of_probe(
    manifest: Manifest, probe: str, seconds: Callable[[Container], int]
) -> tuple[Field, str | None]:
    """Return the probe that takes the longest, or the field of it that makes it so."""
    running = [each for each in manifest.containers if each.runs]
    slowest = max(running, key=seconds, default=None)
    if slowest is None or not slowest.at(probe).present:
        return manifest.name_field, None
    delay = number(mapping(slowest.tree.get(probe)), _DELAY, 0)
    if 2 * delay > seconds(slowest):
        return slowest.at(probe, _DELAY), f"a shorter {_DELAY} lets the {probe} be asked sooner"
    if probe == "startupProbe":
        hint = "failureThreshold times periodSeconds is how long the container may take to start"
        return slowest.at(probe), hint
    return slowest.at(probe), f"a {probe} that looks more often finds pods ready sooner"
