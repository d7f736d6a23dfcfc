"""What a RuntimeClass adds to the pods that name it counts in check and drill."""

from __future__ import annotations

from typing import Any

import pytest

from multiaz_lint import pipeline
from multiaz_lint.drill.data import data
from multiaz_lint.drill.nodes.shape import Pool, made
from multiaz_lint.drill.plan import Plan
from multiaz_lint.drill.run import DrillOptions, run
from multiaz_lint.model import Deployment
from multiaz_lint.model.nodes.taints import eviction_seconds
from multiaz_lint.settings import Settings
from tests.drilled import SETTINGS, ZONE, cluster_of, deployment, drilled, missing, reported, source

UNREACHABLE = "node.kubernetes.io/unreachable"
EVERYTHING = {"operator": "Exists"}


def runtime_class(**more: Any) -> dict[str, Any]:
    kind = {"apiVersion": "node.k8s.io/v1", "kind": "RuntimeClass", "handler": "runsc"}
    return {**kind, "metadata": {"name": "gv"}, **more}


def stays(seconds: int | None, key: str = UNREACHABLE, **more: Any) -> dict[str, Any]:
    found = {"key": key, "operator": "Exists", "effect": "NoExecute", **more}
    return found if seconds is None else {**found, "tolerationSeconds": seconds}


def web_with(own: list[Any], added: list[Any], **more: Any) -> Deployment:
    web = deployment("web", runtimeClassName="gv", tolerations=own, **more)
    runtime = runtime_class(scheduling={"tolerations": added})
    return cluster_of(web, runtime).of(Deployment)[0]


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
        ([stays(60), stays(None)], [], None),  # it merges the pod's own ones, too
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
    found = pipeline.check([source(web, runtime)], SETTINGS).diagnostics
    (said,) = (each for each in found if each.rule == "affinity-single-zone")
    assert said.field == f"scheduling.nodeSelector[{ZONE}]"
    line = source(web, runtime).text.splitlines()[said.place.line - 1]
    assert line == f"    {ZONE}: a"


def test_both_see_that_pods_are_never_evicted() -> None:
    web = deployment("web", runtimeClassName="gv")
    runtime = runtime_class(scheduling={"tolerations": [EVERYTHING]})
    assert missing(drilled(web, runtime)["web"], "outage, after evictions") != [0, 0]
    found = pipeline.check([source(web, runtime)], SETTINGS).diagnostics
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
    cluster = cluster_of(first, last, deployment("web", runtimeClassName="gv"))
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


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"handler": "H_bad"}, id="its handler is no name"),
        pytest.param({"handler": None}, id="it has no handler"),
        pytest.param({"overhead": {"podFixed": {"cpu": "-1"}}}, id="less than nothing"),
        pytest.param({"apiVersion": "node.k8s.io/v1beta1"}, id="its version is no longer served"),
    ],
)
def test_one_that_the_api_server_refuses_adds_nothing(more: dict[str, Any]) -> None:
    runtime = {**runtime_class(scheduling={"nodeSelector": {"pool": "x"}}), **more}
    web = deployment("web", runtimeClassName="gv")
    cluster = cluster_of(web, runtime)
    assert cluster.of(Deployment)[0].node_selector == {}
    assert missing(reported(web, runtime)["workloads"][0]) == [0, 0]
    (words,) = refusals(web, runtime, closed=True)[1]
    assert words.endswith('pod rejected: RuntimeClass "gv" not found')


# what a class refuses

OVERHEAD = {"podFixed": {"cpu": "250m"}}
NOT_THAT = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"
NO_SUCH = "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead"
GV = {"runtimeClassName": "gv"}


def refusals(*documents: dict[str, Any], closed: bool = False) -> tuple[list[str], list[str]]:
    """Return what the drill and what ``check`` say that the API server tells the pods of web."""
    settings = Settings(plugins=False, closed=closed)
    cluster = cluster_of(*documents, settings=settings)
    report = run(cluster, made([Pool(("a", "b", "c"))]), DrillOptions(seeds=1, causes=False))
    (web,) = data(report)["workloads"]
    (first,) = (each for each in web["events"] if each["event"] == "initial")
    assert first["missing"] == ([3, 3] if first["reasons"] else [0, 0])
    found = pipeline.check([source(*documents)], settings).diagnostics
    said = [each for each in found if each.rule == "api-pod-rejected"]
    return first["reasons"], [f"{each.field}: {each.message}" for each in said]


