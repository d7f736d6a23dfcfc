"""Compares the drill's filters and scores with recorded per-node verdicts of the real scheduler.

Every node's verdict for one more pod of each workload (`next`), in the recorded state; every
recorded attempt (`steps`), its feasible and its best-scored nodes; and the whole play, whose ties
go to the first name in both, pod by pod.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from multiaz_lint.drill.nodes import node_set
from multiaz_lint.drill.pod import Pod
from multiaz_lint.drill.scheduling import fit_error, schedule
from multiaz_lint.drill.scheduling.filters.volume_binding import PodClaims
from multiaz_lint.drill.settling import settle
from tests.oracle.scenario import apply, world_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from multiaz_lint.drill.pod_shape import PodShape
    from multiaz_lint.drill.world import World

Verdict = tuple[str, Any, Any]  # what, ours, theirs


def verdicts(line: Mapping[str, Any]) -> Iterator[Verdict]:
    """All comparisons that one line of a filter file allows."""
    yield from _recorded(line)
    yield from _played(line)


def _names(line: Mapping[str, Any]) -> Iterator[str]:
    for stage in line["stages"]:
        yield from stage["pods"]
        yield from stage.get("terminating") or ()


def _recorded(line: Mapping[str, Any]) -> Iterator[Verdict]:
    """Put pods where the record says and ask about each of its attempts."""
    scenario = line["scenario"]
    world = world_of(scenario, _names(line))
    index = {node.name: node.index for node in world.state.nodes}
    played = [{"do": "settle"}, *(scenario.get("events") or ())]
    for stage, event in zip(line["stages"], played, strict=True):
        where = f"{line['id']} {stage['event']}"
        apply(world, event)
        _take_away(world, stage["pods"], stage.get("terminating") or ())
        for step in stage["steps"]:
            name, node, feasible = step[:3]
            _make_claims(world, stage["pods"])
            pod = _pod(world, name)
            found = schedule.feasible(world.state, pod.shape)
            yield f"{where} feasible for {name}", _named(world, found), feasible
            if len(step) > 3:
                best = schedule.best(world.state, pod.shape, found)
                yield f"{where} best for {name}", _named(world, best), step[3]
            _place(world, pod, index[node])
        _make_claims(world, stage["pods"])
        for name, facts in stage["next"].items():
            workload = next(w for w in world.workloads if w.name == name)
            shape = workload.current.shape(workload.replicas)
            words = reasons(world, shape) if not shape.gated else _ungated(world, shape)
            theirs = {
                n: reason for reason, nodes in (facts.get("rejected") or {}).items() for n in nodes
            }
            theirs |= dict.fromkeys(facts["feasible"], "")
            found = 0 if shape.gated else schedule.feasible(world.state, shape)
            for node in world.state.nodes:
                if node.present:
                    ours = "; ".join(sorted(words.get(node.name, [])))
                    yield f"{where} next {name} on {node.name}", ours, theirs.get(node.name)
            if not shape.gated:
                yield f"{where} next {name} feasible", _named(world, found), facts["feasible"]


def _ungated(world: World, shape: Any) -> dict[str, list[str]]:
    """Reasons as if there were no scheduling gate: the record looks past it."""
    shape.gated = False
    words = reasons(world, shape)
    shape.gated = True
    return words


def _pod(world: World, name: str) -> Pod:
    workload = next(w for w in world.workloads if name.startswith(f"{w.name}-"))
    ordinal = int(name.rsplit("-", 1)[1]) if workload.kind == "StatefulSet" else 0
    return Pod(name, workload.current.shape(ordinal))


def _make_claims(world: World, pods: Container[str]) -> None:
    """Make the claims of pods that exist by now, placed or waiting, and bind what need not wait."""
    placed = {pod.name for pod in world.state.pods}
    for workload in world.workloads:
        for ordinal in range(workload.replicas if workload.claim_templates else 0):
            name = workload.current.pod_name(ordinal)
            if name not in placed and name not in pods:
                break
            for claim in workload.current.new_claims(ordinal):
                world.state.add_claim(claim)
            if name not in placed and not workload.parallel:
                break  # OrderedReady makes the next pod once this one is placed
    world.state.bind_immediate()


def _take_away(world: World, left: Container[str], terminating: Container[str]) -> None:
    """Delete pods that a controller has deleted: here none of them has one."""
    for pod in list(world.state.pods):
        if pod.name in terminating:
            world.delete(pod)
        elif pod.name not in left and any(
            pod.name.startswith(f"{workload.name}-") for workload in world.workloads
        ):
            world.remove(pod)


def _place(world: World, pod: Pod, node: int) -> None:
    """Place a pod, and bind what waited for it."""
    storage = world.state.storage
    waiting = PodClaims(storage, pod.shape).waiting
    binding = storage.find(waiting, world.state.nodes[node]) if waiting else None
    world.state.place(pod, node, binding)


def reasons(world: World, shape: PodShape) -> dict[str, list[str]]:
    """The words for each node that is refused."""
    found = {}
    for words, nodes in fit_error.reasons(world.state, shape):
        for name in _named(world, nodes):
            found[name] = list(words)
    return found


def _named(world: World, nodes: int) -> list[str]:
    return [world.state.nodes[i].name for i in node_set.members(nodes)]


def _played(line: Mapping[str, Any]) -> Iterator[Verdict]:
    """Play the scenario without looking at the record."""
    scenario = line["scenario"]
    world = world_of(scenario, _names(line))
    played = [{"do": "settle"}, *(scenario.get("events") or ())]
    for stage, event in zip(line["stages"], played, strict=True):
        apply(world, event)
        settle(world)
        nodes = [node.name for node in world.state.nodes]
        pods = {
            pod.name: nodes[pod.node]
            for pod in world.state.pods
            if pod.revision and not pod.terminating
        }
        pods |= {pod.name: "" for pod in world.pending if pod.revision}
        yield f"{line['id']} {stage['event']} pods", pods, stage["pods"]
