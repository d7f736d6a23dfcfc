"""What helps pods of a lost zone to come back sooner, and where it is written."""

from __future__ import annotations

from multiaz_lint.model.nodes.taints import UNREACHABLE, mentioning
from multiaz_lint.model.outage.recovery import RELEASE, TOLERATION, on_lost_node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model import Cluster, Field
    from multiaz_lint.model import Workload as Manifest
    from multiaz_lint.model.outage.recovery import Part, Recovery

_OUT = (
    "let failed nodes be deleted, or tainted node.kubernetes.io/out-of-service once they are off, "
    "automatically"
)
_FREE = "a volume that nodes of every zone can use at once lets pods start elsewhere"
_SOONER = (
    f"tolerationSeconds for {UNREACHABLE} says how soon pods leave a node that does not answer"
)


def remedy(manifest: Manifest, recovery: Recovery, cluster: Cluster) -> tuple[Field, str | None]:
    """Return the field of the longest part of a recovery that a manifest decides, and what helps.

    A part that never ends is the longest.
    """
    part = max(recovery.parts, key=_length)
    if part.name == TOLERATION:
        index = mentioning([each.tree for each in manifest.tolerations], UNREACHABLE)
        at = () if index is None else (index,)
        return manifest.pod("tolerations", *at), _SOONER
    if part.name == RELEASE:
        on_node = on_lost_node(manifest, cluster) is not None
        return manifest.name_field, _FREE if on_node else _OUT
    if part.name in {"start", "readiness"}:
        probe = "startupProbe" if part.name == "start" else "readinessProbe"
        return _probed(manifest, probe), f"a {probe} that looks more often finds pods ready sooner"
    if part.name == "quota":
        return manifest.name_field, "more room in its quota lets pods be made again at once"
    return manifest.name_field, None


def _length(part: Part) -> float:
    return float("inf") if part.seconds is None else part.seconds


def _probed(manifest: Manifest, probe: str) -> Field:
    """Return the first such probe that is written."""
    fields = (each.at(probe) for each in manifest.containers)
    return next((each for each in fields if each.present), manifest.name_field)
