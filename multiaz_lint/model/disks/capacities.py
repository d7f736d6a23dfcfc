"""How much room drivers say there is for new volumes, as their CSIStorageCapacities say (v1.37)."""

from __future__ import annotations

from multiaz_lint.model import quantity
from multiaz_lint.model.labels import compile_selector
from multiaz_lint.model.resource import mapping, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from multiaz_lint.model.cluster import Cluster

    Tree = Mapping[str, Any]

_DRIVER = ("storage.k8s.io", "CSIDriver")
_CAPACITY = ("storage.k8s.io", "CSIStorageCapacity")


class Capacity:
    """Room for volumes of one class on the nodes that its topology selects."""

    __slots__ = ("_nodes", "limit", "total")

    def __init__(self, tree: Tree) -> None:
        self.total = _bytes(tree.get("capacity")) or 0
        """All the room there is, in bytes."""
        most = _bytes(tree.get("maximumVolumeSize"))
        self.limit = _bytes(tree.get("capacity")) if most is None else most
        """The largest volume that has room, in bytes; None where nothing is said of it."""
        self._nodes = compile_selector(tree.get("nodeTopology"))

    def has_room(self, size: int, labels: Mapping[str, str]) -> bool:
        """Whether a volume of so many bytes can be made for a node of these labels."""
        return self.limit is not None and self.limit >= size and self._nodes.matches(labels)

    def node_keys(self) -> Iterator[str]:
        """Yield the labels by which it tells nodes apart."""
        yield from self._nodes.equalities
        yield from (key for key, _, _ in self._nodes.expressions)


def _bytes(written: Any) -> int | None:
    if written is None:
        return None
    try:
        return -(-quantity.nanos(written) // 10**9)
    except quantity.QuantityError:
        return None


def tracking_drivers(cluster: Cluster) -> frozenset[str]:
    """Return the drivers whose CSIDriver says that the scheduler is to look for room."""
    return frozenset(
        each.name
        for each in cluster.resources
        if (each.group, each.kind) == _DRIVER and each.spec.get("storageCapacity") is True
    )


def capacities(cluster: Cluster) -> dict[str, tuple[Capacity, ...]]:
    """Return the room there is by class, in order of their namespaces and names."""
    found: dict[str, list[Tree]] = {}
    resources = [each for each in cluster.resources if (each.group, each.kind) == _CAPACITY]
    for each in sorted(resources, key=lambda each: (each.namespace, each.name)):
        found.setdefault(string(each.tree.get("storageClassName")), []).append(mapping(each.tree))
    return {name: tuple(map(Capacity, trees)) for name, trees in found.items()}
