"""Pods on nodes that do not answer: who starts there, who is deleted there, who goes first."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from multiaz_lint.drill.playing import events
from multiaz_lint.drill.playing.moments import STUCK
from multiaz_lint.drill.rollouts.revisions import available
from multiaz_lint.drill.rollouts.rollout import roll_out
from multiaz_lint.drill.rollouts.scale import victims
from multiaz_lint.drill.settling import settle
from tests.oracle.scenario import world_of

if TYPE_CHECKING:
    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.drill.pod import Pod
    from multiaz_lint.drill.world import World

UNREACHABLE = "node.kubernetes.io/unreachable"
STAYS = {"tolerations": [{"key": UNREACHABLE, "operator": "Exists", "effect": "NoExecute"}]}
RETURNS = {"tolerations": [{"key": UNREACHABLE, "operator": "Exists", "effect": "NoSchedule"}]}
EVEN = {
    "topologySpreadConstraints": [
        {
            "maxSkew": 1,
            "topologyKey": "topology.kubernetes.io/zone",
            "whenUnsatisfiable": "DoNotSchedule",
            "labelSelector": {"matchLabels": {"app": "web"}},
        }
    ]
}


def settled(spec: dict[str, Any], **more: Any) -> World:
    """Three zones of one node and three pods, one in each."""
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {**EVEN, **spec}}
    workload = {"name": "web", "replicas": 3, "template": template, **more}
    nodes = [{"name": zone, "zone": zone} for zone in "abc"]
    world = world_of({"nodes": nodes, "workloads": [workload]})
    settle(world)
    assert sorted(pod.node for pod in world.state.pods) == [0, 1, 2]
    return world


def lose_a(world: World) -> None:
    lost: list[Node] = [world.state.nodes[0]]
    events.lose(world, lost)
    events.evict_from_lost(world, lost)
    settle(world)


def on_a(world: World) -> list[Pod]:
    return [pod for pod in world.state.pods if pod.node == 0]


def test_a_pod_placed_on_a_node_that_does_not_answer_does_not_run() -> None:
    world = settled(RETURNS)
    lose_a(world)
    gone, placed = sorted(on_a(world), key=lambda pod: pod.seq)
    assert gone.terminating
    assert not placed.terminating
    assert not placed.ready
    assert available(world.workloads[0].current) == 2
    events.recover(world, [world.state.nodes[0]])
    assert placed.ready


def test_what_a_controller_deletes_on_a_node_that_does_not_answer_stays() -> None:
    world = settled(STAYS)
    lose_a(world)
    (pod,) = on_a(world)
    ours = world.workloads[0].current.pods
    mark = world.state.mark()
    seen = [(pod.terminating, pod in ours)]
    world.delete(pod)
    seen.append((pod.terminating, pod in ours))
    assert on_a(world) == [pod]
    world.state.back_to(mark)
    seen.append((pod.terminating, pod in ours))
    assert seen == [(False, True), (True, False), (False, True)]


def test_recreate_waits_for_pods_on_a_node_that_does_not_answer() -> None:
    world = settled(STAYS, strategy="Recreate")
    lose_a(world)
    assert roll_out(world, world.workloads[0]) == STUCK
    assert not world.workloads[0].current.pods


def test_a_stateful_set_does_not_replace_what_it_deleted_on_a_node_that_does_not_answer() -> None:
    world = settled(STAYS, kind="StatefulSet", podManagementPolicy="Parallel")
    lose_a(world)
    (pod,) = on_a(world)
    log: list[str] = []
    assert roll_out(world, world.workloads[0], log) == STUCK
    assert log == [f"ordinal {pod.ordinal} terminating"]


def test_a_pod_without_grace_is_gone_at_once_and_replaced() -> None:
    world = settled({"terminationGracePeriodSeconds": 0}, kind="StatefulSet")
    lost = on_a(world)
    lose_a(world)
    assert not any(pod.terminating for pod in world.state.pods)
    assert lost[0] not in world.state.pods
    assert sorted(world.workloads[0].ordinals) == [0, 1, 2]


def test_the_age_of_waiting_pods_does_not_say_which_one_goes_first() -> None:
    first = set()
    for number in range(20):
        world = settled({})
        world.chance = Random(number)
        workload = world.workloads[0]
        workload.replicas = workload.current.want = 5
        world.workloads[0].current.shape().gated = True  # no new pod is placed
        settle(world)
        first.add(victims(world, workload.current)[0].seq)
    assert first == {4, 5}
