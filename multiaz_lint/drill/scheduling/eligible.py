"""Which nodes a pod may use by what the nodes are: their labels, taints and cordons.

Kept per placement, and per condition of a node: few taint lists occur, however many nodes.
"""

from __future__ import annotations

from multiaz_lint.drill.nodes import node_set
from multiaz_lint.drill.scheduling.filters import (
    node_affinity,
    node_name,
    node_unschedulable,
    taint_toleration,
)

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
    by_condition: dict[object, str] = state.per_placement(
        "conditions", placement, dict, by_labels=True
    )
    name = placement.node_name
    named = -1 if name is None else inventory.named((name,))
    found: dict[str, int] = {}
    for condition, nodes in inventory.by_condition.items():
        words = by_condition.get(condition)
        if words is None:
            words = by_condition[condition] = _refusal(state, placement, nodes)
        if words == node_unschedulable.REASON:
            parts = [(words, nodes)]
        else:
            there = nodes & named
            others = there & ~matching if not words else 0
            parts = [
                (node_name.REASON, nodes & ~named),
                (node_affinity.REASON, others),
                (words, there & ~others),
            ]
        for reason, part in parts:
            if part:
                found[reason] = found.get(reason, 0) | part
    return found


def _refusal(state: State, placement: Placement, nodes: int) -> str:
    """Say what the condition of these nodes refuses, "" for nothing."""
    node = state.nodes[node_set.first(nodes)]
    if node_unschedulable.rejects(placement, node):
        return node_unschedulable.REASON
    return taint_toleration.REASON if taint_toleration.rejects(placement, node) else ""


def matching_nodes(state: State, placement: Placement) -> int:
    """Return the nodes that nodeSelector and required node affinity match."""
    found: int = state.per_placement(
        "matching", placement, lambda: _matching(state, placement), by_labels=True
    )
    return found


def _matching(state: State, placement: Placement) -> int:
    if placement.node_selector.anywhere:
        return (1 << len(state.nodes)) - 1
    names = node_affinity.named_nodes(placement)
    asked: Iterable[int] = range(len(state.nodes))
    if names is not None:
        asked = node_set.members(state.inventory.named(names))
    nodes = state.nodes
    return sum(1 << i for i in asked if not node_affinity.rejects(placement, nodes[i]))


def tolerated_nodes(state: State, placement: Placement) -> int:
    """Return the nodes whose taints let the pod in."""
    found = 0
    for nodes in state.inventory.by_condition.values():
        if not taint_toleration.rejects(placement, state.nodes[node_set.first(nodes)]):
            found |= nodes
    return found


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
