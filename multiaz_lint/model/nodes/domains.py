"""The domains of a topology key that a workload's pods can use: how many zones, how many nodes.

The number of zones is a fact of the platform, less what node selection and the nodes of the input
take away. How many nodes there are is known from Nodes in the input alone.
"""

from __future__ import annotations

from multiaz_lint.model.cached import once_alike, once_each
from multiaz_lint.model.company.contradictions import contradiction, shut_out
from multiaz_lint.model.node import Node
from multiaz_lint.model.nodes.node_pools import shutting_pools, zones_of_pools
from multiaz_lint.model.nodes.node_selector import NodeSelector
from multiaz_lint.model.nodes.taints import untolerated
from multiaz_lint.model.placeholders import is_placeholder
from multiaz_lint.model.placement import BETA_ZONE, HOSTNAME, ZONE, ZONE_KEYS
from multiaz_lint.model.resource import mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.company.companions import FewNodes
    from multiaz_lint.model.placement import NodeTerm, SpreadConstraint
    from multiaz_lint.model.workload import ScalableWorkload, Workload

    Zones = frozenset[str] | None

ZONE_ID = "topology.k8s.aws/zone-id"
"""Holds the identifier of a zone, which is the same in all accounts, where names are not."""
ZONE_LABELS = {
    ZONE: "zone",
    BETA_ZONE: "zone",
    "topology.ebs.csi.aws.com/zone": "zone",
    "topology.gke.io/zone": "zone",
    "topology.disk.csi.azure.com/zone": "zone",
    "topology.cinder.csi.openstack.org/zone": "zone",
    ZONE_ID: "zone id",
}
"""Node labels that hold a zone, and the names they use for zones."""
ZONE_NAME_KEYS = frozenset(key for key, names in ZONE_LABELS.items() if names == "zone")
"""Labels, and topology keys of volumes, that hold names of zones: the nodes', the drivers' own."""
DRIVER_ZONE_KEYS = ZONE_NAME_KEYS - ZONE_KEYS
"""Labels with the name of its zone that a storage driver gives each node that it runs on."""


def zones_of(workload: Workload, cluster: Cluster) -> int:
    """Return how many zones the workload's pods can use."""
    zones = cluster.platform.zones
    spec = workload.pod_spec
    if "nodeName" in spec and string(spec["nodeName"]):
        return 1
    if cluster.of(Node):
        named, usable = named_zones(workload, cluster), _usable(workload, cluster)
        return _zones_among(len(usable.nodes), usable.zones, named, cluster)
    if "nodeSelector" not in spec and "affinity" not in spec:
        return zones
    named = named_zones(workload, cluster)
    if named is None:
        return zones
    known = named.intersection(cluster.platform.zone_names)
    return min(zones, len(known or named))


def _zones_among(nodes: int, found: frozenset[str], named: Zones, cluster: Cluster) -> int:
    """Return in how many zones some of the nodes of the input stand, as far as they say it."""
    zones = cluster.platform.zones
    if found and nodes < len(cluster.of(Node)):
        return min(zones, len(found))
    return zones if named is None else min(zones, len(named))


def asks_for_zone(term: NodeTerm) -> bool:
    """Whether a term leaves out nodes without a zone label; NotIn and DoesNotExist do not."""
    return any(
        expression.get("operator") not in {"NotIn", "DoesNotExist"}
        for _, expression in term.about(ZONE_KEYS)
    )


def only_nodes_with_zones(workload: Workload, key: str, cluster: Cluster) -> bool:
    """Whether the pods may only run on nodes with a zone label: by node selection, or by Nodes.

    The terms are ORed; an empty one matches no node. The Nodes of the input have ``key`` then.
    """
    if cluster.of(Node) and all(
        label_of(node, key) is not None for node in usable_nodes(workload, cluster)
    ):
        return True
    if not ZONE_KEYS.isdisjoint(workload.node_selector):
        return True
    terms = [term for term in workload.node_terms if not term.empty]
    return bool(terms) and all(map(asks_for_zone, terms))


