"""Which nodes have devices for the claims that pods make for themselves, by ResourceSlices.

What is looked at is necessary: so many devices of the driver that a request is sure to name. Which
of them fit its other expressions, and which are taken, is not (structured allocator, v1.37).
"""

from __future__ import annotations

import re

from multiaz_lint.model.nodes.node_selector import NodeSelector
from multiaz_lint.model.resource import mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.model import Cluster, Resource, Workload

    Tree = dict[str, Any]
    Wanted = tuple[str, int]
    """A driver, "" for any, and how many devices."""

_GROUP = "resource.k8s.io"
_DRIVER = re.compile(r"""device\.driver\s*==\s*(["'])([^"'\\]+)\1""")
_UNSURE = re.compile(r"\|\||!|\?")
"""What lets an expression hold without one of its parts."""
_MANY = 1 << 30
"""Devices that several claims may share."""


class OfferedDevices:
    """The devices of each node, by driver; nothing is known where no slice is about these nodes."""

    __slots__ = ("_cluster", "_offers", "known")

    def __init__(self, cluster: Cluster, nodes: Sequence[Node]) -> None:
        self._cluster = cluster
        self._offers: dict[str, dict[str, int]] = {node.name: {} for node in nodes}
        self.known = False
        for tree in _newest(cluster.resources):
            self._take(tree, nodes)

    def nodes_without(self, manifest: Workload) -> frozenset[str] | None:
        """Return the nodes that lack devices for a pod; None where that is not known of any."""
        requests = list(self._requests(manifest)) if self.known else []
        if not requests:
            return None
        return frozenset(
            name
            for name, offer in self._offers.items()
            if not all(any(_has(offer, each) for each in wanted) for wanted in requests)
        )

    def _take(self, tree: Tree, nodes: Sequence[Node]) -> None:
        spec = mapping(tree.get("spec"))
        driver = string(spec.get("driver"))
        apart = spec.get("perDeviceNodeSelection") is True
        reached = [] if apart else self._reached(spec, nodes)
        self.known |= bool(reached)
        for device in map(mapping, sequence(spec.get("devices"))):
            basic = mapping(device.get("basic")) or device  # as v1beta1 has it
            count = _MANY if basic.get("allowMultipleAllocations") is True else 1
            for name in self._reached(basic, nodes) if apart else reached:
                self.known = True
                offer = self._offers[name]
                for which in (driver, ""):
                    offer[which] = offer.get(which, 0) + count

    def _reached(self, where: Tree, nodes: Sequence[Node]) -> list[str]:
        """Return the names of the nodes that a slice, or a device of it, is about."""
        name = string(where.get("nodeName"))
        if name:
            return [name] if name in self._offers else []
        terms = mapping(where.get("nodeSelector")).get("nodeSelectorTerms")
        if terms is not None:
            selector = NodeSelector(None, map(mapping, sequence(terms)))
            return [each.name for each in nodes if selector.matches(each.name, each.labels)]
        return [each.name for each in nodes] if where.get("allNodes") is True else []

    def _requests(self, manifest: Workload) -> Iterator[list[Wanted]]:
        """Yield what each request of a pod's own claims asks for, and what it takes instead."""
        for each in map(mapping, sequence(manifest.pod_spec.get("resourceClaims"))):
            name = string(each.get("resourceClaimTemplateName"))
            identity = (_GROUP, "ResourceClaimTemplate", manifest.namespace, name)
            for template in self._cluster.find(identity, manifest)[:1] if name else ():
                devices = mapping(mapping(template.get("spec", "spec")).get("devices"))
                for request in map(mapping, sequence(devices.get("requests"))):
                    first = sequence(request.get("firstAvailable"))
                    one = mapping(request.get("exactly")) or request
                    yield [self._wanted(mapping(one), manifest) for one in first or [one]]

    def _wanted(self, request: Tree, near: Resource) -> Wanted:
        expressions = [*sequence(request.get("selectors"))]
        identity = (_GROUP, "DeviceClass", "", string(request.get("deviceClassName")))
        for found in self._cluster.find(identity, near)[:1]:
            expressions += sequence(found.get("spec", "selectors"))
        drivers = (_driver(mapping(mapping(each).get("cel"))) for each in expressions)
        count = request.get("count")
        exact = request.get("allocationMode") in {None, "ExactCount"}
        return next(filter(None, drivers), ""), count if exact and type(count) is int else 1


def _newest(resources: Iterable[Resource]) -> list[Tree]:
    """Return the slices of the last generation of each pool: others are obsolete."""
    pools: dict[tuple[str, str], tuple[int, list[Tree]]] = {}
    for each in resources:
        if (each.group, each.kind) != (_GROUP, "ResourceSlice"):
            continue
        pool = mapping(each.get("spec", "pool"))
        written = pool.get("generation")
        generation = written if type(written) is int else 0
        key = string(each.get("spec", "driver")), string(pool.get("name"))
        newest, slices = pools.setdefault(key, (generation, []))
        if generation > newest:
            pools[key] = generation, [each.tree]
        elif generation == newest:
            slices.append(each.tree)
    return [tree for _, slices in pools.values() for tree in slices]


def _driver(cel: Tree) -> str:
    """Return the driver that an expression is sure to ask for."""
    expression = string(cel.get("expression"))
    found = _DRIVER.search(expression)
    return found[2] if found and not _UNSURE.search(expression) else ""


def _has(offer: dict[str, int], wanted: Wanted) -> bool:
    driver, count = wanted
    return offer.get(driver, 0) >= count
