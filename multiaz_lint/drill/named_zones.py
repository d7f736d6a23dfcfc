"""Zones and other places that manifests name, so that made-up nodes stand where pods want to be."""

from __future__ import annotations

from multiaz_lint.drill.shape import CLOUD_KEYS, PLACE_KEYS
from multiaz_lint.model import ZONE, StorageClass, Workload
from multiaz_lint.model.domains import DRIVER_ZONE_KEYS, ZONE_NAME_KEYS
from multiaz_lint.model.labels import IN, NOT_IN
from multiaz_lint.model.mounts import class_zones
from multiaz_lint.model.placeholders import is_placeholder
from multiaz_lint.model.resource import mapping, sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from multiaz_lint.model import Cluster

    Asked = tuple[str, str]
    """A key and the value that it is to have."""

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


def named_zones(cluster: Cluster) -> list[str]:
    """Return the zones that node selectors, node affinity, volumes and NodePools ask for."""
    return _zones_of(_asked(cluster))


def avoided_zones(cluster: Cluster) -> list[str]:
    """Return the zones that node affinity names to leave them out."""
    asked = [each for w in cluster.of(Workload) for each in _of_pod(w.pod_spec, NOT_IN)]
    return _zones_of(asked)


def _zones_of(asked: Iterable[Asked]) -> list[str]:
    found = {zone for key, zone in asked if key in ZONE_NAME_KEYS}
    return sorted(zone for zone in found if not is_placeholder(zone))


def driver_keys(cluster: Cluster) -> list[str]:
    """Return the labels of storage drivers by which they ask for them."""
    return sorted({key for key, _ in _asked(cluster)} & DRIVER_ZONE_KEYS)


def named_places(cluster: Cluster) -> dict[str, list[str]]:
    """Return the values that they ask for of the other labels of every node of a cloud."""
    found: dict[str, set[str]] = {}
    for key, value in _asked(cluster):
        if key in CLOUD_KEYS and not is_placeholder(value):
            found.setdefault(key, set()).add(value)
    return {key: sorted(values) for key, values in found.items()}


def _asked(cluster: Cluster) -> Iterator[Asked]:
    for workload in cluster.of(Workload):
        yield from _of_pod(workload.pod_spec)
    for resource in cluster.resources:
        if resource.kind == "PersistentVolume":
            yield from _of_selector(resource.get("spec", "nodeAffinity", "required"))
        elif resource.kind == "StorageClass":
            for term in sequence(resource.get("allowedTopologies")):
                yield from _of_expressions(mapping(term).get("matchLabelExpressions"))
        elif resource.kind == "NodePool" and resource.group == "karpenter.sh":
            expressions = resource.get("spec", "template", "spec", "requirements")
            yield from _of_term({"matchExpressions": expressions})
        if isinstance(resource, StorageClass):
            yield from ((ZONE, zone) for zone in class_zones(resource) or ())


def _of_pod(spec: dict[str, Any], operator: str = IN) -> Iterator[Asked]:
    if operator == IN:
        for key, zone in mapping(spec.get("nodeSelector")).items():
            if key in PLACE_KEYS and isinstance(zone, str):
                yield key, zone
    affinity = mapping(mapping(spec.get("affinity")).get("nodeAffinity"))
    yield from _of_selector(affinity.get(_REQUIRED), operator)


def _of_selector(selector: Any, operator: str = IN) -> Iterator[Asked]:
    for term in sequence(mapping(selector).get("nodeSelectorTerms")):
        yield from _of_term(term, operator)


def _of_term(term: Any, operator: str = IN) -> Iterator[Asked]:
    for expression in sequence(mapping(term).get("matchExpressions")):
        if mapping(expression).get("operator") == operator:
            yield from _of_expressions([expression])


def _of_expressions(expressions: Any) -> Iterator[Asked]:
    for expression in sequence(expressions):
        key = mapping(expression).get("key")
        if isinstance(key, str) and key in PLACE_KEYS:
            values = sequence(mapping(expression).get("values"))
            yield from ((key, zone) for zone in values if isinstance(zone, str) and zone)
