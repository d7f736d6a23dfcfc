"""ResourceQuotas and LimitRanges (core validation.go, 1.37)."""

from __future__ import annotations

from math import inf

from multiaz_lint.api import names
from multiaz_lint.api.errors import Json, Key
from multiaz_lint.api.metadata import name_of, object_meta
from multiaz_lint.api.pods.resources import (
    amount,
    container_resource_name,
    is_quota_name,
    may_overcommit,
    quantity_value,
    resource_name,
)
from multiaz_lint.api.quantity import MOST_MILLI, NANO, Quantity
from multiaz_lint.api.selectors import NO_OPERATOR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")
_SCOPES = frozenset(
    (
        "Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass",
        "VolumeAttributesClass", "CrossNamespacePodAffinity",
    )
)  # fmt: skip
_EXISTS_ONLY = frozenset(
    ("BestEffort", "NotBestEffort", "Terminating", "NotTerminating", "CrossNamespacePodAffinity")
)
_COMPUTE = frozenset(
    ("cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory")
)
_CONFLICTS = ({"BestEffort", "NotBestEffort"}, {"Terminating", "NotTerminating"})


def resource_quota(errors: Errors, tree: Tree) -> None:
    """Check a ResourceQuota (ValidateResourceQuota)."""
    object_meta(errors, tree.get("metadata"), names.dns_subdomain)
    spec = tree.get("spec") or {}
    hard = spec.get("hard") or {}
    for name, value in hard.items():
        here: Link = ((SPEC, "hard"), Key(name))
        resource_name(errors, here, name)
        if "/" not in name and not is_quota_name(name):
            errors.invalid(here, Json(name), "must be a standard resource for quota")
        quantity_value(errors, here, name, amount(value))
    scopes = [scope or "" for scope in spec.get("scopes") or ()]
    place: Link = (SPEC, "scopes")
    shown = Json(scopes)
    for scope in scopes:
        if scope not in _SCOPES:
            errors.invalid(place, shown, "unsupported scope")
        for name in sorted(hard):
            if is_quota_name(name) and not _applies(scope, name):
                errors.invalid(place, shown, "unsupported scope applied to resource")
    for pair in _CONFLICTS:
        if pair <= set(scopes):
            errors.invalid(place, shown, "conflicting scopes")
    selector = spec.get("scopeSelector")
    if selector is not None:
        _scope_selector(errors, selector, hard, spec)


def _applies(scope: str, name: str) -> bool:
    if scope == "BestEffort":
        return name == "pods"
    if scope == "VolumeAttributesClass":
        return name in {"persistentvolumeclaims", "requests.storage"}
    return scope not in _SCOPES or name == "pods" or name in _COMPUTE


def _scope_selector(errors: Errors, selector: Tree, hard: Tree, spec: Tree) -> None:
    place: Link = ((SPEC, "scopeSelector"), "matchExpressions")
    taken = set()
    for index, written in enumerate(selector.get("matchExpressions") or ()):
        get = (written or {}).get
        at: Link = (place, index)
        scope, operator, values = get("scopeName") or "", get("operator") or "", get("values") or ()
        if scope not in _SCOPES:
            errors.invalid((place, "scopeName"), Json(scope), "unsupported scope", at)
        for name in sorted(hard):
            if is_quota_name(name) and not _applies(scope, name):
                value = Json(selector, "core.ScopeSelector")
                errors.invalid(place, value, "unsupported scope applied to resource", at)
        if scope in _EXISTS_ONLY and operator != "Exists":
            detail = (
                "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, "
                "ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, "
                "ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity"
            )
            errors.invalid((place, "operator"), Json(operator), detail, at)
        if operator in {"In", "NotIn"}:
            if not values:
                detail = "must be at least one value when `operator` is 'In' or 'NotIn' "
                detail += "for scope selector"
                errors.required((place, "values"), detail, at)
        elif operator in {"Exists", "DoesNotExist"}:
            if values:
                detail = "must be no value when `operator` is 'Exist' or 'DoesNotExist' "
                detail += "for scope selector"
                errors.invalid((place, "values"), Json([each or "" for each in values]), detail, at)
        else:
            errors.invalid((place, "operator"), Json(operator), NO_OPERATOR, at)
        taken.add(scope)
    for pair in _CONFLICTS:
        if pair <= taken:
            scopes = spec.get("scopes")
            shown = None if scopes is None else [each or "" for each in scopes]
            errors.invalid(place, Json(shown), "conflicting scopes")


