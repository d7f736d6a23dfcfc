"""Revisions of workloads: what tells their pods apart."""

from __future__ import annotations

import pytest

from tests.drilled import EVEN, deployment, drilled, means, missing, required, spread

HASH = "pod-template-hash"


@pytest.mark.parametrize(
    ("key", "pending"), [("matchLabelKeys", [3, 3]), ("mismatchLabelKeys", [0, 0])]
)
def test_another_deployment_has_another_revision_hash(key: str, pending: list[int]) -> None:
    near = required("podAffinity", **means("w2"), **{key: [HASH]})
    found = drilled(deployment("web", affinity=near), deployment("w2"))
    assert missing(found["web"]) == pending
    assert missing(found["w2"]) == [0, 0]


def test_a_term_on_the_own_revision_keeps_nobody_elses_pods_away() -> None:
    apart = required("podAntiAffinity", **means("w2"), matchLabelKeys=[HASH])
    web = deployment("web", affinity=apart, topologySpreadConstraints=spread("web"))
    found = drilled(web, deployment("w2", topologySpreadConstraints=spread("w2")))
    assert {name: each["verdict"] for name, each in found.items()} == {
        "web": "survives",
        "w2": "survives",
    }


def test_deployments_that_a_constraint_tells_apart_by_revision_are_promised_for_alone() -> None:
    every = {"matchExpressions": [{"key": "app", "operator": "Exists"}]}
    even = [{**EVEN, "labelSelector": every, "matchLabelKeys": [HASH]}]
    found = drilled(*(deployment(n, topologySpreadConstraints=even) for n in ("web", "w2")))
    promised = {name: each["promised"]["survivors"] for name, each in found.items()}
    two = {"a": 2, "b": 2, "c": 2}
    assert promised == {"web": two, "w2": two}


def test_deployments_of_one_template_share_a_revision_hash() -> None:
    one, two = deployment("web"), deployment("w2")
    apart = required("podAntiAffinity", **means("web"), matchLabelKeys=[HASH])
    for each in (one, two):
        each["spec"] |= deployment("web", affinity=apart)["spec"]
    found = [missing(each) for each in drilled(one, two).values()]
    assert sum(least for least, _ in found) <= 3 <= sum(most for _, most in found)
