"""Autoscaled workloads are drilled at each size that their autoscalers may give them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from multiaz_lint.cli import run
from tests.drill_command import (
    APART,
    BUDGET,
    HONOR,
    SCHEMA,
    WEB,
    drill,
    findings,
    sizes,
)

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["drill"]  # a fixture


AUTOSCALER = """\
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: %s
  maxReplicas: %s
  metrics:
  - type: Resource
    resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}
"""


@pytest.mark.parametrize("bounds", [((1, 2), (3, 6)), ((3, 6), (1, 2))])
def test_the_last_definition_of_an_autoscaler_counts(
    drill: Any, bounds: tuple[tuple[int, int], tuple[int, int]]
) -> None:
    _, report, _ = drill(HONOR + "".join(AUTOSCALER % each for each in bounds))
    (only,) = report["drill"][0]["workloads"]
    assert (only["replicas"], only["sizes"][-1]["replicas"]) == bounds[-1]
    told = [each for each in report["drill"][0]["assumptions"] if "more than once" in each]
    (words,) = told
    assert words.startswith(
        "horizontalpodautoscaler/web is defined more than once: the last definition counts, that of"
    )


SCALER = """\
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  minReplicas: 3
  maxReplicas: 9
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
"""


def test_an_autoscaled_workload_is_judged_at_each_size(drill: Any) -> None:
    skewed = WEB.replace("maxSkew: 1", "maxSkew: 2").replace("replicas: 3", "replicas: 6")
    _, report, _ = drill(skewed + SCALER)
    assert sizes(report) == [
        ("minimum", 3, "survives"),
        ("written", 6, "degraded"),
        ("maximum", 9, "degraded"),
    ]
    assert report["drill"][0]["verdict"] == "degraded"
    found = findings(report)["drill-zone-loss"]
    assert (
        "2 of 6 pods of deployment/web stay Pending while zone a, b or c is lost"
        in (found["message"])
    )
    assert "at the written replicas" in found["message"]
    assert found["field"] == "spec.template.spec.topologySpreadConstraints[0]"
    jsonschema.validate(report, SCHEMA)


def test_written_replicas_outside_the_bounds_are_not_a_size(drill: Any) -> None:
    for written in (1, 3, 9, 20):
        _, report, _ = drill(HONOR.replace("replicas: 3", f"replicas: {written}") + SCALER)
        assert [each[:2] for each in sizes(report)] == [("minimum", 3), ("maximum", 9)]
    _, report, _ = drill(HONOR)
    assert sizes(report) == [("written", 3, "survives")]


def test_a_drain_that_hangs_at_the_maximum(drill: Any) -> None:
    skewed = WEB.replace("maxSkew: 1", "maxSkew: 2") + SCALER
    budget = BUDGET.replace("minAvailable: 3", "maxUnavailable: 1")
    _, report, _ = drill(skewed + budget)
    assert sizes(report) == [("minimum", 3, "survives"), ("maximum", 9, "stuck")]
    found = findings(report)["drill-drain-stuck"]
    assert "at the maximum of 9" in found["message"]


def test_a_rollout_that_hangs_at_the_maximum(drill: Any) -> None:
    head, _, tail = HONOR.partition("      topologySpreadConstraints:")
    apart = head + APART + tail[tail.index("      containers:") :]
    scaler = SCALER.replace("minReplicas: 3", "minReplicas: 2")
    _, report, _ = drill(apart + scaler.replace("maxReplicas: 9", "maxReplicas: 3"))
    assert sizes(report)[1] == ("maximum", 3, "stuck")
    (found,) = [each for each in report["diagnostics"] if "maximum of 3" in each["message"]
                and each["rule"] == "drill-rollout-stuck"]  # fmt: skip
    assert found["severity"] == "error"
    assert found["message"].startswith(
        "a rollout of deployment/web never ends, with all zones there, at the maximum of 3: "
    )
    assert found["drill"]["cause_proven"]
    jsonschema.validate(report, SCHEMA)


def test_the_map_has_a_row_for_each_size(drill: Any) -> None:
    _, out, _ = drill(WEB.replace("maxSkew: 1", "maxSkew: 2") + SCALER, form="text")
    (row,) = [line for line in out.splitlines() if line.startswith("  at the maximum of 9")]
    assert "degraded" in row
    assert "9 > 5-7 > 5-7 -4 ?2-4" in row  # another draw of ties is no move


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (3, [("minimum", 3, "survives")]),
        (4, [("minimum", 3, "survives"), ("maximum", 4, "survives")]),
    ],
)
def test_an_autoscaler_that_never_scales_up_has_no_greater_size(
    drill: Any, written: int, expected: Any
) -> None:
    scaler = SCALER.replace("maxReplicas: 9", "maxReplicas: 5000")
    scaler += "  behavior: {scaleUp: {selectPolicy: Disabled}}\n"
    _, report, _ = drill(HONOR.replace("replicas: 3", f"replicas: {written}") + scaler)
    assert sizes(report) == expected
    assert not report["diagnostics"]


def test_an_autoscaler_with_placeholders_may_still_scale(drill: Any) -> None:
    _, report, _ = drill(HONOR + SCALER.replace("minReplicas: 3", 'minReplicas: "${MIN}"'))
    assert not report["drill"][0]["workloads"]


def test_an_autoscaler_that_cannot_reach_its_maximum(drill: Any) -> None:
    affinity = """\
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: kubernetes.io/hostname
              labelSelector: {matchLabels: {app: web}}
      containers:"""
    _, report, _ = drill(HONOR.replace("      containers:", affinity) + SCALER)
    found = findings(report)["drill-scale-stuck"]
    assert "cannot grow to 9 pods: 3 stay Pending" in found["message"]
    assert "podAntiAffinity" in found["field"]


QUOTA = """---
apiVersion: v1
kind: ResourceQuota
metadata: {name: q}
spec: {hard: {pods: "4"}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 3, maxReplicas: 9}
"""  # noqa: E501


def test_each_row_of_the_table_is_about_its_own_size(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    honor = "nodeTaintsPolicy: Honor\n"
    spread = HONOR.replace(honor, f"{honor}          matchLabelKeys: [pod-template-hash]\n")
    (tmp_path / "web.yaml").write_text(spread + QUOTA)
    assert run(["drill", str(tmp_path), "--isolated"]) == 1
    out = capsys.readouterr().out
    rows = [line.split()[:7] for line in out.splitlines()[1:3]]
    assert rows[0][:6] == ["deployment/web", "at", "the", "minimum", "of", "3"]
    assert rows[0][6] == "survives"
    assert rows[1][:6] == ["at", "the", "maximum", "of", "9", "stuck"]
    assert (
        "a rollout of deployment/web never ends, with all zones there, at the maximum of 9" in out
    )