def limit_range(errors: Errors, tree: Tree) -> None:
    """Check a LimitRange (ValidateLimitRange)."""
    meta = tree.get("metadata") or {}
    if not name_of(meta):
        meta = {**meta, "name": "00000000-0000-0000-0000-000000000000"}  # the server makes one up
    object_meta(errors, meta, names.dns_subdomain)
    kinds: set[str] = set()
    for index, each in enumerate((tree.get("spec") or {}).get("limits") or ()):
        here: Link = ((SPEC, "limits"), index)
        limit = each or {}
        kind = limit.get("type") or ""
        complaints = names.label_key(kind)
        if complaints:
            errors.each_invalid((here, "type"), Json(kind), complaints)
        elif "/" not in kind and kind not in {"Pod", "Container", "PersistentVolumeClaim"}:
            detail = "must be a standard limit type or fully qualified"
            errors.invalid((here, "type"), Json(kind), detail)
        if kind in kinds:
            errors.duplicate((here, "type"), Json(kind))
        kinds.add(kind)
        _limits(errors, here, _defaulted(limit), kind)


def _defaulted(limit: Tree) -> Tree:
    """Fill in what the server fills in for containers."""
    if limit.get("type") != "Container":
        return limit
    default = {**(limit.get("max") or {}), **(limit.get("default") or {})}
    request = {**(limit.get("min") or {}), **default, **(limit.get("defaultRequest") or {})}
    return {**limit, "default": default, "defaultRequest": request}


def _limits(errors: Errors, place: Link, limit: Tree, kind: str) -> None:
    amounts: dict[str, dict[str, Quantity]] = {}
    for side in ("max", "min", "default", "defaultRequest", "maxLimitRequestRatio"):
        written = limit.get(side) or {}
        if kind == "Pod" and side in {"default", "defaultRequest"}:
            if written:
                errors.forbidden((place, side), "may not be specified when `type` is 'Pod'")
            amounts[side] = {}
            continue
        for name in written:
            here: Link = ((place, side), Key(name))
            if kind in {"Pod", "Container"}:
                container_resource_name(errors, here, name)
            else:
                resource_name(errors, here, name)
        amounts[side] = {name: amount(value) for name, value in written.items()}
    if kind == "PersistentVolumeClaim" and not any(
        "storage" in amounts[side] for side in ("min", "max")
    ):
        detail = "either minimum or maximum storage value is required, but neither was provided"
        errors.required((place, "limits"), detail)
    for name in dict.fromkeys(name for side in amounts.values() for name in side):
        _compare(errors, place, name, amounts)


def _compare(
    errors: Errors, place: Link, name: str, amounts: dict[str, dict[str, Quantity]]
) -> None:
    low, high = amounts["min"].get(name), amounts["max"].get(name)
    default, request = amounts["default"].get(name), amounts["defaultRequest"].get(name)
    for one, other, side, shown, lower, upper in (
        (low, high, "min", low, "min", "max"),
        (low, request, "defaultRequest", request, "min", "default request"),
        (request, high, "defaultRequest", request, "default request", "max"),
        (request, default, "defaultRequest", request, "default request", "default limit"),
        (low, default, "default", low, "min", "default"),
        (default, high, "default", high, "default", "max"),
    ):  # fmt: skip
        if one is not None and other is not None and one.nano > other.nano:
            here: Link = ((place, side), Key(name))
            detail = f"{lower} value {one} is greater than {upper} value {other}"
            errors.invalid(here, Json(str(shown)), detail)
    ratio = amounts["maxLimitRequestRatio"].get(name)
    if ratio is not None:
        here = ((place, "maxLimitRequestRatio"), Key(name))
        if ratio.nano < NANO:
            errors.invalid(here, Json(str(ratio)), f"ratio {ratio} is less than 1")
        if low is not None and high is not None:
            bound, most = _ratios(ratio, low.beside(high, request, default), high)
            if bound > most:
                share = "-Inf" if most == -inf else f"{most:f}"
                detail = f"ratio {ratio} is greater than max/min = {share}"
                errors.invalid(here, Json(str(ratio)), detail)
    if (
        not may_overcommit(name)
        and default is not None
        and request is not None
        and default.nano != request.nano
    ):
        here = ((place, "defaultRequest"), Key(name))
        detail = f"default value {default} must equal to defaultRequest value {request} in {name}"
        errors.invalid(here, Json(str(request)), detail)


def _ratios(ratio: Quantity, low: Quantity, high: Quantity) -> tuple[float, float]:
    """Return a ratio and that of two amounts, in thousandths where none of the three is too great.

    Nothing is above the ratio to nothing, unless less than nothing is: it has no end.
    """
    three = (ratio, low, high)
    fine = all(each.value < MOST_MILLI for each in three)
    bound, least, most = (float(each.milli if fine else each.value) for each in three)
    if least:
        return bound / 1000 if fine else bound, most / least
    return bound, -inf if most < 0 else inf
