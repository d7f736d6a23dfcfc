"""Nodes whose number nobody says: as many as all pods need when a zone is lost, told so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint.cli import run
from multiaz_lint.drill.nodes.asked_room import Asked
from tests.drilled import Tree, cluster_of, deployment, scaler, workload

if TYPE_CHECKING:
    from pathlib import Path

NODE = {"cpu": "8", "memory": "32Gi", "pods": "110", "ephemeral-storage": "100Gi"}


def with_cpu(made: Tree, cpu: str) -> Tree:
    container = {"name": "c", "image": "i:1", "resources": {"requests": {"cpu": cpu}}}
    made["spec"]["template"]["spec"]["containers"] = [container]
    return made


def agent(cpu: str) -> Tree:
    made = with_cpu(workload("DaemonSet", "agent", 0), cpu)
    del made["spec"]["replicas"]
    return made


def job(cpu: str) -> Tree:
    made = with_cpu(workload("Job", "once", 0), cpu)
    made["apiVersion"], made["spec"] = "batch/v1", {"template": made["spec"]["template"]}
    made["spec"]["template"]["spec"]["restartPolicy"] = "Never"
    return made


@pytest.mark.parametrize(
    ("replicas", "cpu", "others", "nodes"),
    [
        pytest.param(6, "2", [], 1, id="they fit on one in each zone"),
        pytest.param(40, "1", [], 4, id="40 cpu in 2 zones, 6 of 8 on each node"),
        pytest.param(12, "5", [], 6, id="one of them on a node"),
        pytest.param(400, "10m", [], 3, id="a node has 110 pods"),
        pytest.param(9_000, "1", [], 100, id="no more than a hundred"),
        pytest.param(12, "3", [], 3, id="two of them on a node"),
        pytest.param(12, "3", [agent("2500m")], 6, id="one of them beside a DaemonSet"),
        pytest.param(12, "3", [agent("6")], 1, id="none of them fits on any"),
        pytest.param(1, "1", [scaler("web", 3, 40)], 4, id="as many as an autoscaler may make"),
        pytest.param(6, "2", [job("5")], 1, id="no more for a Job, which gets no verdict"),
    ],
)
def test_each_zone_has_as_many_as_are_needed_with_another_lost(
    replicas: int, cpu: str, others: list[Any], nodes: int
) -> None:
    objects = [with_cpu(deployment("web", replicas), cpu), *others]
    assert Asked(cluster_of(*objects)).nodes_per_zone(NODE, 3) == nodes


@pytest.mark.parametrize(
    ("options", "verdict"), [((), "survives"), (("--nodes-per-zone", "2"), "stuck")]
)
def test_only_a_number_that_is_said_can_be_too_small(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], verdict: str
) -> None:
    path = tmp_path / "web.json"
    made = with_cpu(deployment("web", 44), "1")
    path.write_text(json.dumps(made), encoding="utf-8")
    run(["drill", str(path), "--format", "json", "--isolated", "--plays", "2", *options])
    report = json.loads(capsys.readouterr().out)
    (played,) = report["drill"]
    assert played["workloads"][0]["verdict"] == verdict
    told = "each zone has 4 nodes, so that all pods find room when one is lost"
    assert (told in played["assumptions"]) == (not options)
