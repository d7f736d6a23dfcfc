"""What a RuntimeClass adds to the pods that name it counts in check and drill."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from multiaz_lint import loading, pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.model import Deployment
from multiaz_lint.model.taints import eviction_seconds
from tests.drilled import SETTINGS, ZONE, deployment, drilled, missing, reported

UNREACHABLE = "node.kubernetes.io/unreachable"
EVERYTHING = {"operator": "Exists"}


def runtime_class(**more: Any) -> dict[str, Any]:
    kind = {"apiVersion": "node.k8s.io/v1", "kind": "RuntimeClass", "handler": "runsc"}
    return {**kind, "metadata": {"name": "gv"}, **more}


def stays(seconds: int | None, key: str = UNREACHABLE, **more: Any) -> dict[str, Any]:
    found = {"key": key, "operator": "Exists", "effect": "NoExecute", **more}
    return found if seconds is None else {**found, "tolerationSeconds": seconds}


def text(*documents: dict[str, Any]) -> Source:
    return Source("w.yaml", yaml.safe_dump_all(documents, sort_keys=False), named=True)


def web_with(own: list[Any], added: list[Any], **more: Any) -> Deployment:
    web = deployment("web", runtimeClassName="gv", tolerations=own, **more)
    runtime = runtime_class(scheduling={"tolerations": added})
    cluster = pipeline.assemble(loading.load([text(web, runtime)], SETTINGS), SETTINGS)
    return cluster.of(Deployment)[0]


@pytest.mark.parametrize(
    ("own", "added", "seconds"),
    [
        ([], [EVERYTHING], None),
        ([stays(60)], [EVERYTHING], None),
        ([], [stays(None)], None),
        ([], [stays(60)], 300),
        ([stays(60)], [stays(600)], 600),
        ([], [stays(60, "other")], 300),
        ([], [{"key": UNREACHABLE, "value": "x", "effect": "NoExecute"}], 300),
    ],
)
def test_tolerations_are_merged_after_the_defaults(
    own: list[Any], added: list[Any], seconds: int | None
) -> None:
    trees = [each.tree for each in web_with(own, added).tolerations]
    assert eviction_seconds(trees) == seconds


def test_a_toleration_stands_where_it_is_written() -> None:
    own, added = web_with([stays(60, "k")], [stays(60, "l")]).tolerations
    assert str(own.field) == "spec.template.spec.tolerations[0]"
    assert (added.resource.kind, str(added.field)) == ("RuntimeClass", "scheduling.tolerations[0]")


def test_both_see_the_nodes_that_a_class_asks_for() -> None:
    web = deployment("web", runtimeClassName="gv")
    runtime = runtime_class(scheduling={"nodeSelector": {ZONE: "a"}})
    assert drilled(web, runtime)["web"]["verdict"] == "down"
    assert drilled(web)["web"]["verdict"] == "survives"
    found = pipeline.check([text(web, runtime)], SETTINGS).diagnostics
    (said,) = (each for each in found if each.rule == "affinity-single-zone")
    assert said.field == f"scheduling.nodeSelector[{ZONE}]"
    line = text(web, runtime).text.splitlines()[said.place.line - 1]
    assert line == f"    {ZONE}: a"


def test_both_see_that_pods_are_never_evicted() -> None:
    web = deployment("web", runtimeClassName="gv")
    runtime = runtime_class(scheduling={"tolerations": [EVERYTHING]})
    assert missing(drilled(web, runtime)["web"], "outage, after evictions") != [0, 0]
    found = pipeline.check([text(web, runtime)], SETTINGS).diagnostics
    (said,) = (each for each in found if each.rule == "toleration-never-evicted")
    assert said.field == "scheduling.tolerations[0]"


def test_the_overhead_of_a_class_takes_room() -> None:
    web = deployment("web", 7, runtimeClassName="gv")
    assert missing(drilled(web, runtime_class(overhead={"podFixed": {"cpu": "5"}}))["web"]) == [
        1,
        1,
    ]
    assert missing(drilled(web)["web"]) == [0, 0]


def test_of_copies_the_last_counts() -> None:
    first = runtime_class(scheduling={"nodeSelector": {"pool": "a"}})
    last = runtime_class(scheduling={"nodeSelector": {"pool": "b"}})
    documents = text(first, last, deployment("web", runtimeClassName="gv"))
    cluster = pipeline.assemble(loading.load([documents], SETTINGS), SETTINGS)
    assert cluster.of(Deployment)[0].node_selector == {"pool": "b"}


@pytest.mark.parametrize(
    "more", [{"tolerations": [{"operator": 7}]}, {"tolerations": 5}, {"nodeSelector": {"b": 5}}]
)
def test_one_that_the_api_server_cannot_decode_adds_nothing(more: dict[str, Any]) -> None:
    scheduling = {"nodeSelector": {"pool": "a"}, **more}
    if "nodeSelector" in more:
        scheduling["nodeSelector"] = {"pool": "a", **more["nodeSelector"]}
    runtime = runtime_class(scheduling=scheduling)
    report = reported(deployment("web", runtimeClassName="gv"), runtime)
    assert missing(report["workloads"][0]) == [0, 0]
    said = "runtimeclass/gv is left out, for the API server refuses it: json: cannot unmarshal "
    assert [each for each in report["assumptions"] if each.startswith(said)]
