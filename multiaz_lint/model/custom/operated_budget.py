"""Disruption budgets that operators make as custom resources ask for: judged where that stands."""

from __future__ import annotations

from multiaz_lint.model.custom.made import BOUNDS, beneath
from multiaz_lint.model.disruption import PodDisruptionBudget
from multiaz_lint.model.resource import mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from multiaz_lint.model.custom.adapted import CustomWorkload
    from multiaz_lint.model.custom.made import MadeBudget
    from multiaz_lint.model.field import Field
    from multiaz_lint.model.tree import Path

_OPERATORS_OWN = frozenset({"pdb-unhealthy-policy"})


class OperatedBudget(PodDisruptionBudget):
    """The budget of a custom resource, or of a component of it; its fields are fields of that."""

    __slots__ = ("part", "place", "settled", "whole", "workload")

    def __init__(self, workload: CustomWorkload, budget: MadeBudget) -> None:
        self.workload = workload
        self.place: Path = beneath(workload.place, budget.at)
        component = "" if budget.whole else workload.part
        self.part = f"{component or workload.kind} budget"
        self.whole = budget.whole
        self.settled = _OPERATORS_OWN
        tree = {
            "apiVersion": "policy/v1",
            "kind": "PodDisruptionBudget",
            "metadata": workload.metadata,
            "spec": _spec(workload, budget, mapping(workload.get(*self.place))),
        }
        super().__init__(tree, workload.manifest, workload.prefix, workload.namespace)
        self.identity = (*self.identity[:3], f"{self.name}/{self.part}")
        # It is told of the resource that asks for it.
        self.api_version, self.kind = workload.api_version, workload.kind

    def __str__(self) -> str:
        if self.whole:
            return f"the disruption budget of {self.kind.lower()}/{self.name}"
        return f"the disruption budget of {self.workload}"

    def at(self, *path: str | int, default: Any = None) -> Field:
        there = path
        if path[:1] == ("spec",):
            there = (*self.place, *path[1:])
            if path[1:] and path[1] in BOUNDS:  # it may be the operator's own
                default = self.tree["spec"].get(path[1])
        return self.workload.at(*there, default=default)


def _spec(workload: CustomWorkload, budget: MadeBudget, written: dict[str, Any]) -> dict[str, Any]:
    bounds = {key: written[key] for key in BOUNDS if isinstance(written.get(key), (int, str))}
    if budget.whole:
        selector = written.get("selector")
        return bounds | ({} if selector is None else {"selector": mapping(selector)})
    labels = None
    if budget.labels is not None:
        labels = workload.get(*beneath(workload.place, budget.at), *budget.labels)
    selector = mapping(labels) or workload.named(workload.adapter.labels)
    return {**(bounds or budget.missing), "selector": {"matchLabels": selector}}


def budgets_of(workloads: Iterable[CustomWorkload]) -> Iterator[OperatedBudget]:
    """Yield the budgets that a resource asks its operator for, by its workloads."""
    wholes: set[Path] = set()
    for workload in workloads:
        budget = workload.adapter.budget
        if budget is None or not budget.asked_for(workload.tree_with_owner, workload.place):
            continue
        made = OperatedBudget(workload, budget)
        if budget.whole:
            if made.place in wholes or workload.guards_hidden:
                continue
            wholes.add(made.place)
        yield made
