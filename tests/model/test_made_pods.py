"""A dump says the same with the pods that its controllers have made as without them."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from multiaz_lint import catalog, examples, pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.model import Workload, made_pods
from multiaz_lint.settings import Settings
from multiaz_lint.stages.assembling import assemble
from multiaz_lint.stages.loading import load
from tests.drilled import EVEN, Tree, deployment, means, reported

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SETTINGS = Settings(plugins=False)
HASH = "7d9f8c6b54"


def owned(kind: str, name: str, owner: Tree, labels: Tree, spec: Tree) -> Tree:
    """Return what a controller makes, as the API server shows it."""
    api_version = "v1" if kind == "Pod" else "batch/v1" if kind == "Job" else "apps/v1"
    reference = {
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": owner["metadata"]["name"],
        "uid": "c0ffee",
        "controller": True,
    }
    metadata = {"name": name, "uid": "c0ffee", "labels": labels, "ownerReferences": [reference]}
    if "namespace" in owner["metadata"]:
        metadata["namespace"] = owner["metadata"]["namespace"]
    made: Tree = {"apiVersion": api_version, "kind": kind, "metadata": metadata, "spec": spec}
    return {**made, "status": {"phase": "Running"}} if kind == "Pod" else made


def made(workload: Tree) -> Iterator[Tree]:
    """Yield what the controllers of Kubernetes make of a workload, and pods of that."""
    kind, name, spec = workload["kind"], workload["metadata"]["name"], workload["spec"]
    holder, of_pods = workload, spec
    if kind == "CronJob":
        of_pods = spec["jobTemplate"]["spec"]
    template = copy.deepcopy(of_pods["template"])
    labels = template.setdefault("metadata", {}).setdefault("labels", {})
    if kind == "Deployment":
        labels["pod-template-hash"] = HASH
        selector = {"matchLabels": labels}
        spec = {"replicas": 2, "selector": selector, "template": template}
        holder = owned("ReplicaSet", f"{name}-{HASH}", workload, labels, spec)
        yield holder
    elif kind == "CronJob":
        uid = "b7a1d0f2-0000-4000-8000-000000000001"
        labels.update({"controller-uid": uid, "batch.kubernetes.io/controller-uid": uid})
        selector = {"matchLabels": {"batch.kubernetes.io/controller-uid": uid}}
        spec = {**of_pods, "selector": selector, "template": template}
        labels["batch.kubernetes.io/job-name"] = f"{name}-28812345"
        holder = owned("Job", f"{name}-28812345", workload, labels, spec)
        yield holder
    else:
        labels["controller-revision-hash"] = HASH
    for number in range(2):
        pod = {**template["spec"], "nodeName": f"node-{number}"}
        yield owned("Pod", f"{holder['metadata']['name']}-{number}", holder, labels, pod)


def told(*texts: str) -> list[str]:
    sources = [Source(f"{number}.yaml", text) for number, text in enumerate(texts)]
    found = pipeline.check(sources, SETTINGS).diagnostics
    return sorted(f"{each.place.origin} {each.rule} {each.message}" for each in found)


def workloads(text: str) -> list[Tree]:
    kinds = {"Deployment", "StatefulSet", "DaemonSet", "CronJob"}
    try:
        documents = [each for each in yaml.safe_load_all(text) if isinstance(each, dict)]
    except yaml.YAMLError:
        return []
    return [each for each in documents if each.get("kind") in kinds and _is_whole(each)]


def _is_whole(tree: Tree) -> bool:
    spec = tree.get("spec") or {}
    spec = (spec.get("jobTemplate") or {}).get("spec") or {} if tree["kind"] == "CronJob" else spec
    pod = (spec.get("template") or {}).get("spec")
    return isinstance(pod, dict) and "name" in tree["metadata"]


BAD = {
    rule.id: example.text
    for rule in catalog.rules(plugins=False).values()
    for example in examples.of(rule)
    if example.kind == "bad" and workloads(example.text)
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_what_workloads_have_made_changes_nothing(text: str) -> None:
    dump = [each for workload in workloads(text) for each in made(workload)]
    assert told(text, yaml.safe_dump_all(dump)) == told(text)


def even() -> Tree:
    return deployment("web", topologySpreadConstraints=[{**EVEN, **means("web")}])


def pods_alone(trees: Sequence[Tree]) -> list[Tree]:
    return [each for each in trees if each["kind"] == "Pod"]


@pytest.mark.parametrize(
    "workload",
    [
        pytest.param(even(), id="a Deployment"),
        pytest.param(
            yaml.safe_load(BAD["pdb-matches-unscalable"].split("---\n")[-1]), id="a CronJob"
        ),
    ],
)
def test_pods_are_known_where_what_made_them_is_not_in_the_dump(workload: Tree) -> None:
    text = yaml.safe_dump(workload)
    assert told(text, yaml.safe_dump_all(pods_alone(list(made(workload))))) == told(text)


def test_pods_of_others_count() -> None:
    other = copy.deepcopy(even())
    other["metadata"]["name"] = "other"
    found = told(yaml.safe_dump(even()), yaml.safe_dump_all(pods_alone(list(made(other)))))
    assert any("spread-selector-broad" in each for each in found)


def of_operator(kind: str = "Jaeger", **spec: Any) -> Tree:
    workload = deployment("web")
    reference = {
        "apiVersion": "example.org/v1",
        "kind": kind,
        "name": "x",
        "uid": "c0ffee",
        "controller": True,
    }
    workload["metadata"]["ownerReferences"] = [reference]
    workload["spec"].update(spec)
    return workload


JAEGER = {"apiVersion": "example.org/v1", "kind": "Jaeger", "metadata": {"name": "x"}, "spec": {}}
UNKNOWN = "it belongs to jaeger/x, which the input does not hold"
UNADAPTED = "it belongs to jaeger/x, and no adapter says what pods that makes"


@pytest.mark.parametrize(
    ("trees", "why"),
    [
        pytest.param([of_operator()], [UNKNOWN], id="its owner is not there"),
        pytest.param([of_operator(), JAEGER], [UNADAPTED], id="nobody knows its owner"),
        pytest.param([of_operator(replicas=0)], [], id="it runs no pods"),
    ],
)
def test_what_operators_have_made_is_not_green(trees: list[Tree], why: list[str]) -> None:
    result = pipeline.check([Source("a.yaml", yaml.safe_dump_all(trees))], SETTINGS)
    words = "whether deployment/web outlives a zone was not judged"
    assert [each.why for each in result.not_checked] == [f"{words}: {each}" for each in why]
    left_out = [each["why"] for each in reported(*trees, deployment("other"))["not_drilled"]]
    assert [each for each in left_out if "belongs" in each] == why


def belonging(tree: Tree, kind: str, name: str, **reference: Any) -> Tree:
    """Return a resource with a controller that somebody has written there."""
    api_version = "example.org/v1" if kind == "Jaeger" else "apps/v1"
    written = {"apiVersion": api_version, "kind": kind, "name": name, "uid": "c0ffee"}
    tree["metadata"]["ownerReferences"] = [{**written, "controller": True, **reference}]
    return tree


def one_pod(labels: Tree, **reference: Any) -> Tree:
    spec = {"containers": [{"name": "c", "image": "nginx"}]}
    metadata = {"name": "x", "uid": "x", "labels": labels}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}
    named = {"kind": "ReplicaSet", "name": f"web-{HASH}", **reference}
    return belonging(pod, **named)


LABELS = next(iter(made(even())))["metadata"]["labels"]


@pytest.mark.parametrize(
    "trees",
    [
        pytest.param([belonging(deployment("web"), "Deployment", "web")], id="itself"),
        pytest.param(
            [
                belonging(deployment("web"), "Deployment", "other"),
                belonging(deployment("other"), "Deployment", "web"),
            ],
            id="each other",
        ),
        pytest.param(
            [belonging(deployment("web"), "Deployment", "other"), deployment("other")],
            id="one that makes no such things",
        ),
    ],
)
def test_no_deployment_is_hidden_by_what_it_says_that_it_belongs_to(trees: list[Tree]) -> None:
    result = pipeline.check([Source("a.yaml", yaml.safe_dump_all(trees))], SETTINGS)
    (owner,) = trees[0]["metadata"]["ownerReferences"]
    words = f"it belongs to deployment/{owner['name']}, which has not made it"
    assert f"whether deployment/web outlives a zone was not judged: {words}" in [
        each.why for each in result.not_checked
    ]
    left_out = [each["why"] for each in reported(*trees, deployment("last"))["not_drilled"]]
    assert words in left_out


@pytest.mark.parametrize(
    ("pod", "seen"),
    [
        pytest.param(one_pod(LABELS), False, id="one that was made"),
        pytest.param(one_pod({"app": "other"}), True, id="labels that its maker does not select"),
        pytest.param(one_pod(LABELS, uid=""), True, id="no uid, which the API server refuses"),
        pytest.param(one_pod(LABELS, uid="other"), True, id="another uid"),
        pytest.param(one_pod(LABELS, kind="Deployment", name="web"), True, id="no maker of pods"),
    ],
)
def test_a_pod_is_seen_unless_its_controller_has_made_it(pod: Tree, *, seen: bool) -> None:
    web = even()
    replicas = next(iter(made(web)))
    replicas["metadata"]["uid"] = "c0ffee"
    text = yaml.safe_dump_all([web, replicas, pod])
    assert ("x" in workloads_seen(text)) == seen


def test_what_was_left_out_is_told() -> None:
    dump = yaml.safe_dump_all([even(), *made(even())])
    result = pipeline.check([Source("a.yaml", dump)], SETTINGS)
    (told_of,) = result.not_checked
    names = f"replicaset/web-{HASH}, pod/web-{HASH}-0, pod/web-{HASH}-1"
    words = "judged as what the workload says that has made them, not besides: "
    assert (told_of.why, told_of.line > 1) == (words + names, True)


def test_what_is_written_by_hand_was_not_made() -> None:
    pod = one_pod(LABELS)
    del pod["metadata"]["uid"]
    assert "x" in workloads_seen(yaml.safe_dump_all([even(), *made(even()), pod]))


def of_job(name: str, **labels: str) -> Tree:
    pod = one_pod({"app": "x", "batch.kubernetes.io/job-name": name, **labels})
    reference = pod["metadata"]["ownerReferences"][0]
    reference.update(apiVersion="batch/v1", kind="Job", name=name)
    return pod


@pytest.mark.parametrize(
    ("pod", "seen"),
    [
        pytest.param(of_job("backup-28812345"), False, id="a Job of its name and a time"),
        pytest.param(of_job("backup-1"), True, id="no time"),
        pytest.param(of_job("backup-2881234\u0665"), True, id="no digits of a controller"),
        pytest.param(of_job("backup-28812345", app="y"), True, id="other labels"),
        pytest.param(
            of_job("backup-28812345", **{"batch.kubernetes.io/job-name": "z"}),
            True,
            id="the labels of another Job",
        ),
    ],
)
def test_pods_are_those_of_a_cron_job_if_it_names_jobs_so(pod: Tree, *, seen: bool) -> None:
    template = {"metadata": {"labels": {"app": "x"}}, "spec": pod["spec"]}
    cron_job = {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": "backup"},
        "spec": {"schedule": "0 * * * *", "jobTemplate": {"spec": {"template": template}}},
    }
    assert ("x" in workloads_seen(yaml.safe_dump_all([cron_job, pod]))) == seen


def workloads_seen(text: str) -> list[str]:
    loaded = load([Source("a.yaml", text)], SETTINGS)
    cluster = assemble(loaded, SETTINGS, judged=True)
    return [each.name for each in cluster.of(Workload)]


def test_several_controllers_are_refused_and_have_made_nothing() -> None:
    pod = one_pod(LABELS)
    pod["metadata"]["ownerReferences"] *= 2
    text = yaml.safe_dump_all([*made(even()), pod])
    assert any("api-invalid-workload" in each and "pod/x" in each for each in told(text))


def test_who_has_no_namespace_may_own_what_has_one() -> None:
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "jaegers.example.org"},
        "spec": {
            "group": "example.org",
            "scope": "Cluster",
            "names": {"kind": "Jaeger", "plural": "jaegers"},
            "versions": [{"name": "v1", "served": True, "storage": True}],
        },
    }
    trees = [definition, JAEGER, of_operator()]
    result = pipeline.check([Source("a.yaml", yaml.safe_dump_all(trees))], SETTINGS)
    assert [each.why.partition(": ")[2] for each in result.not_checked] == [UNADAPTED]


def test_a_controller_without_a_name_is_told_as_such() -> None:
    web = belonging(deployment("web"), "Deployment", "")
    result = pipeline.check([Source("a.yaml", yaml.safe_dump(web))], SETTINGS)
    (told_of,) = result.not_checked
    assert told_of.why.endswith("it belongs to a controller without kind or name")


def test_a_drill_plays_where_they_stand() -> None:
    web = even()
    nodes: list[Any] = [
        {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {
                "name": f"node-{number}",
                "labels": {"topology.kubernetes.io/zone": zone},
            },
        }
        for number, zone in enumerate("aab")
    ]
    (found,) = reported(web, *made(web), *nodes)["workloads"]
    lost = {each["zone"]: each["ready"] for each in found["events"] if each["event"] == "outage"}
    assert lost == {"a": [1, 1], "b": [2, 2]}


def test_nobody_asks_each_of_very_many_copies_whether_it_has_made_something(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = 0
    selects = made_pods._selects

    def counted(maker: Workload, workload: Workload) -> bool:
        nonlocal asked
        asked += 1
        return selects(maker, workload)

    monkeypatch.setattr(made_pods, "_selects", counted)
    (replicas, *_) = made(even())
    pods = [copy.deepcopy(one_pod(LABELS)) for _ in range(100)]
    seen = workloads_seen(yaml.safe_dump_all([replicas] * 100 + pods))
    assert asked < 100 * 100
    assert "x" in seen


def test_of_many_controllers_not_each_one_is_told_with_the_list_of_all() -> None:
    pod = one_pod(LABELS)
    (owner,) = pod["metadata"]["ownerReferences"]
    pod["metadata"]["ownerReferences"] = [{**owner, "name": f"r{n}"} for n in range(500)]
    found = [each for each in told(yaml.safe_dump(pod)) if "Only one reference" in each]
    assert 1 < len(found) < 10
