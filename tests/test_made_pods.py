"""A dump says the same with the pods that its controllers have made as without them."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from multiaz_lint import catalog, examples, pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings
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
    metadata = {"name": name, "labels": labels, "ownerReferences": [reference]}
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
        pytest.param([even(), *made(even())], [], id="its owner is asked"),
    ],
)
def test_what_operators_have_made_is_not_green(trees: list[Tree], why: list[str]) -> None:
    result = pipeline.check([Source("a.yaml", yaml.safe_dump_all(trees))], SETTINGS)
    words = "whether deployment/web outlives a zone was not judged"
    assert [each.why for each in result.not_checked] == [f"{words}: {each}" for each in why]
    left_out = [each["why"] for each in reported(*trees, deployment("other"))["not_drilled"]]
    assert [each for each in left_out if "belongs" in each] == why


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