@pytest.mark.parametrize(
    ("pod", "runtime", "words", "field"),
    [
        ({**GV, "overhead": {"cpu": "1"}}, {"overhead": OVERHEAD}, NOT_THAT, "overhead"),
        ({**GV, "overhead": {"cpu": "1"}}, {"overhead": {}}, NOT_THAT, "overhead"),
        ({**GV, "overhead": {"cpu": "1"}}, {}, NO_SUCH, "overhead"),
        ({"overhead": {"cpu": "1"}}, {"overhead": OVERHEAD}, NO_SUCH, "overhead"),
        (
            {**GV, "nodeSelector": {"pool": "b"}},
            {"scheduling": {"nodeSelector": {"pool": "a"}}},
            (
                "conflict: runtimeClass.scheduling.nodeSelector[pool] = a; "
                "pod.spec.nodeSelector[pool] = b"
            ),
            "nodeSelector.pool",
        ),
    ],
)
def test_pods_that_contradict_their_class_are_refused(
    pod: dict[str, Any], runtime: dict[str, Any], words: str, field: str
) -> None:
    drill, check = refusals(deployment("web", **pod), runtime_class(**runtime))
    assert drill == [f"forbidden: {words}"]
    head = "deployment/web is accepted, but every pod of it is refused"
    assert check == [f"spec.template.spec.{field}: {head}: {words}"]


@pytest.mark.parametrize(
    ("pod", "runtime"),
    [
        ({**GV, "overhead": {"cpu": "0.25"}}, {"overhead": OVERHEAD}),
        ({**GV, "overhead": {}}, {"overhead": OVERHEAD}),
        ({**GV, "overhead": {}}, {}),
        ({"overhead": {}}, {}),
        (GV, {"overhead": OVERHEAD, "scheduling": {"nodeSelector": {"kubernetes.io/os": "linux"}}}),
        (
            {**GV, "nodeSelector": {"kubernetes.io/os": "linux"}},
            {"scheduling": {"nodeSelector": {"kubernetes.io/os": "linux"}}},
        ),
        ({"nodeSelector": {ZONE: "b"}}, {"scheduling": {"nodeSelector": {ZONE: "a"}}}),
    ],
)
def test_pods_that_agree_with_their_class_are_created(
    pod: dict[str, Any], runtime: dict[str, Any]
) -> None:
    assert refusals(deployment("web", **pod), runtime_class(**runtime)) == ([], [])


def test_a_class_that_is_missing_refuses_pods_where_the_input_is_all_there_is() -> None:
    web, said = (
        deployment("web", runtimeClassName="gv"),
        'pod rejected: RuntimeClass "gv" not found',
    )
    assert refusals(web) == ([], [])
    drill, check = refusals(web, closed=True)
    assert drill == [f"forbidden: {said}"]
    head = "deployment/web is accepted, but every pod of it is refused"
    assert check == [f"spec.template.spec.runtimeClassName: {head}: {said}"]
    assert refusals(web, runtime_class(), closed=True) == ([], [])
    assert refusals(deployment("web", runtimeClassName="${RC}"), closed=True)[1] == []
    refused = runtime_class(scheduling=5)
    assert refusals(web, refused, closed=True)[0] == [f"forbidden: {said}"]
    assert refusals(web, refused) == ([], [])
    unfilled = runtime_class(handler="${H}", overhead={"podFixed": {"cpu": "${CPU}"}})
    assert refusals(web, unfilled, closed=True) == ([], [])


def test_what_is_still_to_be_filled_refuses_nothing() -> None:
    web = deployment("web", runtimeClassName="gv", nodeSelector={"kubernetes.io/os": "linux"})
    scheduling = {"nodeSelector": {"kubernetes.io/os": "${OS}"}}
    assert refusals(web, runtime_class(scheduling=scheduling)) == ([], [])
    scheduling = {"nodeSelector": {"pool": "a"}}
    unfilled = runtime_class(handler="${H}", scheduling=scheduling)
    assert missing(drilled(deployment("web", runtimeClassName="gv"), unfilled)["web"]) == [3, 3]


def test_one_whose_version_is_not_served_is_told_as_the_api_server_does() -> None:
    old = runtime_class(apiVersion="node.k8s.io/v1beta1", scheduling={"nodeSelector": {"a": "b"}})
    cluster = cluster_of(deployment("web", runtimeClassName="gv"), old)
    assumed = Plan(cluster, made([Pool("abc")])).assumptions
    said = 'no matches for kind "RuntimeClass" in version "node.k8s.io/v1beta1"'
    assert any(each.endswith(said) for each in assumed)


