"""What controllers do in a drill: whose pods they make, count and replace."""

from __future__ import annotations

from typing import Any

import pytest

from tests.drilled import budget, deployment, drilled, ends


def bare(name: str, app: str = "web") -> dict[str, Any]:
    metadata = {"name": name, "labels": {"app": app}}
    spec = {"containers": [{"name": "c", "image": "c:1"}]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


@pytest.mark.parametrize("bound", [{"maxUnavailable": 1}, {"minAvailable": "50%"}])
def test_bare_pods_have_no_scale_that_a_budget_counts(bound: dict[str, Any]) -> None:
    found = drilled(deployment("web"), budget("web", **bound), *map(bare, ("p1", "p2", "p3")))
    assert ends(found["web"], "drain") == {"complete"}
