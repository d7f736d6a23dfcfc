"""Elasticsearch of ECK: whether its nodes know their zones, and where copies of a shard may be.

Elasticsearch keeps the copies of a shard on different nodes, and in different places where
``cluster.routing.allocation.awareness.attributes`` names an attribute of nodes (its
AwarenessAllocationDecider, 9). ECK names that of the Kubernetes node, which tells nothing of zones;
an attribute of a zone is written into ``config`` or the environment of a node set, or made by its
``zoneAwareness`` (pkg/controller/elasticsearch/settings of ECK 3). Attributes cannot be set later:
without any no zone is known. An index has one replica of each shard unless it asks for more.
"""

from __future__ import annotations

from multiaz_lint.model.custom.belonging import workloads_of
from multiaz_lint.model.nodes.pins import roles_of
from multiaz_lint.model.replication.copies import most_in_a_zone
from multiaz_lint.model.resource import mapping, sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.custom.adapted import CustomWorkload
    from multiaz_lint.model.resource import Resource

GROUP, KIND = "elasticsearch.k8s.elastic.co", "Elasticsearch"
_ATTRIBUTE = "node.attr."


def knows_zones(resource: Resource) -> bool:
    """Whether its nodes have an attribute that may be their zone."""
    sets = [mapping(each) for each in sequence(resource.spec.get("nodeSets"))]
    return any(each.get("zoneAwareness") is not None or _has_attribute(each) for each in sets)


def data_nodes_in_a_zone(resource: Resource, cluster: Cluster) -> int:
    """Return how many nodes that keep the same data one zone has at most, each set even over zones.

    Those of other roles, as of a warm tier, keep other data.
    """
    alike: dict[str, list[CustomWorkload]] = {}
    for each in workloads_of(resource, cluster):
        roles = roles_of(each)
        if _keeps_data(roles):
            alike.setdefault(repr(sorted(roles.items())), []).append(each)
    return max((most_in_a_zone(each, cluster) for each in alike.values()), default=0)


def _keeps_data(roles: dict[str, Any]) -> bool:
    if "roles" in roles:
        return any(str(each).startswith("data") for each in sequence(roles["roles"]))
    return str(roles.get("data", True)).lower() != "false"


def _has_attribute(node_set: dict[str, Any]) -> bool:
    config = mapping(node_set.get("config"))
    if any(_ATTRIBUTE in f"{path}." for path in _paths(config)):
        return True
    pod = mapping(mapping(node_set.get("podTemplate")).get("spec"))
    containers = map(mapping, sequence(pod.get("containers")))
    names = (mapping(each).get("name") for one in containers for each in sequence(one.get("env")))
    return any(str(name).startswith(_ATTRIBUTE) for name in names)


def _paths(config: dict[str, Any]) -> Iterator[str]:
    """Yield the names of settings, of which some are written as mappings, down to attributes."""
    for key, value in config.items():
        yield str(key)
        for below, deeper in mapping(value).items():
            yield f"{key}.{below}"
            yield from (f"{key}.{below}.{last}" for last in mapping(deeper))
