"""What a drill says of a workload that is down while others keep its Service."""

from __future__ import annotations

from pathlib import Path

import pytest

from multiaz_lint.drill.nodes.shape import Pool, made
from multiaz_lint.drill.run import DrillOptions, run
from multiaz_lint.load.source import Source
from multiaz_lint.rule import Severity
from multiaz_lint.settings import Settings
from multiaz_lint.stages import loading
from multiaz_lint.stages.assembling import assemble

CASES = Path(__file__).parents[2] / "fixtures" / "rules" / "replicas-too-few"
SETTINGS = Settings(plugins=False)


def losses(name: str) -> dict[str, tuple[Severity, str, str | None]]:
    """Return what is said of the loss of a zone, by workload."""
    source = Source("w.yaml", (CASES / f"{name}.yaml").read_text(encoding="utf-8"), named=True)
    cluster = assemble(loading.load([source], SETTINGS), SETTINGS)
    report = run(cluster, made([Pool(("a", "b", "c"))]), DrillOptions(seeds=4))
    return {
        each.message.split(" is down")[0]: (each.severity, each.message, each.hint)
        for each in report.diagnostics
        if each.rule == "drill-zone-loss"
    }


@pytest.mark.parametrize(
    ("case", "workload", "words"),
    [
        (
            "one-for-each-zone",
            "deployment/web-a",
            "when zone a is lost: service/web keeps pods of deployment/web-b, deployment/web-c",
        ),
        (
            "canary",
            "deployment/web-canary",
            "or zone b if its pod runs there: service/web keeps pods of deployment/web",
        ),
        (
            "eck-node-sets",
            "elasticsearch/es (zone-a)",
            "elasticsearch/es (zone-b), elasticsearch/es (zone-c) stay up in other zones",
        ),
    ],
)
def test_others_keep_the_service(case: str, workload: str, words: str) -> None:
    severity, message, hint = losses(case)[workload]
    assert severity == Severity.INFO
    assert message.endswith(words)
    assert hint is None


@pytest.mark.parametrize(
    ("case", "workload"),
    [
        ("canary-beside-unspread", "deployment/web-canary"),
        ("canary-with-its-own-service", "deployment/web-canary"),
        ("one-zone", "deployment/web"),
        ("one-zone-switched-off-twin", "deployment/web-a"),
        ("eck-node-sets", "elasticsearch/es (ml)"),
    ],
)
def test_nobody_keeps_the_service(case: str, workload: str) -> None:
    severity, _, hint = losses(case)[workload]
    assert severity == Severity.ERROR
    assert hint


def test_a_single_pod_that_is_meant_is_no_error() -> None:
    text = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: beat\n"
        "  annotations: {multiaz-lint/singleton: one writer only}\nspec:\n  replicas: %d\n"
        "  selector: {matchLabels: {app: beat}}\n  template:\n    metadata: {labels: {app: beat}}\n"
        "    spec:\n      nodeSelector: {topology.kubernetes.io/zone: a}\n"
        "      containers: [{name: beat, image: beat:1.0}]\n"
    )
    for replicas, severity, words in (
        (1, Severity.INFO, ": a single pod is meant (one writer only)"),
        (2, Severity.ERROR, "affinity/selector."),
    ):
        source = Source("w.yaml", text % replicas, named=True)
        cluster = assemble(loading.load([source], SETTINGS), SETTINGS)
        report = run(cluster, made([Pool(("a", "b", "c"))]), DrillOptions(seeds=4))
        (found,) = [each for each in report.diagnostics if each.rule == "drill-zone-loss"]
        assert found.severity == severity
        assert found.message.startswith("deployment/beat is down when zone a is lost")
        assert found.message.endswith(words)
