"""The state of a cluster: nodes, the pods on them, and every count that placing a pod needs.

Counts are kept as pods come and go. Every change is written to a journal, so that an event can
be played and taken back; nothing is copied.
"""

from __future__ import annotations

from multiaz_lint.drill.counting.census import Census
from multiaz_lint.drill.counting.inventory import Inventory
from multiaz_lint.drill.counting.room import Room
from multiaz_lint.drill.counting.view import View
from multiaz_lint.drill.disks.claimants import Claimants
from multiaz_lint.drill.disks.on_nodes import OnNodes
from multiaz_lint.drill.disks.storage import Storage
from multiaz_lint.drill.pod import NOWHERE, Pod

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from multiaz_lint.drill.disks.storage import Binding
    from multiaz_lint.drill.disks.volumes import Claim
    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.drill.pod_shape import Placement, PodShape
    from multiaz_lint.drill.requests import Requests

    Tree = Mapping[str, Any]


MOST_PRIORITY = 2**31 - 1


class State:
    """Nodes and placed pods, with counts that follow every change."""

    def __init__(
        self,
        nodes: Sequence[Node],
        namespaces: Mapping[str, Tree] | None = None,
        storage: Storage | None = None,
        volume_limits: Mapping[str, Mapping[str, int]] | None = None,
    ) -> None:
        self.nodes = sorted(nodes, key=lambda node: node.name)
        for index, node in enumerate(self.nodes):
            node.index = index
        self.inventory = Inventory(self.nodes)
        self.census = Census(self.inventory, namespaces or {})
        self.storage = storage or Storage()
        self.volumes = OnNodes(self.nodes, volume_limits or {})
        self.pods: dict[Pod, None] = {}
        self.pods_by_node: list[dict[Pod, None]] = [{} for _ in self.nodes]
        self.claimants = Claimants()
        self.claim_users: dict[tuple[str, str], int] = {}
        self.changed: list[int] = []  # nodes whose pods changed, in order
        self.stamps = [0] * len(self.nodes)  # what is used of a node is the same at one stamp
        self._stamp = 0
        self.version = 0  # of everything
        self.lowest_priority = MOST_PRIORITY  # of all pods that were ever looked at
        self.nodes_version = 0  # of labels, taints and presence of nodes
        self._versions = 0
        self._journal: list[Callable[[], None]] = []
        self._views: dict[PodShape, View] = {}
        self._rooms: dict[Any, Room] = {}
        self._by_labels: dict[Any, Any] = {}
        self._by_nodes: dict[Any, Any] = {}  # of this version of the nodes

    # what is asked of the state

    def view(self, shape: PodShape) -> View:
        """Return which nodes pods of a shape may run on, made when first asked for."""
        view = self._views.get(shape)
        if view is None:
            view = self._views[shape] = View(self, shape)
            self.lowest_priority = min(self.lowest_priority, shape.priority)
            self.census.enter(view)
        return view

    @property
    def views(self) -> Iterable[View]:
        """Those of all shapes that were ever looked at."""
        return self._views.values()

    def per_placement(
        self,
        kind: object,
        placement: Placement | None,
        make: Callable[[], Any],
        *,
        by_labels: bool = False,
    ) -> Any:
        """Keep what depends on nodes and a placement only, until nodes change.

        Labels of nodes never change here; taints, cordons and presence do.
        """
        key = (kind, placement and placement.key)
        return _kept(self._by_labels if by_labels else self._by_nodes, key, make)

    def per_labels(self, kind: object, make: Callable[[], Any]) -> Any:
        """Keep what depends on the labels of nodes only."""
        return _kept(self._by_labels, kind, make)

    def room(self, requests: Requests) -> Room:
        """Return what knows which nodes have room for these requests."""
        room = self._rooms.get(requests.key)
        if room is None:
            room = self._rooms[requests.key] = Room(requests, self.nodes, self.changed, self.stamps)
        return room

    def per_image(self, image: str, make: Callable[[], Any]) -> Any:
        """Keep what depends on nodes and an image only, until nodes change."""
        return self.per_placement(image, None, make)

    # what happens to it

    def place(self, pod: Pod, node: int, binding: Binding | None = None) -> None:
        """Put a pod on a node, and bind the volumes it waited for."""
        if binding is not None:
            before = len(self.storage.undo)
            self.storage.commit(binding, self.nodes[node], self.nodes)
            self._journal.append(lambda: self._unbind(before))
        stamp = self.stamps[node]
        self._put(pod, node)
        if pod.shape.claims or pod.shape.migrated:
            self._journal.append(self.claimants.move(pod))

        def undo() -> None:
            self._take(pod)
            self.stamps[node] = stamp

        self._journal.append(undo)

    def add_claim(self, claim: Claim) -> None:
        """Add a claim that a controller makes, unless it is there already."""
        before = len(self.storage.undo)
        self.storage.add_claim(claim)
        self._journal.append(lambda: self._unbind(before))
        self.version += 1

    def bind_immediate(self) -> None:
        """Let the PV controller bind the claims that wait for no pod."""
        if self.storage.claims:
            before = len(self.storage.undo)
            if self.storage.bind_immediate(self.nodes):
                self._journal.append(lambda: self._unbind(before))
                self.version += 1

    def remove(self, pod: Pod) -> None:
        """Take a pod off its node for good."""
        node, terminating = pod.node, pod.terminating
        stamp = self.stamps[node]
        self._take(pod)
        if pod.shape.claims or pod.shape.migrated:
            self._journal.append(self.claimants.move(pod))

        def undo() -> None:
            self._put(pod, node)
            self.stamps[node] = stamp
            if terminating:
                self._terminate(pod, 1)

        self._journal.append(undo)

    def terminate(self, pod: Pod) -> None:
        """Mark a placed pod as being deleted while it keeps its place."""
        self._terminate(pod, 1)
        self._journal.append(lambda: self._terminate(pod, -1))

    def change_node(
        self,
        node: Node,
        *,
        taints: list[Tree] | None = None,
        unschedulable: bool | None = None,
        present: bool | None = None,
    ) -> None:
        """Change what a node is; pods on it stay."""
        before = (node.taints, node.unschedulable, node.present)
        known = (self.nodes_version, self._by_nodes)
        self.inventory.leave(node)
        if taints is not None:
            node.taints = taints
        if unschedulable is not None:
            node.unschedulable = unschedulable
        if present is not None:
            node.present = present
        node.condition = node.condition_now()
        self.inventory.enter(node)
        self._versions += 1
        self.nodes_version, self._by_nodes = self._versions, {}
        self.version += 1

        def undo() -> None:
            self.inventory.leave(node)
            node.taints, node.unschedulable, node.present = before
            node.condition = node.condition_now()
            self.inventory.enter(node)
            self.nodes_version, self._by_nodes = known
            self.version += 1

        self._journal.append(undo)

    def record(self, undo: Callable[[], None]) -> None:
        """Let something outside take part in going back."""
        self._journal.append(undo)

    @property
    def moves(self) -> int:
        """How many pods were put on nodes or taken off them, also in what was undone."""
        return self._stamp

    def mark(self) -> int:
        """Return a point to go back to."""
        return len(self._journal)

    def back_to(self, mark: int) -> None:
        """Undo everything since a mark."""
        while len(self._journal) > mark:
            self._journal.pop()()

    # bookkeeping

    def _unbind(self, mark: int) -> None:
        undo = self.storage.undo
        self.version += 1
        while len(undo) > mark:
            undo.pop()()

    def _put(self, pod: Pod, node: int) -> None:
        view = self.view(pod.shape)  # first, so that counts made by it do not count the pod twice
        pod.node = node
        self.pods[pod] = view.pods[pod] = self.pods_by_node[node][pod] = None
        if pod.shape.claims or pod.shape.migrated:
            self.claimants.put(pod)
        self._tally(pod, node, 1)
        if self.volumes.nodes:
            self.volumes.put(pod, self.storage)

    def _take(self, pod: Pod) -> None:
        if pod.terminating:
            self._terminate(pod, -1)
        self._tally(pod, pod.node, -1)
        if self.volumes.nodes:
            self.volumes.take(pod)
        del self.pods[pod], self.view(pod.shape).pods[pod], self.pods_by_node[pod.node][pod]
        if pod.shape.claims or pod.shape.migrated:
            self.claimants.take(pod)
        pod.node = NOWHERE

    def _terminate(self, pod: Pod, sign: int) -> None:
        pod.terminating = sign > 0
        for count in self.view(pod.shape).counted_by():
            count.add(pod.node, -sign, 0)
        self.version += 1

    def _tally(self, pod: Pod, index: int, sign: int) -> None:
        node = self.nodes[index]
        shape = pod.shape
        view = self.view(shape)
        free = node.free
        requests = shape.requests
        for name, amount in requests.amounts:
            free[name] = free.get(name, 0) - sign * amount
        cpu, memory = requests.weights
        weighed = node.weighed
        weighed[0] += sign * cpu
        weighed[1] += sign * memory
        node.pods += sign
        for name in shape.claims:
            key = (shape.namespace, name)
            self.claim_users[key] = self.claim_users.get(key, 0) + sign
        for port in shape.ports:
            self.inventory.take_port(port, node, sign)
        for disk in shape.disks:
            self.inventory.take_disk(disk, node, sign)
        for count in view.counted_by():
            count.add(index, sign, sign)
        for holders in view.holds:
            holders.add(index, sign)
        self.changed.append(index)
        self._stamp += 1
        self.stamps[index] = self._stamp
        self.version += 1


def _kept(known: dict[Any, Any], key: object, make: Callable[[], Any]) -> Any:
    found = known.get(key)
    if found is None:
        found = known[key] = make()
    return found
