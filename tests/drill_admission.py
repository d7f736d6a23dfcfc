"""Drills of what the API server refuses or changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from multiaz_lint.cli import run
from tests.drill_command import SCHEMA

if TYPE_CHECKING:
    from pathlib import Path

REQUESTS = "resources: {requests: {cpu: 100m, memory: 100Mi}}"


def web(
    resources: str = REQUESTS, *, kind: str = "Deployment", name: str = "web", more: str = ""
) -> str:
    """Three pods, spread over the zones such that the loss of one moves its pod."""
    serviced = f"  serviceName: {name}\n" if kind == "StatefulSet" else ""
    return f"""\
apiVersion: apps/v1
kind: {kind}
metadata: {{name: {name}}}
spec:
  replicas: 3
{serviced}{more}  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: DoNotSchedule
          nodeTaintsPolicy: Honor
          labelSelector: {{matchLabels: {{app: {name}}}}}
      containers:
        - name: c
          image: x:1
          {resources}
---
"""


def quota(hard: str, more: str = "", name: str = "compute") -> str:
    return f"""\
apiVersion: v1
kind: ResourceQuota
metadata: {{name: {name}}}
spec:
  hard: {{{hard}}}
{more}---
"""


def limits(*entries: str, name: str = "limits") -> str:
    written = "".join(f"    - {entry}\n" for entry in entries)
    head = f"apiVersion: v1\nkind: LimitRange\nmetadata: {{name: {name}}}\n"
    return f"{head}spec:\n  limits:\n{written}---\n"


@pytest.fixture
def drill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a drill on a text, and return its part of the report and its findings by rule."""

    def drill(text: str, *options: str) -> Any:
        (tmp_path / "web.yaml").write_text(text)
        run(["drill", str(tmp_path / "web.yaml"), "--isolated", "--format", "json", *options])
        report = json.loads(capsys.readouterr().out)
        jsonschema.validate(report, SCHEMA)
        return report["drill"][0], {each["rule"]: each for each in report["diagnostics"]}

    return drill


def event(drilled: Any, name: str, zone: str = "", workload: str = "web") -> Any:
    (only,) = [each for each in drilled["workloads"] if each["name"] == workload]
    (found,) = [e for e in only["events"] if (e["event"], e["zone"]) == (name, zone)]
    return found


def dump(hard: str) -> str:
    """A cluster with one node in each of three zones, a pod of web on each, and a quota."""
    nodes = [
        {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {
                "name": zone,
                "labels": {"topology.kubernetes.io/zone": zone, "kubernetes.io/hostname": zone},
            },
            "status": {"allocatable": {"cpu": "8", "memory": "32Gi", "pods": "110"}},
        }
        for zone in "abc"
    ]

    def owner(kind: str, name: str) -> dict[str, Any]:
        return {"ownerReferences": [{"kind": kind, "name": name, "controller": True}]}

    labels = {"app": "web", "pod-template-hash": "1"}
    block = {"requests": {"cpu": "500m"}}
    spec = {"containers": [{"name": "c", "image": "x:1", "resources": block}]}
    pods = [
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": f"web-1-{z}", "labels": labels, **owner("ReplicaSet", "web-1")},
            "spec": {**spec, "nodeName": z},
            "status": {"phase": "Running"},
        }
        for z in "abc"
    ]
    lone = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "lone"},
        "spec": {**spec, "nodeName": "b"},
        "status": {"phase": "Running"},
    }
    text = web("resources: {}")
    items = [*nodes, *pods, lone]
    return f"{text}{quota(hard)}{limits('{type: Container, defaultRequest: {cpu: 500m}}')}" + (
        json.dumps({"apiVersion": "v1", "kind": "List", "items": items})
    )
