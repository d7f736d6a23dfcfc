"""The quick checkers agree with the slow words, for whatever stands in a manifest."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from multiaz_lint.api.decoding.decode import complaints
from multiaz_lint.api.decoding.structure import checker
from tests.oracle.files import OWN

LINES = (OWN / "validate-fields.jsonl").read_text(encoding="utf-8").splitlines()
TREES = [line["manifest"] for line in map(json.loads, LINES) if isinstance(line["manifest"], dict)]
DEPLOYMENTS = [tree for tree in TREES if tree.get("kind") == "Deployment"][:10]

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)


def places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    for step, below in tree.items() if isinstance(tree, dict) else ():
        found += places(below, (*path, step))
    for step, below in enumerate(tree) if isinstance(tree, list) else ():
        found += places(below, (*path, step))
    return found


@settings(max_examples=300)
@given(st.data())
def test_a_checker_refuses_what_the_decoder_complains_about(data: Any) -> None:
    tree = json.loads(json.dumps(data.draw(st.sampled_from(DEPLOYMENTS))))
    path = data.draw(st.sampled_from(places(tree)))
    node = tree
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = data.draw(VALUES)
    kind = "apps/v1.Deployment"
    assert checker(kind)(tree) == (complaints(kind, tree) == [])
