"""What is found does not depend on the order in which files are read, nor on their names."""

from __future__ import annotations

import json
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint import pipeline
from multiaz_lint.cli import run
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def deployment(name: str, labels: str, spread: str = "", namespace: str = "default") -> str:
    constraint = "maxSkew: 1, topologyKey: topology.kubernetes.io/zone"
    constraint += f", whenUnsatisfiable: DoNotSchedule, labelSelector: {{{spread}}}"
    return (
        "apiVersion: apps/v1\nkind: Deployment\n"
        f"metadata: {{name: {name}, namespace: {namespace}}}\n"
        f"spec:\n  replicas: 3\n  selector: {{matchLabels: {{{labels}}}}}\n  template:\n"
        f"    metadata: {{labels: {{{labels}}}}}\n    spec:\n"
        f"      containers: [{{name: c, image: 'x:1'}}]\n"
        + (f"      topologySpreadConstraints: [{{{constraint}}}]\n" if spread else "")
    )


NOT_ITSELF = "matchExpressions: [{key: app, operator: NotIn, values: [a]}]"
TREES = {
    "spread-selector-self": [
        deployment("a", "app: a", NOT_ITSELF),
        deployment("p", "app: p"),
        deployment("q", "app: q"),
    ],
    "spread-selector-broad": [
        deployment("a", "app: a, tier: x", "matchLabels: {tier: x}"),
        deployment("p", "app: p, tier: x"),
        deployment("q", "app: q, tier: x"),
    ],
    "ns-mismatch": [
        deployment("p", "app: a", namespace="m"),
        deployment("q", "app: a", namespace="m"),
        (
            "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: n}\n"
            "spec: {selector: {app: a}, ports: [{port: 80}]}\n"
        ),
    ],
}


def found(texts: tuple[str, ...], rule: str) -> set[tuple[str, str]]:
    sources = [Source(f"{number}.yaml", text) for number, text in enumerate(texts)]
    diagnostics = pipeline.check(sources, Settings(plugins=False)).diagnostics
    return {(each.message, each.fingerprint) for each in diagnostics if each.rule == rule}


@pytest.mark.parametrize(("rule", "texts"), TREES.items(), ids=TREES)
def test_of_a_check(rule: str, texts: list[str]) -> None:
    first, *others = [found(order, rule) for order in permutations(texts)]
    assert first
    assert all(other == first for other in others)


BUDGET = """\
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {{name: {0}}}
spec: {{minAvailable: 1, selector: {{matchLabels: {{app: a}}}}}}
"""


def drilled(folder: Path, texts: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> Any:
    for number, text in enumerate(texts):
        (folder / f"{number}.yaml").write_text(text)
    run(["drill", str(folder), "--isolated", "--plays", "2", "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    (played,) = report["drill"]
    workloads = [{**each, "origin": "", "events": []} for each in played["workloads"]]
    messages = sorted(
        (each["rule"], each["message"], each["resource"]["name"]) for each in report["diagnostics"]
    )
    return workloads, messages


def test_of_a_drill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = [
        deployment("a", "app: a"),
        BUDGET.format("p"),
        BUDGET.format("q"),
        deployment("b", "app: b"),
    ]
    first, *others = [drilled(tmp_path, order, capsys) for order in permutations(texts)]
    assert any(rule == "drill-drain-stuck" for rule, *_ in first[1])
    assert all(other == first for other in others)
