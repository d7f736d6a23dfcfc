"""What can happen to a zone, as its nodes and their pods see it (v1.37).

Each event changes the world and lets nothing settle: that is the caller's next step.
"""

from __future__ import annotations

from multiaz_lint.drill.workload import DAEMON_SET
from multiaz_lint.model.nodes.taints import (
    CORDONED,
    NO_EXECUTE,
    SILENT,
    UNREACHABLE,
    UNSCHEDULABLE,
    seconds_under,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.drill.pod import Pod
    from multiaz_lint.drill.world import World

LOST = (
    SILENT,
    {"key": UNREACHABLE, "effect": NO_EXECUTE},
)


def with_taint(
    taints: list[Mapping[str, Any]], taint: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    """Return taints with one more, unless one of its key and effect is there."""
    same = (taint.get("key"), taint.get("effect"))
    if any((each.get("key"), each.get("effect")) == same for each in taints):
        return taints
    return [*taints, taint]


def without_taints(taints: list[Mapping[str, Any]], keys: Sequence[str]) -> list[Mapping[str, Any]]:
    """Return the taints with other keys."""
    return [taint for taint in taints if taint.get("key") not in keys]


def cordon(world: World, nodes: Iterable[Node], *, tainted: bool = True) -> None:
    """Mark nodes unschedulable; the node controller adds the taint a moment later."""
    for node in nodes:
        taints = with_taint(node.taints, CORDONED) if tainted else node.taints
        world.state.change_node(node, taints=taints, unschedulable=True)


def uncordon(world: World, nodes: Iterable[Node]) -> None:
    """Let nodes take pods again."""
    for node in nodes:
        taints = without_taints(node.taints, (UNSCHEDULABLE,))
        world.state.change_node(node, taints=taints, unschedulable=False)


def empty(world: World, nodes: Iterable[Node]) -> None:
    """Delete all pods on nodes, budgets or not; those of DaemonSets stay."""
    for pod in world.pods_on(node.index for node in nodes):
        if not of_daemon(pod):
            world.delete(pod)


def lose(world: World, nodes: Iterable[Node]) -> None:
    """Let nodes stop answering: two taints, and their pods are no longer ready."""
    nodes = list(nodes)
    for node in nodes:
        taints = node.taints
        for taint in LOST:
            taints = with_taint(taints, taint)
        world.state.change_node(node, taints=taints)
    for pod in world.pods_on(node.index for node in nodes):
        world.lose(pod)


def evict_from_lost(world: World, nodes: Iterable[Node]) -> None:
    """Let toleration seconds run out: pods are deleted, and nobody there confirms it."""
    for pod in world.pods_on(node.index for node in nodes):
        if not pod.terminating and stay(pod) is not None:
            world.delete(pod)


def stay(pod: Pod) -> int | None:
    """Return the seconds that a pod stays on a node that does not answer; None is for ever."""
    return seconds_under(LOST, pod.shape.placement.tolerations)


def recover(world: World, nodes: Iterable[Node]) -> None:
    """Bring nodes back: taints go, deletions are confirmed, what stayed is ready again."""
    nodes = list(nodes)
    for node in nodes:
        taints = without_taints(node.taints, (UNREACHABLE, UNSCHEDULABLE))
        world.state.change_node(node, taints=taints, unschedulable=False)
    for pod in world.pods_on(node.index for node in nodes):
        if pod.terminating:
            world.remove(pod)
        else:
            world.start(pod)


def delete_nodes(world: World, nodes: Iterable[Node]) -> None:
    """Delete Node objects; the pod garbage collector removes their pods."""
    nodes = list(nodes)
    for pod in world.pods_on(node.index for node in nodes):
        world.remove(pod)
    for node in nodes:
        world.state.change_node(node, present=False)


def of_daemon(pod: Pod) -> bool:
    """Whether a pod is of a DaemonSet, which kubectl drain passes over."""
    return pod.revision is not None and pod.revision.workload.kind == DAEMON_SET
