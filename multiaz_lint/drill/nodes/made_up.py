"""The nodes of a drill that nobody describes: they stand where manifests want them to be."""

from __future__ import annotations

from multiaz_lint.drill.casting import left_out
from multiaz_lint.drill.nodes import asked_nodes
from multiaz_lint.drill.nodes.asked_room import Asked, devices
from multiaz_lint.drill.nodes.named_places import named_places, regions_of, told
from multiaz_lint.drill.nodes.named_zones import (
    avoided_zones,
    driver_keys,
    named_zones,
    wishes,
)
from multiaz_lint.drill.nodes.shape import PLACE_KEYS, zone_names
from multiaz_lint.model import REGION
from multiaz_lint.model.nodes.named_zones import ZONE_ID
from multiaz_lint.model.nodes.node_pool import taint_text
from multiaz_lint.model.nodes.node_pools import undecodable_pools
from multiaz_lint.model.nodes.node_selector import NodeSelector
from multiaz_lint.model.words import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from multiaz_lint.drill.nodes.named_zones import Wish
    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.drill.nodes.shape import Pool
    from multiaz_lint.model import Cluster
    from multiaz_lint.model.nodes.node_pool import NodePool


class MadeUpZones:
    """Where nodes are made: zones, what places are called there, and what is assumed of it.

    ``places`` are as :class:`multiaz_lint.drill.nodes.shape.Pool` takes them, ``regions`` those of
    zones where there are several.
    """

    __slots__ = ("assumed", "places", "regions", "zones")

    def __init__(self, cluster: Cluster) -> None:
        asked = list(wishes(cluster))
        self.assumed = [
            f"each node has the label {key} of a storage driver, with the name of its zone"
            for key in driver_keys(asked)
        ]
        self.places = named_places(asked)
        several = self.places.get(REGION, ())[1:] and self.places[REGION]
        self.regions: dict[str, str] = {}
        if cluster.platform.zone_names:
            self.zones = list(dict.fromkeys(cluster.platform.zone_names))
            if several:
                self.regions = regions_of(self.zones, several, asked)
        else:
            self.zones = self._named(cluster, several, asked)
        self.assumed += self._told()

    def _named(
        self, cluster: Cluster, several: Sequence[str], asked: Sequence[Sequence[Wish]]
    ) -> list[str]:
        """Return the zones that are named anywhere, made-up names besides where they are too few.

        Where there are several regions all of them have as many zones.
        """
        wanted = cluster.platform.zones
        named = named_zones(asked)
        # Of those that are left out one is missing where no other is named.
        room = max(0, wanted - len(named) - (not named))
        named += [zone for zone in avoided_zones(cluster) if zone not in named][:room]
        if named:
            are = "zones {} are those" if named[1:] else "zone {} is the one"
            self.assumed.append(f"{are.format(', '.join(named))} that manifests name")
        number = wanted * max(1, len(several))
        others = [zone for zone in zone_names(number + len(named)) if zone not in named]
        if not several:
            return [*named, *others][: max(number, len(named))]
        self.regions = regions_of(named, several, asked)
        for region in several:
            for _ in range(wanted - list(self.regions.values()).count(region)):
                self.regions[others.pop(0)] = region
        return list(self.regions)

    def _told(self) -> Iterator[str]:
        for key, named in self.places.items():
            if key == ZONE_ID:
                ids = [f"{zone}: {each}" for zone, each in zip(self.zones, named, strict=False)]
                yield f"{key} of the zones, as manifests name it: {', '.join(ids)}"
            elif len(named) == 1:
                yield f"{key} of all nodes is {named[0]}, as manifests name it"
            else:
                yield f"{key} of the zones, as manifests name it: {told(self.regions)}"


def pools(
    cluster: Cluster,
    alike: Pool,
    said: Mapping[str, object] | None = None,
    *,
    counted: bool = False,
) -> tuple[list[Pool], list[str]]:
    """Return pools like one, with what workloads ask for, and what is assumed of them.

    ``said`` is what somebody has said of the capacity of nodes, ``counted`` whether somebody has
    said their number.
    """
    assumed = list(map(left_out.undecodable, undecodable_pools(cluster)))
    asked_room = Asked(cluster)
    larger = asked_room.enough(alike.capacity, said or {})
    if larger:
        size = listed([f"{value} {name}" for name, value in larger.items()])
        pods = listed([f"those of {each}" for each in asked_room.whose(larger)]) or "DaemonSets"
        assumed.append(
            f"each node has {size}, as its pods need room, the largest {pods}: their real size "
            "comes with --nodes or drill.capacity"
        )
    if asked_room.beyond:
        pods = listed([f"those of {each}" for each in asked_room.whose(asked_room.beyond)])
        assumed.append(
            f"no node is made with the {listed(asked_room.beyond)} that the largest pods ask for, "
            f"{pods}: the real size of nodes comes with --nodes or drill.capacity"
        )
    offered = {**devices(asked_room), **alike.capacity, **larger}
    new = [f"{offered[name]} {name}" for name in offered if name not in alike.capacity]
    if new:
        assumed.append(f"each node has {', '.join(new)}, as workloads ask for such devices")
    number_of_nodes = asked_room.nodes_per_zone(offered, len(alike.zones))
    if not counted and number_of_nodes > alike.nodes_per_zone:
        alike = alike.with_labels({}, nodes_per_zone=number_of_nodes)
        assumed.append(
            f"each zone has {number_of_nodes} nodes, so that all pods find room when one is lost"
        )
    made = []
    one_in_each = list(alike.with_labels({}, nodes_per_zone=1).nodes())
    for number, asked in enumerate(asked_nodes.pools(cluster, one_in_each), 1):
        name = f"pool-{number}" if number > 1 else ""
        if asked.asked_by:
            nodes = f"the nodes of {name}" if name else "nodes"
            labels = [f"{key}={value}" for key, value in sorted(asked.labels.items())]
            labels = labels or ["none of these labels"]
            whose = listed(list(map(str, asked.asked_by)), 3)
            verb = "asks" if len(asked.asked_by) == 1 else "ask"
            assumed.append(f"{nodes} have {', '.join(labels)}, as {whose} {verb}")
        zones, taints = list(alike.zones), list(alike.taints)
        if asked.node_pool is not None:
            zones = [
                node.zone for node in one_in_each if node.zone and _is_in(node, asked.node_pool)
            ]
            taints += asked.node_pool.taints
            assumed += _bounds(asked.node_pool, zones, alike.zones)
        made.append(
            alike.with_labels(asked.labels, name=name, capacity=offered, zones=zones, taints=taints)
        )
    return made, assumed


def _is_in(node: Node, node_pool: NodePool) -> bool:
    """Whether a NodePool makes nodes where one stands."""
    places = {key: value for key, value in node_pool.labels.items() if key in PLACE_KEYS}
    where = [each for each in node_pool.requirements if each.get("key") in PLACE_KEYS]
    selector = NodeSelector(places, [{"matchExpressions": where}] if where else None)
    return selector.matches(node.name, node.labels)


def _bounds(node_pool: NodePool, zones: Sequence[str], every: Sequence[str]) -> Iterator[str]:
    """Say where the nodes of a NodePool are alone, and what keeps pods out of them."""
    if len(zones) < len(every):
        yield f"they are in {', '.join(zones) or 'no zone'} alone, as that NodePool says"
    if node_pool.taints:
        taints = listed(list(map(taint_text, node_pool.taints)))
        yield f"they have taint {taints}, as that NodePool says"
