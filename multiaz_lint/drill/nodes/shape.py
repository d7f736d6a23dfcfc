"""The nodes that a drill plays on: made from zones and pools, or those of a real cluster."""

from __future__ import annotations

from multiaz_lint.config.drill import MOST_NODES
from multiaz_lint.drill.nodes.node import DEFAULT_ALLOCATABLE, Node, plain_labels
from multiaz_lint.model import BETA_REGION, BETA_ZONE, REGION, ZONE
from multiaz_lint.model.nodes.named_zones import DRIVER_ZONE_KEYS, ZONE_ID, ZONE_NAME_KEYS
from multiaz_lint.model.words import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    Tree = Mapping[str, Any]

NODES_PER_ZONE = 2
DISK = "ephemeral-storage"
MADE_CAPACITY = {**DEFAULT_ALLOCATABLE, DISK: "100Gi"}
"""What a node offers that does not say it: every kubelet offers its disk, too."""
CLOUD_KEYS = frozenset({REGION, BETA_REGION, ZONE_ID})
"""Labels besides the zone that say where a node of a cloud is."""
PLACE_KEYS = ZONE_NAME_KEYS | CLOUD_KEYS
"""Labels that say where a node is, in any words."""
_OF_CLOUD = {"node.kubernetes.io/instance-type": "made-up"}
"""What every node of a cloud has besides."""
_EARLIER = {
    BETA_ZONE: ZONE,
    BETA_REGION: REGION,
    "beta.kubernetes.io/instance-type": "node.kubernetes.io/instance-type",
    "beta.kubernetes.io/os": "kubernetes.io/os",
    "beta.kubernetes.io/arch": "kubernetes.io/arch",
}
"""Labels with the value of another that they were before: nodes of a cloud have both.

The cloud's controller writes the first three, the node lifecycle controller the others
(cloud-provider node_controller.go, node_lifecycle_controller.go labelReconcileInfo; 1.37).
"""
_SIGNS = "abcdefghijklmnopqrstuvwxyz"


class ShapeError(ValueError):
    """A cluster shape that makes no sense."""


class Shape:
    """A cluster's nodes, made anew for each play, and the words that describe them.

    ``made_up`` is whether nobody has given the nodes.
    """

    __slots__ = ("_nodes", "assumed", "made_up", "make", "words")

    def __init__(
        self,
        make: Callable[[], list[Node]],
        words: str,
        assumed: Sequence[str] = (),
        *,
        made_up: bool = False,
    ) -> None:
        self.made_up = made_up
        self.make = make
        self.words = words
        self.assumed = tuple(assumed)
        self._nodes: list[Node] = []

    @property
    def nodes(self) -> list[Node]:
        """The nodes before anything happens to them: made once, to look at."""
        self._nodes = self._nodes or self.make()
        return self._nodes

    @property
    def zones(self) -> list[str]:
        """The zones that its nodes say."""
        return sorted({node.zone for node in self.nodes if node.zone})


