"""A node as the scheduler sees it."""

from __future__ import annotations

from multiaz_lint.drill.requests import CPU, MEMORY, amount
from multiaz_lint.model.nodes.taints import NOT_READY, UNREACHABLE
from multiaz_lint.model.placement import BETA_ZONE, HOSTNAME, ZONE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence
    from typing import Any

    Tree = Mapping[str, Any]

DEFAULT_ALLOCATABLE = {CPU: "8", MEMORY: "32Gi", "pods": "110"}
_NOT_READY = frozenset({NOT_READY, UNREACHABLE})


class Node:
    """One node: what it is, what it offers, what is taken of it."""

    __slots__ = (
        "allocatable",
        "capacity",
        "condition",
        "free",
        "images",
        "index",
        "labels",
        "most_pods",
        "name",
        "offer",
        "pods",
        "present",
        "taints",
        "unschedulable",
        "used",
        "weighed",
        "zone",
    )

    def __init__(
        self,
        name: str,
        labels: Tree,
        taints: Sequence[Tree] = (),
        allocatable: Tree | None = None,
        *,
        unschedulable: bool = False,
        images: Mapping[str, int] | None = None,
    ) -> None:
        self.index = -1
        self.name = name
        self.labels = labels
        zone = labels.get(ZONE)
        self.zone: str | None = zone if zone is not None else labels.get(BETA_ZONE)
        self.taints = list(taints)
        self.unschedulable = unschedulable
        self.images = images or {}
        self.present = True
        resources = DEFAULT_ALLOCATABLE if allocatable is None else allocatable
        self.allocatable = {key: amount(key, value) for key, value in resources.items()}
        self.offer = frozenset(self.allocatable.items())
        self.free = dict(self.allocatable)  # never below what is really taken: may be negative
        self.weighed = [0, 0]  # cpu and memory in use, with fill-ins for missing requests
        self.pods = 0
        self.used: dict[Hashable, int] = {}  # host ports and disks, by how many pods
        self.most_pods = self.allocatable.get("pods", 0)
        self.capacity = (self.allocatable.get(CPU, 0), self.allocatable.get(MEMORY, 0))
        self.condition: Any = self.condition_now()

    @property
    def answers(self) -> bool:
        """Whether its kubelet is heard of; the node lifecycle controller taints the others."""
        return not self.taints or all(taint.get("key") != UNREACHABLE for taint in self.taints)

    @property
    def ready(self) -> bool:
        """Whether its pods may be ready: the node lifecycle controller says otherwise of others."""
        return not self.taints or all(taint.get("key") not in _NOT_READY for taint in self.taints)

    def condition_now(self) -> object:
        """Return what tells apart nodes that keep pods out for different reasons."""
        taints = ((t.get("key"), t.get("value"), t.get("effect")) for t in self.taints)
        return self.unschedulable, tuple(taints)


def plain_labels(name: str, zone: str | None) -> dict[str, str]:
    """Return the labels that a kubelet and a cloud provider give every node."""
    labels = {HOSTNAME: name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64"}
    if zone is not None:
        labels[ZONE] = zone
    return labels
