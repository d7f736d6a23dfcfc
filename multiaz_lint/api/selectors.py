"""Label selectors: their form and what they match (apimachinery pkg/apis/meta/v1, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import Json
from multiaz_lint.api.metadata import labels, well_formed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

NO_OPERATOR = "not a valid selector operator"
_NEED_VALUES = "must be specified when `operator` is 'In' or 'NotIn'"
_NEED_ONE_VALUE = "must be specified single value when `operator` is 'Lt' or 'Gt'"
_NO_VALUES = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"


def label_selector(errors: Errors, place: Link, selector: Tree | None) -> None:
    """Check a label selector (ValidateLabelSelector)."""
    if not selector:
        return
    written = selector.get("matchLabels")
    if written:
        labels(errors, (place, "matchLabels"), written)
    for index, expression in enumerate(selector.get("matchExpressions") or ()):
        label_requirement(errors, ((place, "matchExpressions"), index), expression or {})


def label_requirement(
    errors: Errors,
    place: Link,
    requirement: Tree,
    *,
    of_nodes: bool = False,
    strict: bool = True,
) -> None:
    """Check one of matchExpressions (apimachinery validation.go, core validation.go, 1.37).

    ``of_nodes``: a node selector's, which has the operators Gt and Lt; ``strict``: values must be
    label values.
    """
    operator = requirement.get("operator") or ""
    values = requirement.get("values") or ()
    if operator in {"In", "NotIn"}:
        if not values:
            errors.required((place, "values"), _NEED_VALUES)
    elif operator in {"Exists", "DoesNotExist"}:
        if values:
            errors.forbidden((place, "values"), _NO_VALUES)
    elif of_nodes and operator in {"Gt", "Lt"}:
        if len(values) != 1:
            errors.required((place, "values"), _NEED_ONE_VALUE)
    else:
        errors.invalid((place, "operator"), Json(operator), NO_OPERATOR)
    label_name(errors, (place, "key"), requirement.get("key") or "")
    if not strict:
        return
    for position, value in enumerate(values):
        complaints = names.label_value(value or "")
        if complaints:
            errors.each_invalid(((place, "values"), position), value or "", complaints)


def label_name(errors: Errors, place: Link, name: str) -> None:
    """Check the key of a label (ValidateLabelName)."""
    complaints = names.label_key(name)
    if complaints:
        errors.each_invalid(place, name, complaints)


def is_empty(selector: Tree) -> bool:
    """Whether a selector asks nothing, so that it selects everything."""
    return not selector.get("matchLabels") and not selector.get("matchExpressions")


def convertible(selector: Tree | None) -> bool:
    """Tell whether LabelSelectorAsSelector can make a selector of it."""
    if not selector:
        return True
    if not well_formed(selector.get("matchLabels") or {}):
        return False
    for written in selector.get("matchExpressions") or ():
        expression = written or {}
        operator = expression.get("operator")
        values = expression.get("values") or ()
        if operator in {"In", "NotIn"}:
            if not values:
                return False
        elif operator in {"Exists", "DoesNotExist"}:
            if values:
                return False
        else:
            return False
        if names.label_key(expression.get("key") or ""):
            return False
        if any(names.label_value(value or "") for value in values):
            return False
    return True


def matches(selector: Tree | None, written: Tree | None) -> bool:
    """Does a convertible selector match these labels? None matches nothing, {} everything."""
    if selector is None:
        return False
    have = written or {}
    for key, value in (selector.get("matchLabels") or {}).items():
        if key not in have or (have[key] or "") != (value or ""):
            return False
    for expression in selector.get("matchExpressions") or ():
        key = expression.get("key") or ""
        operator = expression["operator"]
        if operator == "Exists":
            holds = key in have
        elif operator == "DoesNotExist":
            holds = key not in have
        else:
            within = key in have and (have[key] or "") in [
                value or "" for value in expression.get("values") or ()
            ]
            holds = within if operator == "In" else not within
        if not holds:
            return False
    return True
