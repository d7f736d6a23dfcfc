"""A cluster with its controllers: pods are made, placed one at a time, and taken away.

Everything done is written to the journal of the state and can be taken back.
"""

from __future__ import annotations

from multiaz_lint.drill import node_set, schedule
from multiaz_lint.drill.attach import attach
from multiaz_lint.drill.filters import node_affinity, taint_toleration, volume_binding
from multiaz_lint.drill.placed import NOWHERE, Pod
from multiaz_lint.drill.workload import BARE_POD, DAEMON_SET, STATEFUL_SET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from random import Random

    from multiaz_lint.drill.budget import Budget
    from multiaz_lint.drill.node import Node
    from multiaz_lint.drill.pod import PodShape
    from multiaz_lint.drill.state import State
    from multiaz_lint.drill.workload import Revision, Workload


class World:
    """A state, the workloads that make its pods, and the pods that wait for a node."""

    __slots__ = (
        "_budgets_of",
        "attached_at",
        "budgets",
        "chance",
        "focus",
        "pending",
        "scored",
        "seq",
        "state",
        "workloads",
    )

    def __init__(
        self,
        state: State,
        workloads: Sequence[Workload],
        budgets: Sequence[Budget] = (),
        *,
        chance: Random | None = None,
        scored: bool = True,
    ) -> None:
        self.state = state
        self.workloads = list(workloads)
        self.budgets = list(budgets)
        self._budgets_of: dict[PodShape, list[Budget]] = {}
        self.pending: dict[Pod, None] = {}
        self.seq = 0
        self.attached_at = 0  # version of the pods with claims that `attach` looked at last
        self.chance = chance  # None: ties go to the first name, pods keep their order
        self.focus: Workload | None = None  # whose pods alone are made and placed for now
        self.scored = scored  # False: any feasible node may be chosen

    # pods

    def create(self, revision: Revision, ordinal: int = 0, node_name: str | None = None) -> Pod:
        """Make the next pod of a revision; it waits for the scheduler."""
        self.seq += 1
        revision.made += 1
        for claim in revision.new_claims(ordinal):
            self.state.add_claim(claim)
        pod = Pod(revision.pod_name(ordinal), revision.shape(ordinal, node_name), self.seq)
        pod.ordinal = ordinal
        pod.revision = revision
        self.state.view(pod.shape)  # counts are cheapest to begin while there is nothing to count
        revision.pods[pod] = None
        self.pending[pod] = None
        ordinals = revision.workload.ordinals
        named = revision.workload.kind == STATEFUL_SET
        if named:
            ordinals[ordinal] = pod

        def undo() -> None:
            revision.made -= 1
            del revision.pods[pod]
            del self.pending[pod]
            if named:
                del ordinals[ordinal]

        self.state.record(undo)
        return pod

    def delete(self, pod: Pod) -> None:
        """Take a pod away at once, from its node or from the queue."""
        revision: Revision | None = pod.revision
        waiting = pod.node == NOWHERE
        counted = revision is not None and pod in revision.pods
        if waiting:
            del self.pending[pod]
        else:
            self.state.remove(pod)
        ordinals = revision.workload.ordinals if revision is not None else {}
        named = ordinals.pop(pod.ordinal, None) if ordinals.get(pod.ordinal) is pod else None
        if revision is not None and counted:
            del revision.pods[pod]

        def undo() -> None:
            if waiting:
                self.pending[pod] = None
            if named is not None:
                ordinals[pod.ordinal] = named
            if revision is not None and counted:
                revision.pods[pod] = None

        self.state.record(undo)

    def terminate(self, pod: Pod) -> None:
        """Let a pod be deleted without anybody confirming it: it keeps its place."""
        revision: Revision | None = pod.revision
        self.state.terminate(pod)
        if revision is not None:
            del revision.pods[pod]
            self.state.record(lambda: revision.pods.__setitem__(pod, None))

    def set_ready(self, pod: Pod, *, ready: bool) -> None:
        before = pod.ready
        pod.ready = ready
        self.state.record(lambda: setattr(pod, "ready", before))

    def pods_on(self, nodes: Iterable[int]) -> list[Pod]:
        """Return the pods on these nodes, node by node, oldest first."""
        wanted = set(nodes)
        found = [pod for pod in self.state.pods if pod.node in wanted]
        return sorted(found, key=lambda pod: (pod.node, pod.seq))

    def budgets_of(self, shape: PodShape) -> list[Budget]:
        """Return the budgets that cover pods of a shape."""
        found = self._budgets_of.get(shape)
        if found is None:
            found = self._budgets_of[shape] = [b for b in self.budgets if b.covers(shape)]
        return found

    # the scheduler

    def settle(self) -> None:
        """Place pods and let the controllers answer until nothing more happens."""
        while True:
            self.state.bind_immediate()
            progress = False
            for pod in self._queue():
                if pod in self.pending and self._try(pod):
                    progress = True
            if not self.reconcile() and not progress:
                attach(self)
                return

    def _queue(self) -> list[Pod]:
        waiting: Iterable[Pod] = self.pending
        if self.focus is not None:
            revisions = self.focus.revisions
            waiting = [p for revision in revisions for p in revision.pods if p.node == NOWHERE]
        queue = sorted(waiting, key=lambda pod: pod.seq)
        if self.chance is not None:
            self.chance.shuffle(queue)
        queue.sort(key=lambda pod: -pod.shape.priority)
        return queue

    def _try(self, pod: Pod) -> bool:
        state, shape = self.state, pod.shape
        nodes = schedule.feasible(state, shape)
        if not nodes:
            return False
        best = schedule.best(state, shape, nodes) if self.scored else nodes
        if not best:
            return False
        if self.chance is None:
            node = node_set.first(best)
        else:
            node = node_set.nth(best, self.chance.randrange(best.bit_count()))
        self.bind(pod, node)
        return True

    def bind(self, pod: Pod, node: int) -> None:
        """Put a waiting pod on a node."""
        state, shape = self.state, pod.shape
        binding = None
        if shape.claims:
            waiting = volume_binding.PodClaims(state.storage, shape).waiting
            binding = state.storage.find(waiting, state.nodes[node]) if waiting else None
        state.place(pod, node, binding)
        del self.pending[pod]
        state.record(lambda: self.pending.__setitem__(pod, None))

    # the controllers

    def reconcile(self) -> bool:
        """Make the pods that controllers would make now; say whether there were any."""
        made = False
        for workload in self.workloads if self.focus is None else [self.focus]:
            if workload.kind == STATEFUL_SET:
                made = self._fill_ordinals(workload) or made
            elif workload.kind == DAEMON_SET:
                made = self._fill_nodes(workload) or made
            else:
                made = self._fill_sets(workload) or made
        return made

    def _fill_sets(self, workload: Workload) -> bool:
        made = False
        if workload.kind == BARE_POD and workload.current.made:
            return False  # nobody makes it again
        for revision in workload.revisions:
            for _ in range(revision.want - len(revision.pods)):
                self.create(revision)
                made = True
        return made

    def _fill_ordinals(self, workload: Workload) -> bool:
        """Make missing pods; a pod that is being deleted keeps its identity until it is gone."""
        made = False
        revision = workload.current
        if workload.replicas <= len(revision.pods):
            return False
        there = workload.ordinals
        for ordinal in range(workload.replicas):
            pod = there.get(ordinal)
            if pod is None:
                self.create(revision, ordinal)
                made = True
            if not workload.parallel and (pod is None or pod.node == NOWHERE or pod.terminating):
                break  # OrderedReady waits for this one
        return made

    def _fill_nodes(self, workload: Workload) -> bool:
        revision = workload.current
        wanted = self._wanted_nodes(revision)
        if len(revision.pods) >= len(wanted):
            return False
        covered = {pod.shape for pod in revision.pods}
        missing = [name for name in wanted if revision.shape(node_name=name) not in covered]
        for name in missing:
            self.create(revision, node_name=name)
        return bool(missing)

    def _wanted_nodes(self, revision: Revision) -> list[str]:
        """Return the nodes that a DaemonSet wants pods on (NodeShouldRunDaemonPod, v1.37)."""
        state = self.state

        def belongs(node: Node) -> bool:
            placement = revision.shape(node_name=node.name).placement
            return node.present and not (
                node_affinity.rejects(placement, node) or taint_toleration.rejects(placement, node)
            )

        names: list[str] = state.per_placement(
            "daemon",
            revision.placement,
            lambda: [node.name for node in state.nodes if belongs(node)],
        )
        return names

    # scaling down

    def shrink(self, revision: Revision, want: int) -> None:
        """Delete pods down to a number, in the order in which the ReplicaSet controller does."""
        surplus = len(revision.pods) - want
        if surplus > 0:
            for pod in self.victims(revision)[:surplus]:
                self.delete(pod)

    def victims(self, revision: Revision) -> list[Pod]:
        """Order pods by who goes first (controller_utils ActivePodsWithRanks, v1.37).

        All count as of one age bucket, for nobody knows how long they have been there; within it
        the controller goes by UIDs: here by chance, or else by name. Among those that wait, which
        are alike, it changes nothing but the queue.
        """
        siblings: dict[int, int] = {}
        for each in revision.workload.revisions:
            for pod in each.pods:
                siblings[pod.node] = siblings.get(pod.node, 0) + 1
        pods = sorted(revision.pods, key=lambda pod: (pod.name, pod.seq))
        if self.chance is not None:
            self.chance.shuffle(pods)
        waiting = [pod for pod in pods if pod.node == NOWHERE]
        placed = [pod for pod in pods if pod.node != NOWHERE]
        placed.sort(key=lambda pod: (pod.ready, -siblings[pod.node]))
        return waiting + placed
