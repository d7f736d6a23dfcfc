"""Pods that wait before anything happens: for a gate, a claim that nobody makes, or to be ready."""

from __future__ import annotations

from typing import Any

import pytest

from multiaz_lint.drill.nodes.shape import Pool, made
from multiaz_lint.drill.run import DrillOptions, run
from multiaz_lint.settings import Settings
from tests.drilled import (
    EVEN,
    ZONE,
    Tree,
    budget,
    cluster_of,
    deployment,
    ends,
    means,
    missing,
    reported,
    required,
    workload,
)

KUEUE = {"name": "kueue.x-k8s.io/admission"}
CLAIMED = [{"name": "d", "persistentVolumeClaim": {"claimName": "data"}}]
GONE = 'persistentvolumeclaim "data" not found'


def report(*documents: Tree, closed: bool = False) -> Any:
    settings = Settings(plugins=False, closed=closed)
    cluster = cluster_of(*documents, settings=settings)
    return run(cluster, made([Pool(("a", "b", "c"))]), DrillOptions(seeds=2))


# gates


def test_a_gate_that_its_controller_takes_away_keeps_no_pod() -> None:
    found = report(deployment("web", schedulingGates=[KUEUE]))
    assert found.diagnostics == []
    assert [each.overall for each in found.stories] == ["survives"]
    assert (
        "scheduling gates kueue.x-k8s.io/admission of deployment/web are taken away by the "
        "controllers that they are for"
    ) in found.assumptions


def test_another_gate_is_the_cause_that_pods_stay_pending() -> None:
    gates = [KUEUE, {"name": "example.com/b"}, {"name": "example.com/a"}]
    (only,) = report(deployment("web", schedulingGates=gates)).diagnostics
    assert only.field == "spec.template.spec.schedulingGates[1]"
    assert only.hint == (
        "leave example.com/b, example.com/a out of the pod template, or run what takes them away"
    )
    assert only.drill["cause_proven"]


# claims


def test_a_claim_that_is_not_there_is_nowhere_in_a_closed_context() -> None:
    web = deployment("web", 1, volumes=CLAIMED)
    (only,) = report(web, closed=True).diagnostics
    assert only.message.startswith("deployment/web never runs in full")
    assert GONE in only.message
    assert only.field == "spec.template.spec.volumes[0]"
    assert only.hint == "add claim data to the input, or mend its name or namespace"
    assert only.drill["cause_proven"]
    assert all(GONE not in each.message for each in report(web).diagnostics)


@pytest.mark.parametrize(
    "maker",
    [
        pytest.param(
            {"apiVersion": "example.com/v1", "kind": "Data", "metadata": {"name": "data"}},
            id="an operator",
        ),
        pytest.param(
            {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data"}},
            id="the input",
        ),
    ],
)
def test_a_claim_that_somebody_makes_is_there(maker: Tree) -> None:
    maker["metadata"]["namespace"] = "default"
    if maker["apiVersion"] == "v1":
        maker["spec"] = {"accessModes": ["ReadWriteOnce"]}
    found = report(deployment("web", 1, volumes=CLAIMED), maker, closed=True)
    assert all(GONE not in each.message for each in found.diagnostics)


# readiness


def probed(probe: str, kind: str = "Deployment", **handler: Any) -> Tree:
    web = workload(kind, "web")
    container = web["spec"]["template"]["spec"]["containers"][0]
    container |= {"ports": [{"name": "http", "containerPort": 80}], probe: handler}
    return web


@pytest.mark.parametrize("probe", ["readinessProbe", "startupProbe"])
@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet"])
def test_a_pod_is_never_ready_whose_probe_names_no_port_of_its_container(
    probe: str, kind: str
) -> None:
    found = report(probed(probe, kind, httpGet={"port": "https"}))
    assert [each.overall for each in found.stories] == ["down"]
    (only,) = found.diagnostics
    assert only.message.startswith(f"{kind.lower()}/web is never ready: the {probe} of")
    assert only.field == f"spec.template.spec.containers[0].{probe}.httpGet.port"


@pytest.mark.parametrize(
    ("probe", "port"),
    [("readinessProbe", "http"), ("readinessProbe", 8080), ("livenessProbe", "https")],
)
def test_a_probe_that_can_be_asked_or_restarts_at_most_leaves_pods_ready(
    probe: str, port: str | int
) -> None:
    found = report(probed(probe, tcpSocket={"port": port}))
    assert [each.overall for each in found.stories] == ["survives"]


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet"])
def test_a_budget_is_not_to_blame_where_pods_are_never_ready(kind: str) -> None:
    """Nor is a StatefulSet short of nodes, whose next pods wait for the first to be ready."""
    web = probed("readinessProbe", kind, httpGet={"port": "https"})
    (only,) = report(web, budget("web", minAvailable=1)).diagnostics
    assert "is never ready" in only.message


def test_pods_that_are_never_ready_may_wait_for_nodes_as_well() -> None:
    web = probed("readinessProbe", httpGet={"port": "https"})
    counted = {**EVEN, "minDomains": 3, **means("web")}
    web["spec"]["template"]["spec"] |= {
        "nodeSelector": {ZONE: "a"},
        "topologySpreadConstraints": [counted],
    }
    unready, short = sorted(report(web).diagnostics, key=lambda each: "Pending" in each.message)
    assert "is never ready" in unready.message
    assert "2 of 3 pods stay Pending" in short.message
    assert short.field.startswith("spec.template.spec.topologySpreadConstraints[0]")


def test_pods_that_are_never_ready_let_no_rollout_end_and_keep_their_room() -> None:
    web = probed("readinessProbe", httpGet={"port": "https"})
    near = required("podAffinity", **means("web"))
    found = reported(web, deployment("cache", affinity=near))
    by_name = {each["name"]: each for each in found["workloads"]}
    assert ends(by_name["web"], "rollout") == {"stuck"}
    assert missing(by_name["cache"]) == [0, 0]


# recovery


def test_pods_that_never_were_do_not_come_back_late() -> None:
    """Only those that ran and do not run again are slow."""
    limits = {"limits": [{"type": "PersistentVolumeClaim", "max": {"storage": "5Gi"}}]}
    limit = {"apiVersion": "v1", "kind": "LimitRange", "metadata": {"name": "lr"}, "spec": limits}
    database = workload("StatefulSet", "db")
    claim = {
        "metadata": {"name": "d"},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": "10Gi"}},
        },
    }
    database["spec"]["volumeClaimTemplates"] = [claim]
    never, lost = (
        [each.message for each in report(*given).diagnostics if each.rule == "drill-zone-loss"]
        for given in ((limit, database), (database,))
    )
    assert not any("never come back" in each for each in never)
    assert any("never come back by themselves" in each for each in lost)