class Pool:
    """Nodes that are made alike: so many in each of its zones.

    ``places`` are values that the labels of a cloud are to have: one for each zone of the ids of
    zones, as far as they go, and of the region the first, unless ``regions`` has that of a zone.
    """

    __slots__ = (
        "capacity", "labels", "name", "nodes_per_zone", "places", "regions", "taints", "zones",
    )  # fmt: skip

    def __init__(
        self,
        zones: Sequence[str],
        *,
        name: str = "",
        nodes_per_zone: int = NODES_PER_ZONE,
        labels: Tree | None = None,
        taints: Sequence[Tree] = (),
        capacity: Tree | None = None,
        places: Mapping[str, Sequence[str]] | None = None,
        regions: Mapping[str, str] | None = None,
    ) -> None:
        self.zones = tuple(zones)
        self.name = name
        self.nodes_per_zone = nodes_per_zone
        self.labels = labels or {}
        self.taints = tuple(taints)
        self.capacity = {**MADE_CAPACITY, **(capacity or {})}
        self.places = places or {}
        self.regions = regions or {}

    def nodes(self) -> Iterable[Node]:
        """Make its nodes anew."""
        prefix = f"{self.name}-" if self.name else ""
        for index, zone in enumerate(self.zones):
            places = self._places(index, zone)
            for number in range(1, self.nodes_per_zone + 1):
                name = f"{prefix}{zone}-{number}"
                drivers = dict.fromkeys(DRIVER_ZONE_KEYS, zone)
                labels = {**plain_labels(name, zone), **drivers, **_OF_CLOUD, **places}
                labels.update(self.labels)
                labels.update(self._twice(labels))
                yield Node(name, labels, self.taints, self.capacity)

    def _twice(self, labels: Tree) -> dict[str, str]:
        """Return the labels that nodes have by two names, where one of both is asked for."""
        found: dict[str, str] = {}
        for earlier, name in _EARLIER.items():
            asked = self.labels.get(name) or self.labels.get(earlier)
            value = asked if isinstance(asked, str) else labels.get(name)
            if isinstance(value, str):
                found[name] = value
                found[earlier] = self.labels.get(earlier, value)
        return found

    def _places(self, index: int, zone: str) -> dict[str, str]:
        """Return the labels of a cloud, besides the zone, that the nodes of a zone have."""
        ids = self.places.get(ZONE_ID, ())
        first = next(iter(self.places.get(REGION, ())), "region")
        return {
            REGION: self.regions.get(zone, first),
            ZONE_ID: ids[index] if index < len(ids) else zone,
        }

    def with_labels(
        self,
        labels: Tree,
        *,
        name: str = "",
        nodes_per_zone: int | None = None,
        capacity: Tree | None = None,
        zones: Sequence[str] | None = None,
        taints: Sequence[Tree] | None = None,
    ) -> Pool:
        """Return a pool that is like this one but for its labels, and what else is given."""
        return Pool(
            self.zones if zones is None else zones,
            name=name,
            nodes_per_zone=nodes_per_zone or self.nodes_per_zone,
            labels=labels,
            taints=self.taints if taints is None else taints,
            capacity=capacity or self.capacity,
            places=self.places,
            regions=self.regions,
        )

    def __str__(self) -> str:
        count = self.nodes_per_zone
        nodes = counted(count, "node")
        cpu, memory, pods, disk = map(self.capacity.get, MADE_CAPACITY)
        size = f"{cpu} cpu, {memory}, {pods} pods, {disk} of disk"
        called = self.name if self.name.startswith("pool") else f"pool {self.name}"
        pool = f"{called}: " if self.name else ""
        where = f"in {'each of ' if len(self.zones) > 1 else ''}{', '.join(self.zones)}"
        return f"{pool}{nodes} {where}, {size}{' each' if count * len(self.zones) > 1 else ''}"


def zone_names(zones: int) -> tuple[str, ...]:
    """Return made-up names of zones: a, b, c, and numbers after z."""
    return tuple(_SIGNS[i] if i < len(_SIGNS) else f"zone-{i + 1}" for i in range(zones))


def made(pools: Sequence[Pool], *, assumed: Sequence[str] = ()) -> Shape:
    """Return a shape of made-up nodes.

    Raises:
        ShapeError: There are no nodes, or too many.

    """
    count = sum(len(pool.zones) * pool.nodes_per_zone for pool in pools)
    if not 0 < count <= MOST_NODES:
        raise ShapeError(f"{count} nodes: a drill plays on 1 to {MOST_NODES}")
    words = "; ".join(str(pool) for pool in pools)
    return Shape(
        lambda: [node for pool in pools for node in pool.nodes()], words, assumed, made_up=True
    )


def pool(
    written: Tree,
    zones: Sequence[str],
    places: Mapping[str, Sequence[str]] | None = None,
    regions: Mapping[str, str] | None = None,
) -> Pool:
    """Return a pool as the configuration describes it."""
    return Pool(
        written.get("zones", zones),
        name=written.get("name", ""),
        nodes_per_zone=written.get("nodes_per_zone", NODES_PER_ZONE),
        labels=written.get("labels"),
        taints=written.get("taints", ()),
        capacity=written.get("capacity"),
        places=places,
        regions=regions,
    )
