"""What controllers do in a drill: whose pods they make, count and replace."""

from __future__ import annotations

from typing import Any

import pytest

from tests.drilled import (
    budget,
    deployment,
    drilled,
    ends,
    missing,
    node,
    played,
    reported,
    spread,
    workload,
)


def bare(name: str, app: str = "web") -> dict[str, Any]:
    metadata = {"name": name, "labels": {"app": app}}
    spec = {"containers": [{"name": "c", "image": "c:1"}]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


@pytest.mark.parametrize("bound", [{"maxUnavailable": 1}, {"minAvailable": "50%"}])
def test_bare_pods_have_no_scale_that_a_budget_counts(bound: dict[str, Any]) -> None:
    found = drilled(deployment("web"), budget("web", **bound), *map(bare, ("p1", "p2", "p3")))
    assert ends(found["web"], "drain") == {"complete"}


ROLLOUTS = {
    "rollout",
    "rollout during the outage",
    "rollout during the shift",
    "rollout during the drain",
}


def scaled(minimum: int, **more: Any) -> dict[str, Any]:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "web", **more},
        "spec": {"scaleTargetRef": target, "minReplicas": minimum, "maxReplicas": 6},
    }


def test_an_autoscaler_leaves_a_workload_at_zero() -> None:
    report = reported(deployment("web", 0), scaled(3))
    assert report["workloads"] == []
    (left,) = report["not_drilled"]
    assert left["why"] == "scaled to zero, where a HorizontalPodAutoscaler does nothing"


@pytest.mark.parametrize(
    ("replicas", "autoscaler"),
    [
        (1, scaled(3)),
        (0, scaled(3, ownerReferences=[{"controller": True, "kind": "ScaledObject"}])),
        (
            0,
            {
                "apiVersion": "keda.sh/v1alpha1",
                "kind": "ScaledObject",
                "metadata": {"name": "web"},
                "spec": {"scaleTargetRef": {"name": "web"}, "minReplicaCount": 3},
            },
        ),
    ],
    ids=["written replicas", "an HPA of KEDA", "KEDA"],
)
def test_others_are_scaled(replicas: int, autoscaler: dict[str, Any]) -> None:
    assert drilled(deployment("web", replicas), autoscaler)["web"]["replicas"] == 3


@pytest.mark.parametrize(
    ("kind", "version", "rolls"),
    [
        ("Deployment", "apps/v1", ROLLOUTS),
        ("ReplicaSet", "apps/v1", set()),
        ("ReplicationController", "v1", set()),
    ],
)
def test_rollouts_are_played_of_what_rolls_out(kind: str, version: str, rolls: set[str]) -> None:
    web = {**workload(kind, "web"), "apiVersion": version}
    if version == "v1":
        web["spec"]["selector"] = {"app": "web"}
    found = drilled(web)["web"]
    assert played(found) & ROLLOUTS == rolls
    assert missing(found) == [0, 0]


def test_no_rollout_is_played_of_what_an_operator_replaces() -> None:
    kafka = {
        "apiVersion": "kafka.strimzi.io/v1beta2",
        "kind": "Kafka",
        "metadata": {"name": "k"},
        "spec": {"kafka": {"replicas": 3, "listeners": [], "storage": {"type": "ephemeral"}}},
    }
    report = reported(kafka)
    (found,) = report["workloads"]
    assert not played(found) & ROLLOUTS
    assert found["verdict"] == "degraded"  # the pod of a dead node keeps its name
    said = "how pods of kafka/k (kafka) are replaced by a changed template is not known"
    assert any(each.startswith(said) for each in report["assumptions"])


def test_a_paused_deployment_has_no_pods() -> None:
    web = deployment("web")
    web["spec"]["paused"] = True
    report = reported(web, scaled(2), budget("web", maxUnavailable=1))
    (found,) = report["workloads"]
    assert found["verdict"] == "down"
    assert missing(found) == [2, 2]
    assert not played(found) & ROLLOUTS
    (said,) = report["said"]
    assert said.startswith("drill-zone-loss: deployment/web never gets a pod: it is paused, and ")


