"""The domains of a topology key that a workload's pods can use: how many zones, how many nodes.

The number of zones is a fact of the platform, less what node selection and the nodes of the input
take away. How many nodes there are is known from Nodes in the input alone.
"""

from __future__ import annotations

from multiaz_lint.model.nodes.named_zones import asks_for_zone, named_zones
from multiaz_lint.model.nodes.node_index import has_nodes, nodes_near
from multiaz_lint.model.nodes.usable import selected, tolerated, usable
from multiaz_lint.model.placement import HOSTNAME, ZONE_KEYS
from multiaz_lint.model.resource import mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.nodes.node_index import Nodes
    from multiaz_lint.model.placement import NodeTerm, SpreadConstraint
    from multiaz_lint.model.workload import Workload

    Zones = frozenset[str] | None


def zones_of(workload: Workload, cluster: Cluster) -> int:
    """Return how many zones the workload's pods can use."""
    zones = cluster.platform.zones
    spec = workload.pod_spec
    if "nodeName" in spec and string(spec["nodeName"]):
        return 1
    if has_nodes(workload, cluster):
        return _zones_among(
            usable(workload, cluster), named_zones(workload, cluster), workload, cluster
        )
    if "nodeSelector" not in spec and "affinity" not in spec:
        return zones
    named = named_zones(workload, cluster)
    if named is None:
        return zones
    known = named.intersection(cluster.platform.zone_names)
    return min(zones, len(known or named))


def _zones_among(nodes: Nodes, named: Zones, workload: Workload, cluster: Cluster) -> int:
    """Return in how many zones some of the nodes of the input stand, as far as they say it."""
    zones = cluster.platform.zones
    if nodes.zones and len(nodes) < len(nodes_near(workload, cluster)):
        return min(zones, len(nodes.zones))
    return zones if named is None else min(zones, len(named))


def only_nodes_with_zones(workload: Workload, key: str, cluster: Cluster) -> bool:
    """Whether the pods may only run on nodes with a zone label: by any rule, or by the Nodes.

    A hard spread constraint over ``key`` takes no node without it, whatever it counts
    (kube-scheduler PodTopologySpread, Filter, 1.37). The terms of node affinity are ORed; an empty
    one matches no node. The Nodes of the input have ``key`` then.
    """
    if any(each.hard and each.topology_key == key for each in workload.spread):
        return True
    if has_nodes(workload, cluster) and usable(workload, cluster).all_labelled(key):
        return True
    if not ZONE_KEYS.isdisjoint(workload.node_selector):
        return True
    terms = [term for term in workload.node_terms if not term.empty]
    return bool(terms) and all(map(asks_for_zone, terms))


def domains(key: str, workload: Workload, cluster: Cluster) -> int | None:
    """Return how many domains of a key the pods can use; None where that is not known."""
    if key in ZONE_KEYS:
        return zones_of(workload, cluster)
    if string(workload.pod_spec.get("nodeName")):
        return 1
    if key == HOSTNAME and not has_nodes(workload, cluster) and names_one_node(workload):
        return 1
    if not has_nodes(workload, cluster):
        return None
    return usable(workload, cluster).labelled(key)


def names_one_node(workload: Workload) -> bool:
    """Whether node selection leaves the pods one node by its name, whatever nodes there are."""
    return bool(string(workload.node_selector.get(HOSTNAME)) or host_of_terms(workload))


def host_of_terms(workload: Workload) -> str | None:
    """Return the one node that all terms of required node affinity name, if they do."""
    hosts = {_host_of_term(term) for term in workload.node_terms}
    return hosts.pop() if len(hosts) == 1 else None


def _host_of_term(term: NodeTerm) -> str | None:
    """Return the one node that a term names, by its label or its name."""
    fields = [mapping(field) for field in sequence(term.tree.get("matchFields"))]
    for expression in (*term.expressions, *fields):
        values = sequence(expression.get("values"))
        if (
            expression.get("key") in {HOSTNAME, "metadata.name"}
            and expression.get("operator") == "In"
            and len(values) == 1
        ):
            return string(values[0]) or None
    return None


def counted_domains(
    constraint: SpreadConstraint, workload: Workload, cluster: Cluster
) -> int | None:
    """Return how many domains a spread constraint counts; None where that is not known.

    Node selection and taints take some away only as far as its policies say Honor (kube-scheduler
    PodTopologySpread, matchNodeInclusionPolicies, 1.37).
    """
    key, honors = constraint.topology_key, constraint.honors_affinity
    if (honors and constraint.honors_taints) or string(workload.pod_spec.get("nodeName")):
        return domains(key, workload, cluster)
    if not has_nodes(workload, cluster):
        if honors:
            return domains(key, workload, cluster)
        return cluster.platform.zones if key in ZONE_KEYS else None
    nodes = selected(workload, cluster) if honors else nodes_near(workload, cluster)
    if constraint.honors_taints:
        nodes &= tolerated(workload, cluster)
    if key in ZONE_KEYS:
        named = named_zones(workload, cluster) if honors else None
        return _zones_among(nodes, named, workload, cluster)
    return nodes.labelled(key)


def zones_not_selected(workload: Workload, cluster: Cluster) -> int:
    """Return how many zones node selection leaves out, taints aside."""
    if not has_nodes(workload, cluster):
        return cluster.platform.zones - zones_of(workload, cluster)
    return len(nodes_near(workload, cluster).zones - selected(workload, cluster).zones)
