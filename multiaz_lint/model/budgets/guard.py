"""What disruption budgets guard, and how many evictions they allow."""

from __future__ import annotations

from multiaz_lint.model.budgets.guarded import Guarded
from multiaz_lint.model.budgets.picking import asks_for_names
from multiaz_lint.model.cached import once, once_each
from multiaz_lint.model.disruption import PodDisruptionBudget

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.workload import Workload

MANY = 1_000_000
"""More replicas than any workload has: what is not allowed then is never allowed."""


class Guard:
    """A budget, and what it guards: the same for all budgets that select the same."""

    __slots__ = ("budget", "guarded")

    def __init__(self, budget: PodDisruptionBudget, guarded: Guarded) -> None:
        self.budget = budget
        self.guarded = guarded

    @property
    def fails(self) -> bool:
        """Whether the controller cannot compute the budget, so that it allows no eviction.

        Percentages and maxUnavailable need the scale of every controller; Jobs and DaemonSets
        have no scale subresource.
        """
        return bool(self.guarded.unscalable) and self.budget.counts_scale

    @property
    def always_blocks(self) -> bool:
        """Whether no number of replicas makes an eviction possible."""
        return self.budget.allowed(MANY) == 0

    @property
    def allowed(self) -> int:
        """How many evictions are allowed when the least number of replicas is healthy."""
        return self.budget.allowed(self.guarded.least)


@once_each
def guard_of(budget: PodDisruptionBudget, cluster: Cluster) -> Guard:
    """Return what a budget guards."""
    return _guard(budget, cluster, fullest=False)


def fullest_guard_of(budget: PodDisruptionBudget, cluster: Cluster) -> Guard:
    """Return what a budget guards, of copies those with the most replicas."""
    return _guard(budget, cluster, fullest=True)


def _guard(budget: PodDisruptionBudget, cluster: Cluster, *, fullest: bool) -> Guard:
    """Return what it guards, by the list of what it selects: the cluster keeps that."""
    if asks_for_names(budget.selector):
        return Guard(budget, Guarded(budget, cluster, fullest=fullest))
    key = id(cluster.guarded_by(budget)), fullest
    known = cluster.answers.setdefault(Guarded, {})
    if key not in known:
        known[key] = Guarded(budget, cluster, fullest=fullest)
    return Guard(budget, known[key])


def picking_budgets(
    workload: Workload, cluster: Cluster
) -> list[tuple[PodDisruptionBudget, list[int]]]:
    """Return the budgets that select some pods of a workload alone, and the ordinals of those."""
    return _picking(cluster).get(workload, [])


@once
def _picking(cluster: Cluster) -> dict[Workload, list[tuple[PodDisruptionBudget, list[int]]]]:
    index: dict[Workload, list[tuple[PodDisruptionBudget, list[int]]]] = {}
    for budget in cluster.of(PodDisruptionBudget):
        if not asks_for_names(budget.selector):
            continue
        for each, ordinals in guard_of(budget, cluster).guarded.picked.items():
            cluster.effort.put(index, each, (budget, ordinals))
    return index


def whole_budgets(workload: Workload, cluster: Cluster) -> list[PodDisruptionBudget]:
    """Return the budgets that select all pods of a workload."""
    found = cluster.budgets_of(workload)
    some = picking_budgets(workload, cluster) if found else ()
    if not some:
        return found
    picking = {budget for budget, _ in some}
    return [budget for budget in found if budget not in picking]
