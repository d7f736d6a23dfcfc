"""HorizontalPodAutoscalers (autoscaling validation, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import Json
from multiaz_lint.api.metadata import kind_and_name, object_meta
from multiaz_lint.api.pods.resources import container_resource_name
from multiaz_lint.api.quantity import Quantity, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")
_TYPES = ("ContainerResource", "External", "Object", "Pods", "Resource")
_FIELDS = {
    "Object": "object", "Pods": "pods", "Resource": "resource", "External": "external",
    "ContainerResource": "containerResource",
}  # fmt: skip
_ORDER = ("object", "external", "pods", "resource", "containerResource")


def autoscaler(errors: Errors, tree: Tree, version: tuple[int, int]) -> None:
    """Check a HorizontalPodAutoscaler (ValidateHorizontalPodAutoscaler)."""
    object_meta(errors, tree.get("metadata"), names.dns_subdomain, numbered=True)
    spec = tree.get("spec") or {}
    get = spec.get
    low, high = get("minReplicas"), get("maxReplicas") or 0
    low = 1 if low is None else low
    least = 0 if version >= (1, 37) else 1
    if low < least:
        detail = f"must be greater than or equal to {least}"
        errors.invalid((SPEC, "minReplicas"), int(low), detail)
    if high == 0:
        errors.required((SPEC, "maxReplicas"))
    elif high < 0:
        errors.invalid((SPEC, "maxReplicas"), int(high), "must be greater than or equal to 1")
    if high < low:
        detail = "must be greater than or equal to `minReplicas`"
        errors.invalid((SPEC, "maxReplicas"), int(high), detail)
    target = get("scaleTargetRef") or {}
    bare = target.get("kind") == "ReplicationController" or version < (1, 34)
    _reference(errors, (SPEC, "scaleTargetRef"), target, bare=bare)
    metrics = get("metrics") or ()
    for index, metric in enumerate(metrics):
        _metric(errors, ((SPEC, "metrics"), index), metric or {})
    if low == 0 and not any((m or {}).get("type") in {"Object", "External"} for m in metrics):
        detail = "must specify at least one Object or External metric to support scaling to zero "
        detail += "replicas"
        errors.forbidden((SPEC, "metrics"), detail)
    behavior = get("behavior")
    for name in ("scaleUp", "scaleDown"):
        rules = (behavior or {}).get(name)
        if rules:
            _rules(errors, ((SPEC, "behavior"), name), rules)


def _reference(errors: Errors, place: Link, reference: Tree, *, bare: bool) -> None:
    kind_and_name(errors, place, reference)
    version = reference.get("apiVersion") or ""
    here: Link = (place, "apiVersion")
    if version.count("/") > 1:
        errors.invalid(here, version, f"unexpected GroupVersion string: {version}")
    elif not bare and ("/" not in version or version.startswith("/")):
        errors.invalid(here, version, "apiVersion must specify API group")


def _metric(errors: Errors, place: Link, metric: Tree) -> None:
    kind = metric.get("type") or ""
    if not kind:
        errors.required((place, "type"), "must specify a metric source type")
    if kind not in _TYPES:
        errors.unsupported((place, "type"), Json(kind), _TYPES)
    present = [name for name in _ORDER if metric.get(name) is not None]
    if present:
        first = present[0]
        _SOURCES[first](errors, (place, first), metric[first])
    expected = _FIELDS.get(kind)
    if expected is None:
        errors.unsupported((place, "type"), Json(kind), _TYPES)
    elif expected not in present:
        detail = "must populate information for the given metric source"
        errors.required((place, expected), detail)
    if len(present) != 1:
        for name in present:
            if name != expected:
                detail = "must populate the given metric source only"
                errors.forbidden((place, name), detail)


def _object(errors: Errors, place: Link, source: Tree) -> None:
    _reference(errors, (place, "describedObject"), source.get("describedObject") or {}, bare=True)
    _identifier(errors, (place, "metric"), source.get("metric") or {})
    target = _target(errors, place, source)
    if target.get("value") is None and target.get("averageValue") is None:
        detail = "must set either a target value or averageValue"
        errors.required(((place, "target"), "averageValue"), detail)


def _external(errors: Errors, place: Link, source: Tree) -> None:
    _identifier(errors, (place, "metric"), source.get("metric") or {})
    target = _target(errors, place, source)
    value, average = target.get("value"), target.get("averageValue")
    if value is None and average is None:
        detail = "must set either a target value for metric or a per-pod target"
        errors.required(((place, "target"), "averageValue"), detail)
    if value is not None and average is not None:
        detail = "may not set both a target value for metric and a per-pod target"
        errors.forbidden(((place, "target"), "value"), detail)


def _pods(errors: Errors, place: Link, source: Tree) -> None:
    _identifier(errors, (place, "metric"), source.get("metric") or {})
    if _target(errors, place, source).get("averageValue") is None:
        detail = "must specify a positive target averageValue"
        errors.required(((place, "target"), "averageValue"), detail)


def _resource(errors: Errors, place: Link, source: Tree) -> None:
    if not source.get("name"):
        errors.required((place, "name"), "must specify a resource name")
    _utilization(errors, place, source)


def _container_resource(errors: Errors, place: Link, source: Tree) -> None:
    name, container = source.get("name") or "", source.get("container") or ""
    if not name:
        errors.required((place, "name"), "must specify a resource name")
    else:
        container_resource_name(errors, (place, "name"), name)
    if not container:
        errors.required((place, "container"), "must specify a container")
    else:
        errors.each_invalid((place, "container"), container, names.dns_label(container))
    _utilization(errors, place, source)


def _utilization(errors: Errors, place: Link, source: Tree) -> None:
    target = _target(errors, place, source)
    utilization, average = target.get("averageUtilization"), target.get("averageValue")
    if utilization is None and average is None:
        detail = "must set either a target raw value or a target utilization"
        errors.required(((place, "target"), "averageUtilization"), detail)
    if utilization is not None and average is not None:
        detail = "may not set both a target raw value and a target utilization"
        errors.forbidden(((place, "target"), "averageValue"), detail)


_SOURCES = {
    "object": _object,
    "external": _external,
    "pods": _pods,
    "resource": _resource,
    "containerResource": _container_resource,
}


def _identifier(errors: Errors, place: Link, identifier: Tree) -> None:
    name = identifier.get("name") or ""
    if not name:
        errors.required((place, "name"), "must specify a metric name")
    else:
        errors.each_invalid((place, "name"), name, names.path_segment(name))


def _target(errors: Errors, place: Link, source: Tree) -> Tree:
    target: Tree = source.get("target") or {}
    here: Link = (place, "target")
    kind = target.get("type") or ""
    if not kind:
        errors.required((here, "type"), "must specify a metric target type")
    if kind not in {"Utilization", "Value", "AverageValue"}:
        detail = "must be either Utilization, Value, or AverageValue"
        errors.invalid((here, "type"), Json(kind), detail)
    for name in ("value", "averageValue"):
        written = target.get(name)
        if written is not None:
            quantity = parse(written)
            if isinstance(quantity, Quantity) and quantity.nano <= 0:
                errors.invalid((here, name), Json(str(quantity)), "must be positive")
    utilization = target.get("averageUtilization")
    if utilization is not None and utilization < 1:
        errors.invalid((here, "averageUtilization"), Json(utilization), "must be greater than 0")
    return target


def _rules(errors: Errors, place: Link, rules: Tree) -> None:
    window = rules.get("stabilizationWindowSeconds")
    if window is not None:
        here: Link = (place, "stabilizationWindowSeconds")
        if window < 0:
            errors.invalid(here, Json(window), "must be greater than or equal to zero")
        if window > 3600:
            errors.invalid(here, Json(window), "must be less than or equal to 3600")
    policy = rules.get("selectPolicy")
    errors.one_of((place, "selectPolicy"), policy, ("Disabled", "Max", "Min"))
    policies = rules.get("policies")
    here = (place, "policies")
    if policies is not None and not policies:
        errors.required(here, "must specify at least one Policy")
    for index, policy in enumerate(policies or ()):
        spot: Link = (here, index)
        kind = (policy or {}).get("type") or ""
        value = (policy or {}).get("value") or 0
        period = (policy or {}).get("periodSeconds") or 0
        if kind not in {"Pods", "Percent"}:
            errors.unsupported((spot, "type"), Json(kind), ("Percent", "Pods"))
        if value <= 0:
            errors.invalid((spot, "value"), int(value), "must be greater than zero")
        if period <= 0:
            errors.invalid((spot, "periodSeconds"), int(period), "must be greater than zero")
        if period > 1800:
            detail = "must be less than or equal to 1800"
            errors.invalid((spot, "periodSeconds"), int(period), detail)
    tolerance = rules.get("tolerance")
    if tolerance is not None:
        quantity = parse(tolerance)
        if isinstance(quantity, Quantity) and quantity.nano < 0:
            detail = "must be greater than or equal to 0"
            errors.invalid((place, "tolerance"), str(quantity), detail)
