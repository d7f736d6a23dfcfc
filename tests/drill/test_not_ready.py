"""Nodes whose conditions say that they are not well: the node lifecycle controller taints them.

A dump may be taken before it has, or by hand (node_lifecycle_controller.go,
nodeConditionToTaintKeyStatusMap and processPod, v1.37).
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.drilled import deployment, drilled, node, reported

WELL = [{"type": "Ready", "status": "True"}, {"type": "DiskPressure", "status": "False"}]


def nodes(*conditions: dict[str, Any]) -> list[dict[str, Any]]:
    """Four nodes in two zones, of which the last one has the conditions."""
    made = [node(f"n{number}", zone) for number, zone in enumerate("aabb")]
    for each in made:
        each["status"] = {"conditions": WELL}
    made[-1]["status"] = {"conditions": list(conditions)}
    return made


def ready(found: dict[str, Any]) -> list[int]:
    (first,) = [each["ready"] for each in found["events"] if each["event"] == "initial"]
    return list(first)


def web(**spec: Any) -> dict[str, Any]:
    return deployment("web", 1, nodeSelector={"kubernetes.io/hostname": "n3"}, **spec)


@pytest.mark.parametrize(
    ("kind", "status", "key"),
    [
        ("Ready", "False", "node.kubernetes.io/not-ready"),
        ("Ready", "Unknown", "node.kubernetes.io/unreachable"),
        ("MemoryPressure", "True", "node.kubernetes.io/memory-pressure"),
        ("DiskPressure", "True", "node.kubernetes.io/disk-pressure"),
        ("PIDPressure", "True", "node.kubernetes.io/pid-pressure"),
        ("NetworkUnavailable", "True", "node.kubernetes.io/network-unavailable"),
    ],
)
def test_a_condition_keeps_new_pods_away_and_is_told(kind: str, status: str, key: str) -> None:
    bad = nodes({"type": kind, "status": status})
    report = reported(web(), *bad)
    (found,) = report["workloads"]
    assert ready(found) == [0, 0]
    (told,) = [words for words in report["assumptions"] if "condition" in words]
    assert told == f"node n3 has the condition {kind} {status}, so it is taken as tainted by {key}"
    tolerant = web(tolerations=[{"key": key, "operator": "Exists"}])
    assert ready(drilled(tolerant, *bad)["web"]) == ([0, 0] if kind == "Ready" else [1, 1])


@pytest.mark.parametrize(
    "conditions",
    [
        pytest.param([], id="none: a node that somebody wrote"),
        pytest.param([{"type": "Ready", "status": "True"}], id="ready"),
        pytest.param([{"type": "MemoryPressure", "status": "Unknown"}], id="unknown pressure"),
        pytest.param([{"type": "KernelDeadlock", "status": "True"}], id="one of others"),
    ],
)
def test_others_change_nothing(conditions: list[dict[str, Any]]) -> None:
    report = reported(web(), *nodes(*conditions))
    (found,) = report["workloads"]
    assert not any("condition" in words for words in report["assumptions"])
    assert ready(found) == [1, 1]


def test_a_taint_that_is_there_is_not_told() -> None:
    bad = nodes({"type": "Ready", "status": "False"})
    key = "node.kubernetes.io/not-ready"
    bad[-1]["spec"] = {"taints": [{"key": key, "effect": e} for e in ("NoSchedule", "NoExecute")]}
    assert not any("condition" in words for words in reported(web(), *bad)["assumptions"])


def test_a_pod_that_tolerates_all_is_ready_nowhere_but_on_ready_nodes() -> None:
    bad = nodes({"type": "Ready", "status": "False"})
    term = {
        "topologyKey": "kubernetes.io/hostname",
        "labelSelector": {"matchLabels": {"app": "web"}},
    }
    apart = {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    every = deployment("web", 4, affinity=apart, tolerations=[{"operator": "Exists"}])
    found = drilled(every, *bad)["web"]
    assert ready(found) == [3, 3]
    back = [each["ready"] for each in found["events"] if each["event"] == "recovery"]
    assert back == [[3, 3], [3, 3]]
