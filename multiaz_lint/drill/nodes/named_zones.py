"""Zones that manifests name, so that made-up nodes stand where pods want to be."""

from __future__ import annotations

from multiaz_lint.drill.nodes.shape import PLACE_KEYS
from multiaz_lint.model import ZONE, StorageClass, Workload
from multiaz_lint.model.disks.mounts import class_zones
from multiaz_lint.model.labels import IN, NOT_IN
from multiaz_lint.model.nodes.domains import DRIVER_ZONE_KEYS, ZONE_NAME_KEYS
from multiaz_lint.model.placeholders import is_placeholder
from multiaz_lint.model.resource import mapping, sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from multiaz_lint.model import Cluster

    Wish = dict[str, list[str]]
    """Labels that nodes are to have, with the values of which any one will do."""

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


def named_zones(cluster: Cluster) -> list[str]:
    """Return the zones that node selectors, node affinity, volumes and NodePools ask for."""
    return _zones_of(_asked(cluster))


def avoided_zones(cluster: Cluster) -> list[str]:
    """Return the zones that node affinity names to leave them out."""
    terms = [
        term
        for workload in cluster.of(Workload)
        for term in _of_selector(_required_affinity(workload), NOT_IN)
    ]
    return _zones_of((key, zone) for term in terms for key in term for zone in term[key])


def _zones_of(asked: Iterable[tuple[str, str]]) -> list[str]:
    found = {zone for key, zone in asked if key in ZONE_NAME_KEYS}
    return sorted(zone for zone in found if not is_placeholder(zone))


def driver_keys(cluster: Cluster) -> list[str]:
    """Return the labels of storage drivers by which they ask for them."""
    return sorted({key for key, _ in _asked(cluster)} & DRIVER_ZONE_KEYS)


def wishes(cluster: Cluster) -> Iterator[list[Wish]]:
    """Yield what each workload, volume and class asks for of nodes: any one of its terms."""
    for workload in cluster.of(Workload):
        selected = {
            key: [value]
            for key, value in mapping(workload.pod_spec.get("nodeSelector")).items()
            if key in PLACE_KEYS and isinstance(value, str)
        }
        terms = _of_selector(_required_affinity(workload))
        yield [_both(selected, term) for term in terms or [{}]]
    for resource in cluster.resources:
        if resource.kind == "PersistentVolume":
            yield _of_selector(resource.get("spec", "nodeAffinity", "required"))
        elif resource.kind == "StorageClass":
            allowed = map(mapping, sequence(resource.get("allowedTopologies")))
            yield [_of_expressions(each.get("matchLabelExpressions")) for each in allowed]
        elif resource.kind == "NodePool" and resource.group == "karpenter.sh":
            expressions = resource.get("spec", "template", "spec", "requirements")
            yield [_of_term({"matchExpressions": expressions})]
        if isinstance(resource, StorageClass):
            yield [{ZONE: [zone]} for zone in sorted(class_zones(resource) or ())]


def _asked(cluster: Cluster) -> Iterator[tuple[str, str]]:
    """Yield the labels with each value that anybody names."""
    for terms in wishes(cluster):
        for term in terms:
            for key, values in term.items():
                yield from ((key, value) for value in values)


def _both(one: Wish, other: Wish) -> Wish:
    """Return what two wishes ask for together; all of it where they contradict each other."""
    found = {**one, **other}
    for key in one.keys() & other.keys():
        common = [value for value in other[key] if value in one[key]]
        found[key] = common or [*one[key], *other[key]]
    return found


def _required_affinity(workload: Workload) -> Any:
    affinity = mapping(mapping(workload.pod_spec.get("affinity")).get("nodeAffinity"))
    return affinity.get(_REQUIRED)


def _of_selector(selector: Any, operator: str = IN) -> list[Wish]:
    terms = sequence(mapping(selector).get("nodeSelectorTerms"))
    return [_of_term(mapping(term), operator) for term in terms]


def _of_term(term: Mapping[str, Any], operator: str = IN) -> Wish:
    return _of_expressions(
        each
        for each in sequence(term.get("matchExpressions"))
        if mapping(each).get("operator") == operator
    )


def _of_expressions(expressions: Any) -> Wish:
    found: Wish = {}
    for expression in expressions or ():
        key = mapping(expression).get("key")
        if isinstance(key, str) and key in PLACE_KEYS:
            values = sequence(mapping(expression).get("values"))
            named = [value for value in values if isinstance(value, str) and value]
            found = _both(found, {key: named})
    return found
