"""PodTopologySpread: the soft constraints, and the scheduler's own when there is none (v1.37)."""

from __future__ import annotations

import math

from multiaz_lint.drill.pod import HOSTNAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.view import View

WEIGHT = 2


def scores(view: View, nodes: list[int]) -> list[int] | None:
    """Score nodes from 0 to 100; None when it makes no difference."""
    constraints = view.soft_spread
    if not constraints:
        return None
    explicit = not view.shape.spreads_by_default
    keys = {constraint.topology_key for constraint, _ in constraints} if explicit else set()
    values = [domain.values for _, domain in constraints]
    ignored = {i for i in nodes if explicit and any(v[i] is None for v in values)}
    scored = [i for i in nodes if i not in ignored] if ignored else nodes
    if not scored:
        return None
    raw = [0.0] * len(scored)
    for constraint, domain in constraints:
        view.included(constraint, domain, keys)
        found = domain.values
        if constraint.topology_key == HOSTNAME:
            weight = math.log(len(scored) + 2)
            on = domain.pods.living.get
            counts = [None if found[i] is None else on(i, 0) for i in scored]
        else:
            weight = math.log(len({found[i] for i in scored}) + 2)
            get = domain.by_value.get
            counts = [None if (v := found[i]) is None else get(v, 0) for i in scored]
        dampening = constraint.max_skew - 1
        raw = [
            total if count is None else total + (count * weight + dampening)
            for total, count in zip(raw, counts, strict=True)
        ]
    return _normalized([math.floor(total + 0.5) for total in raw], scored, nodes)


def _normalized(raw: list[int], scored: list[int], nodes: list[int]) -> list[int] | None:
    lowest, highest = min(raw), max(raw)
    if highest == 0:
        found = [100] * len(raw)
    else:
        found = [100 * (highest + lowest - total) // highest for total in raw]
    if len(scored) == len(nodes):
        return None if lowest == highest else found
    by_node = dict(zip(scored, found, strict=True))
    return [by_node.get(i, 0) for i in nodes]
