"""Adapters that are looked up by their places: the same as where each of them is asked."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint.adapters.by_place import Adapters
from multiaz_lint.adapters.mistyped import mistyped
from multiaz_lint.adapters.read import read
from multiaz_lint.load import objects
from multiaz_lint.load.source import Source
from multiaz_lint.model.custom.adapted import asked_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Resource

NAMES = ("a", "b", "c", 0, 1, "[*]")
KIND = ("example.com", "A")


def _adapters(chance: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(chance.choice([3, 9, 30])):
        steps = [chance.choice(NAMES[:5]) for _ in range(chance.randrange(3))]
        at = "spec" + "".join(f"[{each}]" if each in {0, 1} else f".{each}" for each in steps)
        own = {"spec.mode": chance.choice(["x", "y", ["x", "y"], 1, True, None])}
        when = chance.choice([{}, own, {"spec.other": "z", **own}])
        yield {
            "kind": "/".join(KIND), "component": f"c{number}", "when": when,
            "unless": chance.choice([{}, {"spec.off": True}]),
            "at": chance.choice([at, f"{at}[*]"]), "replicas": "replicas", "template": "template",
        }  # fmt: skip


def _tree(chance: random.Random, depth: int = 3) -> Any:
    what = chance.random()
    if depth and what < 0.5:
        names = chance.sample(["a", "b", "c", "mode", "off", "replicas"], 3)
        return {name: _tree(chance, depth - 1) for name in names}
    if depth and what < 0.7:
        return [_tree(chance, depth - 1) for _ in range(chance.randrange(3))]
    return chance.choice(["x", "y", 1, True, None])


def _resources(chance: random.Random) -> list[Resource]:
    trees = [
        {
            "apiVersion": f"{KIND[0]}/v1", "kind": KIND[1], "metadata": {"name": f"o{number}"},
            "spec": _tree(chance),
        }
        for number in range(20)
    ]  # fmt: skip
    text = "".join(f"---\n{json.dumps(tree)}\n" for tree in trees)
    return list(objects.read(Source("a.yaml", text)).resources)


@pytest.mark.parametrize("seed", range(40))
def test_no_component_and_no_word_is_missed(seed: int) -> None:
    chance = random.Random(seed)
    adapters = [each for entry in _adapters(chance) for each in read([entry])]
    resources = _resources(chance)
    index = Adapters(adapters)
    for resource in resources:
        asked, looked_up = (
            [(each.place, each.adapter) for one in several for each in asked_for(one, resource)]
            for several in (adapters, index.reached(resource.tree))
        )
        assert asked == looked_up
    told = dict.fromkeys(mistyped(resources, {KIND: adapters}))
    alone = {note for one in adapters for note in mistyped(resources, {KIND: [one]})}
    assert {note[::2] for note in told} == {note[::2] for note in alone}
    assert set(told) <= alone
