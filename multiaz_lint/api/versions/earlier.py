"""What earlier API servers say otherwise; from the release documentation."""

from __future__ import annotations

from multiaz_lint.api.errors import Errors, dotted
from multiaz_lint.api.pods.placing import spread_constraints
from multiaz_lint.api.versions.releases import TEMPLATES, too_new

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import FieldError, Link

    Tree = dict[str, Any]


def before_merging(errors: list[FieldError], tree: Tree, kind: str) -> list[FieldError]:
    """Return the errors of a manifest as releases before 1.34 find them.

    Since 1.34 matchLabelKeys go into the selectors of Pods, and only Pods are asked about them;
    and claims and the service of a StatefulSet are validated.
    """
    if kind == "StatefulSet":
        errors = [error for error in errors if not _of_claims_or_service(error)]
    place: Link = None
    written: Any = tree
    for step in (*TEMPLATES.get(kind, ()), "topologySpreadConstraints"):
        place = (place, step)
        written = written.get(step) if isinstance(written, dict) else None
    if kind not in TEMPLATES or not isinstance(written, list):
        return errors
    found = Errors()
    spread_constraints(found, place, written, merged=False)
    start = dotted(place)
    return [*(error for error in errors if not error.field.startswith(start)), *found]


def of_kept_fields(
    errors: list[FieldError], tree: Tree, kind: str, version: tuple[int, int]
) -> list[FieldError]:
    """Return the errors without those in fields that a release drops before it validates."""
    dropped = [list(steps) for steps, _ in too_new(tree, kind, version)]
    return [
        error for error in errors if not any(error.steps[: len(each)] == each for each in dropped)
    ]


def _of_claims_or_service(error: FieldError) -> bool:
    return error.field == "spec.serviceName" or error.field.startswith("spec.volumeClaimTemplates[")