def domains(key: str, workload: Workload, cluster: Cluster) -> int | None:
    """Return how many domains of a key the pods can use; None where that is not known."""
    if key in ZONE_KEYS:
        return zones_of(workload, cluster)
    if key == HOSTNAME and string(workload.pod_spec.get("nodeName")):
        return 1
    if key == HOSTNAME and not cluster.of(Node) and names_one_node(workload):
        return 1
    if not cluster.of(Node):
        return None
    return _labels_among(usable_nodes(workload, cluster), key)


def nodes_by_affinity(workload: ScalableWorkload, cluster: Cluster) -> FewNodes | None:
    """Return the nodes that required pod affinity leaves, if they can be counted."""
    if not workload.drawing_terms:
        return None
    from multiaz_lint.model.company.companions import nodes_of_company

    return nodes_of_company(workload, cluster)


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
    if not cluster.of(Node):
        if honors:
            return domains(key, workload, cluster)
        return cluster.platform.zones if key in ZONE_KEYS else None
    nodes = selected_nodes(workload, cluster) if honors else cluster.of(Node)
    if constraint.honors_taints:
        tolerations = [each.tree for each in workload.tolerations]
        nodes = [node for node in nodes if untolerated(node.lasting_taints, tolerations) is None]
    if key in ZONE_KEYS:
        named = named_zones(workload, cluster) if honors else None
        return _zones_among(len(nodes), _zones_of_nodes(nodes), named, cluster)
    return _labels_among(nodes, key)


def zones_not_selected(workload: Workload, cluster: Cluster) -> int:
    """Return how many zones node selection leaves out, taints aside."""
    nodes = cluster.of(Node)
    if not nodes:
        return cluster.platform.zones - zones_of(workload, cluster)
    every = _zones_of_nodes(nodes)
    return len(every.difference([node.zone for node in selected_nodes(workload, cluster)]))


def shut_zones(workload: Workload, cluster: Cluster) -> list[Node]:
    """Return the nodes of zones that node selection allows, and taints shut altogether."""
    if not cluster.of(Node):
        return []
    open_zones = usable_zones(workload, cluster)
    return [
        node
        for node in selected_nodes(workload, cluster)
        if node.zone is not None and node.zone not in open_zones
    ]


def _labels_among(nodes: list[Node], key: str) -> int:
    return len({label for node in nodes if (label := label_of(node, key)) is not None})


def label_of(node: Node, key: str) -> str | None:
    """Return a label of a node; every kubelet labels its node with the host's name."""
    label = node.labels.get(key)
    if label is None and key == HOSTNAME:
        return node.name
    return label if isinstance(label, str) else None


def usable_nodes(workload: Workload, cluster: Cluster) -> list[Node]:
    """Return the nodes of the input that may take the pods, by node selection and taints."""
    return list(_usable(workload, cluster).nodes)


def usable_zones(workload: Workload, cluster: Cluster) -> frozenset[str]:
    """Return the zones in which those nodes stand that say theirs."""
    return _usable(workload, cluster).zones


def is_usable(node: Node, workload: Workload, cluster: Cluster) -> bool:
    """Whether a node of the input may take the pods."""
    return node in _usable(workload, cluster).nodes


class _Usable:
    """The nodes of the input that may take pods, and the zones in which those stand."""

    __slots__ = ("nodes", "zones")

    def __init__(self, nodes: dict[Node, None]) -> None:
        self.nodes = nodes
        self.zones = _zones_of_nodes(nodes)


def _zones_of_nodes(nodes: Iterable[Node]) -> frozenset[str]:
    return frozenset([zone for node in nodes if (zone := node.zone) is not None])


def _wish(workload: Workload, _: Cluster) -> str:
    """Return what pods ask of a node."""
    spec = workload.pod_spec
    tolerations = [each.tree for each in workload.tolerations]
    return repr((spec.get("nodeSelector"), spec.get("affinity"), tolerations))


@once_each
@once_alike(_wish)
def _usable(workload: Workload, cluster: Cluster) -> _Usable:
    """Find the nodes once for all workloads that ask for the same."""
    tolerations = [each.tree for each in workload.tolerations]
    return _Usable(
        dict.fromkeys(
            node
            for node in selected_nodes(workload, cluster)
            if untolerated(node.lasting_taints, tolerations) is None
        )
    )


