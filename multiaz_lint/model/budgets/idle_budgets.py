"""Disruption budgets that select no pod, and the workload that the name of one means."""

from __future__ import annotations

from multiaz_lint.model.budgets.guard import guard_of
from multiaz_lint.model.budgets.picking import may_pick
from multiaz_lint.model.cached import once
from multiaz_lint.model.custom.operators import made_by_operator
from multiaz_lint.model.disruption import PodDisruptionBudget
from multiaz_lint.model.placeholders import holds_placeholder
from multiaz_lint.model.resource import IGNORE
from multiaz_lint.model.workload import ScalableWorkload, Workload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster


def budget_names(workload: Workload) -> tuple[str, ...]:
    """Return what budgets of a workload are called; nothing where it has no name of its own."""
    name = workload.metadata.get("name")
    return (name, f"{name}-pdb", f"pdb-{name}") if name and isinstance(name, str) else ()


def is_idle(budget: PodDisruptionBudget, cluster: Cluster) -> bool:
    """Whether a budget surely selects no pod, though it is meant to.

    Pods may be made by an operator, or stand in another namespace that was meant.
    """
    selector = budget.selector
    if (
        selector.nothing
        or selector.empty
        or budget.owned
        or guard_of(budget, cluster).guarded.matched
    ):
        return False
    return (
        not may_pick(selector, budget, cluster)
        and budget.at("spec", "selector").sound
        and cluster.first_near(Workload, budget, budget.namespace) is not None
        and not made_by_operator(selector, budget, cluster)
        and not cluster.elsewhere(selector, budget.namespace, budget)
    )


def meant_by(budget: PodDisruptionBudget, cluster: Cluster) -> ScalableWorkload | None:
    """Return the workload whose pods an idle budget is to select; None where that is not sure.

    It is the only one of its name, asked for a budget, and guarded by no other. Selectors that
    another tool fills in are left alone, and so are budgets about which something is silenced.
    """
    written = budget.metadata.get("name")
    if not isinstance(written, str):
        return None
    if holds_placeholder(budget.spec.get("selector")) or _is_silenced(budget):
        return None
    names = (written, written.removesuffix("-pdb"), written.removeprefix("pdb-"))
    named = next(filter(None, (named_near(name, budget, cluster) for name in names)), [])
    if len({each.identity for each in named}) != 1:
        return None
    meant = named[0]
    if (
        not isinstance(meant, ScalableWorkload)
        or meant.operated
        or "pdb-missing" in meant.settled
        or not cluster.asks(meant)
        or cluster.budgets_of(meant)
    ):
        return None
    return meant


def in_another_namespace(workload: Workload, cluster: Cluster) -> PodDisruptionBudget | None:
    """Return the one budget that would guard a workload if it stood in the same namespace.

    It guards nothing where it is, both say where that is, and no other workload may be meant.
    """
    found = _in_other_namespaces(cluster).get(workload, [])
    if len(found) != 1 or workload.operated or cluster.budgets_of(workload):
        return None
    budget = found[0]
    said = budget.metadata.get("namespace") and workload.metadata.get("namespace")
    taken = cluster.find((*budget.identity[:2], workload.namespace, budget.name), budget)
    return budget if said and not taken else None


@once
def _in_other_namespaces(cluster: Cluster) -> dict[Workload, list[PodDisruptionBudget]]:
    """Return the budgets that guard nothing, by the one workload elsewhere that they would."""
    index: dict[Workload, list[PodDisruptionBudget]] = {}
    for budget in cluster.of(PodDisruptionBudget):
        if budget.owned or cluster.guarded_by(budget) or _is_silenced(budget):
            continue
        meant = cluster.elsewhere(budget.selector, budget.namespace, budget)
        if len({each.identity for each in meant}) == 1:
            cluster.effort.put(index, meant[0], budget)
    return index


def named_near(name: str, budget: PodDisruptionBudget, cluster: Cluster) -> list[Workload]:
    """Return the workloads of a name, in a budget's namespace, that its folder may mean."""
    found = _by_name(cluster).get((budget.namespace, name), ())
    return [each for each in found if not cluster.nearness.apart(each, budget)]


@once
def _by_name(cluster: Cluster) -> dict[tuple[str, str], list[Workload]]:
    index: dict[tuple[str, str], list[Workload]] = {}
    for workload in cluster.of(Workload):
        cluster.effort.put(index, (workload.namespace, workload.name), workload)
    return index


def _is_silenced(budget: PodDisruptionBudget) -> bool:
    return IGNORE in budget.annotations