def test_a_deployment_that_was_paused_later_keeps_its_pods() -> None:
    web = deployment("web", topologySpreadConstraints=spread("web"))
    web["spec"]["paused"] = True
    owner = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web", "controller": True}
    pods = []
    for zone in "abc":
        pod = bare(f"web-{zone}")
        pod["metadata"]["ownerReferences"] = [owner]
        pod["spec"]["nodeName"] = f"n{zone}"
        pods.append({**pod, "status": {"phase": "Running"}})
    report = reported(web, *(node(f"n{zone}", zone) for zone in "abc"), *pods)
    (found,) = report["workloads"]
    assert missing(found) == [0, 0]
    assert missing(found, "outage, after evictions") == [0, 0]
    assert not played(found) & ROLLOUTS
    assert "deployment/web is paused: no rollout of it is played" in report["assumptions"]


@pytest.mark.parametrize(
    ("strategy", "lowest"),
    [
        ({"type": "Recreate"}, 0),
        ({"rollingUpdate": {"maxSurge": "100%", "maxUnavailable": "100%"}}, 0),
        ({"rollingUpdate": {"maxSurge": 1, "maxUnavailable": 2}}, 1),
        ({"rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}, 3),
        ({}, 3),
    ],
)
def test_a_rollout_may_leave_nobody_ready(strategy: dict[str, Any], lowest: int) -> None:
    web = deployment("web", topologySpreadConstraints=spread("web"))
    web["spec"]["strategy"] = strategy
    report = reported(web)
    (found,) = report["workloads"]
    (rollout,) = (each for each in found["events"] if each["event"] == "rollout")
    assert rollout["lowest"] == [lowest, lowest]
    said = [each for each in report["said"] if each.startswith("drill-rollout-outage")]
    assert (found["verdict"] == "down", bool(said)) == (lowest == 0, lowest == 0)


def test_a_rollout_takes_no_pods_away_where_none_were() -> None:
    quota = {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "q"},
        "spec": {"hard": {"pods": "3"}},
    }
    report = reported(quota, deployment("web"), deployment("other"))
    assert {each["verdict"] for each in report["workloads"]} == {"down"}
    assert [each for each in report["said"] if each.startswith("drill-rollout-stuck")]
    assert not [each for each in report["said"] if each.startswith("drill-rollout-outage")]


@pytest.mark.parametrize(("most", "verdict"), [("100%", "down"), (1, "survives")])
def test_a_stateful_set_may_lose_all_pods_to_a_rollout(most: Any, verdict: str) -> None:
    database = workload("StatefulSet", "db", topologySpreadConstraints=spread("db"))
    grace = {"terminationGracePeriodSeconds": 0}  # else lost pods are not replaced
    database["spec"]["template"]["spec"] |= grace
    database["spec"] |= {
        "serviceName": "db",
        "updateStrategy": {"rollingUpdate": {"maxUnavailable": most}},
    }
    assert drilled(database)["db"]["verdict"] == verdict


def test_devices_are_taken_to_be_there() -> None:
    claims = [{"name": "g", "resourceClaimTemplateName": "t"}]
    report = reported(deployment("web", resourceClaims=claims))
    said = "the devices that deployment/web claims are taken to be on every node"
    assert said in report["assumptions"]


def test_a_claim_that_pods_share_is_allocated_once() -> None:
    shared = [{"name": "g", "resourceClaimName": "gpu"}, {"name": "h", "resourceClaimName": "gpu"}]
    claim = {
        "apiVersion": "resource.k8s.io/v1",
        "kind": "ResourceClaim",
        "metadata": {"name": "gpu"},
        "spec": {"devices": {"requests": [{"name": "g", "exactly": {"deviceClassName": "gpu"}}]}},
    }
    web = deployment("web", resourceClaims=shared)
    said = "resourceclaim/gpu is allocated once for all pods of deployment/web: "
    for resources in ([web], [web, claim]):
        told = [each for each in reported(*resources)["assumptions"] if "resourceclaim" in each]
        assert [each[: len(said)] for each in told] == [said]
        assert not any("claims are taken" in each for each in reported(*resources)["assumptions"])
    field = {"key": "metadata.name", "operator": "In", "values": ["a-0"]}
    here = {"nodeSelectorTerms": [{"matchFields": [field]}]}
    for allocation, count in (({}, 0), ({"nodeSelector": here}, 1)):
        allocated = claim | {"status": {"allocation": allocation}}
        told = [each for each in reported(web, allocated)["assumptions"] if "resourceclaim" in each]
        assert len(told) == count
