"""What nodes are, as sets: by label value, by taints and cordon, by host port and disk in use."""

from __future__ import annotations

from multiaz_lint.drill.counting.topology import Topology

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence
    from typing import Any

    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.drill.pod_shape import Disk, Port

    Values = tuple[str | None, ...]
    Alike = tuple[Values, int]
    """Zone and values of topology keys, and the nodes that have them."""


class Inventory:
    """Sets of the nodes that are there, kept as nodes and what their pods use change."""

    __slots__ = (
        "_alike",
        "_index",
        "_nodes",
        "_topologies",
        "by_condition",
        "by_disk",
        "by_port",
        "present",
    )

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._nodes = nodes
        self._index: dict[str, int] = {}
        self._topologies: dict[str, Topology] = {}
        self._alike: dict[tuple[str, ...], list[Alike]] = {}
        self.present = 0
        self.by_condition: dict[Any, int] = {}
        self.by_port: dict[tuple[str, int], dict[Port, int]] = {}
        """The nodes of each host port, by its protocol and number."""
        self.by_disk: dict[Disk, int] = {}
        for node in nodes:
            self._index[node.name] = node.index
            self.enter(node)

    def topology(self, key: str) -> Topology:
        """Return the domains of a topology key, among all nodes that ever were."""
        found = self._topologies.get(key)
        if found is None:
            values = [node.labels.get(key) for node in self._nodes]
            found = self._topologies[key] = Topology(values)
        return found

    def alike(self, keys: tuple[str, ...]) -> list[Alike]:
        """Group the nodes that offer the same in the same zone and domains of these keys."""
        found = self._alike.get(keys)
        if found is None:
            groups: dict[tuple[Values, object], int] = {}
            for node in self._nodes:
                values = (node.zone, *map(node.labels.get, keys))
                group = (values, node.offer)
                groups[group] = groups.get(group, 0) | 1 << node.index
            found = [(values, nodes) for (values, _), nodes in groups.items()]
            self._alike[keys] = found
        return found

    def named(self, names: Iterable[str]) -> int:
        """Return the nodes with these names."""
        nodes = 0
        for name in names:
            index = self._index.get(name)
            if index is not None:
                nodes |= 1 << index
        return nodes

    def enter(self, node: Node) -> None:
        """Take in a node as it is now."""
        if node.present:
            bit = 1 << node.index
            self.present |= bit
            self.by_condition[node.condition] = self.by_condition.get(node.condition, 0) | bit

    def leave(self, node: Node) -> None:
        """Take out a node before it changes."""
        if node.present:
            self.present ^= 1 << node.index
            _without(self.by_condition, node.condition, node.index)

    def take_port(self, port: Port, node: Node, change: int) -> None:
        """Count the pods of a node that use a host port."""
        _use(self.by_port.setdefault(port[1:], {}), port, node, change)

    def take_disk(self, disk: Disk, node: Node, change: int) -> None:
        """Count the pods of a node that use a disk."""
        _use(self.by_disk, disk, node, change)


def _use(sets: dict[Any, int], what: Hashable, node: Node, change: int) -> None:
    count = node.used.get(what, 0) + change
    node.used[what] = count
    if not count:
        _without(sets, what, node.index)
    elif count == change:
        sets[what] = sets.get(what, 0) | 1 << node.index


def _without(sets: dict[Any, int], key: Hashable, index: int) -> None:
    left = sets[key] ^ 1 << index
    if left:
        sets[key] = left
    else:
        del sets[key]
