"""Finished pods of CronJobs stay, and a budget that asks for their scale allows nothing."""

from __future__ import annotations

from typing import Any

import pytest

from multiaz_lint.drill.nodes.shape import Pool, made
from multiaz_lint.drill.run import DrillOptions, run
from tests.drilled import Tree, budget, cluster_of, deployment

DRAIN = "drill-drain-stuck"


def report(**spec: Any) -> Tree:
    """Return a CronJob whose pods the budget of the Deployment covers, too."""
    job = spec.pop("job", {})
    template = {
        "metadata": {"labels": {"app": "web"}},
        "spec": {"restartPolicy": "Never", "containers": [{"name": "c", "image": "i:1"}]},
    }
    spec = {"schedule": "0 3 * * *", **spec, "jobTemplate": {"spec": {"template": template, **job}}}
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": "report"},
        "spec": spec,
    }


def stuck(spec: Tree, cron_job: Tree) -> list[Any]:
    cluster = cluster_of(deployment("web"), budget("web", **spec), cron_job)
    found = run(cluster, made([Pool(("a", "b", "c"))]), DrillOptions(seeds=2)).diagnostics
    return [each for each in found if each.rule == DRAIN]


def test_a_finished_pod_of_a_cron_job_keeps_drains_from_ending() -> None:
    (only,) = stuck({"maxUnavailable": 1}, report())
    assert only.hint == "minAvailable: 2 counts pods, and asks no CronJob for a scale"


@pytest.mark.parametrize(
    ("spec", "cron_job"),
    [
        pytest.param({"minAvailable": 2}, report(), id="an integer asks for no scale"),
        pytest.param(
            {"maxUnavailable": 1},
            report(successfulJobsHistoryLimit=0),
            id="none that finished is kept",
        ),
        pytest.param(
            {"maxUnavailable": 1},
            report(job={"ttlSecondsAfterFinished": 60}),
            id="those that finished go soon",
        ),
        pytest.param({"maxUnavailable": 1}, report(suspend=True), id="it never runs"),
    ],
)
def test_other_drains_end(spec: Tree, cron_job: Tree) -> None:
    assert stuck(spec, cron_job) == []


def test_jobs_of_keda_are_kept_as_those_of_a_cron_job() -> None:
    template = report()["spec"]["jobTemplate"]["spec"]["template"]
    spec: Tree = {"jobTargetRef": {"template": template}, "triggers": [{"type": "cron"}]}
    scaled = {
        "apiVersion": "keda.sh/v1alpha1",
        "kind": "ScaledJob",
        "metadata": {"name": "report"},
        "spec": spec,
    }
    (only,) = stuck({"maxUnavailable": 1}, scaled)
    assert only.hint == "minAvailable: 2 counts pods, and asks no ScaledJob for a scale"
    spec["maxReplicaCount"] = 0
    assert stuck({"maxUnavailable": 1}, scaled) == []
