"""The nodes of the input that may take a workload's pods, by node selection and taints."""

from __future__ import annotations

from multiaz_lint.model.cached import once_alike, once_each
from multiaz_lint.model.node import Node
from multiaz_lint.model.nodes.node_selector import NodeSelector
from multiaz_lint.model.nodes.taints import untolerated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.workload import Workload


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


def usable_nodes(workload: Workload, cluster: Cluster) -> list[Node]:
    """Return the nodes of the input that may take the pods, by node selection and taints."""
    return list(usable_of(workload, cluster).nodes)


def usable_zones(workload: Workload, cluster: Cluster) -> frozenset[str]:
    """Return the zones in which those nodes stand that say theirs."""
    return usable_of(workload, cluster).zones


def is_usable(node: Node, workload: Workload, cluster: Cluster) -> bool:
    """Whether a node of the input may take the pods."""
    return node in usable_of(workload, cluster).nodes


class Usable:
    """The nodes of the input that may take pods, and the zones in which those stand."""

    __slots__ = ("nodes", "zones")

    def __init__(self, nodes: dict[Node, None]) -> None:
        self.nodes = nodes
        self.zones = zones_of_nodes(nodes)


def zones_of_nodes(nodes: Iterable[Node]) -> frozenset[str]:
    return frozenset([zone for node in nodes if (zone := node.zone) is not None])


def _wish(workload: Workload, _: Cluster) -> str:
    """Return what pods ask of a node."""
    spec = workload.pod_spec
    tolerations = [each.tree for each in workload.tolerations]
    return repr((spec.get("nodeSelector"), spec.get("affinity"), tolerations))


@once_each
@once_alike(_wish)
def usable_of(workload: Workload, cluster: Cluster) -> Usable:
    """Find the nodes once for all workloads that ask for the same."""
    tolerations = [each.tree for each in workload.tolerations]
    return Usable(
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
