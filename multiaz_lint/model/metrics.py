"""What an autoscaler measures: the resource metrics of an HPA, and the triggers of KEDA."""

from __future__ import annotations

from multiaz_lint.model.autoscaling import HorizontalPodAutoscaler, ScaledObject
from multiaz_lint.model.digits import whole
from multiaz_lint.model.resource import mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model.autoscaling import Autoscaler
    from multiaz_lint.model.field import Field

DEFAULT_CPU = 80
"""Percent of the cpu request that an HPA without metrics aims at (autoscaling/v2 defaults)."""

METRICS = "autoscaling.alpha.kubernetes.io/metrics"


class Utilization:
    """One target that is a percentage of what the containers request.

    ``container`` is empty when the whole pod counts. ``percent`` is None where it is not readable.
    """

    __slots__ = ("container", "field", "percent", "resource")

    def __init__(
        self, field: Field, resource: str, percent: int | None, container: str = ""
    ) -> None:
        self.field = field
        self.resource = resource
        self.percent = percent
        self.container = container


def utilizations(autoscaler: Autoscaler) -> Iterator[Utilization]:
    """Yield the targets that are percentages of a request."""
    if isinstance(autoscaler, ScaledObject):
        yield from _of_triggers(autoscaler)
    elif isinstance(autoscaler, HorizontalPodAutoscaler):
        if autoscaler.version == "v1":
            field = autoscaler.at("spec", "targetCPUUtilizationPercentage", default=DEFAULT_CPU)
            if not field.present and METRICS in autoscaler.annotations:
                return  # the metrics of v2, carried along: then no default is added
            yield Utilization(field, "cpu", _number(field.value))
            return
        metrics = sequence(autoscaler.spec.get("metrics"))
        if not metrics:
            yield Utilization(autoscaler.at("spec", "metrics"), "cpu", DEFAULT_CPU)
        for index, metric in enumerate(metrics):
            yield from _of_metric(autoscaler, index, mapping(metric))


def _of_metric(
    autoscaler: Autoscaler, index: int, metric: dict[str, object]
) -> Iterator[Utilization]:
    for kind in ("resource", "containerResource"):
        source = mapping(metric.get(kind))
        target = mapping(source.get("target"))
        percent = target.get("averageUtilization")
        if percent is None:
            continue
        path = ("spec", "metrics", index, kind, "target", "averageUtilization")
        container = string(source.get("container"))
        name = string(source.get("name"))
        yield Utilization(autoscaler.at(*path), name, _number(percent), container)


def _of_triggers(scaled: ScaledObject) -> Iterator[Utilization]:
    """Triggers cpu and memory are metrics of the HPA that KEDA makes."""
    for index, trigger in enumerate(map(mapping, sequence(scaled.spec.get("triggers")))):
        resource = string(trigger.get("type"))
        if resource not in {"cpu", "memory"}:
            continue
        metadata = mapping(trigger.get("metadata"))
        kind = trigger.get("metricType") or metadata.get("type") or "Utilization"
        if kind != "Utilization":
            continue
        field = scaled.at("spec", "triggers", index, "metadata", "value")
        container = string(metadata.get("containerName"))
        yield Utilization(field, resource, _number(field.value), container)


def _number(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return whole(value)
