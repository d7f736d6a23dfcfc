"""Disruption budgets that may keep a drain from ending, each with the mildest change to try."""

from __future__ import annotations

from multiaz_lint.drill.budget import share
from multiaz_lint.drill.causes.suspect import BUDGET, Suspect
from multiaz_lint.model.budgets.guard import guard_of
from multiaz_lint.model.resource import mapping
from multiaz_lint.model.words import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from multiaz_lint.drill.casting.member import Member
    from multiaz_lint.drill.plan import Plan
    from multiaz_lint.model import PodDisruptionBudget

    Tree = Mapping[str, Any]

_SHOWN = 3
_TRIED = 10
"""How many budgets of a workload are tried as the only one, the loosest first."""
_ONE = "maxUnavailable: 1 lets one pod go at a time"


def tighter_budgets(member: Member, plan: Plan) -> Iterator[Suspect]:
    """Yield the budgets of a workload, to be tried with room for one pod.

    The eviction API refuses a pod that more than one covers, however much they allow.
    """
    found = plan.budgets_of(member)
    if len(found) == 1:
        (only,) = found
        spec = _one_at_a_time(only)
        if spec is not None:
            yield Suspect(BUDGET, only.bound, _ONE, budgets={id(only): spec})
        if guard_of(only, plan.cluster).fails and member.replicas > 1:
            yield _counting_pods(only, member, plan)
        return
    means = plan.workloads_by_budget
    alone = [each for each in found if means[id(each)] < 2]
    shared = [each for each in found if means[id(each)] > 1]
    by_looseness = sorted(found, key=lambda each: _looseness(each, member, means[id(each)]))
    for kept in by_looseness[:_TRIED]:
        left_out: dict[int, Tree | None] = {id(each): None for each in found if each is not kept}
        words = "a pod may have one budget: " + ", and ".join(
            f"{what} {named}"
            for what, some in (("leave out", alone), ("narrow the selector of", shared))
            if (named := _all_but(kept, some))
        )
        other = found[1] if kept is found[0] else found[0]
        field = other.at("spec", "selector")
        yield Suspect(BUDGET, field, words, budgets=left_out)
        spec = _one_at_a_time(kept)
        if spec is not None:
            words = f"{words}, and let {kept} have maxUnavailable: 1"
            yield Suspect(BUDGET, field, words, budgets={**left_out, id(kept): spec})


def _counting_pods(budget: PodDisruptionBudget, member: Member, plan: Plan) -> Suspect:
    """Return a budget with a number of pods, for which no controller is asked."""
    least = member.replicas - 1
    kinds = {each.kind for each in guard_of(budget, plan.cluster).guarded.unscalable}
    words = f"minAvailable: {least} counts pods, and asks no {' and no '.join(sorted(kinds))} for"
    spec = {key: value for key, value in mapping(budget.spec).items() if key != "maxUnavailable"}
    budgets: dict[int, Tree | None] = {id(budget): {**spec, "minAvailable": least}}
    return Suspect(BUDGET, budget.bound, f"{words} a scale", budgets=budgets)


def without_budgets(member: Member, plan: Plan) -> Iterator[Suspect]:
    """Yield all budgets of a workload, to be tried without them when nothing else helps."""
    found = plan.budgets_of(member)
    if found:
        names = listed(list(map(str, found)), _SHOWN)
        hint = f"without {names} the drain ends; nothing milder that was tried ends it"
        yield Suspect(BUDGET, found[0].bound, hint, budgets={id(each): None for each in found})


def _all_but(kept: PodDisruptionBudget, budgets: list[PodDisruptionBudget]) -> str:
    """Name budgets besides the one that is kept; nothing where there is no other."""
    first = [str(each) for each in budgets[: _SHOWN + 1] if each is not kept]
    others = len(budgets) - any(each is kept for each in budgets)
    return listed(first[:_SHOWN], _SHOWN, count=others)


def _looseness(
    budget: PodDisruptionBudget, member: Member, workloads: int
) -> tuple[bool, int, int]:
    """Return how little a budget protects a workload: the one to keep lets one pod go at a time.

    Of equal ones it is that which means the fewest ``workloads``.
    """
    spec, count = mapping(budget.spec), member.replicas
    least, most = spec.get("minAvailable"), spec.get("maxUnavailable")
    allowed = share(most, count) if least is None else count - share(least, count)
    return allowed < 1, allowed, workloads


def _one_at_a_time(budget: PodDisruptionBudget) -> Tree | None:
    """Return the spec of a budget that lets one pod go; None where it says that already."""
    if budget.limits == (None, 1):
        return None
    spec = {key: value for key, value in mapping(budget.spec).items() if key != "minAvailable"}
    return {**spec, "maxUnavailable": 1}
