"""Revisions of workloads: what tells their pods apart, and whose pods a controller replaces."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from multiaz_lint import loading, pipeline
from multiaz_lint.drill.data import data
from multiaz_lint.drill.run import Options, run
from multiaz_lint.drill.shape import Pool, made
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings

Tree = dict[str, Any]
ZONE = "topology.kubernetes.io/zone"
HASH = "pod-template-hash"
HARD = "requiredDuringSchedulingIgnoredDuringExecution"
EVEN = {
    "maxSkew": 1,
    "topologyKey": ZONE,
    "whenUnsatisfiable": "DoNotSchedule",
    "nodeTaintsPolicy": "Honor",
}
SETTINGS = Settings(plugins=False)


def drilled(*documents: Tree) -> dict[str, Tree]:
    """Drill on three zones; return what is said of each workload by its name."""
    source = Source("w.yaml", yaml.safe_dump_all(documents), named=True)
    cluster = pipeline.assemble(loading.load([source], SETTINGS), SETTINGS)
    shape = made([Pool(("a", "b", "c"))])
    report = run(cluster, shape, Options(seeds=2, causes=False))
    return {each["name"]: each for each in data(report)["workloads"]}


def deployment(name: str, replicas: int = 3, kind: str = "Deployment", **spec: Any) -> Tree:
    pod = {"containers": [{"name": "c", "image": "c:1"}], **spec}
    return {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": {"name": name},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": name}},
            "template": {"metadata": {"labels": {"app": name}}, "spec": pod},
        },
    }


def means(name: str) -> Tree:
    return {"labelSelector": {"matchLabels": {"app": name}}}


def spread(name: str) -> list[Tree]:
    return [{**EVEN, **means(name)}]


def required(kind: str, **term: Any) -> Tree:
    return {kind: {HARD: [{"topologyKey": ZONE, **term}]}}


def missing(workload: Tree, event: str = "initial") -> list[int]:
    """Return the fewest and the most pods that do not run after an event."""
    found = [each["missing"] for each in workload["events"] if each["event"] == event]
    return [min(least for least, _ in found), max(most for _, most in found)]


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
    for each in found.values():
        assert each["promised"]["survivors"] == {"a": 2, "b": 2, "c": 2}


def test_deployments_of_one_template_share_a_revision_hash() -> None:
    one, two = deployment("web"), deployment("w2")
    apart = required("podAntiAffinity", **means("web"), matchLabelKeys=[HASH])
    for each in (one, two):
        each["spec"] |= deployment("web", affinity=apart)["spec"]
    found = [missing(each) for each in drilled(one, two).values()]
    assert sum(least for least, _ in found) <= 3 <= sum(most for _, most in found)
