"""PodTopologySpread: the constraints with DoNotSchedule (scheduler v1.37)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.drill.counting.counts import DomainCount
    from multiaz_lint.drill.counting.terms import Spread
    from multiaz_lint.drill.counting.view import View

REASON = "node(s) didn't match pod topology spread constraints"
MISSING_LABEL = f"{REASON} (missing required label)"


def refused(view: View, nodes: int) -> Iterator[tuple[str, int]]:
    """Yield reasons with the nodes they refuse: the first constraint that fails speaks."""
    for constraint, domain in view.hard_spread:
        view.included(constraint, domain, view.hard_keys)
        labelled = domain.topology.labelled
        missing = nodes & ~labelled
        if missing:
            yield MISSING_LABEL, missing
            nodes &= labelled
        full = nodes & _full(constraint, domain)
        if full:
            yield REASON, full
            nodes &= ~full


def _full(constraint: Spread, domain: DomainCount) -> int:
    """Return the nodes whose domains may not take one more pod; all of them is -1."""
    limit = constraint.max_skew + domain.lowest(constraint.min_domains) - constraint.self_match
    if limit < 0:
        return -1
    nodes = 0
    for count, level in domain.tally.levels.items():
        if count > limit:
            nodes |= level
    return nodes
