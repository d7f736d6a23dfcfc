"""Pods that name their node: no scheduler looks at them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.drilled import HARD, ZONE, deployment, drilled, missing, node, reported, spread

NODES = [node("na1", "a"), node("nb1", "b"), node("nc1", "c")]
IN_B: dict[str, Any] = {
    "nodeAffinity": {
        HARD: {
            "nodeSelectorTerms": [
                {"matchExpressions": [{"key": ZONE, "operator": "In", "values": ["b"]}]}
            ]
        }
    }
}


def tainted(effect: str) -> list[Any]:
    return [node("na1", "a", taints=[{"key": "k", "effect": effect}]), *NODES[1:]]


@pytest.mark.parametrize(
    ("nodes", "more", "pending"),
    [
        (NODES, {"topologySpreadConstraints": spread("web")}, 0),
        (tainted("NoSchedule"), {}, 0),
        ([node("na1", "a", unschedulable=True), *NODES[1:]], {}, 0),
        (tainted("NoExecute"), {}, 3),
        (NODES, {"affinity": IN_B}, 3),
        (NODES[1:], {}, 3),
    ],
    ids=["spread", "taint", "cordon", "NoExecute", "affinity", "no such node"],
)
def test_the_kubelet_of_the_node_decides(nodes: Any, more: Any, pending: int) -> None:
    found = drilled(deployment("web", nodeName="na1", **more), *nodes)["web"]
    assert missing(found) == [pending, pending]
    assert found["verdict"] == "down"


@pytest.mark.parametrize(("cpu", "pending"), [("2", 0), ("3", 1)])
def test_a_node_that_is_named_takes_what_it_has_room_for(cpu: str, pending: int) -> None:
    containers = [{"name": "c", "image": "c:1", "resources": {"requests": {"cpu": cpu}}}]
    web = deployment("web", nodeName="na1", containers=containers)
    assert missing(drilled(web, *NODES)["web"]) == [pending, pending]


def test_no_volume_is_made_for_pods_that_the_scheduler_does_not_see() -> None:
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "d"},
        "spec": {
            "storageClassName": "s",
            "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": "1Gi"}},
        },
    }
    made = {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": "s"},
        "provisioner": "ebs.csi.aws.com",
    }
    volumes = [{"name": "d", "persistentVolumeClaim": {"claimName": "d"}}]
    web = deployment("web", nodeName="na1", volumes=volumes)
    assert missing(drilled(web, claim, made, *NODES)["web"]) == [0, 0]
    waits = {**made, "volumeBindingMode": "WaitForFirstConsumer"}
    report = reported(web, claim, waits, *NODES)
    assert missing(report["workloads"][0]) == [3, 3]
    assert any("a claim waits for the scheduler" in each for each in report["said"])


def test_no_ephemeral_volume_is_made_for_them_either() -> None:
    spec = {"storageClassName": "", "accessModes": ["ReadWriteOnce"]}
    made = {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": "s"},
        "provisioner": "ebs.csi.aws.com",
        "volumeBindingMode": "WaitForFirstConsumer",
    }
    for name, words in (("s", "a claim waits for the scheduler"), ("", "has unbound immediate")):
        template = {"spec": {**spec, "storageClassName": name}}
        volumes = [{"name": "d", "ephemeral": {"volumeClaimTemplate": template}}]
        report = reported(deployment("web", nodeName="na1", volumes=volumes), made, *NODES)
        assert missing(report["workloads"][0]) == [3, 3]
        assert any(words in each for each in report["said"])


@pytest.mark.parametrize(("name", "pending"), [("na1", 2), ("nc1", 1)])
def test_a_host_port_is_taken_on_the_node_that_is_named(name: str, pending: int) -> None:
    ports = [{"containerPort": 80, "hostPort": 80}]
    containers = [{"name": "c", "image": "c:1", "ports": ports}]
    other = deployment("other", 1, nodeName="na1", priority=1, containers=containers)
    web = deployment("web", 2, nodeName=name, containers=containers)
    assert missing(drilled(other, web, *NODES)["web"]) == [pending, pending]


def test_pods_are_made_again_on_a_drained_node_that_they_name() -> None:
    found = drilled(deployment("web", nodeName="na1"), *NODES)["web"]
    assert missing(found, "drain") == [0, 0]
