"""A drain evicts the pods that stood on its nodes when it began, and ends when those are gone."""

from __future__ import annotations

from typing import Any

import pytest

from multiaz_lint.drill.budget import Budget
from multiaz_lint.drill.playing.drain import drain
from multiaz_lint.drill.settling import settle
from tests.oracle.scenario import NAMESPACE, world_of

UNSCHEDULABLE = "node.kubernetes.io/unschedulable"
APP = {"matchLabels": {"app": "web"}}
EVEN = {
    "maxSkew": 1,
    "topologyKey": "topology.kubernetes.io/zone",
    "whenUnsatisfiable": "DoNotSchedule",
    "labelSelector": APP,
}


@pytest.mark.parametrize("budget", [{"maxUnavailable": 1}, {"maxUnavailable": 2}, None])
def test_pods_that_tolerate_the_cordon_come_back_once(budget: dict[str, Any] | None) -> None:
    spec = {
        "topologySpreadConstraints": [EVEN],
        "tolerations": [{"key": UNSCHEDULABLE, "operator": "Exists"}],
    }
    template = {"metadata": {"labels": {"app": "web"}}, "spec": spec}
    nodes = [{"name": zone, "zone": zone} for zone in "abc"]
    workload = {"name": "web", "replicas": 6, "template": template}
    world = world_of({"nodes": nodes, "workloads": [workload]})
    if budget is not None:
        world.budgets.append(Budget(NAMESPACE, "web", {"selector": APP, **budget}))
    settle(world)
    before = world.pods_on([0])
    rounds: list[int] = []
    outcome = drain(world, world.state.nodes[:1], lambda: rounds.append(len(rounds)))
    after = world.pods_on([0])
    assert outcome.ended
    assert len(before) == len(after) == 2
    assert not set(before) & set(after)
    assert len(rounds) == (2 if budget == {"maxUnavailable": 1} else 1)


@pytest.mark.parametrize("budget", [{"maxUnavailable": 1}, {"maxUnavailable": "50%"}])
def test_a_controller_counts_when_its_only_pod_was_evicted(budget: dict[str, Any]) -> None:
    """The eviction API lowers what is allowed; that the budget wants fewer, nobody says."""
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {}}
    workloads = [{"name": name, "replicas": 1, "template": template} for name in "vw"]
    world = world_of({"nodes": [{"name": "a", "zone": "a"}], "workloads": workloads})
    world.budgets.append(Budget(NAMESPACE, "web", {"selector": APP, **budget}))
    settle(world)
    outcome = drain(world, world.state.nodes)
    assert not outcome.ended
    assert len(outcome.refused) == 1
