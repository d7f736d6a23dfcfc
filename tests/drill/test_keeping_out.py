"""Which nodes taints and cordons keep a pod out of, against a look at each node."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from multiaz_lint.drill.nodes.node import Node
from multiaz_lint.drill.pod_shape import Placement
from multiaz_lint.drill.scheduling.eligible import refusals, tolerated_nodes
from multiaz_lint.drill.scheduling.filters import (
    node_affinity,
    node_name,
    node_unschedulable,
    taint_toleration,
)
from multiaz_lint.drill.state import State
from multiaz_lint.model.nodes.taints import HARD_EFFECTS, PREFER_NO_SCHEDULE, UNSCHEDULABLE

EFFECTS = (*HARD_EFFECTS, PREFER_NO_SCHEDULE)
KEYS = st.sampled_from(["a", "b", UNSCHEDULABLE])
TAINTS = st.fixed_dictionaries(
    {"key": KEYS, "effect": st.sampled_from(EFFECTS)},
    optional={"value": st.sampled_from(["", "x", "y"])},
)
TOLERATIONS = st.fixed_dictionaries(
    {},
    optional={
        "key": KEYS, "operator": st.sampled_from(["Exists", "Equal"]),
        "value": st.sampled_from(["", "x", "y"]), "effect": st.sampled_from(EFFECTS),
    },
)  # fmt: skip
NODES = st.lists(st.tuples(st.lists(TAINTS, max_size=3), st.booleans()), min_size=1, max_size=6)
PODS = st.lists(
    st.fixed_dictionaries(
        {"tolerations": st.lists(TOLERATIONS, max_size=3)},
        optional={"nodeName": st.just("n1"), "nodeSelector": st.just({"own": "0"})},
    ),
    min_size=1,
    max_size=4,
)
CHANGES = st.lists(st.tuples(st.integers(0, 5), st.lists(TAINTS, max_size=2)), max_size=3)


def _refused(placement: Placement, node: Node) -> str:
    """Return the first reason of the scheduler's filters that look at a node alone."""
    if node.unschedulable and node_unschedulable.keeps_out(placement):
        return node_unschedulable.REASON
    if placement.node_name not in {None, node.name}:
        return node_name.REASON
    if taint_toleration.rejects(placement, node):
        return taint_toleration.REASON
    return node_affinity.REASON if node_affinity.rejects(placement, node) else ""


def _check(state: State, pod: dict[str, Any]) -> None:
    placement = Placement(pod)
    expected: dict[str, int] = {}
    for node in state.nodes:
        if node.present:
            reason = _refused(placement, node)
            expected[reason] = expected.get(reason, 0) | 1 << node.index
    assert refusals(state, placement) == expected
    tolerated = [n for n in state.nodes if n.present and not taint_toleration.rejects(placement, n)]
    assert tolerated_nodes(state, placement) == sum(1 << node.index for node in tolerated)


@settings(max_examples=200, deadline=None)
@given(NODES, PODS, CHANGES)
def test_what_keeps_pods_out_is_what_each_node_refuses(
    written: list[Any], pods: list[dict[str, Any]], changes: list[Any]
) -> None:
    nodes = [
        Node(f"n{i}", {"own": str(i % 2)}, taints, unschedulable=cordoned)
        for i, (taints, cordoned) in enumerate(written)
    ]
    state = State(nodes)
    for number, taints in (*changes, (0, None)):
        for pod in pods:
            _check(state, pod)
        node = state.nodes[number % len(state.nodes)]
        state.change_node(node, taints=taints, unschedulable=not node.unschedulable)
        for pod in pods:
            _check(state, pod)
    state.change_node(state.nodes[0], present=False)
    for pod in pods:
        _check(state, pod)
