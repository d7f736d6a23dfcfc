"""Which nodes a pod may use by what the nodes are: their labels, taints and cordons.

Kept per placement, until nodes change.
"""

from __future__ import annotations

from multiaz_lint.drill.nodes import node_set
from multiaz_lint.drill.scheduling.filters import (
    node_affinity,
    node_name,
    node_unschedulable,
    taint_toleration,
)
from multiaz_lint.drill.scheduling.keeping_out import keeping_out
from multiaz_lint.model.nodes.selection import Selection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.drill.pod_shape import Placement
    from multiaz_lint.drill.state import State


def eligible(state: State, placement: Placement) -> int:
    """Return the nodes that pass these filters."""
    return refusals(state, placement).get("", 0)


def refusals(state: State, placement: Placement) -> dict[str, int]:
    """Return the nodes that are refused for each reason; "" has those that are not."""
    found: dict[str, int] = state.per_placement(
        "refusals", placement, lambda: _refusals(state, placement)
    )
    return found


def _refusals(state: State, placement: Placement) -> dict[str, int]:
    inventory = state.inventory
    matching = matching_nodes(state, placement)
    open_nodes = tolerated_nodes(state, placement)
    name = placement.node_name
    named = -1 if name is None else inventory.named((name,))
    shut = keeping_out(state).cordoned if node_unschedulable.keeps_out(placement) else 0
    rest = inventory.present & ~shut
    there = rest & named
    parts = {
        node_unschedulable.REASON: shut,
        node_name.REASON: rest & ~named,
        taint_toleration.REASON: there & ~open_nodes,
        node_affinity.REASON: there & open_nodes & ~matching,
        "": there & open_nodes & matching,
    }
    return {reason: part for reason, part in parts.items() if part}


def matching_nodes(state: State, placement: Placement) -> int:
    """Return the nodes that nodeSelector and required node affinity match."""
    found: int = state.per_placement(
        "matching", placement, lambda: _matching(state, placement), by_labels=True
    )
    return found


def _matching(state: State, placement: Placement) -> int:
    names = node_affinity.named_nodes(placement)
    if names is None:
        return selection(state).selected(placement.node_selector)
    asked = node_set.members(state.inventory.named(names))
    return sum(1 << i for i in asked if not node_affinity.rejects(placement, state.nodes[i]))


def selection(state: State) -> Selection:
    """Return what tells which nodes have the labels that are asked for."""
    found: Selection = state.per_labels(
        "selection", lambda: Selection((node.name, node.labels) for node in state.nodes)
    )
    return found


def tolerated_nodes(state: State, placement: Placement) -> int:
    """Return the nodes whose taints let the pod in."""
    return keeping_out(state).tolerated(state, placement)


def included(
    state: State,
    placement: Placement,
    *,
    by_affinity: bool,
    by_taints: bool,
    keys: Iterable[str],
) -> int:
    """Return the nodes that a spread constraint counts (inclusion policies, all keys)."""
    nodes = state.inventory.present
    if by_affinity:
        nodes &= matching_nodes(state, placement)
    if by_taints:
        nodes &= tolerated_nodes(state, placement)
    for key in keys:
        nodes &= state.inventory.topology(key).labelled
    return nodes
