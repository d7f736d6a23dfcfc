"""What API servers before 1.34 say otherwise; from the release documentation."""

from __future__ import annotations

from multiaz_lint.api.errors import Errors, dotted
from multiaz_lint.api.placing import spread_constraints
from multiaz_lint.api.releases import TEMPLATES

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


def _of_claims_or_service(error: FieldError) -> bool:
    return error.field == "spec.serviceName" or error.field.startswith("spec.volumeClaimTemplates[")
