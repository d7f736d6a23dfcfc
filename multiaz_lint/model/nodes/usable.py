"""The nodes of the input that may take a workload's pods, by node selection and taints."""

from __future__ import annotations

from multiaz_lint.model.cached import once_each
from multiaz_lint.model.nodes.node_index import has_nodes, nodes_near, nodes_of
from multiaz_lint.model.nodes.node_selector import NodeSelector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.node import Node
    from multiaz_lint.model.nodes.node_index import Nodes
    from multiaz_lint.model.workload import Workload


def shut_zones(workload: Workload, cluster: Cluster) -> list[Node]:
    """Return the nodes of zones that node selection allows, and taints shut altogether."""
    if not has_nodes(workload, cluster):
        return []
    nodes, open_zones = selected(workload, cluster), usable(workload, cluster).zones
    if nodes.zones == open_zones:
        return []
    return [node for node in nodes.listed if node.zone is not None and node.zone not in open_zones]


@once_each
def usable(workload: Workload, cluster: Cluster) -> Nodes:
    """Return the nodes of the input that may take the pods, by node selection and taints."""
    return selected(workload, cluster) & tolerated(workload, cluster)


def tolerated(workload: Workload, cluster: Cluster) -> Nodes:
    """Return the nodes of the input whose lasting taints the pods tolerate."""
    return nodes_of(cluster).tolerated([each.tree for each in workload.tolerations])


@once_each
def selected(workload: Workload, cluster: Cluster) -> Nodes:
    """Return the nodes of the input that match the pods' node selection."""
    nodes = nodes_of(cluster).selected(NodeSelector.of_pod(workload.pod_spec))
    return nodes & nodes_near(workload, cluster)
