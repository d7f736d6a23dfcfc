"""The state of a cluster: nodes, the pods on them, and every count that placing a pod needs.

Counts are kept as pods come and go. Every change is written to a journal, so that an event can
be played and taken back; nothing is copied.
"""

from __future__ import annotations

from multiaz_lint.drill.counts import DomainCount, Holders, Index, PodCount
from multiaz_lint.drill.room import Room
from multiaz_lint.drill.view import View
from multiaz_lint.drill.volumes import Storage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from multiaz_lint.drill.node import Node
    from multiaz_lint.drill.pod import Placement, PodShape
    from multiaz_lint.drill.requests import Requests
    from multiaz_lint.drill.terms import AffinityTerm, PodMatch
    from multiaz_lint.drill.volumes import Binding, Claim

    Tree = Mapping[str, Any]

NOWHERE = -1


class Pod:
    """One pod: its shape and where it stands."""

    __slots__ = (
        "attached",
        "name",
        "node",
        "ordinal",
        "ready",
        "revision",
        "seq",
        "shape",
        "since",
        "terminating",
    )

    def __init__(self, name: str, shape: PodShape, seq: int = 0) -> None:
        self.name = name
        self.shape = shape
        self.seq = seq
        self.node = NOWHERE
        self.terminating = False
        self.ready = True  # once placed; false on a node that does not answer
        self.attached = True  # false while its volume is attached to another node
        self.ordinal = 0
        self.since = 0
        self.revision: Any = None


