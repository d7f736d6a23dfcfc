"""What workloads ask of nodes that nobody describes: room for each pod and for all, and devices."""

from __future__ import annotations

from multiaz_lint.drill.admitting.admissions import Admissions
from multiaz_lint.drill.casting.member import MOST_REPLICAS
from multiaz_lint.drill.nodes.shape import DISK
from multiaz_lint.drill.requests import CPU, MEMORY, Requests, amount
from multiaz_lint.model import DaemonSet, ScalableWorkload, Workload
from multiaz_lint.model.resource import by_identity, mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from multiaz_lint.model import Cluster

    Tree = Mapping[str, Any]

_DEVICES = 8
"""How many pods a made-up node has devices for, as it has 8 cpu."""
_PODS = "pods"
_ROOM = (CPU, MEMORY, DISK)
_ORDINARY = frozenset({*_ROOM, _PODS})
_MOST_DOUBLINGS = 3
"""Up to 64 cpu and 256 GiB: who asks for 100 cpu has left out an m more likely than not."""
_MOST_NODES = 100
"""Nodes in a zone that are made because of the number of pods."""
_FULL = 3, 4
"""How much of a node is taken to be used: pods do not fit together without gaps."""


class Asked:
    """The largest pods of a cluster that are judged, and what stands beside them on each node.

    Each asks for what it does once its namespace's LimitRanges have added to it.
    ``devices`` are what no node has of itself, with the most that a pod asks for, ``beyond`` what a
    pod asks more of than nodes are made with.
    """

    __slots__ = ("_beside", "_largest", "_total", "beyond", "devices")

    def __init__(self, cluster: Cluster) -> None:
        self._largest: dict[str, tuple[int, Workload]] = {}
        self._beside: dict[str, int] = {}
        self.devices: dict[str, int] = {}
        self.beyond: list[str] = []
        self._total: dict[str, int] = {}
        """What all pods ask for when there are as many as there may be, and their number."""
        admissions = Admissions(cluster)
        for workload in sorted(cluster.of(Workload), key=by_identity):
            spec: Tree = mapping(workload.played_template.get("spec"))
            if admissions.concern(workload.namespace):
                judged = admissions.judged(workload, workload.played_template)
                spec = spec if judged is None else judged.played
            self._enter(workload, spec, cluster)

    def _enter(self, workload: Workload, spec: Tree, cluster: Cluster) -> None:
        try:
            amounts = Requests(spec).amounts
        except (AttributeError, TypeError, ValueError):
            return  # what cannot be decoded is not played
        for name, asked in amounts:
            if name not in _ORDINARY:
                self.devices[name] = max(self.devices.get(name, 0), asked)
        if not cluster.runs(workload):
            return
        ordinary = [(name, asked) for name, asked in amounts if name in _ORDINARY]
        if isinstance(workload, DaemonSet):
            _add(self._beside, ordinary, 1)
        elif isinstance(workload, ScalableWorkload):
            _add(self._total, ordinary, min(cluster.scale_of(workload).most, MOST_REPLICAS))
            for name, asked in ordinary:
                if asked > self._largest.get(name, (0, workload))[0]:
                    self._largest[name] = asked, workload
        # Jobs and the like get no verdict, for which others would lose theirs.

    def enough(self, capacity: Mapping[str, str], said: Mapping[str, object]) -> dict[str, str]:
        """Return how much more nodes have of what the largest pod would not find on one.

        Beside it and one pod of each DaemonSet there is room for half of what a node had. What is
        ``said`` of nodes stays.
        """
        more: dict[str, str] = {}
        for name in _ROOM:
            asked, _ = self._largest.get(name, (0, None))
            has = amount(name, capacity[name])
            wanted = asked + self._beside.get(name, 0)
            if name in said or wanted <= has:
                continue
            larger = [has << doublings for doublings in range(1, _MOST_DOUBLINGS + 1)]
            found = next((size for size in larger if size >= wanted + has // 2), None)
            if found is not None:
                more[name] = str(found // 1000) if name == CPU else quantity_text(found)
            elif asked > has:
                self.beyond.append(name)
        return more

    def nodes_per_zone(self, capacity: Mapping[str, str], zones: int) -> int:
        """Return how many nodes each zone needs for all pods to fit when one zone is lost.

        ``capacity`` is what a node offers. As many of the largest pods fit on one as do whole, and
        what does not fit on one fits on no number of nodes.
        """
        wanted, (part, whole) = 1, _FULL
        for name in (*_ROOM, _PODS):
            room = amount(name, capacity[name]) - self._beside.get(name, 0)
            largest, _ = self._largest.get(name, (1, None))
            filled = min(room * part // whole, room // largest * largest)
            if filled > 0:
                zone = -(-self._total.get(name, 0) // (filled * max(1, zones - 1)))
                wanted = max(wanted, zone)
        return min(wanted, _MOST_NODES)

    def whose(self, names: Iterable[str]) -> list[str]:
        """Return the workloads whose pods are the largest in these respects."""
        found = (self._largest[name][1] for name in names if name in self._largest)
        return list(dict.fromkeys(map(str, found)))


def _add(total: dict[str, int], amounts: Iterable[tuple[str, int]], pods: int) -> None:
    """Add what so many pods ask for, and that they are so many."""
    for name, asked in (*amounts, (_PODS, 1)):
        total[name] = total.get(name, 0) + asked * pods


def devices(asked: Asked) -> dict[str, str]:
    """Return the devices that each node has: for so many pods of the one that asks for the most.

    Amounts are quantities: devices, or bytes of huge pages.
    """
    return {
        name: quantity_text(_DEVICES * number) for name, number in sorted(asked.devices.items())
    }


def quantity_text(number: int) -> str:
    """Write a number of devices or bytes as manifests do."""
    for suffix, bits in (("Gi", 30), ("Mi", 20)):
        if number % (1 << bits) == 0:
            return f"{number >> bits}{suffix}"
    return str(number)
