"""Which nodes a pod may use by what the nodes are: their labels, taints and cordons.

Kept per placement, and per condition of a node: few taint lists occur, however many nodes.
"""

from __future__ import annotations

from multiaz_lint.drill.filters import (
    node_affinity,
    node_name,
    node_unschedulable,
    taint_toleration,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.drill.pod import Placement
    from multiaz_lint.drill.state import State


def eligible(state: State, placement: Placement) -> list[int]:
    """Return the nodes that pass these filters."""
    found: list[int] = state.per_placement(
        "eligible",
        placement,
        lambda: [i for i, words in enumerate(refusals(state, placement)) if words == ""],
    )
    return found


def refusals(state: State, placement: Placement) -> list[str | None]:
    """Say for every node why it is refused: "" when it is not, None when it is not there."""
    found: list[str | None] = state.per_placement(
        "refusals", placement, lambda: _refusals(state, placement)
    )
    return found


def _refusals(state: State, placement: Placement) -> list[str | None]:
    matching = matching_nodes(state, placement)
    by_condition: dict[object, str] = state.per_placement(
        "conditions", placement, dict, by_labels=True
    )
    found: list[str | None] = []
    named = placement.node_name
    for index, node in enumerate(state.nodes):
        if not node.present:
            found.append(None)
            continue
        words = by_condition.get(node.condition)
        if words is None:
            words = ""
            if node_unschedulable.rejects(placement, node):
                words = node_unschedulable.REASON
            elif taint_toleration.rejects(placement, node):
                words = taint_toleration.REASON
            by_condition[node.condition] = words
        if named is not None and words != node_unschedulable.REASON and named != node.name:
            words = node_name.REASON
        found.append(words or ("" if matching[index] else node_affinity.REASON))
    return found


def matching_nodes(state: State, placement: Placement) -> list[bool]:
    """Say for every node whether nodeSelector and required node affinity match it."""
    found: list[bool] = state.per_placement(
        "matching",
        placement,
        lambda: [not node_affinity.rejects(placement, node) for node in state.nodes],
        by_labels=True,
    )
    return found


def tolerated_nodes(state: State, placement: Placement) -> list[bool]:
    """Say for every node whether its taints let the pod in."""
    verdicts: dict[object, bool] = {}
    found: list[bool] = []
    for node in state.nodes:
        verdict = verdicts.get(node.condition)
        if verdict is None:
            verdict = verdicts[node.condition] = not taint_toleration.rejects(placement, node)
        found.append(verdict)
    return found


def included(
    state: State,
    placement: Placement,
    *,
    by_affinity: bool,
    by_taints: bool,
    keys: Iterable[str],
) -> list[bool]:
    """Say for every node whether a spread constraint counts it (inclusion policies, all keys)."""
    mask = [node.present for node in state.nodes]
    if by_affinity:
        mask = [a and b for a, b in zip(mask, matching_nodes(state, placement), strict=True)]
    if by_taints:
        mask = [a and b for a, b in zip(mask, tolerated_nodes(state, placement), strict=True)]
    for key in keys:
        values = state.values_of(key)
        if None in values:
            mask = [a and value is not None for a, value in zip(mask, values, strict=True)]
    return mask
