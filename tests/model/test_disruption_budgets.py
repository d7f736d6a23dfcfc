"""The arithmetic of disruption budgets, against what a real cluster of Kubernetes 1.37 answered.

Three healthy pods of one Deployment, one in each zone; zone a is drained. Recorded were the status
that the disruption controller wrote and whether `kubectl drain` came to an end.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint import catalog, pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.model import Deployment, PodDisruptionBudget
from multiaz_lint.model.budgets.guard import guard_of
from multiaz_lint.model.disruption import rounded_up
from multiaz_lint.settings import Settings
from tests.manifests import cluster
from tests.oracle.files import recorded

if TYPE_CHECKING:
    from multiaz_lint.model import Cluster

BLOCKING = ("pdb-blocks-drain", "pdb-overlap", "pdb-matches-unscalable", "pdb-single-replica")
DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: trade}
spec:
  replicas: 3
  selector: {matchLabels: {service: trade}}
  template:
    metadata: {labels: {service: trade}}
    spec: {containers: [{name: trade, image: "trade:1.0"}]}
"""
OWN: dict[str, Any] = {"selector": {"matchLabels": {"service": "trade"}}}

RECORDED = [  # spec of the budget, selected pods, desiredHealthy, disruptionsAllowed, drain ends
    ({"minAvailable": 0, **OWN}, 3, 0, 3, True),
    ({"minAvailable": 1, **OWN}, 3, 1, 2, True),
    ({"minAvailable": 2, **OWN}, 3, 2, 1, True),
    ({"minAvailable": 3, **OWN}, 3, 3, 0, False),
    ({"minAvailable": 4, **OWN}, 3, 4, 0, False),
    ({"minAvailable": "50%", **OWN}, 3, 2, 1, True),
    ({"minAvailable": "66%", **OWN}, 3, 2, 1, True),
    ({"minAvailable": "67%", **OWN}, 3, 3, 0, False),
    ({"minAvailable": "100%", **OWN}, 3, 3, 0, False),
    ({"maxUnavailable": 0, **OWN}, 3, 3, 0, False),
    ({"maxUnavailable": "0%", **OWN}, 3, 3, 0, False),
    ({"maxUnavailable": 1, **OWN}, 3, 2, 1, True),
    ({"maxUnavailable": "1%", **OWN}, 3, 2, 1, True),
    ({"maxUnavailable": "33%", **OWN}, 3, 2, 1, True),
    ({"maxUnavailable": "34%", **OWN}, 3, 1, 2, True),
    ({"maxUnavailable": 3, **OWN}, 3, 0, 3, True),
    ({"maxUnavailable": "100%", **OWN}, 3, 0, 3, True),
    (OWN, 0, 0, 0, False),
    ({"minAvailable": 1, "selector": {"matchLabels": {"app": "nosuch"}}}, 0, 1, 0, True),
    ({"minAvailable": 2, "selector": {}}, 3, 2, 1, True),
    ({"minAvailable": 2}, 0, 2, 0, True),
    ({}, 0, 0, 0, True),
]


def world(*specs: dict[str, Any]) -> Cluster:
    budgets = [
        {
            "apiVersion": "policy/v1",
            "kind": "PodDisruptionBudget",
            "metadata": {"name": f"budget-{number}"},
            "spec": spec,
        }
        for number, spec in enumerate(specs)
    ]
    return cluster("---\n".join([DEPLOYMENT, *(json.dumps(each) + "\n" for each in budgets)]))


def drain_ends(seen: Cluster) -> bool:
    """Whether no rule says that an eviction is refused for ever."""
    rules = catalog.rules(plugins=False)
    return not any(
        list(rules[name].check(resource, seen, None))
        for name in BLOCKING
        for resource in seen.resources
        if isinstance(resource, rules[name].on)
    )


@pytest.mark.parametrize(("spec", "pods", "desired", "allowed", "ends"), RECORDED, ids=str)
def test_a_budget_allows_what_the_disruption_controller_allows(
    spec: dict[str, Any], pods: int, desired: int, allowed: int, *, ends: bool
) -> None:
    seen = world(spec)
    (budget,) = seen.of(PodDisruptionBudget)
    guard = guard_of(budget, seen)
    guarded = guard.guarded
    if pods:
        assert guarded.least == pods
        assert guard.allowed == allowed
        assert max(0, 3 - desired) == allowed
    if "minAvailable" in spec:
        assert rounded_up(spec["minAvailable"], 3) == desired
    assert drain_ends(seen) is ends


def test_two_budgets_on_a_pod_refuse_every_eviction() -> None:
    seen = world({"minAvailable": 1, **OWN}, {"maxUnavailable": 1, **OWN})
    assert len(seen.budgets_of(seen.of(Deployment)[0])) == 2
    assert not drain_ends(seen)


