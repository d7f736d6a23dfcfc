"""Zones that manifests name, so that made-up nodes stand where pods want to be."""

from __future__ import annotations

from multiaz_lint.drill.nodes.shape import PLACE_KEYS
from multiaz_lint.model import BETA_REGION, REGION, ZONE, StorageClass, Workload
from multiaz_lint.model.disks.mounts import class_zones
from multiaz_lint.model.labels import IN, NOT_IN
from multiaz_lint.model.nodes.named_zones import DRIVER_ZONE_KEYS, ZONE_NAME_KEYS
from multiaz_lint.model.nodes.node_pools import node_pools
from multiaz_lint.model.placeholders import is_placeholder
from multiaz_lint.model.resource import mapping, sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from multiaz_lint.model import Cluster

    Wish = dict[str, list[str]]
    """Labels that nodes are to have, with the values of which any one will do."""


def named_zones(asked: Iterable[Sequence[Wish]]) -> list[str]:
    """Return the zones that wishes name."""
    return _zones_of(term for terms in asked for term in terms)


def avoided_zones(cluster: Cluster) -> list[str]:
    """Return the zones that node affinity names to leave them out."""
    workloads = cluster.of(Workload)
    return _zones_of(_of_term(term.tree, NOT_IN) for each in workloads for term in each.node_terms)


def _zones_of(terms: Iterable[Wish]) -> list[str]:
    found = {
        zone for term in terms for key in ZONE_NAME_KEYS.intersection(term) for zone in term[key]
    }
    return sorted(zone for zone in found if not is_placeholder(zone))


def driver_keys(asked: Iterable[Sequence[Wish]]) -> list[str]:
    """Return the labels of storage drivers by which wishes name zones."""
    keys = {key for terms in asked for term in terms for key, values in term.items() if values}
    return sorted(keys & DRIVER_ZONE_KEYS)


def wishes(cluster: Cluster) -> Iterator[list[Wish]]:
    """Yield what workloads, volumes, classes and NodePools ask of nodes: any one of its terms."""
    for workload in cluster.of(Workload):
        selected = {
            _today(key): [value]
            for key, value in workload.node_selector.items()
            if key in PLACE_KEYS and isinstance(value, str)
        }
        terms = [_of_term(term.tree) for term in workload.node_terms]
        yield [_both(selected, term) for term in terms or [{}]]
    for resource in cluster.resources:
        if resource.kind == "PersistentVolume":
            required = mapping(resource.get("spec", "nodeAffinity", "required"))
            yield [_of_term(mapping(each)) for each in sequence(required.get("nodeSelectorTerms"))]
        elif resource.kind == "StorageClass":
            allowed = map(mapping, sequence(resource.get("allowedTopologies")))
            yield [_of_expressions(each.get("matchLabelExpressions")) for each in allowed]
        if isinstance(resource, StorageClass):
            yield [{ZONE: [zone]} for zone in sorted(class_zones(resource) or ())]
    for pool in node_pools(cluster):
        places = {key: [each] for key, each in pool.labels.items() if key in PLACE_KEYS}
        yield [_both(places, _of_term({"matchExpressions": pool.requirements}))]


def _both(one: Wish, other: Wish) -> Wish:
    """Return what two wishes ask for together; all of it where they contradict each other."""
    found = {**one, **other}
    for key in one.keys() & other.keys():
        common = [value for value in other[key] if value in one[key]]
        found[key] = common or [*one[key], *other[key]]
    return found


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
            found = _both(found, {_today(key): named})
    return found


def _today(key: str) -> str:
    """Return the label that has the value of another, which was the region's before."""
    return REGION if key == BETA_REGION else key
