"""Disruption budgets that operators make as custom resources ask for: judged where that stands."""

from __future__ import annotations

from multiaz_lint.model.custom.made import BOUNDS, beneath
from multiaz_lint.model.disruption import PodDisruptionBudget
from multiaz_lint.model.resource import mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.model.custom.adapted import CustomWorkload
    from multiaz_lint.model.custom.made import MadeBudget
    from multiaz_lint.model.field import Field
    from multiaz_lint.model.tree import Path

_OPERATORS_OWN = frozenset({"pdb-unhealthy-policy"})


class OperatedBudget(PodDisruptionBudget):
    """The budget of a custom resource, or of a component of it; its fields are fields of that."""

    __slots__ = ("part", "place", "settled", "workload")

    def __init__(self, workload: CustomWorkload, budget: MadeBudget) -> None:
        self.workload = workload
        self.place: Path = beneath(workload.place, budget.at)
        self.part = f"{workload.part or workload.kind} budget"
        self.settled = _OPERATORS_OWN
        written = mapping(workload.get(*self.place))
        labels = None if budget.labels is None else workload.get(*self.place, *budget.labels)
        selector = mapping(labels) or workload.named(workload.adapter.labels)
        bounds = {key: written[key] for key in BOUNDS if isinstance(written.get(key), (int, str))}
        bounds = bounds or budget.missing
        tree = {
            "apiVersion": "policy/v1",
            "kind": "PodDisruptionBudget",
            "metadata": workload.metadata,
            "spec": {**bounds, "selector": {"matchLabels": selector}},
        }
        super().__init__(tree, workload.manifest, workload.prefix, workload.namespace)
        self.identity = (*self.identity[:3], f"{self.name}/{self.part}")
        # It is told of the resource that asks for it.
        self.api_version, self.kind = workload.api_version, workload.kind

    def __str__(self) -> str:
        return f"the disruption budget of {self.workload}"

    def at(self, *path: str | int, default: Any = None) -> Field:
        there = path
        if path[:1] == ("spec",):
            there = (*self.place, *path[1:])
            if path[1:] and path[1] in BOUNDS:  # it may be the operator's own
                default = self.tree["spec"].get(path[1])
        return self.workload.at(*there, default=default)


def budget_of(workload: CustomWorkload) -> OperatedBudget | None:
    """Return the budget that a workload's resource asks its operator for, if it does."""
    budget = workload.adapter.budget
    if budget is None:
        return None
    if not isinstance(workload.get(*beneath(workload.place, budget.at)), dict):
        return None
    if not budget.holds(workload.tree_with_owner, workload.place):
        return None
    return OperatedBudget(workload, budget)
