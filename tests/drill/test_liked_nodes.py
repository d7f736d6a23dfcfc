"""Which nodes preferred node affinity likes how much, against a look at each node."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from multiaz_lint.drill.nodes.node import Node
from multiaz_lint.drill.pod_shape import Placement
from multiaz_lint.drill.scheduling.eligible import matching_nodes
from multiaz_lint.drill.scheduling.scores import node_affinity
from multiaz_lint.drill.state import State
from multiaz_lint.model.placement import PREFERRED, REQUIRED

NODES = [
    Node(f"n{i}", {"own": str(i), **({"odd": "yes"} if i % 2 else {}), "third": f"t{i % 3}"})
    for i in range(7)
]
TERMS = st.one_of(
    st.fixed_dictionaries({"matchExpressions": st.lists(st.sampled_from([
        {"key": "own", "operator": "NotIn", "values": ["1", "2"]},
        {"key": "own", "operator": "Lt", "values": ["4"]},
        {"key": "odd", "operator": "Exists"},
        {"key": "odd", "operator": "DoesNotExist"},
        {"key": "third", "operator": "In", "values": ["t0", "t2"]},
        {"key": "absent", "operator": "In", "values": ["x"]},
    ]), max_size=2)}),
    st.just({"matchFields": [{"key": "metadata.name", "operator": "NotIn", "values": ["n3"]}]}),
)  # fmt: skip
LIKED = st.lists(st.tuples(st.integers(1, 3), TERMS), max_size=4)


@given(LIKED, st.none() | st.lists(TERMS, max_size=2))
def test_it_is_what_each_node_is_liked_for(liked: list[Any], required: list[Any] | None) -> None:
    affinity: dict[str, Any] = {
        PREFERRED: [{"weight": weight, "preference": term} for weight, term in liked]
    }
    if required is not None:
        affinity[REQUIRED] = {"nodeSelectorTerms": required}
    placement = Placement({"affinity": {"nodeAffinity": affinity}})
    state = State(NODES)
    there = [node for node in NODES if placement.node_selector.matches(node.name, node.labels)]
    assert matching_nodes(state, placement) == sum(1 << node.index for node in there)
    sums = [
        sum(each for term, each in placement.preferred if term.matches(node.name, node.labels))
        for node in state.nodes
    ]
    parts = node_affinity.scores(state, placement, state.inventory.present) or [
        (0, state.inventory.present)
    ]
    told = {i: score for score, nodes in parts for i in range(len(NODES)) if nodes >> i & 1}
    assert told == {i: 100 * each // max(1, *sums) for i, each in enumerate(sums)}
