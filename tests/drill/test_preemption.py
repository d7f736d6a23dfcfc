"""Pods of higher priority take the place of others (DefaultPreemption, kube-scheduler v1.37)."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint.drill.budget import Budget
from multiaz_lint.drill.scheduling import preemption
from multiaz_lint.drill.settling import settle
from tests.drilled import deployment, node, reported, scaler, spread
from tests.oracle.scenario import NAMESPACE, world_of

if TYPE_CHECKING:
    from multiaz_lint.drill.world import World

ROOM = {"cpu": "4", "memory": "8Gi", "pods": "110"}
VALUES = {"low": 10, "middle": 50, "high": 100}


def priority_class(name: str, **more: Any) -> dict[str, Any]:
    return {
        "apiVersion": "scheduling.k8s.io/v1",
        "kind": "PriorityClass",
        "metadata": {"name": name},
        "value": VALUES[name],
        **more,
    }


def workload(
    name: str, replicas: int, cpu: str, priority: str, spec: dict[str, Any] | None = None
) -> dict[str, Any]:
    container = {"name": "c", "image": "x", "resources": {"requests": {"cpu": cpu}}}
    spec = {"priorityClassName": priority, "containers": [container], **(spec or {})}
    return {
        "name": name,
        "replicas": replicas,
        "template": {"metadata": {"labels": {"app": name}}, "spec": spec},
    }


def played(
    *workloads: dict[str, Any],
    nodes: int = 1,
    late: str = "late",
    preempts: bool = True,
    seed: int | None = None,
    budgets: dict[str, dict[str, Any]] | None = None,
    classes: dict[str, dict[str, Any]] | None = None,
) -> World:
    """A world in which all stand but the one that comes late, and then that one as well."""
    scenario = {
        "nodes": [
            {"name": f"n{i}", "zone": "abc"[i % 3], "allocatable": ROOM} for i in range(nodes)
        ],
        "workloads": list(workloads),
        "manifests": [priority_class(name, **(classes or {}).get(name, {})) for name in VALUES],
    }
    chance = None if seed is None else Random(seed)
    world = world_of(scenario, chance=chance, preempts=preempts)
    for app, spec in (budgets or {}).items():
        selector = {"matchLabels": {"app": app}}
        world.budgets.append(Budget(NAMESPACE, app, {"selector": selector, **spec}))
    last = next(each for each in world.workloads if each.name == late)
    wanted, last.current.want = last.current.want, 0
    settle(world)
    last.current.want = wanted
    settle(world)
    return world


def placed(world: World) -> dict[str, int]:
    """How many pods of each workload have a node."""
    return {
        workload.name: sum(
            pod.node >= 0 for revision in workload.revisions for pod in revision.pods
        )
        for workload in world.workloads
    }


def test_a_pod_takes_the_place_of_one_of_lower_priority() -> None:
    early, late = workload("early", 2, "2", "low"), workload("late", 1, "2", "high")
    assert placed(played(early, late)) == {"early": 1, "late": 1}
    assert placed(played(early, late, preempts=False)) == {"early": 2, "late": 0}


@pytest.mark.parametrize("priority", ["low", "middle"])
def test_but_of_none_whose_priority_is_as_high(priority: str) -> None:
    early, late = workload("early", 2, "2", "middle"), workload("late", 1, "2", priority)
    assert placed(played(early, late)) == {"early": 2, "late": 0}


@pytest.mark.parametrize("where", ["class", "pod"])
def test_nor_where_the_policy_is_never(where: str) -> None:
    shape_policy = {"preemptionPolicy": "Never"}
    early, late = workload("early", 2, "2", "low"), workload("late", 1, "2", "high")
    if where == "pod":
        late["template"]["spec"].update(shape_policy)
    classes = {"high": shape_policy} if where == "class" else {}
    assert placed(played(early, late, classes=classes)) == {"early": 2, "late": 0}


def test_only_as_many_go_as_give_room() -> None:
    early, late = workload("early", 4, "1", "low"), workload("late", 1, "2", "high")
    assert placed(played(early, late)) == {"early": 2, "late": 1}


def test_the_least_important_go() -> None:
    world = played(
        workload("early", 1, "2", "middle"),
        workload("other", 1, "2", "low"),
        workload("late", 1, "2", "high"),
    )
    assert placed(world) == {"early": 1, "other": 0, "late": 1}


def test_who_is_more_important_stays_in_the_first_place_and_need_not_come_back() -> None:
    world = played(
        workload("early", 1, "2", "middle"),
        workload("other", 1, "2", "low"),
        workload("late", 1, "2", "high"),
        classes={"middle": {"preemptionPolicy": "Never"}},
    )
    assert placed(world) == {"early": 1, "other": 0, "late": 1}


def test_none_go_where_it_would_not_help() -> None:
    early, late = workload("early", 2, "2", "low"), workload("late", 1, "5", "high")
    assert placed(played(early, late)) == {"early": 2, "late": 0}


def test_who_keeps_a_pod_away_goes() -> None:
    away = {
        "affinity": {
            "podAntiAffinity": {
                "requiredDuringSchedulingIgnoredDuringExecution": [
                    {
                        "topologyKey": "kubernetes.io/hostname",
                        "labelSelector": {"matchLabels": {"app": "early"}},
                    }
                ]
            }
        }
    }
    early, late = workload("early", 1, "1", "low"), workload("late", 1, "1", "high", away)
    assert placed(played(early, late)) == {"early": 0, "late": 1}


def test_a_node_where_no_budget_is_hurt_is_chosen() -> None:
    world = played(
        workload("early", 1, "4", "low"),
        workload("other", 1, "4", "middle"),
        workload("late", 1, "4", "high"),
        nodes=2,
        budgets={"early": {"minAvailable": 1}},
        classes={"middle": {"preemptionPolicy": "Never"}},  # else it takes the place of early
    )
    assert placed(world) == {"early": 1, "other": 0, "late": 1}


def test_budgets_keep_nobody_where_there_is_no_other_way() -> None:
    early, late = workload("early", 1, "4", "low"), workload("late", 1, "4", "high")
    world = played(early, late, budgets={"early": {"minAvailable": 1}})
    assert placed(world) == {"early": 0, "late": 1}


def test_whose_budget_forbids_it_stays_before_who_is_more_important() -> None:
    world = played(
        workload("early", 1, "2", "low"),
        workload("other", 1, "2", "middle"),
        workload("late", 1, "2", "high"),
        budgets={"early": {"minAvailable": 1}},
        classes={"middle": {"preemptionPolicy": "Never"}},  # else it takes the place of early
    )
    assert placed(world) == {"early": 1, "other": 0, "late": 1}


@pytest.mark.parametrize("seed", range(5))
def test_who_lost_its_place_may_take_another(seed: int) -> None:
    world = played(
        workload("early", 2, "2", "middle"),
        workload("other", 2, "2", "low"),
        workload("late", 2, "2", "high"),
        nodes=2,
        seed=seed,
    )
    assert placed(world) == {"early": 2, "other": 0, "late": 2}


def test_of_nodes_that_cost_the_same_the_one_is_chosen_where_who_goes_ran_least() -> None:
    """LatestStartTime is the last thing that pickOneNodeForPreemption compares."""
    early = [workload(name, 1, "4", "low") for name in ("early", "other")]
    world = played(*early, workload("late", 1, "4", "high"), nodes=2)
    assert placed(world) == {"early": 1, "other": 0, "late": 1}


@pytest.mark.parametrize("seed", range(6))
def test_who_came_after_the_others_had_settled_goes_first(seed: int) -> None:
    world = played(
        workload("early", 1, "2", "low"),
        workload("other", 0, "2", "low"),
        workload("late", 0, "2", "high"),
        seed=seed,
    )
    world.begin()
    _want(world, "other")
    assert placed(world) == {"early": 1, "other": 1, "late": 0}
    _want(world, "late")
    assert placed(world) == {"early": 1, "other": 0, "late": 1}


def test_how_long_the_others_run_is_left_to_chance() -> None:
    gone = set()
    for seed in range(12):
        early = [workload(name, 1, "2", "low") for name in ("early", "other")]
        world = played(*early, workload("late", 0, "2", "high"), seed=seed)
        world.begin()
        _want(world, "late")
        gone.add(tuple(placed(world).items()))
    assert len(gone) == 2


def _want(world: World, name: str) -> None:
    """Let a workload have one replica more."""
    next(each for each in world.workloads if each.name == name).current.want += 1
    settle(world)


def test_everything_can_be_taken_back() -> None:
    early, late = workload("early", 2, "2", "low"), workload("late", 1, "2", "high")
    world = played(early, late, late="early", preempts=False)
    last = world.workloads[1]
    assert placed(world) == {"early": 1, "late": 1}
    mark = world.state.mark()
    world.preempts = True
    last.current.want = 2
    settle(world)
    assert placed(world) == {"early": 0, "late": 2}
    assert world.preempted_by == {world.workloads[0]: {last: 1}}
    world.state.back_to(mark)
    assert placed(world) == {"early": 1, "late": 1}
    assert world.preempted_by == {world.workloads[0]: {}}


def test_a_try_changes_nothing() -> None:
    early, late = workload("early", 4, "1", "low"), workload("late", 1, "2", "high")
    world = played(early, late, preempts=False)
    before = [(pod.name, pod.node) for pod in sorted(world.state.pods, key=lambda pod: pod.seq)]
    free = [dict(node.free) for node in world.state.nodes]
    (waiting,) = (pod for pod in world.pending if pod.shape.priority)
    found = preemption.find(world, waiting)
    assert found is not None
    assert len(found.victims) == 2
    after = [(pod.name, pod.node) for pod in sorted(world.state.pods, key=lambda pod: pod.seq)]
    assert after == before
    assert [dict(node.free) for node in world.state.nodes] == free


def test_a_drill_keeps_the_critical_and_names_them_where_others_wait() -> None:
    asked = {"requests": {"cpu": "1"}}
    nodes = [
        {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {
                "name": zone,
                "labels": {
                    "kubernetes.io/hostname": zone,
                    "topology.kubernetes.io/zone": zone,
                },
            },
            "status": {"allocatable": {"cpu": "4", "memory": "8Gi", "pods": "110"}},
        }
        for zone in "abc"
    ]
    container = {"name": "c", "image": "x:1", "resources": asked}
    batch = deployment("batch", 6, containers=[container])
    api = deployment("api", 6, containers=[container], priorityClassName="high")
    found = reported(*nodes, batch, api, priority_class("high"))
    verdicts = {each["name"]: each["verdict"] for each in found["workloads"]}
    assert verdicts == {"api": "survives", "batch": "stuck"}
    (about_room,) = (each for each in found["said"] if each.startswith("drill-capacity"))
    assert "4 of 6 pods of deployment/batch stay Pending" in about_room
    assert "took the place of some: those of deployment/api." in about_room


def asking(name: str, replicas: int, **spec: Any) -> dict[str, Any]:
    containers = [{"name": "c", "image": "x", "resources": {"requests": {"cpu": "1"}}}]
    return deployment(name, replicas, containers=containers, **spec)


def test_a_workload_that_is_down_only_when_others_have_grown_is_told_so() -> None:
    """With one zone of 4 cpu left, the other's 7 pods of higher priority take all of it."""
    nodes = [node(f"{zone}1", zone) for zone in "ab"]
    for each in nodes:
        each["status"] = {"allocatable": ROOM}
    web = asking("web", 2, topologySpreadConstraints=spread("web"))
    greedy = asking("greedy", 1, priorityClassName="high")
    scalers = [scaler("web", 2, 3), scaler("greedy", 1, 7)]
    said = reported(web, greedy, *scalers, priority_class("high"), *nodes)["said"]
    (down,) = [each for each in said if " deployment/web is down " in each]
    assert down.startswith(
        "drill-zone-loss: deployment/web is down when zone a or b is lost, at the maximum of 3: "
    )
