"""HorizontalPodAutoscalers of autoscaling/v1: what that version lacks stands in annotations.

Conversion takes metrics and behavior out of them, and ignores what it cannot read
(pkg/apis/autoscaling/v1/conversion.go, 1.37). So the API server wrote objects of later versions.
"""

from __future__ import annotations

from multiaz_lint.api.errors import Key
from multiaz_lint.api.metadata import METADATA
from multiaz_lint.api.objects.autoscaling import autoscaler
from multiaz_lint.model.metrics import METRICS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")
BEHAVIOR = "autoscaling.alpha.kubernetes.io/behavior"


def autoscaler_v1(errors: Errors, tree: Tree, version: tuple[int, int]) -> None:
    """Check an autoscaling/v1 object: its one percentage becomes a metric."""
    spec = dict(tree.get("spec") or {})
    for unknown in ("metrics", "behavior"):  # dropped while decoding
        spec.pop(unknown, None)
    annotations = (tree.get("metadata") or {}).get("annotations") or {}
    metrics = _metrics(annotations[METRICS] or "") if METRICS in annotations else []
    others = len(metrics)
    percentage = spec.pop("targetCPUUtilizationPercentage", None)
    if percentage is not None:
        target = {"type": "Utilization", "averageUtilization": percentage}
        metrics.append({"type": "Resource", "resource": {"name": "cpu", "target": target}})
    if metrics:
        spec["metrics"] = metrics
    if BEHAVIOR in annotations:
        spec["behavior"] = _behavior(annotations[BEHAVIOR] or "")
    before = len(errors)
    autoscaler(errors, {**tree, "spec": spec}, version)
    for error in errors[before:]:
        if error.field.startswith("spec.behavior"):
            error.at = ((METADATA, "annotations"), Key(BEHAVIOR))
        elif error.field.startswith("spec.metrics"):
            own = error.field.startswith(f"spec.metrics[{others}]") or METRICS not in annotations
            note: Link = ((METADATA, "annotations"), Key(METRICS))
            error.at = (SPEC, "targetCPUUtilizationPercentage") if own else note


def _metrics(text: str) -> list[Tree]:
    """Read metrics as autoscaling/v1 has them, and write them as autoscaling/v2 does."""
    from multiaz_lint.api.decoding.json_structs import read_json

    found, _ = read_json(text, "[]autoscaling/v1.MetricSpec")
    return [_converted(each or {}) for each in found or ()]


def _converted(metric: Tree) -> Tree:
    made: Tree = {"type": metric.get("type") or ""}
    for name, targets in _TARGETS.items():
        source = metric.get(name)
        if source is not None:
            made[name] = {
                "target": targets(source),
                "metric": {"name": source.get("metricName") or ""},
                "describedObject": source.get("target") or {},
                "name": source.get("name") or "",
                "container": source.get("container") or "",
            }
    return made


def _object_target(source: Tree) -> Tree:
    """A target value cannot be left out in this version: 0 beside an average means none."""
    from multiaz_lint.api.pods.resources import amount

    value, average = source.get("targetValue") or "0", source.get("averageValue")
    if average is None:
        return {"type": "Value", "value": value}
    target = {"type": "AverageValue", "averageValue": average}
    return target if amount(value).nano == 0 else {**target, "value": value}


def _pods_target(source: Tree) -> Tree:
    return {"type": "AverageValue", "averageValue": source.get("targetAverageValue") or "0"}


def _resource_target(source: Tree) -> Tree:
    utilization = source.get("targetAverageUtilization")
    return {
        "type": "AverageValue" if utilization is None else "Utilization",
        "averageUtilization": utilization,
        "averageValue": source.get("targetAverageValue"),
    }


def _external_target(source: Tree) -> Tree:
    value = source.get("targetValue")
    return {
        "type": "AverageValue" if value is None else "Value",
        "value": value,
        "averageValue": source.get("targetAverageValue"),
    }


_TARGETS = {
    "object": _object_target,
    "pods": _pods_target,
    "resource": _resource_target,
    "containerResource": _resource_target,
    "external": _external_target,
}


def _behavior(text: str) -> Tree | None:
    """Read a behavior, which nobody has filled with defaults: it may lack policies."""
    from multiaz_lint.api.decoding.json_structs import read_json

    found, _ = read_json(text, "autoscaling.HorizontalPodAutoscalerBehavior")
    rules = found or {}
    return {
        name: {**rules[name], "policies": rules[name].get("policies") or []}
        for name in ("scaleUp", "scaleDown")
        if rules.get(name) is not None
    }
