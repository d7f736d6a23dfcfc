"""The nodes of the input by labels, names and taints, so that no workload looks at each of them."""

from __future__ import annotations

from itertools import compress

from multiaz_lint.model.cached import Recent, Remembered, once, once_alike
from multiaz_lint.model.node import Node
from multiaz_lint.model.nodes.label_values import LabelValues
from multiaz_lint.model.nodes.selection import Selection
from multiaz_lint.model.nodes.taint_index import TaintIndex
from multiaz_lint.model.placement import HOSTNAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.nodes.node_selector import NodeSelector
    from multiaz_lint.model.nodes.taints import Toleration
    from multiaz_lint.model.workload import Workload


def label_of(node: Node, key: str) -> str | None:
    """Return a label of a node; every kubelet labels its node with the host's name."""
    label = node.labels.get(key)
    if label is None and key == HOSTNAME:
        return node.name
    return label if isinstance(label, str) else None


class Nodes:
    """Some nodes of the input, in its order."""

    __slots__ = ("_index", "_zones", "members")

    def __init__(self, index: NodeIndex, members: int) -> None:
        self._index = index
        self._zones: frozenset[str] | None = None
        self.members = members

    def __len__(self) -> int:
        return self.members.bit_count()

    def __contains__(self, node: Node) -> bool:
        return bool(self.members >> self._index.number_of(node) & 1)

    def __sub__(self, other: Nodes) -> Nodes:
        return self._index.of(self.members & ~other.members)

    def __and__(self, other: Nodes) -> Nodes:
        return self._index.of(self.members & other.members)

    @property
    def listed(self) -> list[Node]:
        """The nodes, in input order."""
        return self._index.listed(self.members)

    @property
    def zones(self) -> frozenset[str]:
        """The zones of those that say theirs."""
        if self._zones is None:
            self._zones = self._index.zones.values(self.members)
        return self._zones

    def labelled(self, key: str) -> int:
        """Return how many values of a label they have."""
        return self._index.labels_of(key).count(self.members)

    def all_labelled(self, key: str) -> bool:
        """Whether each has the label."""
        return not self.members & ~self._index.labels_of(key).there


class NodeIndex:
    """All nodes of the input, and those of them that a pod asks for."""

    def __init__(self, nodes: list[Node]) -> None:
        self._nodes = nodes
        self._numbers = {node: number for number, node in enumerate(nodes)}
        self._selection = Selection([(node.name, node.labels) for node in nodes])
        self._every = self._selection.every
        self.zones = LabelValues()
        for number, node in enumerate(nodes):
            if node.zone is not None:
                self.zones.add(number, node.zone)
        self._taints = TaintIndex([node.lasting_taints for node in nodes])
        self._texts = Remembered(self._texts_of)
        self._sets = Remembered(lambda members: Nodes(self, members))
        self._lists = Recent(len(nodes))

    @property
    def every(self) -> Nodes:
        """All of the nodes."""
        return self.of(self._every)

    def of(self, members: int) -> Nodes:
        """Return a set of nodes: the same one for the same nodes."""
        return self._sets[members]  # type: ignore[no-any-return]  # what was put there

    def number_of(self, node: Node) -> int:
        """Return the number by which sets of nodes know one."""
        return self._numbers[node]

    def listed(self, members: int) -> list[Node]:
        """Return the nodes of a set."""
        known: list[Node] | None = self._lists.get(members)
        if known is None:
            flags = bin(members)[:1:-1]
            known = list(compress(self._nodes, map("1".__eq__, flags)))
            self._lists.put(members, known, len(known))
        return known

    def labels_of(self, key: str) -> LabelValues:
        """Return what ``label_of`` says of each node."""
        return self._texts[key]  # type: ignore[no-any-return]  # what was put there

    def _texts_of(self, key: str) -> LabelValues:
        texts = LabelValues()
        if key in self._selection.labels or key == HOSTNAME:
            for number, node in enumerate(self._nodes):
                label = label_of(node, key)
                if label is not None:
                    texts.add(number, label)
        return texts

    def labelled(self, keys: Iterable[str]) -> Nodes:
        """Return the nodes that have all of these labels."""
        members = self._every
        for key in keys:
            members &= self.labels_of(key).there
        return self.of(members)

    def selected(self, selector: NodeSelector) -> Nodes:
        """Return the nodes that a pod's node selection allows."""
        return self.of(self._selection.selected(selector))

    def tolerated(self, tolerations: Sequence[Toleration]) -> Nodes:
        """Return the nodes without a lasting taint that keeps pods with such tolerations away."""
        return self.of(self._taints.open_to(tolerations))


@once
def nodes_of(cluster: Cluster) -> NodeIndex:
    """Return the index of the Nodes of the input."""
    return NodeIndex(cluster.of(Node))


def has_nodes(workload: Workload, cluster: Cluster) -> bool:
    """Whether the input holds nodes of the cluster that a workload runs in."""
    nodes = cluster.of(Node)
    return bool(nodes) and (cluster.nearness.plain or bool(nodes_near(workload, cluster)))


def nodes_near(workload: Workload, cluster: Cluster) -> Nodes:
    """Return the nodes that a workload may meet: of several copies of one node, the nearest.

    Environments beside the workload's own have clusters of their own.
    """
    index = nodes_of(cluster)
    return index.every if cluster.nearness.plain else index.of(_near(workload, cluster))


def _stand(workload: Workload, cluster: Cluster) -> tuple[str, str]:
    """Return what is alike for workloads to which the same nodes are the nearest."""
    origin = workload.origin
    return workload.directory, origin if origin in _origins(cluster) else ""


@once
def _origins(cluster: Cluster) -> frozenset[str]:
    return frozenset([node.origin for node in cluster.of(Node)])


@once_alike(_stand)
def _near(workload: Workload, cluster: Cluster) -> int:
    by_folder = _by_folder(cluster)
    members = 0
    if by_folder is not None:
        for node, there in by_folder.values():
            if not cluster.nearness.apart(node, workload):
                members |= there
        return members
    number_of = nodes_of(cluster).number_of
    first: dict[str, int] = {}
    for node in cluster.nearness.nearest(cluster.of(Node), workload):
        first.setdefault(node.name, number_of(node))
    for number in first.values():
        members |= 1 << number
    return members


@once
def _by_folder(cluster: Cluster) -> dict[str, tuple[Node, int]] | None:
    """Return the nodes of each folder, with one of them; None where a node is there twice."""
    nodes = cluster.of(Node)
    if len({node.name for node in nodes}) < len(nodes):
        return None
    found: dict[str, tuple[Node, int]] = {}
    for number, node in enumerate(nodes):
        one, members = found.get(node.directory, (node, 0))
        found[node.directory] = one, members | 1 << number
    return found
