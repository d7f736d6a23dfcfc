"""The zones that node selection names, by the labels that hold zones."""

from __future__ import annotations

from multiaz_lint.model.cached import once_each
from multiaz_lint.model.company.contradictions import contradiction, shut_out
from multiaz_lint.model.nodes.node_index import has_nodes
from multiaz_lint.model.nodes.pools_asked import shutting_pools, zones_of_pools
from multiaz_lint.model.placeholders import is_placeholder
from multiaz_lint.model.placement import BETA_ZONE, ZONE, ZONE_KEYS
from multiaz_lint.model.resource import sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.placement import NodeTerm
    from multiaz_lint.model.workload import Workload

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


def asks_for_zone(term: NodeTerm) -> bool:
    """Whether a term leaves out nodes without a zone label; NotIn and DoesNotExist do not."""
    return any(
        expression.get("operator") not in {"NotIn", "DoesNotExist"}
        for _, expression in term.about(ZONE_KEYS)
    )


def selects_by_zone_id(workload: Workload) -> bool:
    """Whether node selection speaks of zones by identifiers, which volumes never use."""
    return ZONE_ID in workload.node_selector or any(
        any(term.about(frozenset({ZONE_ID}))) for term in workload.node_terms
    )


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
    pools = None if has_nodes(workload, cluster) else zones_of_pools(workload, cluster)
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
    if not names or has_nodes(workload, cluster):
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
    if not has_nodes(workload, cluster) and shutting_pools(workload, cluster):
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
