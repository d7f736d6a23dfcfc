"""What others than kube-scheduler decide about pods is told, once for each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from multiaz_lint import pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings

if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.result import NotChecked, Result

GATE: dict[str, Any] = {"schedulingGates": [{"name": "kueue.x-k8s.io/topology"}]}


def deployment(name: str, replicas: int = 3, **spec: Any) -> dict[str, Any]:
    labels = {"app": name}
    pods = {"containers": [{"name": "web", "image": "web:1.0"}], **spec}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": pods},
        },
    }


def check(*resources: dict[str, Any]) -> Result:
    sources = [
        Source(f"{number}.yaml", yaml.safe_dump(each, sort_keys=False))
        for number, each in enumerate(resources)
    ]
    return pipeline.check(sources, Settings(plugins=False))


def told(*resources: dict[str, Any]) -> list[NotChecked]:
    return list(check(*resources).not_checked)


def test_another_scheduler_is_told_once_whatever_places_by_it() -> None:
    pods = [deployment(name, schedulerName="volcano") for name in ("a", "b", "c")]
    (note,) = told(*pods)
    assert note.why == (
        "whether scheduler volcano places the pods of deployment/a and 2 more workloads by the "
        "rules of kube-scheduler was not judged: findings about their places hold if it does"
    )
    line = yaml.safe_dump(pods[0], sort_keys=False).split("schedulerName")[0].count("\n") + 1
    assert (note.origin, note.line) == ("0.yaml", line)


def test_findings_about_places_stay_with_another_scheduler() -> None:
    resources = deployment("a"), deployment("a", schedulerName="volcano")
    plain, other = ({found.rule for found in check(each).diagnostics} for each in resources)
    assert plain == other
    assert "spread-missing" in other


def test_each_scheduler_is_told() -> None:
    pods = [deployment(name, schedulerName=f"{name}-scheduler") for name in ("a", "b")]
    assert ["a-scheduler" in each.why for each in told(*pods)] == [True, False]
    assert ["b-scheduler" in each.why for each in told(*pods)] == [False, True]


def test_a_gate_that_a_known_controller_takes_away_is_told_once() -> None:
    (note,) = told(deployment("a", **GATE), deployment("b", **GATE))
    assert note.why == (
        "whether scheduling gate kueue.x-k8s.io/topology is taken away from the pods of "
        "deployment/a and 1 more workload was not judged: none runs before a controller has done "
        "that"
    )


@pytest.mark.parametrize(
    "pods",
    [
        pytest.param(deployment("a", schedulerName="default-scheduler"), id="it is kube-scheduler"),
        pytest.param(deployment("a", schedulerName=""), id="an empty name is the default"),
        pytest.param(deployment("a", schedulerName="${WHO}"), id="it is still to be filled in"),
        pytest.param(deployment("a", nodeName="w", schedulerName="b"), id="no scheduler is asked"),
        pytest.param(deployment("a", 0, schedulerName="volcano"), id="there are no pods"),
        pytest.param(deployment("a", schedulingGates=[{"name": "a.b/c"}]), id="that is a finding"),
    ],
)
def test_nothing_is_told_where_nobody_else_decides(pods: dict[str, Any]) -> None:
    assert [each for each in told(pods) if "placeholders" not in each.why] == []
