"""Node affinity that nothing can match, against every node that could matter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multiaz_lint.model.company.contradictions import contradiction
from multiaz_lint.model.nodes.node_selector import NodeSelector
from multiaz_lint.model.placement import NodeTerm
from tests.manifests import resource

if TYPE_CHECKING:
    from collections.abc import Mapping

VALUES = ("", "1", "2", "3", "x")
OTHERS = ("0", "4", "other", "00", "01", "02", "03")  # padded numbers escape NotIn
LABELS: list[dict[str, str]] = [{}, *({"k": value} for value in (*VALUES, *OTHERS))]


def why(term: dict[str, Any], selected: Mapping[str, str] | None = None) -> str | None:
    found = contradiction(NodeTerm(resource("kind: Pod"), (), term), selected or {})
    return None if found is None else found.reason


def expression(operator: str, *values: str) -> dict[str, Any]:
    return {"key": "k", "operator": operator, "values": list(values)}


@pytest.mark.parametrize(
    ("term", "words"),
    [
        pytest.param({}, "empty term", id="an empty term"),
        pytest.param({"matchExpressions": []}, "empty term", id="no expressions"),
        pytest.param(
            {"matchExpressions": [expression("Gt", "big")]}, "does not name an integer", id="text"
        ),
        pytest.param(
            {
                "matchFields": [
                    {"key": "metadata.name", "operator": "In", "values": ["n1"]},
                    {"key": "metadata.name", "operator": "NotIn", "values": ["n1"]},
                ]
            },
            "metadata.name contradicts itself",
            id="fields contradict too",
        ),
        pytest.param(
            {"matchExpressions": [expression("In"), expression("DoesNotExist")]},
            None,
            id="what the API server refuses is not judged",
        ),
    ],
)
def test_what_is_said(term: dict[str, Any], words: str | None) -> None:
    said = why(term)
    assert said is None if words is None else words in (said or "")


EXPRESSIONS = st.one_of(
    st.builds(
        lambda operator, values: expression(operator, *values),
        st.sampled_from(["In", "NotIn"]),
        st.lists(st.sampled_from(VALUES), min_size=1, max_size=3),
    ),
    st.builds(expression, st.sampled_from(["Exists", "DoesNotExist"])),
    st.builds(expression, st.sampled_from(["Gt", "Lt"]), st.sampled_from(["0", "1", "2", "3"])),
)


@given(st.lists(EXPRESSIONS, min_size=1, max_size=4), st.sampled_from([None, "1", "x"]))
def test_contradictions_are_what_no_node_matches(
    expressions: list[dict[str, Any]], selected: str | None
) -> None:
    spec: dict[str, Any] = {
        "nodeSelector": {"k": selected} if selected is not None else None,
        "affinity": {
            "nodeAffinity": {
                "requiredDuringSchedulingIgnoredDuringExecution": {
                    "nodeSelectorTerms": [{"matchExpressions": expressions}]
                }
            }
        },
    }
    selector = NodeSelector.of_pod(spec)
    possible = any(selector.matches("n1", labels) for labels in LABELS)
    said = why({"matchExpressions": expressions}, spec["nodeSelector"])
    assert (said is None) == possible
