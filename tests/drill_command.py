"""The command that drills, and manifests to give it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from multiaz_lint.cli import run

SCHEMA = json.loads(
    (Path(__file__).parent.parent / "multiaz_lint" / "report" / "v1.schema.json").read_text()
)


WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: DoNotSchedule
          labelSelector: {matchLabels: {app: web}}
      containers: [{name: c, image: "x:1", resources: {requests: {cpu: 100m}}}]
"""


HONOR = WEB.replace("DoNotSchedule\n", "DoNotSchedule\n          nodeTaintsPolicy: Honor\n")


@pytest.fixture
def drill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a drill on texts, and return exit code, output and what went to standard error."""

    def drill(text: str, *options: str, form: str = "json", **files: str) -> Any:
        (tmp_path / "web.yaml").write_text(text)
        for name, content in files.items():
            (tmp_path / f"{name}.yaml").write_text(content)
        arguments = ["drill", str(tmp_path / "web.yaml"), "--isolated", "--format", form, *options]
        code = run(arguments)
        out, err = capsys.readouterr()
        return code, json.loads(out) if form == "json" and out else out, err

    return drill


def node(name: str, zone: str, cpu: str = "4") -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": name,
            "labels": {
                "topology.kubernetes.io/zone": zone, "kubernetes.io/hostname": name,
            },
        },
        "status": {"allocatable": {"cpu": cpu, "memory": "8Gi", "pods": "10"}},
    }  # fmt: skip


TYPE = "node.kubernetes.io/instance-type"


BUDGET = """\
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  minAvailable: 3
  selector: {matchLabels: {app: web}}
"""


def findings(report: Any) -> dict[str, Any]:
    return {each["rule"]: each for each in report["diagnostics"]}


def sizes(report: Any) -> list[tuple[str, int, str]]:
    (only,) = report["drill"][0]["workloads"]
    return [(each["size"], each["replicas"], each["verdict"]) for each in only["sizes"]]


APART = """\
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - {topologyKey: topology.kubernetes.io/zone, labelSelector: {matchLabels: {app: web}}}
"""
