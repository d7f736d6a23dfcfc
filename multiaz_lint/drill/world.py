"""A cluster that is played: pods are made, put on nodes, lost and taken away.

Everything done is written to the journal of the state and can be taken back.
"""

from __future__ import annotations

from copy import copy
from operator import itemgetter
from random import Random

from multiaz_lint.drill.admitting import claims_of_pods
from multiaz_lint.drill.counting.counts import LabelIndex
from multiaz_lint.drill.counting.occupants import Occupants
from multiaz_lint.drill.pod import NOWHERE, Pod
from multiaz_lint.drill.scheduling.filters import volume_binding
from multiaz_lint.drill.workload import BARE_POD, STATEFUL_SET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from multiaz_lint.drill.admitting.admission import Admission
    from multiaz_lint.drill.admitting.refusal import Refusal
    from multiaz_lint.drill.budget import Budget
    from multiaz_lint.drill.pod_shape import PodShape
    from multiaz_lint.drill.state import State
    from multiaz_lint.drill.workload import Revision, Workload


class World:
    """A state, the workloads that make its pods, and the pods that wait for a node."""

    __slots__ = (
        "_budgets_of",
        "_guarding",
        "_occupants",
        "attempts",
        "budgets",
        "chance",
        "claiming",
        "contended",
        "focus",
        "grace",
        "pending",
        "preempted_by",
        "preempts",
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
        preempts: bool = True,
    ) -> None:
        self.state = state
        self.workloads = list(workloads)
        self.budgets = list(budgets)
        self._budgets_of: dict[PodShape, list[Budget]] = {}
        self._guarding: LabelIndex[Budget] | None = None
        self._occupants: dict[int, Occupants] = {}
        self.pending: dict[Pod, None] = {}
        self.seq = 0
        self.attempts = 0  # to place a pod
        self.chance = chance  # None: ties go to the first name, pods keep their order
        self.preempts = preempts  # whether pods take the place of others at all
        self.preempted_by: dict[Workload, dict[Workload, int]] = {}
        """Whose pods took the place of whose, and how often."""
        self.focus: Workload | None = None  # whose pods alone are made and placed for now
        # what counts terminating pods in full, until their grace has run out; None: it has
        self.grace: list[Admission] | None = None
        # whether quotas make it matter which controller asks first
        admissions = [w.admission for w in workloads if w.admission is not None]
        self.contended = any(each.contended for each in admissions)
        # whether claims of ephemeral volumes may be refused
        self.claiming = any(each.of_volumes for each in admissions)

    # pods

    def create(
        self, revision: Revision, ordinal: int = 0, node_name: str | None = None
    ) -> Pod | None:
        """Ask the API server for the next pod of a revision; None when it refuses it.

        A StatefulSet's claims come first: as many as there may be, and no pod without all of them
        (createPersistentVolumeClaims).
        """
        admission: Admission | None = revision.workload.admission
        if admission is None:
            return self.make(revision, ordinal, node_name)
        refused = False
        for claim, judged in claims_of_pods.missing(self.state, revision, ordinal, admission):
            if judged.refusal() is None:
                claims_of_pods.add(self.state, claim, judged)
            else:
                refused = True
        if refused or admission.refusal() is not None:
            if revision.workload.kind == BARE_POD:  # nobody asks again
                revision.made += 1
                self.state.record(lambda: setattr(revision, "made", revision.made - 1))
            return None
        return self.make(revision, ordinal, node_name, asked=True)

    def refusal(self, revision: Revision, ordinal: int = 0) -> Refusal | None:
        """Say why the next pod of a revision is not created now; None when it is."""
        admission: Admission | None = revision.workload.admission
        if admission is None:
            return None
        for _, judged in claims_of_pods.missing(self.state, revision, ordinal, admission):
            refusal = judged.refusal()
            if refusal is not None:
                return refusal
        return admission.refusal()

    def make(
        self,
        revision: Revision,
        ordinal: int = 0,
        node_name: str | None = None,
        *,
        asked: bool = False,
    ) -> Pod:
        """Make the next pod of a revision; it waits for the scheduler.

        Where the API server was `asked`, its claims are made; else it stands already with them.
        """
        self.seq += 1
        revision.made += 1
        admission: Admission | None = revision.workload.admission
        if admission is None:
            for claim in revision.new_claims(ordinal):
                self.state.add_claim(claim)
        elif not asked:
            for claim, judged in claims_of_pods.missing(self.state, revision, ordinal, admission):
                claims_of_pods.add(self.state, claim, judged)
        pod = Pod(revision.pod_name(ordinal), revision.shape(ordinal, node_name), self.seq)
        pod.ordinal = ordinal
        pod.revision = revision
        pod.ready = revision.workload.becomes_ready
        self.state.view(pod.shape)  # counts are cheapest to begin while there is nothing to count
        revision.pods[pod] = None
        self.pending[pod] = None
        ordinals = revision.workload.ordinals
        named = revision.workload.kind == STATEFUL_SET
        if named:
            ordinals[ordinal] = pod
        if admission is not None:
            admission.count(1)

        def undo() -> None:
            if admission is not None:
                admission.count(-1)
            revision.made -= 1
            del revision.pods[pod]
            del self.pending[pod]
            if named:
                del ordinals[ordinal]

        self.state.record(undo)
        if self.claiming:
            claims_of_pods.claim(self.state, pod, asked=asked)
        return pod

    def delete(self, pod: Pod) -> None:
        """Delete a pod as the API server does when a controller, an eviction or a taint asks.

        On a node that does not answer nobody confirms it, and the pod keeps its place; unless its
        grace is 0, with which it is gone at once (pkg/registry/core/pod, CheckGracefulDelete).
        """
        placed = pod.node != NOWHERE
        if placed and not (pod.shape.no_grace or self.state.nodes[pod.node].answers):
            self._terminate(pod)
        else:
            self.remove(pod)

    def remove(self, pod: Pod) -> None:
        """Take a pod away at once, from its node or from the queue."""
        revision: Revision | None = pod.revision
        waiting, ending = pod.node == NOWHERE, pod.terminating
        counted = revision is not None and pod in revision.pods
        if waiting:
            del self.pending[pod]
        else:
            self.state.remove(pod)
        ordinals = revision.workload.ordinals if revision is not None else {}
        named = ordinals.pop(pod.ordinal, None) if ordinals.get(pod.ordinal) is pod else None
        if revision is not None and counted:
            del revision.pods[pod]
        admission: Admission | None = None if revision is None else revision.workload.admission
        if admission is not None:
            admission.count(-1, live=not ending)
            claims_of_pods.release(pod, admission, -1)

        def undo() -> None:
            if admission is not None:
                admission.count(1, live=not ending)
                claims_of_pods.release(pod, admission, 1)
            if waiting:
                self.pending[pod] = None
            if named is not None:
                ordinals[pod.ordinal] = named
            if revision is not None and counted:
                revision.pods[pod] = None

        self.state.record(undo)

    def _terminate(self, pod: Pod) -> None:
        if pod.terminating:
            return
        revision: Revision | None = pod.revision
        self.state.terminate(pod)
        if revision is not None:
            del revision.pods[pod]
            self.state.record(lambda: revision.pods.__setitem__(pod, None))
            admission: Admission | None = revision.workload.admission
            if admission is not None and self.grace is not None:
                self.grace.append(admission)
            elif admission is not None:
                self._end_grace(admission)

    def end_graces(self) -> None:
        """Let the grace of terminating pods run out: quotas count their objects only."""
        for admission in self.grace or ():
            self._end_grace(admission)
        self.grace = None

    def _end_grace(self, admission: Admission) -> None:
        admission.count(-1, there=False)
        self.state.record(lambda: admission.count(1, there=False))

    def lose(self, pod: Pod) -> None:
        """Let a pod's node stop answering: it is no longer ready."""
        self._set_running(pod, started=pod.started, ready=False)

    def start(self, pod: Pod) -> None:
        """Let a pod run, for its node answers again."""
        ready = pod.revision is None or pod.revision.workload.becomes_ready
        ready = ready and self.state.nodes[pod.node].ready
        if not pod.started or pod.ready != ready:
            self._set_running(pod, started=True, ready=ready)

    def _set_running(self, pod: Pod, *, started: bool, ready: bool) -> None:
        before = pod.started, pod.ready
        pod.started, pod.ready = started, ready

        def undo() -> None:
            pod.started, pod.ready = before

        self.state.record(undo)

    def pods_on(self, nodes: Iterable[int]) -> list[Pod]:
        """Return the pods on these nodes, node by node, oldest first."""
        there = self.state.pods_by_node
        return [pod for each in sorted(nodes) for pod in sorted(there[each], key=lambda p: p.seq)]

    def occupants(self, index: int) -> Occupants:
        """Return who stands on a node."""
        found = self._occupants.get(index)
        if found is None or found.stamp != self.state.stamps[index]:
            found = self._occupants[index] = Occupants(self, index)
        return found

    def begin(self) -> None:
        """Leave it to chance how long the pods that stand now run; what comes later is younger."""
        if self.chance is None:
            return
        pods = sorted(self.state.pods, key=lambda pod: pod.seq)
        Random(copy(self.chance).random()).shuffle(pods)  # noqa: S311 - ties are no secret
        for age, pod in enumerate(reversed(pods)):
            pod.bound = -age
        self._occupants.clear()

    def budgets_of(self, shape: PodShape) -> list[Budget]:
        """Return the budgets that cover pods of a shape."""
        found = self._budgets_of.get(shape)
        if found is None:
            if self._guarding is None:
                self._guarding = LabelIndex()
                for budget in self.budgets:
                    self._guarding.add(budget, budget.selector)
            near = sorted(self._guarding.numbered(shape.labels, 0), key=itemgetter(0))
            found = [budget for _, budget in near if budget.covers(shape)]
            self._budgets_of[shape] = found
        return found

    @property
    def steps(self) -> int:
        """How much has been played in it so far: what takes time on any machine."""
        return self.attempts + self.state.moves

    def bind(self, pod: Pod, node: int) -> None:
        """Put a waiting pod on a node."""
        state, shape = self.state, pod.shape
        binding = None
        if shape.claims:
            waiting = volume_binding.PodClaims(state.storage, shape).waiting
            binding = state.storage.find(waiting, state.nodes[node]) if waiting else None
        state.place(pod, node, binding)
        pod.bound = state.moves
        del self.pending[pod]
        state.record(lambda: self.pending.__setitem__(pod, None))
        if not state.nodes[node].ready:  # where it does not answer nobody even starts it
            self._set_running(pod, started=state.nodes[node].answers, ready=False)
