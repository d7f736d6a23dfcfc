"""Many tolerations and many taints: what one by one would say, found faster."""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING, Any

from multiaz_lint.model.nodes import taints
from multiaz_lint.model.nodes.taints import Tolerated, tolerated, untolerated

if TYPE_CHECKING:
    import pytest

KEYS = [None, "", "a", "b", ["a"]]
EFFECTS = [None, "", "NoSchedule", "NoExecute", {"a": 1}]
VALUES = [None, "", "x", "y", 1, ["x"]]
OPERATORS = [None, "", "Equal", "Exists", "Lt", ["Exists"]]


def some(pick: random.Random, **words: list[Any]) -> dict[str, Any]:
    return {key: word for key, several in words.items() if (word := pick.choice(several))}


def test_many_tolerations_tolerate_what_one_of_them_does() -> None:
    pick = random.Random(3)
    every = [
        {"key": key, "effect": effect, "value": value}
        for key, effect, value in itertools.product(KEYS, EFFECTS, VALUES)
    ]
    seen = set()
    for _ in range(200):
        tolerations = [
            some(pick, key=KEYS, effect=EFFECTS, value=VALUES, operator=OPERATORS)
            for _ in range(pick.randrange(5))
        ]
        many = Tolerated(tolerations)
        for taint in every:
            one_by_one = tolerated(taint, tolerations)
            assert many.has(taint) == one_by_one, (taint, tolerations)
            seen.add(one_by_one)
    assert seen == {True, False}


def test_not_each_toleration_is_tried_on_each_taint(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []
    monkeypatch.setattr(taints, "tolerates", lambda *pair: tried.append(pair))
    each = [{"key": f"t{i}", "value": "x", "effect": "NoSchedule"} for i in range(1000)]
    assert untolerated(each, each) is None
    assert untolerated(each, each[:-1]) == each[-1]
    assert tried == []
