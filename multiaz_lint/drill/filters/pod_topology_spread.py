"""PodTopologySpread: the constraints with DoNotSchedule (scheduler v1.37)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from multiaz_lint.drill.counts import DomainCount
    from multiaz_lint.drill.terms import Spread
    from multiaz_lint.drill.view import View

REASON = "node(s) didn't match pod topology spread constraints"
MISSING_LABEL = f"{REASON} (missing required label)"


def narrow(view: View, nodes: list[int]) -> list[int]:
    """Keep the nodes whose domains may take one more pod."""
    for constraint, domain in _current(view):
        limit = most_allowed(constraint, domain)
        if limit < 0:
            return []
        full = {value for value, count in domain.by_value.items() if count > limit}
        values = domain.values
        if None in values:
            full_or_none = {None, *full}
            nodes = [i for i in nodes if values[i] not in full_or_none]
        elif full:
            nodes = [i for i in nodes if values[i] not in full]
    return nodes


def reasons(view: View) -> Callable[[int], str | None]:
    """Return what says why a node is refused: the first constraint that fails speaks."""
    judged = [
        (domain.values, domain.by_value, most_allowed(constraint, domain))
        for constraint, domain in _current(view)
    ]

    def reason(index: int) -> str | None:
        for values, by_value, limit in judged:
            value = values[index]
            if value is None:
                return MISSING_LABEL
            if by_value.get(value, 0) > limit:
                return REASON
        return None

    return reason


def most_allowed(constraint: Spread, domain: DomainCount) -> int:
    """Return how many matching pods a domain may hold before the pod is added."""
    by_value = domain.by_value
    lowest = 0 if len(by_value) < constraint.min_domains else min(by_value.values())
    return constraint.max_skew + lowest - constraint.self_match


def _current(view: View) -> list[tuple[Spread, DomainCount]]:
    constraints = view.hard_spread
    keys = {constraint.topology_key for constraint, _ in constraints}
    for constraint, domain in constraints:
        view.included(constraint, domain, keys)
    return constraints