def selected_nodes(workload: Workload, cluster: Cluster) -> list[Node]:
    """Return the nodes of the input that match the pods' node selection."""
    selector = NodeSelector.of_pod(workload.pod_spec)
    nodes = cluster.of(Node)
    if selector.anywhere:
        return nodes
    return [node for node in nodes if selector.matches(node.name, node.labels)]


def named_zones(workload: Workload, cluster: Cluster) -> Zones:
    """Return the zones that node selection names; None where it leaves them open.

    ``NotIn`` names zones where all zones of the platform are known by name, and takes from those
    that ``In`` names. Where no Nodes are known, NodePools that it asks for name theirs.
    """
    selects = workload.node_selector or workload.node_terms
    return _zones_named(workload, cluster) if selects else None


@once_each
def _zones_named(workload: Workload, cluster: Cluster) -> Zones:
    named = _selected_zones(workload, cluster.platform.zone_names)
    pools = None if cluster.of(Node) else zones_of_pools(workload, cluster)
    if named is None or pools is None:
        return pools if named is None else named
    return (named & pools) or named


def _selected_zones(workload: Workload, zone_names: tuple[str, ...]) -> Zones:
    named: list[frozenset[str]] = [
        frozenset((value,))
        for key, value in workload.node_selector.items()
        if key in ZONE_LABELS and isinstance(value, str)
    ]
    selected = workload.node_selector
    terms = [each for each in workload.node_terms if contradiction(each, selected) is None]
    for names in ("zone", "zone id") if terms else ():
        by_term = []
        for term in terms:
            allowed = _zones_of_term(term, names, zone_names)
            if allowed is None:
                break
            by_term.append(allowed)
        else:
            together: frozenset[str] = frozenset().union(*by_term)
            there = together.intersection(zone_names) if names == "zone" else None
            named.append(there or together)
    return min(named, key=len) if named else None


def zones_elsewhere(workload: Workload, cluster: Cluster) -> frozenset[str]:
    """Return the zones that node selection names where none of them is the platform's.

    Without names of those, or with the Nodes themselves, nothing is said. ``NotIn`` alone leaves
    nodes without the label.
    """
    names = cluster.platform.zone_names
    if not names or cluster.of(Node):
        return frozenset()
    selected = workload.node_selector
    for key, value in selected.items():
        if key in ZONE_NAME_KEYS and isinstance(value, str) and value not in names:
            return frozenset() if is_placeholder(value) else frozenset((value,))
    by_term = [
        _zones_of_term(term, "zone", names)
        for term in workload.node_terms
        if contradiction(term, selected) is None
    ]
    if not by_term or None in by_term:
        return frozenset()
    named: frozenset[str] = frozenset().union(*[each for each in by_term if each is not None])
    if named.intersection(names) or any(map(is_placeholder, named)):
        return frozenset()
    return named


def never_placed(workload: Workload, cluster: Cluster) -> bool:
    """Whether node selection leaves no node at all, whatever labels nodes have."""
    if not (workload.node_terms or workload.node_selector):
        return False
    if zones_elsewhere(workload, cluster):
        return True
    if not cluster.of(Node) and shutting_pools(workload, cluster):
        return True
    terms, selected = workload.node_terms, workload.node_selector
    keys = workload.labels_of_nodes
    return bool(terms) and all(
        contradiction(each, selected) is not None or shut_out(each, keys) for each in terms
    )


def _zones_of_term(term: NodeTerm, names: str, known: tuple[str, ...]) -> Zones:
    allowed: Zones = None
    named: set[str] = set()
    excluded: list[tuple[str, frozenset[str]]] = []
    for expression in term.expressions:
        operator, key = expression.get("operator"), string(expression.get("key"))
        if operator not in {"In", "NotIn"}:
            continue
        if ZONE_LABELS.get(key) != names:
            continue
        values = frozenset(
            value for value in sequence(expression.get("values")) if isinstance(value, str)
        )
        if operator == "NotIn":
            excluded.append((key, values))
            if names != "zone" or not known:
                continue
            values = frozenset(known) - values
        else:
            named.add(key)
        allowed = values if allowed is None else allowed & values
    if allowed is not None:
        allowed = allowed.difference(*[values for key, values in excluded if key in named])
    return allowed
