"""PodTopologySpread: the soft constraints, and the scheduler's own when there is none (v1.37)."""

from __future__ import annotations

import math

from multiaz_lint.model.placement import HOSTNAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.counting.topology import Topology
    from multiaz_lint.drill.counting.view import View
    from multiaz_lint.drill.nodes.node_set import Parts

    Sums = dict[float, int]
    """Nodes by what they have so far."""

WEIGHT = 2


def scores(view: View, nodes: int) -> Parts | None:
    """Score nodes from 0 to 100; None when it makes no difference."""
    constraints = view.soft_spread
    if not constraints:
        return None
    explicit = not view.shape.spreads_by_default
    scored = nodes
    if explicit:
        for _, domain in constraints:
            scored &= domain.topology.labelled
    if not scored:
        return None
    sums: Sums = {0.0: scored}
    for constraint, domain in constraints:
        view.included(constraint, domain, view.soft_keys)
        if constraint.topology_key == HOSTNAME:
            size = scored.bit_count()
            levels = domain.pods.living.levels
        else:
            size = _domains(domain.topology, scored)
            levels = domain.tally.levels
        weight = math.log(size + 2)
        sums = _plus(sums, levels, domain.topology.labelled, weight, constraint.max_skew - 1)
    return _normalized(sums, nodes & ~scored)


def _domains(topology: Topology, nodes: int) -> int:
    """Count the domains of nodes; those without the label are one."""
    return len(topology.domains(nodes)) + (nodes & topology.labelled != nodes)


def _plus(sums: Sums, levels: dict[int, int], labelled: int, weight: float, dampening: int) -> Sums:
    """Add to each node what the pods of its domain weigh; nothing without the label."""
    found: Sums = {}
    for total, part in sums.items():
        rest = part & labelled
        if rest != part:
            found[total] = found.get(total, 0) | part & ~labelled
        for count, level in levels.items():
            nodes = rest & level
            if nodes:
                more = total + (count * weight + dampening)
                found[more] = found.get(more, 0) | nodes
                rest ^= nodes
        if rest:
            more = total + (0 * weight + dampening)
            found[more] = found.get(more, 0) | rest
    return found


def _normalized(sums: Sums, ignored: int) -> Parts | None:
    raw = [(math.floor(total + 0.5), part) for total, part in sums.items()]
    lowest, highest = min(raw)[0], max(raw)[0]
    if lowest == highest and not ignored:
        return None
    found = [
        (100 * (highest + lowest - total) // highest if highest else 100, part)
        for total, part in raw
    ]
    return [*found, (0, ignored)] if ignored else found
