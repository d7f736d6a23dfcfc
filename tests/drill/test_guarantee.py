"""What the drill promises: never more than any placement, any rollout or any replay leaves."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multiaz_lint.drill.nodes import node_set
from multiaz_lint.drill.pod import Pod
from multiaz_lint.drill.promises.guarantee import (
    FORMULA,
    SEARCH,
    STOPPED,
    WAITING,
    Guarantee,
    guarantee,
)
from multiaz_lint.drill.scheduling import schedule
from tests.oracle.files import recorded
from tests.oracle.scenario import world_of

ZONE, HOST = "topology.kubernetes.io/zone", "kubernetes.io/hostname"
OWN = {"matchLabels": {"app": "w"}}
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


def spread(skew: int = 1, key: str = ZONE, **more: Any) -> dict[str, Any]:
    return {
        "maxSkew": skew,
        "topologyKey": key,
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": OWN,
        **more,
    }


def scenario(zones: int, per_zone: int, replicas: int, **spec: Any) -> dict[str, Any]:
    nodes = [{"name": f"{z}{i}", "zone": z} for z in "abcd"[:zones] for i in range(1, per_zone + 1)]
    template = {
        "metadata": {"labels": {"app": "w"}},
        "spec": {"containers": [{"name": "c", "image": "x"}], **spec},
    }
    return {
        "nodes": nodes,
        "workloads": [{"name": "w", "replicas": replicas, "template": template}],
    }


def promise(of: dict[str, Any]) -> Guarantee:
    world = world_of(of)
    zones = sorted({node["zone"] for node in of["nodes"] if node.get("zone")})
    return guarantee(world, world.workloads[0], zones)


def exhaustive(of: dict[str, Any]) -> int:
    """Try every choice of the scheduler; return the fewest pods outside any one zone."""
    world = world_of(of)
    workload = world.workloads[0]
    state = world.state
    zones = {node.zone for node in state.nodes}
    seen: set[tuple[int, ...]] = set()
    least = workload.replicas

    def place(left: int) -> None:
        nonlocal least
        key = tuple(node.pods for node in state.nodes)
        if key in seen:
            return
        seen.add(key)
        shape = workload.current.shape()
        nodes = node_set.members(schedule.feasible(state, shape)) if left else []
        if not nodes:
            total = sum(key)
            for zone in zones:
                there = sum(node.pods for node in state.nodes if node.zone == zone)
                least = min(least, total - there)
            return
        for node in nodes:
            mark = state.mark()
            state.place(Pod("p", shape), node)
            place(left - 1)
            state.back_to(mark)

    place(workload.replicas)
    return least


@pytest.mark.parametrize(
    ("zones", "replicas", "skew", "left"),
    [
        (3, 2, 1, 1), (3, 3, 1, 2), (3, 4, 1, 2), (3, 5, 1, 3), (3, 6, 1, 4), (3, 2, 2, 0),
        (3, 3, 2, 1), (3, 6, 2, 3), (2, 2, 1, 1), (2, 3, 1, 1), (2, 4, 1, 2), (2, 2, 2, 0),
        (2, 3, 2, 1),
    ],
)  # fmt: skip
def test_one_hard_zone_constraint(zones: int, replicas: int, skew: int, left: int) -> None:
    of = scenario(zones, 2, replicas, topologySpreadConstraints=[spread(skew)])
    found = promise(of)
    assert (found.least, found.how) == (left, FORMULA)
    assert exhaustive(of) == left


@pytest.mark.parametrize(
    ("zones", "replicas", "skew", "fullest"),
    [
        (2, 2, 1, 2), (2, 4, 1, 3), (2, 6, 1, 4), (3, 3, 1, 2), (3, 4, 1, 2), (3, 5, 1, 3),
        (3, 6, 1, 3), (3, 9, 1, 4), (3, 10, 1, 5), (2, 3, 2, 3),
    ],
)  # fmt: skip
def test_rollouts_without_the_revision_in_the_selector_skew(
    zones: int, replicas: int, skew: int, fullest: int
) -> None:
    of = scenario(zones, 2, replicas, topologySpreadConstraints=[spread(skew)])
    assert min(promise(of).after_rollouts.values()) == replicas - fullest


def test_the_revision_in_the_selector_keeps_the_promise() -> None:
    keyed = spread(matchLabelKeys=["pod-template-hash"])
    found = promise(scenario(3, 2, 6, topologySpreadConstraints=[keyed]))
    assert found.least == min(found.after_rollouts.values()) == 4


@pytest.mark.parametrize(
    ("more", "running"),
    [
        ({}, 2),
        ({"nodeTaintsPolicy": "Honor"}, 3),
        ({"nodeTaintsPolicy": "Honor", "minDomains": 3}, 2),
        ({"nodeTaintsPolicy": "Honor", "minDomains": 2}, 3),
    ],
)
def test_what_runs_again_while_a_zone_is_dead(more: dict[str, Any], running: int) -> None:
    found = promise(scenario(3, 2, 3, topologySpreadConstraints=[spread(**more)]))
    assert set(found.running.values()) == {running}


def test_what_is_put_on_a_dead_node_does_not_run_again() -> None:
    returns = {"key": "node.kubernetes.io/unreachable", "operator": "Exists"}
    of = scenario(
        3,
        2,
        3,
        topologySpreadConstraints=[spread()],
        tolerations=[{**returns, "effect": "NoSchedule"}],
    )
    assert set(promise(of).running.values()) == {2}


def test_nothing_is_promised_without_a_rule() -> None:
    assert promise(scenario(3, 2, 3)).least == 0


def test_a_search_that_stops_promises_nothing() -> None:
    found = promise(scenario(4, 20, 60, topologySpreadConstraints=[spread(2, HOST), spread(3)]))
    assert (found.least, found.how) == (0, STOPPED)


def test_a_node_that_is_too_small_holds_no_pod_of_those_that_keep_apart() -> None:
    terms = [{"topologyKey": HOST, "labelSelector": OWN}]
    of = scenario(3, 1, 3, affinity={"podAntiAffinity": {REQUIRED: terms}})
    assert promise(of).least == 2
    container = {"name": "c", "image": "x", "resources": {"requests": {"cpu": "3"}}}
    of["workloads"][0]["template"]["spec"]["containers"] = [container]
    for node in of["nodes"][:2]:
        node["allocatable"] = {"cpu": "2"}
    assert promise(of).least == exhaustive(of) == 0


@pytest.mark.parametrize("label", ["pod-index", "pod-name"])
@pytest.mark.parametrize("kind", ["spread", "anti-affinity"])
def test_a_rule_that_tells_the_pods_of_a_stateful_set_apart_keeps_none_apart(
    label: str, kind: str
) -> None:
    prefix = "apps" if label == "pod-index" else "statefulset"
    keys: dict[str, Any] = {"matchLabelKeys": [f"{prefix}.kubernetes.io/{label}"]}
    spec: dict[str, Any] = {"topologySpreadConstraints": [spread(**keys)]}
    if kind == "anti-affinity":
        terms = [{"topologyKey": ZONE, "labelSelector": OWN, **keys}]
        spec = {"affinity": {"podAntiAffinity": {REQUIRED: terms}}}
    of = scenario(3, 2, 3, **spec)
    assert promise(of).least == 2  # a label that such pods do not have is passed over
    of["workloads"][0]["kind"] = "StatefulSet"
    assert promise(of).least == 0


@pytest.mark.parametrize(
    ("placed", "left", "again", "kept", "running"),
    [
        pytest.param(3, 2, 3, 2, 3, id="as promised"),
        pytest.param(2, 2, 3, 0, 0, id="pods that wait"),
        pytest.param(3, 1, 3, 0, 0, id="fewer left"),
        pytest.param(3, 2, 2, 2, 0, id="fewer running again"),
    ],
)
def test_plays_that_show_less_take_a_promise_back(
    placed: int, left: int, again: int, kept: int, running: int
) -> None:
    honor = spread(nodeTaintsPolicy="Honor")
    found = promise(scenario(3, 2, 3, topologySpreadConstraints=[honor]))
    seen = found.seen(placed, dict.fromkeys("abc", left), dict.fromkeys("abc", again))
    assert (seen.least, set(seen.running.values())) == (kept, {running})
    assert (seen.how == WAITING) is (kept == 0)
    assert (seen.how_running == WAITING) is (running == 0)
    assert (found.least, set(found.running.values())) == (2, {3})


RULES = st.fixed_dictionaries(
    {},
    optional={
        "zone": st.integers(1, 2),
        "host": st.integers(1, 2),
        "alone": st.booleans(),
        "min": st.integers(1, 4),
    },
)


@settings(max_examples=60)
@given(st.integers(2, 3), st.integers(1, 2), st.integers(1, 5), RULES)
def test_the_promise_equals_exhaustive_search(
    zones: int, per_zone: int, replicas: int, rules: dict[str, Any]
) -> None:
    constraints = []
    if "zone" in rules:
        more = {"minDomains": rules["min"]} if "min" in rules else {}
        constraints.append(spread(rules["zone"], **more))
    if "host" in rules:
        constraints.append(spread(rules["host"], HOST))
    spec: dict[str, Any] = {"topologySpreadConstraints": constraints}
    if rules.get("alone"):
        terms = [{"topologyKey": HOST, "labelSelector": OWN}]
        required = {"requiredDuringSchedulingIgnoredDuringExecution": terms}
        spec["affinity"] = {"podAntiAffinity": required}
    of = scenario(zones, per_zone, replicas, **spec)
    found = promise(of)
    assert found.how in {FORMULA, SEARCH}
    assert found.least == exhaustive(of)


def zones_of(outcome: str) -> dict[str, int]:
    return {zone: int(count) for zone, count in re.findall(r"(\S+)=(\d+)", outcome)}


@cache
def promised(key: str) -> Guarantee:
    import json

    return promise(json.loads(key))


def test_no_replay_of_the_scheduler_was_worse_than_promised() -> None:
    import json

    seen = 0
    for line in recorded("cryptobot-sched.jsonl")[::5]:
        of = line["scenario"]
        found = promised(json.dumps({"nodes": of["nodes"], "manifests": of["manifests"]}))
        dos = ["start", *(event["do"] for event in of["events"])]
        for stage, (_, played) in zip(
            line["stages"], enumerate(dos[: i + 1] for i in range(len(dos))), strict=True
        ):
            if set(played) - {"start", "rollout"}:
                continue
            limits = found.fresh if played == ["start"] else found.after_rollouts
            for outcome in stage["workloads"]["trade"]["outcomes"]:
                there = zones_of(outcome)
                for zone, limit in limits.items():
                    seen += 1
                    assert sum(there.values()) - there.get(zone, 0) >= limit, line["id"]
    assert seen > 100


def test_no_random_scenario_was_worse_than_promised() -> None:
    for line in recorded("random-filter.jsonl")[::25]:
        world = world_of(line["scenario"])
        zones = sorted({n["zone"] for n in line["scenario"]["nodes"] if n.get("zone")})
        for workload in world.workloads:
            counts = line["stages"][0]["counts"][workload.name]
            if counts["pending"]:
                continue  # a promise is made for pods that run
            found = guarantee(world, workload, zones)
            for zone in zones:
                left = counts["placed"] - counts["zones"].get(zone, 0)
                assert left >= found.fresh[zone], (line["id"], workload.name)


def test_promises_grow_with_replicas_and_zones() -> None:
    by_replicas = [
        promise(scenario(3, 2, n, topologySpreadConstraints=[spread()])).least for n in range(1, 9)
    ]
    assert all(low <= high for low, high in pairwise(by_replicas))
    by_zones = [
        promise(scenario(z, 2, 6, topologySpreadConstraints=[spread()])).least for z in (2, 3, 4)
    ]
    assert all(low <= high for low, high in pairwise(by_zones))