def test_so_does_a_missing_priority_class() -> None:
    web = deployment("web", priorityClassName="high", runtimeClassName="gv")
    said = "no PriorityClass with name high was found"  # which is asked for first
    high = {"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "value": 5}
    assert refusals(web) == ([], [])
    assert refusals(web, closed=True)[0] == [f"forbidden: {said}"]
    there = refusals(web, {**high, "metadata": {"name": "high"}}, runtime_class(), closed=True)
    assert there == ([], [])
    system = deployment("web", priorityClassName="system-cluster-critical")
    assert refusals(system, closed=True)[0] == []
    settings = Settings(plugins=False, closed=True)
    cluster = cluster_of(deployment("web", priorityClassName="high"), settings=settings)
    (found,) = run(cluster, made([Pool(("a", "b", "c"))]), DrillOptions(seeds=1)).diagnostics
    assert found.field == "spec.template.spec.priorityClassName"
    assert found.drill is not None
    assert found.drill["cause_proven"]


def test_a_pod_that_stands_had_its_classes() -> None:
    owner = {"kind": "ReplicaSet", "name": "x", "controller": True}
    spec = {"containers": [{"name": "c", "image": "c:1"}], "nodeName": "n-a"}
    stands = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "x-1", "ownerReferences": [owner]},
        "spec": {**spec, "priorityClassName": "high", "runtimeClassName": "gv"},
        "status": {"phase": "Running"},
    }
    settings = Settings(plugins=False, closed=True)
    plan = Plan(cluster_of(deployment("web"), stands, settings=settings), made([Pool("a")]))
    assert [each for each in plan.assumptions if "never created" in each] == []
    (stranger,) = (each for each in plan.members if not each.judged)
    judged = plan.admissions.judged(stranger.manifest, stranger.template)
    assert judged is not None
    assert judged.forbidden is None


def test_a_class_outside_of_the_input_is_told() -> None:
    said = "runtimeclass/gv of deployment/web is not in the input: taken to add nothing"
    assert said in reported(deployment("web", runtimeClassName="gv"))["assumptions"]
    assert (
        said
        not in reported(deployment("web", runtimeClassName="gv"), runtime_class())["assumptions"]
    )
    # its overhead may be what the pods say
    assert refusals(deployment("web", runtimeClassName="gv", overhead={"cpu": "1"})) == ([], [])


def test_an_empty_overhead_counts_in_a_bare_pod_only() -> None:
    spec = {"containers": [{"name": "c", "image": "c:1"}], "overhead": {}}
    lone = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "lone"}, "spec": spec}
    assumed = reported(deployment("web"), lone)["assumptions"]
    assert f"pod/lone is never created: forbidden: {NO_SUCH}" in assumed
    (said,) = [
        each
        for each in pipeline.check([source(lone)], SETTINGS).diagnostics
        if each.rule == "api-pod-rejected"
    ]
    assert said.message == f"the API server refuses pod/lone: {NO_SUCH}"


@pytest.mark.parametrize(
    ("pod", "runtime", "field"),
    [
        ({**GV, "overhead": {"cpu": "1"}}, {"overhead": OVERHEAD}, "overhead"),
        ({"overhead": {"cpu": "1"}}, {"overhead": OVERHEAD}, "overhead"),
        (
            {**GV, "nodeSelector": {"kubernetes.io/os": "windows"}},
            {"scheduling": {"nodeSelector": {"kubernetes.io/os": "linux"}}},
            "nodeSelector[kubernetes.io/os]",
        ),
    ],
)
def test_the_field_that_a_class_refuses_is_proven_to_be_the_cause(
    pod: dict[str, Any], runtime: dict[str, Any], field: str
) -> None:
    cluster = cluster_of(deployment("web", **pod), runtime_class(**runtime))
    report = run(cluster, made([Pool(("a", "b", "c"))]), DrillOptions(seeds=1))
    (found,) = report.diagnostics
    assert found.field == f"spec.template.spec.{field}"
    assert found.drill is not None
    assert found.drill["cause_proven"]
    said = [each.message for each in found.related]
    assert said == (["runtimeclass/gv refuses them"] if "runtimeClassName" in pod else [])
