"""What holds for every cluster: names do not matter, nothing is left behind, more is not less."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from multiaz_lint.drill.playing import events
from multiaz_lint.drill.playing.drain import drain
from multiaz_lint.drill.rollouts import rollout
from multiaz_lint.drill.rollouts.scale import scale
from multiaz_lint.drill.scheduling import fit_error, schedule
from multiaz_lint.drill.settling import settle
from tests.oracle.filter import reasons
from tests.oracle.scenario import world_of

ZONE, HOST = "topology.kubernetes.io/zone", "kubernetes.io/hostname"


@st.composite
def scenarios(draw: Any, *, bound: bool = True) -> dict[str, Any]:
    """A small cluster with workloads that mean themselves or each other."""
    zones = draw(st.integers(2, 3))
    nodes = [
        {
            "name": f"{z}{i}",
            "zone": z,
            "allocatable": {"cpu": draw(st.sampled_from(["1", "4"])), "memory": "8Gi"},
        }
        for z in "abc"[:zones]
        for i in range(draw(st.integers(1, 2)))
    ]
    names = ["v", "w"][: draw(st.integers(1, 2))]
    workloads = []
    for name in names:
        cpu = draw(st.sampled_from(["100m", "600m"]))
        spec: dict[str, Any] = {
            "containers": [{"name": "c", "image": "x", "resources": {"requests": {"cpu": cpu}}}]
        }
        if bound:
            selector = {"matchLabels": {"app": draw(st.sampled_from(names))}}
            if draw(st.booleans()):
                constraint = {
                    "maxSkew": draw(st.integers(1, 2)),
                    "topologyKey": draw(st.sampled_from([ZONE, HOST])),
                    "whenUnsatisfiable": draw(st.sampled_from(["DoNotSchedule", "ScheduleAnyway"])),
                    "labelSelector": selector,
                }
                if draw(st.booleans()):
                    constraint["nodeTaintsPolicy"] = "Honor"
                spec["topologySpreadConstraints"] = [constraint]
            if draw(st.booleans()):
                kind = draw(st.sampled_from(["podAffinity", "podAntiAffinity"]))
                term = {
                    "topologyKey": draw(st.sampled_from([ZONE, HOST])),
                    "labelSelector": selector,
                }
                required = {"requiredDuringSchedulingIgnoredDuringExecution": [term]}
                spec["affinity"] = {kind: required}
        template = {"metadata": {"labels": {"app": name}}, "spec": spec}
        kind = draw(st.sampled_from(["Deployment", "StatefulSet"]))
        workloads.append(
            {
                "kind": kind,
                "name": name,
                "replicas": draw(st.integers(1, 5)),
                "template": template,
                "podManagementPolicy": draw(st.sampled_from(["Parallel", "OrderedReady"])),
            }
        )
    return {"nodes": nodes, "workloads": workloads}


def settled(scenario: dict[str, Any], seed: int | None = None) -> Any:
    world = world_of(scenario, chance=None if seed is None else Random(seed))
    settle(world)
    return world


def picture(world: Any) -> Any:
    """Everything that can be seen of a world."""
    state = world.state
    return (
        sorted((pod.name, pod.node, pod.terminating, pod.ready) for pod in state.pods),
        sorted(pod.name for pod in world.pending),
        [(n.free, n.weighed, n.pods, n.taints, n.unschedulable, n.present) for n in state.nodes],
        [
            (w.name, w.replicas, [(r.number, r.want, len(r.pods)) for r in w.revisions],
             sorted(w.ordinals))
            for w in world.workloads
        ],
        {
            w.name: (schedule.feasible(state, w.current.shape()),
                     reasons(world, w.current.shape()))
            for w in world.workloads
        },
    )  # fmt: skip


def zone_a(world: Any) -> list[Any]:
    return [node for node in world.state.nodes if node.zone == "a"]


def do_outage(world: Any) -> None:
    events.lose(world, zone_a(world))
    events.evict_from_lost(world, zone_a(world))


def do_drain(world: Any) -> None:
    drain(world, zone_a(world))


def do_removal(world: Any) -> None:
    events.delete_nodes(world, zone_a(world))


def do_rollout(world: Any) -> None:
    for workload in world.workloads:
        rollout.roll_out(world, workload)


def do_growth(world: Any) -> None:
    for workload in world.workloads:
        scale(world, workload, workload.replicas + 3)


def do_recovery(world: Any) -> None:
    do_outage(world)
    settle(world)
    events.recover(world, zone_a(world))


EVENTS = [do_outage, do_drain, do_removal, do_rollout, do_growth, do_recovery]


@settings(max_examples=150)
@given(scenarios(), st.lists(st.sampled_from(EVENTS), min_size=1, max_size=3), st.integers(0, 9))
def test_whatever_is_played_is_taken_back(
    scenario: dict[str, Any], played: list[Any], seed: int
) -> None:
    world = settled(scenario, seed)
    before = picture(world)
    mark = world.state.mark()
    for event in played:
        event(world)
        settle(world)
    world.state.back_to(mark)
    assert picture(world) == before


@settings(max_examples=150)
@given(scenarios(), st.lists(st.sampled_from(EVENTS), max_size=3), st.integers(0, 9))
def test_counts_kept_equal_counts_made_anew(
    scenario: dict[str, Any], played: list[Any], seed: int
) -> None:
    """A world that was played says the same of every node as one that starts where it ended."""
    world = settled(scenario, seed)
    for event in played:
        event(world)
        settle(world)
    fresh = world_of(scenario)
    for node, mine in zip(fresh.state.nodes, world.state.nodes, strict=True):
        fresh.state.change_node(
            node, taints=mine.taints, unschedulable=mine.unschedulable, present=mine.present
        )
    for pod in sorted(world.state.pods, key=lambda pod: pod.seq):
        node, terminating = pod.node, pod.terminating
        copy = type(pod)(pod.name, pod.shape, pod.seq)
        fresh.state.place(copy, node)
        if terminating:
            fresh.state.terminate(copy)
    for workload in world.workloads:
        shape = workload.current.shape(workload.replicas)
        assert reasons(world, shape) == reasons(fresh, shape)
        feasible = schedule.feasible(world.state, shape)
        assert feasible == schedule.feasible(fresh.state, shape)
        best = schedule.best(world.state, shape, feasible)
        assert best == schedule.best(fresh.state, shape, feasible)


@settings(max_examples=80)
@given(scenarios(), st.sampled_from(EVENTS))
def test_names_of_nodes_and_zones_do_not_matter(scenario: dict[str, Any], event: Any) -> None:
    renamed = {**scenario, "nodes": [
        {**node, "name": f"x-{node['name']}", "zone": f"zone-{node['zone']}"}
        for node in scenario["nodes"]
    ]}  # fmt: skip

    def outcome(of: dict[str, Any], prefix: str) -> Any:
        world = settled(of)
        nodes = [node for node in world.state.nodes if node.zone == f"{prefix}a"]
        if event is do_outage:
            events.lose(world, nodes)
            events.evict_from_lost(world, nodes)
        elif event is do_removal:
            events.delete_nodes(world, nodes)
        elif event is do_drain:
            drain(world, nodes)
        settle(world)
        return sorted((pod.name, pod.node) for pod in world.state.pods)

    assert outcome(scenario, "") == outcome(renamed, "zone-")


@settings(max_examples=80)
@given(
    scenarios(bound=False), st.sampled_from([do_outage, do_drain, do_removal]), st.integers(0, 9)
)
def test_without_rules_only_room_keeps_pods_pending(
    scenario: dict[str, Any], event: Any, seed: int
) -> None:
    world = settled(scenario, seed)
    event(world)
    settle(world)
    for pod in world.pending:
        words = fit_error.message(world.state, pod.shape)
        assert "Insufficient cpu" in words or len(zone_a(world)) == len(world.state.nodes)


def survivors(zones: int, replicas: int, **more: Any) -> tuple[int, int]:
    """Return who is left when a zone is lost, and who runs once it has been replaced."""
    selector = {"matchLabels": {"app": "w"}}
    constraint = {
        "maxSkew": 1, "topologyKey": ZONE, "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": selector, **more,
    }  # fmt: skip
    template = {
        "metadata": {"labels": {"app": "w"}},
        "spec": {"containers": [{"name": "c", "image": "x"}],
                 "topologySpreadConstraints": [constraint]},
    }  # fmt: skip
    nodes = [{"name": f"{z}{i}", "zone": z} for z in "abcdef"[:zones] for i in range(3)]
    scenario = {
        "nodes": nodes,
        "workloads": [{"name": "w", "replicas": replicas, "template": template}],
    }
    left, after = [], []
    for seed in range(4):
        world = settled(scenario, seed)
        for zone in "abcdef"[:zones]:
            mark = world.state.mark()
            there = [node for node in world.state.nodes if node.zone == zone]
            events.lose(world, there)
            left.append(sum(pod.ready for pod in world.state.pods))
            events.evict_from_lost(world, there)
            settle(world)
            after.append(sum(not pod.terminating for pod in world.state.pods))
            world.state.back_to(mark)
    return min(left), min(after)


@settings(max_examples=25)
@given(st.integers(2, 4), st.integers(1, 8))
def test_more_zones_more_replicas_and_honor_never_leave_fewer(zones: int, replicas: int) -> None:
    left, after = survivors(zones, replicas)
    assert survivors(zones + 1, replicas)[0] >= left
    assert survivors(zones, replicas + 1)[0] >= left
    honored = survivors(zones, replicas, nodeTaintsPolicy="Honor")
    assert honored[0] >= left
    assert honored[1] >= after
