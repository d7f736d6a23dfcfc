"""Drills of several overlays: what holds for all of them is said once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from multiaz_lint.cli import run
from tests.kustomized import WHOLE, written

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What a drill of three overlays says, of which one is pinned to a zone."""
    pinned = (
        "patches:\n- target: {kind: Deployment}\n  patch: |\n"
        "    - op: add\n      path: /spec/template/spec/nodeSelector\n"
        "      value: {topology.kubernetes.io/zone: eu-1a}\n"
    )
    texts = {
        "base/kustomization.yaml": "resources: [web.yaml]\n",
        "base/web.yaml": WHOLE.replace(", namespace: dev", ""),
        "dev/kustomization.yaml": "resources: [../base]\nreplicas: [{name: web, count: 2}]\n",
        "stage/kustomization.yaml": "resources: [../base]\n",
        "prod/kustomization.yaml": f"resources: [../base]\n{pinned}",
    }
    run(["drill", "--isolated", "--plays", "1", written(tmp_path, texts)])
    return capsys.readouterr().out


def test_the_legend_stands_once_behind_all_tables(said: str) -> None:
    assert said.count("each zone: ready pods before") == 1
    assert said.rindex("deployment/web  ") < said.index("each zone: ready pods before")


def test_what_is_assumed_of_all_is_said_once(said: str) -> None:
    assert said.count("drains force bare pods") == 1
    assert said.count("assumed of all") == 1


def test_what_is_assumed_of_one_stands_with_it(said: str) -> None:
    of_prod = "zone eu-1a is the one that manifests name"
    assert said.count(of_prod) == 1
    assert said.index("prod\n") < said.index(of_prod) < said.index("assumed of all")
    assert said.count("2 nodes in each of a, b, c") == 2


def test_the_page_says_which_overlay_a_workload_is_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = {
        "base/kustomization.yaml": "resources: [web.yaml]\n",
        "base/web.yaml": WHOLE,
        "dev/kustomization.yaml": "resources: [../base]\nreplicas: [{name: web, count: 2}]\n",
        "prod/kustomization.yaml": "resources: [../base]\n",
    }
    page = tmp_path / "drill.html"
    folder = written(tmp_path / "k8s", texts)
    run(["drill", "--isolated", "--plays", "1", "--report", str(page), folder])
    for name in ("dev", "prod"):
        assert page.read_text().count(f"deployment/web in {folder}/{name}") == 2
    assert "in " not in capsys.readouterr().out.split("deployment/web", 1)[1].split("\n")[0]


def test_what_all_overlays_share_is_told_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = {
        "base/kustomization.yaml": "resources: [web.yaml]\n",
        "base/web.yaml": WHOLE.replace("replicas: 3", "replicas: 1"),
        "dev/kustomization.yaml": "resources: [../base]\nnamespace: dev\n",
        "stage/kustomization.yaml": "resources: [../base]\nnamespace: stage\n",
        "prod/kustomization.yaml": (
            "resources: [../base]\nnamespace: prod\nreplicas: [{name: web, count: 6}]\n"
        ),
    }
    path = written(tmp_path, texts)
    run(["drill", "--isolated", "--plays", "1", "--format", "concise", path])
    said = [line for line in capsys.readouterr().out.splitlines() if "drill-zone-loss" in line]
    (line,) = [each for each in said if "is down" in each]
    assert line.startswith(f"{tmp_path}/base/web.yaml:5:3: error: deployment/web is down")
    assert f"(built by {tmp_path}/dev, {tmp_path}/stage)" in line


def test_a_drill_of_one_overlay_takes_nothing_of_another_one_for_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spread = (
        "topologySpreadConstraints: [{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, "
        "whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}]"
    )
    web = WHOLE.replace(", namespace: dev", "").replace("spec: {", f"spec: {{{spread}, ")
    folder = written(
        tmp_path,
        {
            "base/kustomization.yaml": "resources: [web.yaml]\n",
            "base/web.yaml": web,
            "dev/kustomization.yaml": "resources: [../base]\nreplicas: [{name: web, count: 1}]\n",
            "prod/kustomization.yaml": "resources: [../base]\nreplicas: [{name: web, count: 9}]\n",
        },
    )
    (tmp_path / ".git").mkdir()
    baseline = tmp_path / "accepted.json"
    options = ["drill", "--isolated", "--baseline", str(baseline)]
    run([*options, "--write-baseline", folder])
    assert "base/web.yaml" in baseline.read_text()
    capsys.readouterr()
    run([*options, "--format", "json", f"{folder}/dev"])
    summary = json.loads(capsys.readouterr().out)["summary"]
    assert (summary["baselined"], summary["stale_baseline"]) == (1, 0)