class State:
    """Nodes and placed pods, with counts that follow every change."""

    def __init__(
        self,
        nodes: Sequence[Node],
        namespaces: Mapping[str, Tree] | None = None,
        storage: Storage | None = None,
    ) -> None:
        self.nodes = sorted(nodes, key=lambda node: node.name)
        for index, node in enumerate(self.nodes):
            node.index = index
        self.namespaces = namespaces or {}
        self.storage = storage or Storage()
        self.pods: dict[Pod, None] = {}
        self.claim_users: dict[tuple[str, str], int] = {}
        self.changed: list[int] = []  # nodes whose pods changed, in order
        self.version = 0  # of everything
        self.nodes_version = 0  # of labels, taints and presence of nodes
        self._versions = 0
        self._journal: list[Callable[[], None]] = []
        self._values: dict[str, list[str | None]] = {}
        self._counts: dict[Any, PodCount] = {}
        self._domains: dict[Any, DomainCount] = {}
        self._holders: dict[Any, Holders] = {}
        self._views: dict[PodShape, View] = {}
        self._rooms: dict[Any, Room] = {}
        self._placements: dict[Any, Any] = {}
        self.count_index: Index[PodCount] = Index()
        self.keeping_away: Index[Holders] = Index()  # required anti-affinity of placed pods
        self.drawing: Index[Holders] = Index()  # what scores the neighbourhood of placed pods

    # what is asked of the state

    def view(self, shape: PodShape) -> View:
        view = self._views.get(shape)
        if view is None:
            view = self._views[shape] = View(self, shape)
        return view

    def values_of(self, topology_key: str) -> list[str | None]:
        """Return the value of a topology key on every node."""
        values = self._values.get(topology_key)
        if values is None:
            values = [node.labels.get(topology_key) for node in self.nodes]
            self._values[topology_key] = values
        return values

    def count(self, matches: Sequence[PodMatch]) -> PodCount:
        """Return the count of pods that match all of these."""
        key = tuple(match.key for match in matches)
        count = self._counts.get(key)
        if count is None:
            count = self._counts[key] = PodCount(matches)
            self.count_index.add(count, matches[0].selector)
            for pod in self.pods:
                if self.counts(count, pod.shape):
                    count.add(pod.node, int(not pod.terminating), 1)
        return count

    def counts(self, count: PodCount, shape: PodShape) -> bool:
        """Whether a count counts pods of a shape."""
        labels = self.namespaces.get(shape.namespace)
        return all(match.matches(shape.namespace, shape.labels, labels) for match in count.matches)

    def domain(
        self, count: PodCount, topology_key: str, *, living_only: bool, audience: Any = None
    ) -> DomainCount:
        """Return a count per domain; `audience` tells apart who leaves out which nodes."""
        key = (id(count), topology_key, living_only, audience)
        domain = self._domains.get(key)
        if domain is None:
            values = self.values_of(topology_key)
            domain = self._domains[key] = DomainCount(count, values, living_only=living_only)
        return domain

    def holders(self, kind: str, term: AffinityTerm) -> Holders:
        """Return where pods stand that carry a term of this kind."""
        key = (kind, term.key)
        holders = self._holders.get(key)
        if holders is None:
            holders = self._holders[key] = Holders(term, self.values_of(term.topology_key))
            index = self.keeping_away if kind == "anti" else self.drawing
            index.add(holders, term.match.selector)
        return holders

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
        key = (kind, placement and placement.key, -1 if by_labels else self.nodes_version)
        found = self._placements.get(key)
        if found is None:
            found = self._placements[key] = make()
        return found

    def room(self, requests: Requests) -> Room:
        """Return which nodes have room for these requests."""
        room = self._rooms.get(requests.key)
        if room is None:
            room = self._rooms[requests.key] = Room(requests, self.nodes, self.changed)
        return room.refresh()

    def per_image(self, image: str, make: Callable[[], Any]) -> Any:
        """Keep what depends on nodes and an image only, until nodes change."""
        return self.per_placement(image, None, make)

    # what happens to it

    def place(self, pod: Pod, node: int, binding: Binding | None = None) -> None:
        """Put a pod on a node, and bind the volumes it waited for."""
        if binding is not None:
            before = len(self.storage.undo)
            self.storage.commit(binding, self.nodes[node])
            self._journal.append(lambda: self._unbind(before))
        self._put(pod, node)
        self._journal.append(lambda: self._take(pod))

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
        self._take(pod)

        def undo() -> None:
            self._put(pod, node)
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
        before = (node.taints, node.unschedulable, node.present, self.nodes_version)
        if taints is not None:
            node.taints = taints
        if unschedulable is not None:
            node.unschedulable = unschedulable
        if present is not None:
            node.present = present
        node.condition = node.condition_now()
        self._versions += 1
        self.nodes_version = self._versions
        self.version += 1

        def undo() -> None:
            node.taints, node.unschedulable, node.present, self.nodes_version = before
            node.condition = node.condition_now()
            self.version += 1

        self._journal.append(undo)

    def record(self, undo: Callable[[], None]) -> None:
        """Let something outside take part in going back."""
        self._journal.append(undo)

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
        self.view(pod.shape)  # first, so that counts made by it do not count the pod twice
        pod.node = node
        self.pods[pod] = None
        self._tally(pod, node, 1)

    def _take(self, pod: Pod) -> None:
        if pod.terminating:
            self._terminate(pod, -1)
        self._tally(pod, pod.node, -1)
        del self.pods[pod]
        pod.node = NOWHERE

    def _terminate(self, pod: Pod, sign: int) -> None:
        pod.terminating = sign > 0
        for count in self.view(pod.shape).counted_by():
            count.add(pod.node, -sign, 0)
        self.changed.append(pod.node)
        self.version += 1

    def _tally(self, pod: Pod, index: int, sign: int) -> None:
        node = self.nodes[index]
        shape = pod.shape
        view = self.view(shape)
        free = node.free
        for name, amount in shape.requests.amounts:
            free[name] = free.get(name, 0) - sign * amount
        node.weighed[0] += sign * shape.requests.weights[0]
        node.weighed[1] += sign * shape.requests.weights[1]
        node.pods += sign
        for name in shape.claims:
            key = (shape.namespace, name)
            self.claim_users[key] = self.claim_users.get(key, 0) + sign
        for port in shape.ports:
            node.ports[port] = node.ports.get(port, 0) + sign
        for count in view.counted_by():
            count.add(index, sign, sign)
        for holders in view.holds:
            holders.add(index, sign)
        self.changed.append(index)
        self.version += 1
