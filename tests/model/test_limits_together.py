"""LimitRanges that are asked together: the same as where each of them is asked."""

from __future__ import annotations

import random
from typing import Any

import pytest

from multiaz_lint.api.admission.limit_ranger import admitted, claim_forbidden, forbidden
from multiaz_lint.api.admission.limits_together import LimitsTogether

AMOUNTS = ("0", "1m", "1.0005m", "100m", "1", "1001m", "2", "1Gi", "8E", "100E")
NAMES = ("cpu", "memory", "example.com/gpu")
SIDES = ("min", "max", "maxLimitRequestRatio", "default", "defaultRequest")


def _amounts(chance: random.Random) -> dict[str, str]:
    return {name: chance.choice(AMOUNTS) for name in NAMES if chance.random() < 0.4}


def _limit_range(chance: random.Random) -> dict[str, Any]:
    return {
        "limits": [
            {
                "type": chance.choice(["Container", "Pod", "PersistentVolumeClaim", "other"]),
                **{side: _amounts(chance) for side in SIDES if chance.random() < 0.3},
            }
            for _ in range(chance.randrange(4))
        ]
    }


def _resources(chance: random.Random) -> dict[str, Any]:
    return {side: _amounts(chance) for side in ("requests", "limits") if chance.random() < 0.8}


@pytest.mark.parametrize("seed", range(300))
def test_the_first_that_refuses_is_found(seed: int) -> None:
    chance = random.Random(seed)
    specs = [_limit_range(chance) for _ in range(chance.choice([1, 3, 12]))]
    together = LimitsTogether(specs)
    written: dict[str, Any] = {
        "containers": [{"resources": _resources(chance)} for _ in range(chance.randrange(3))],
        "initContainers": [{"resources": _resources(chance)}],
    }
    if chance.random() < 0.5:
        written["resources"] = _resources(chance)
    spec = admitted(written, together.defaults)
    asked = [(at, forbidden(spec, each)) for at, each in enumerate(specs)]
    expected = [each for each in asked if each[1]]
    assert together.forbidden(spec) == (expected[0] if expected else None)
    claim = {"resources": _resources(chance)}
    refused = [
        (at, said) for at, each in enumerate(specs) if (said := claim_forbidden(claim, each))
    ]
    assert together.claim_forbidden(claim) == (refused[0] if refused else None)
