"""The workloads whose pods a disruption budget selects, and how many pods they run together.

The arithmetic is that of the disruption controller, v1.37 (getExpectedPodCount): a budget counts
all pods that it selects together, whatever workloads they belong to.
"""

from __future__ import annotations

from multiaz_lint.model.budgets.picking import asks_for_names, left_over, picked
from multiaz_lint.model.workload import ScalableWorkload
from multiaz_lint.model.workload_kinds import CronJob, DaemonSet, Job, Pod, StatefulSet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.disruption import PodDisruptionBudget
    from multiaz_lint.model.workload import Workload


class Guarded:
    """The workloads whose pods a budget selects, each object once, and their replicas.

    ``scaled`` run a number of replicas, from ``least`` to ``most`` in all. ``unscalable`` have
    pods too, but no scale that the controller could ask for (Job, CronJob, DaemonSet). ``bare``
    are Pods without a controller. ``copied`` says whether some object has several definitions, as
    folders of environments have: of these one counts, that with the fewest replicas, or with the
    most where it is asked for the ``fullest``. ``picked`` are StatefulSets of which only the pods
    with these ordinals are selected, by labels that their controller adds. ``matched`` says whether
    all pods of something are selected, switched off or not. ``certain`` is false where a number
    cannot be read. ``leaves_finished`` says whether there are finished pods of a CronJob between
    its runs, and ``agents_alone`` whether all pods are those of DaemonSets, which drains leave
    where they are.
    """

    __slots__ = (
        "agents_alone", "bare", "certain", "copied", "least", "leaves_finished", "matched", "most",
        "picked", "scaled", "unscalable",
    )  # fmt: skip

    def __init__(
        self, budget: PodDisruptionBudget, cluster: Cluster, *, fullest: bool = False
    ) -> None:
        self.copied = False
        self.scaled: list[ScalableWorkload] = []
        self.unscalable: list[Workload] = []
        bare: dict[tuple[str, str, str, str], Pod] = {}
        self.certain = True
        self.least = 0
        self.most = 0
        known: dict[tuple[str, str, str, str], ScalableWorkload] = {}
        selected = cluster.guarded_by(budget)
        self.matched = bool(selected)
        for workload in selected:
            if workload.owned:
                continue
            if isinstance(workload, ScalableWorkload):
                other = known.get(workload.identity)
                self.copied = self.copied or other is not None
                if other is None or _before(workload, other, cluster, fullest=fullest):
                    known[workload.identity] = workload
            elif isinstance(workload, Pod):
                if not workload.is_hook:
                    bare.setdefault(workload.identity, workload)
            elif isinstance(workload, (Job, DaemonSet)) and not _has_no_pods(workload):
                self.unscalable.append(workload)
        running = [
            workload
            for _, workload in sorted(known.items())
            if not (cluster.scale_of(workload).zero or workload.is_hook)
        ]
        some = _picked(budget, running, cluster)
        self.picked = {workload: ordinals for workload, ordinals in some.items() if ordinals}
        for workload in running:
            if workload in some:
                continue
            scale = cluster.scale_of(workload)
            self.scaled.append(workload)
            self.certain = self.certain and scale.certain
            self.least += scale.least
            self.most += scale.most
        self.unscalable.sort(key=_place)
        self.bare = sorted(bare.values(), key=_place)
        agents = all(isinstance(each, DaemonSet) for each in self.unscalable)
        others = self.scaled or self.bare or self.picked
        self.agents_alone = bool(self.unscalable) and agents and not others
        self.leaves_finished = any(
            isinstance(each, CronJob) and each.keeps_finished for each in self.unscalable
        )

    @property
    def nothing(self) -> bool:
        """Whether no pod of the input is guarded."""
        return not (self.scaled or self.unscalable or self.bare or self.picked)


def _picked(
    budget: PodDisruptionBudget, matched: list[ScalableWorkload], cluster: Cluster
) -> dict[StatefulSet, list[int]]:
    """Return the StatefulSets of which some pods, or none, are selected, with their ordinals.

    They are named, or all but those that are named; the latter is only told where nothing is
    selected as a whole.
    """
    if not asks_for_names(budget.selector):
        return {}
    found = {
        workload: ordinals
        for workload, ordinals in picked(budget.selector, budget, cluster).items()
        if not (workload.owned or workload.is_hook)
    }
    rest = {
        workload: ordinals
        for workload in matched
        if isinstance(workload, StatefulSet)
        if (ordinals := left_over(budget.selector, workload, cluster)) is not None
    }
    return {**found, **rest} if len(rest) == len(matched) else found


def _before(
    workload: ScalableWorkload, other: ScalableWorkload, cluster: Cluster, *, fullest: bool
) -> bool:
    """Whether one of two definitions of an object counts before the other."""
    mine, others = (cluster.scale_of(each).least for each in (workload, other))
    if mine == others:
        return workload.origin < other.origin
    return mine > others if fullest else mine < others


def _has_no_pods(workload: Workload) -> bool:
    """Whether it makes none, or Helm deletes it once it has succeeded, and its pods with it."""
    if isinstance(workload, Job) and workload.idle:
        return True
    policy = workload.annotations.get("helm.sh/hook-delete-policy")
    return workload.is_hook and isinstance(policy, str) and "hook-succeeded" in policy


def _place(workload: Workload) -> tuple[str, str, str]:
    return workload.kind, workload.name, workload.origin
