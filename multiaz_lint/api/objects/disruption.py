"""PodDisruptionBudgets (policy validation, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import Json
from multiaz_lint.api.metadata import object_meta
from multiaz_lint.api.objects.percentages import at_most_all, int_or_percent
from multiaz_lint.api.selectors import label_selector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")


def budget(errors: Errors, tree: Tree) -> None:
    """Check a PodDisruptionBudget (ValidatePodDisruptionBudget)."""
    spec = tree.get("spec") or {}
    get = spec.get
    least, most = get("minAvailable"), get("maxUnavailable")
    if least is not None and most is not None:
        value = Json(spec, "policy.PodDisruptionBudgetSpec")
        errors.invalid(SPEC, value, "minAvailable and maxUnavailable cannot be both set")
    for name, bound in (("minAvailable", least), ("maxUnavailable", most)):
        if bound is not None:
            int_or_percent(errors, (SPEC, name), bound)
            at_most_all(errors, (SPEC, name), bound)
    label_selector(errors, (SPEC, "selector"), get("selector"))
    policy = get("unhealthyPodEvictionPolicy")
    errors.one_of((SPEC, "unhealthyPodEvictionPolicy"), policy, ("AlwaysAllow", "IfHealthyBudget"))
    if not errors:
        # Only the generic check looks at the metadata, and only of what is good so far.
        object_meta(errors, tree.get("metadata"), names.path_segment, kube=False, numbered=True)
