"""Of the budgets of a workload those that exist: there may be thousands, the same for many."""

from __future__ import annotations

from multiaz_lint.model.cached import cached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.disruption import PodDisruptionBudget
    from multiaz_lint.model.workload import Workload

    Budgets = list[PodDisruptionBudget]


def standing_budgets(workload: Workload, cluster: Cluster) -> Budgets:
    """Return the budgets that select a workload's pods, and that the API server accepts."""
    return _of(workload, cluster).standing


def distinct_budgets(workload: Workload, cluster: Cluster) -> Budgets:
    """Return these by name, each object once."""
    return _of(workload, cluster).distinct


def first_budget(workload: Workload, cluster: Cluster) -> PodDisruptionBudget:
    """Return, of all budgets that select a workload's pods, the first by name and place."""
    return _of(workload, cluster).first


def distinct(budgets: Iterable[PodDisruptionBudget]) -> Budgets:
    """Return by name, each object once, those that the API server accepts."""
    each_once = {budget.identity: budget for budget in budgets if not budget.refused}
    return sorted(each_once.values(), key=lambda budget: budget.name)


class _Budgets:
    """What is asked of one list of budgets."""

    def __init__(self, budgets: Budgets) -> None:
        self._all = budgets

    @cached
    def standing(self) -> Budgets:
        return [budget for budget in self._all if not budget.refused]

    @cached
    def distinct(self) -> Budgets:
        return distinct(self._all)

    @cached
    def first(self) -> PodDisruptionBudget:
        return min(self._all, key=lambda budget: (budget.name, budget.origin))


def _of(workload: Workload, cluster: Cluster) -> _Budgets:
    budgets = cluster.budgets_of(workload)
    known = cluster.answers.setdefault(_Budgets, {})
    found: _Budgets | None = known.get(id(budgets))  # it keeps the list
    if found is None:
        found = known[id(budgets)] = _Budgets(budgets)
    return found
