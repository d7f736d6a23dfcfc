"""A drill leaves out what it cannot read, and says so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from multiaz_lint.cli import run

if TYPE_CHECKING:
    from pathlib import Path

SET = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: c, image: "x:1"}]
      volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
---
"""
CLAIM = "apiVersion: v9\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: "
VOLUME = "apiVersion: v9\nkind: PersistentVolume\nmetadata: {name: data}\nspec: "
CLASS = "apiVersion: storage.k8s.io/v9\nkind: StorageClass\nmetadata: {name: data}\n"


@pytest.mark.parametrize(
    "text",
    [
        CLAIM + "{storageClassName: [a]}",
        CLAIM + "{storageClassName: {a: b}, accessModes: [[]]}",
        CLAIM + "{volumeName: [a]}",
        CLAIM + "{resources: [a], selector: 5}",
        CLAIM + "a",
        VOLUME + "{claimRef: a}",
        VOLUME + "{accessModes: [{}], nodeAffinity: [a]}",
        VOLUME + "{nodeAffinity: {required: {nodeSelectorTerms: [a]}}}",
        CLASS + "allowedTopologies: [{matchLabelExpressions: [{key: a, values: [[]]}]}]",
        CLASS + "allowedTopologies: 5",
    ],
)
def test_of_other_types(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "web.yaml").write_text(f"{SET}{text}\n")
    command = ["drill", str(tmp_path), "--isolated", "--plays", "1", "--format", "json"]
    assert run(command) in {0, 1}
    (played,) = json.loads(capsys.readouterr().out)["drill"]
    assert any("cannot be decoded" in each for each in played["assumptions"])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param(
            "apiVersion: elasticsearch.k8s.elastic.co/v1\nkind: Elasticsearch\n"
            "metadata: {name: es}\n"
            "spec: {nodeSets: [{name: a, count: 3, podTemplate: {spec: {affinity: 5}}}]}",
            "its pod template cannot be read: json: cannot unmarshal number into Go struct field "
            "PodSpec.spec.template.spec.affinity of type v1.Affinity",
            id="a value of a wrong type is told in the words of the API server",
        ),
        pytest.param(
            "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: web}\n"
            'spec: {replicas: "3", template: {spec: {containers: [{name: c, image: "x:1"}]}}}',
            "it does not say a readable number of replicas",
            id="a number that is none is not played as 1",
        ),
    ],
)
def test_custom_resources(
    text: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "custom.yaml").write_text(f"{text}\n")
    run(["drill", str(tmp_path), "--isolated", "--plays", "1", "--format", "json"])
    (played,) = json.loads(capsys.readouterr().out)["drill"]
    assert [each["why"] for each in played["not_drilled"]] == [why]
