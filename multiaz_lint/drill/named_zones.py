"""Zones that manifests name, so that made-up nodes stand where pods want to be."""

from __future__ import annotations

from multiaz_lint.model import BETA_ZONE, ZONE, Workload
from multiaz_lint.model.resource import mapping, sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.model import Cluster

_KEYS = (ZONE, BETA_ZONE)
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


def named_zones(cluster: Cluster) -> list[str]:
    """Return the zones that node selectors, node affinity and volumes ask for."""
    found: dict[str, None] = {}
    for workload in cluster.of(Workload):
        for zone in _of_pod(workload.pod_spec):
            found[zone] = None
    for resource in cluster.resources:
        if resource.kind == "PersistentVolume":
            for zone in _of_selector(resource.get("spec", "nodeAffinity", "required")):
                found[zone] = None
        elif resource.kind == "StorageClass":
            for term in sequence(resource.get("allowedTopologies")):
                for zone in _of_expressions(mapping(term).get("matchLabelExpressions")):
                    found[zone] = None
    return sorted(found)


def _of_pod(spec: dict[str, Any]) -> Iterator[str]:
    for key in _KEYS:
        zone = mapping(spec.get("nodeSelector")).get(key)
        if isinstance(zone, str):
            yield zone
    affinity = mapping(mapping(spec.get("affinity")).get("nodeAffinity"))
    yield from _of_selector(affinity.get(_REQUIRED))


def _of_selector(selector: Any) -> Iterator[str]:
    for term in sequence(mapping(selector).get("nodeSelectorTerms")):
        for expression in sequence(mapping(term).get("matchExpressions")):
            if mapping(expression).get("operator") == "In":
                yield from _of_expressions([expression])


def _of_expressions(expressions: Any) -> Iterator[str]:
    for expression in sequence(expressions):
        if mapping(expression).get("key") in _KEYS:
            values = sequence(mapping(expression).get("values"))
            yield from (zone for zone in values if isinstance(zone, str) and zone)