def test_the_table_is_what_was_recorded() -> None:
    told = []
    for case in recorded("drill-pdb.jsonl"):
        if len(case["pdbs"]) != 1:
            continue
        (spec,), (status,) = case["pdbs"], case["status"]
        ends = case["drain a"]["rc"] == 0
        facts = (status["expectedPods"], status["desiredHealthy"], status["disruptionsAllowed"])
        told.append((spec, *facts, ends))
    assert all(each in RECORDED for each in told)
    assert all(each in told for each in RECORDED)


@pytest.mark.parametrize("replicas", range(1, 13))
def test_the_rules_for_percentages_hold(replicas: int) -> None:
    """minAvailable p % blocks exactly when n * (100 - p) < 100; maxUnavailable never does."""
    for percent in range(1, 101):
        seen = world({"minAvailable": f"{percent}%", **OWN})
        budget = seen.of(PodDisruptionBudget)[0]
        assert (budget.allowed(replicas) == 0) is (replicas * (100 - percent) < 100)
        assert rounded_up(f"{percent}%", replicas) == -(-percent * replicas // 100) >= 1


@pytest.mark.parametrize(
    ("bound", "hint"),
    [
        pytest.param("minAvailable: 1", "run at least 2 replicas", id="one"),
        pytest.param("minAvailable: 2", "run at least 3 replicas", id="more than there are"),
        pytest.param("minAvailable: 75%", "run at least 4 replicas", id="a share"),
        pytest.param(
            "maxUnavailable: 0", "let the budget allow a pod to go, and run at least 2 replicas",
            id="none ever",
        ),
    ],
)  # fmt: skip
def test_a_hint_names_the_replicas_of_which_a_pod_may_go(bound: str, hint: str) -> None:
    budget = (
        "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: trade}\n"
        f"spec: {{{bound}, selector: {{matchLabels: {{service: trade}}}}}}\n"
    )
    text = DEPLOYMENT.replace("replicas: 3", "replicas: 1") + budget
    result = pipeline.check([Source("a.yaml", text)], Settings(plugins=False))
    (found,) = [each for each in result.diagnostics if each.rule == "pdb-single-replica"]
    assert found.hint == hint


def test_one_replica_is_one() -> None:
    """Two workloads behind one budget: what each of them runs is told beside the finding."""
    budget = (
        "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: trade}\n"
        "spec: {minAvailable: 2, selector: {matchLabels: {service: trade}}}\n"
        "---\napiVersion: v1\nkind: Service\nmetadata: {name: trade}\n"
        "spec: {selector: {service: trade}, ports: [{port: 80}]}\n"
    )
    single = DEPLOYMENT.replace("replicas: 3", "replicas: 1").replace("trade}", "once}", 1)
    result = pipeline.check(
        [Source("a.yaml", f"{DEPLOYMENT}---\n{single}{budget}")], Settings(plugins=False)
    )
    (found,) = [each for each in result.diagnostics if each.rule == "pdb-too-loose"]
    assert sorted(each.message for each in found.related) == [
        "deployment/once runs 1 replica at least",
        "deployment/trade runs 3 replicas at least",
    ]


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("{name: trade}", "{name: trade, annotations: {multiaz-lint/singleton: reason}}"),
        (
            "spec: {containers",
            "spec: {volumes: [{name: d, persistentVolumeClaim: {claimName: d}}], containers",
        ),
    ],
    ids=["annotation", "volume of one node"],
)
def test_no_second_replica_is_advised_where_there_can_be_one(written: str, instead: str) -> None:
    budget = (
        "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: trade}\n"
        "spec: {maxUnavailable: 0, selector: {matchLabels: {service: trade}}}\n"
    )
    text = DEPLOYMENT.replace("replicas: 3", "replicas: 1").replace(written, instead, 1)
    result = pipeline.check([Source("a.yaml", text + budget)], Settings(plugins=False))
    (found,) = [each for each in result.diagnostics if each.rule == "pdb-single-replica"]
    assert (found.hint or "").startswith("set maxUnavailable: 1")


def test_a_budget_of_several_environments_is_judged_in_the_largest_too() -> None:
    """In one of them it blocks every drain, in the other it lets too many pods go."""
    app = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec:\n  replicas: %d\n"
        "  selector: {matchLabels: {app: app}}\n  template:\n    metadata: {labels: {app: app}}\n"
        "    spec: {containers: [{name: app, image: app:1.0}]}\n"
    )
    budget = (
        "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: app}\n"
        "spec: {minAvailable: 1, selector: {matchLabels: {app: app}}}\n"
    )
    sources = [
        Source("pdb.yaml", budget),
        Source("dev/app.yaml", app % 1),
        Source("prod/app.yaml", app % 3),
    ]
    settings = Settings(plugins=False, select=("pdb-too-loose", "pdb-single-replica"))
    found = pipeline.check(sources, settings).diagnostics
    assert [(each.rule, each.related[0].origin) for each in found] == [
        ("pdb-single-replica", "dev/app.yaml"),
        ("pdb-too-loose", "prod/app.yaml"),
    ]
