"""The index of nodes finds what the scheduler's own words find when they are asked node by node."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from multiaz_lint.model import Node
from multiaz_lint.model.nodes.node_index import NodeIndex, label_of
from multiaz_lint.model.nodes.node_selector import NodeSelector
from multiaz_lint.model.nodes.taints import untolerated
from tests.manifests import cluster

KEYS = ["pool", "gen", "topology.kubernetes.io/zone", "kubernetes.io/hostname"]
VALUES = ["a", "b", "1", "+2", "10", "x3"]
TAINTS = ["team", "gpu", "node.kubernetes.io/not-ready"]
EFFECTS = ["NoSchedule", "PreferNoSchedule", "NoExecute"]


def _some(chance: random.Random, words: list[Any], most: int = 2) -> list[Any]:
    return chance.sample(words, chance.randint(0, most))


def _node(chance: random.Random, number: int) -> dict[str, Any]:
    labels = {key: chance.choice(VALUES) for key in _some(chance, KEYS, 4)}
    taints = [
        {"key": key, "value": chance.choice(["", "a"]), "effect": chance.choice(EFFECTS)}
        for key in _some(chance, TAINTS)
    ]
    metadata = {"name": f"n{number}", "labels": labels}
    return {"apiVersion": "v1", "kind": "Node", "metadata": metadata, "spec": {"taints": taints}}


def _expression(chance: random.Random) -> dict[str, Any]:
    operator = chance.choice(["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", "Wrong"])
    values = {"In": _some(chance, VALUES), "NotIn": _some(chance, VALUES)}
    bound = [chance.choice(["1", "2", "-3", "a"])]
    asked = values.get(operator, bound if operator in {"Gt", "Lt"} else [])
    return {"key": chance.choice([*KEYS, "none"]), "operator": operator, "values": asked}


def _selector(chance: random.Random) -> NodeSelector:
    terms = []
    for _ in range(chance.randint(0, 2)):
        names = {"key": "metadata.name", "operator": chance.choice(["In", "NotIn"])}
        fields = [{**names, "values": [f"n{chance.randint(0, 9)}"]}]
        expressions = [_expression(chance) for _ in range(chance.randint(0, 2))]
        terms.append({"matchExpressions": expressions, "matchFields": _some(chance, fields, 1)})
    wanted = {key: chance.choice(VALUES) for key in _some(chance, [*KEYS, "none"], 1)}
    return NodeSelector(wanted, chance.choice([None, terms]))


def _toleration(chance: random.Random) -> dict[str, Any]:
    operator = chance.choice(["", "Equal", "Exists"])
    key = chance.choice([*TAINTS, "" if operator == "Exists" else "team"])
    value = "" if operator == "Exists" else chance.choice(["", "a"])
    effect = chance.choice(["", *EFFECTS])
    return {"key": key, "operator": operator, "value": value, "effect": effect}


@pytest.mark.parametrize("seed", range(40))
def test_it_finds_the_nodes_that_the_semantics_find(seed: int) -> None:
    chance = random.Random(seed)
    text = "\n---\n".join(json.dumps(_node(chance, number)) for number in range(12))
    nodes = cluster(text).of(Node)
    index = NodeIndex(nodes)
    for _ in range(30):
        selector = _selector(chance)
        tolerations = [_toleration(chance) for _ in range(chance.randint(0, 3))]
        selected, open_to = index.selected(selector), index.tolerated(tolerations)
        assert selected.listed == [
            each for each in nodes if selector.matches(each.name, each.labels)
        ]
        assert open_to.listed == [
            each for each in nodes if untolerated(each.lasting_taints, tolerations) is None
        ]
        both = selected & open_to
        assert len(both) == len(both.listed)
        assert [each for each in nodes if each in both] == both.listed
        assert both.zones == {each.zone for each in both.listed if each.zone is not None}
        for key in KEYS:
            found = {label_of(each, key) for each in both.listed}
            assert both.labelled(key) == len(found - {None})
            assert both.all_labelled(key) == (None not in found)
