"""Compares played scenarios with recorded outcomes: placed, pending, reasons, rollouts.

Ties are random in the real scheduler, so a record is one legal outcome, or a sample of them. What
the deterministic engine did is compared pod for pod, since its ties go to the first name, as ours
do. Every recorded outcome of a replay must be one of ours, and where all replays agreed on a
number, most of ours must: a dozen replays that agree do not prove that there is no rarer end.
"""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import TYPE_CHECKING, Any

from multiaz_lint.drill.controllers import reconcile
from multiaz_lint.drill.pod import NOWHERE
from multiaz_lint.drill.rollouts import rollout
from multiaz_lint.drill.scheduling import fit_error
from multiaz_lint.drill.settling import attempt, place_waiting
from multiaz_lint.drill.workload import STATEFUL_SET
from tests.oracle.scenario import apply, world_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from multiaz_lint.drill.workload import Workload
    from multiaz_lint.drill.world import World

Verdict = tuple[str, Any, Any]  # what, ours, theirs
REPLAYS = 12
MOST_REPLAYS = 600  # looked for before a recorded outcome counts as impossible


def verdicts(line: Mapping[str, Any], *, possible: bool = True) -> Iterator[Verdict]:
    """All comparisons that one line of a scenario file allows; `possible` looks for its outcomes.

    A single play of many pods may have an outcome that is as good as never drawn.
    """
    recorded = line["stages"]
    where = [f"{line['id']} {i} {stage['event']}" for i, stage in enumerate(recorded)]
    if line.get("engine") == "det":
        for at, ours, theirs in zip(where, play(line["scenario"]), recorded, strict=True):
            yield from _same(at, ours, theirs)
    if possible:
        yield from _possible(line, where)


def _same(at: str, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[Verdict]:
    for name, state in theirs["workloads"].items():
        for key in ("placed", "pending", "zones", "nodes", "reasons", "terminating", "revisions"):
            yield f"{at} {name} {key}", ours["workloads"][name].get(key), state.get(key)
    if "rollout" in theirs:
        yield f"{at} rollout", ours["rollout"], theirs["rollout"]
        yield f"{at} log", ours["log"], theirs.get("log") or []


def _possible(line: Mapping[str, Any], where: list[str]) -> Iterator[Verdict]:
    """Replay until every recorded outcome has come up and agreed numbers are the usual ones."""
    recorded = line["stages"]
    missing = {key for i, stage in enumerate(recorded) for key in _outcomes(i, stage)}
    seen: dict[Any, Counter[str]] = {}
    preempts = line.get("engine") == "real"
    for seed in range(MOST_REPLAYS):
        if seed >= REPLAYS and not missing:
            usual = (v for i, stage in enumerate(recorded) for v in _usual("", i, stage, seen))
            if all(ours == theirs for _, ours, theirs in usual):
                break
        for i, stage in enumerate(play(line["scenario"], Random(seed), preempts=preempts)):
            for key in _outcomes(i, stage):
                missing.discard(key)
                seen.setdefault(key[:2], Counter())[key[2]] += 1
    for i, name, absent in sorted(missing):
        yield f"{where[i]} {name} can be {absent}", sorted(seen[i, name]), absent
    for i, stage in enumerate(recorded):
        for _, name, found in sorted(_outcomes(i, stage) - missing):
            yield f"{where[i]} {name} can be {found}", found, found
        yield from _usual(where[i], i, stage, seen)


def _usual(
    at: str, index: int, stage: Mapping[str, Any], seen: Mapping[Any, Counter[str]]
) -> Iterator[Verdict]:
    """Where all recorded replays agree on how many are pending, most of ours must."""
    for name, state in stage["workloads"].items():
        theirs = {_pending(outcome) for outcome in state.get("outcomes") or ()}
        if len(theirs) == 1:
            ours: Counter[int] = Counter()
            for each, times in seen[index, name].items():
                ours[_pending(each)] += times
            yield f"{at} {name} pending", ours.most_common(1)[0][0], theirs.pop()
    if len(stage.get("rollouts") or ()) == 1:
        most = seen[index, "rollout"].most_common(1)[0][0]
        yield f"{at} rollouts", most, next(iter(stage["rollouts"]))


def _outcomes(index: int, stage: Mapping[str, Any]) -> set[tuple[int, str, str]]:
    found = set()
    for name, state in stage["workloads"].items():
        found |= {(index, name, o) for o in state.get("outcomes") or (outcome(state),)}
    if "rollout" in stage:
        found |= {(index, "rollout", o) for o in stage.get("rollouts") or (stage["rollout"],)}
    return found


def outcome(state: Mapping[str, Any]) -> str:
    zones = "".join(f" {zone}={count}" for zone, count in sorted(state["zones"].items()))
    return f"pending {state['pending']};{zones}"


def _pending(text: str) -> int:
    return int(text.split(";", maxsplit=1)[0].removeprefix("pending "))


def play(
    scenario: Mapping[str, Any], chance: Random | None = None, *, preempts: bool = False
) -> Iterator[dict[str, Any]]:
    """Play a scenario and tell what there is after each event.

    Before the complete scheduler, which preempts, a part of the pods has come before the rest.
    """
    world = world_of(scenario, chance=chance, preempts=preempts)
    share = chance.choice((0, 1, chance.random())) if preempts and chance is not None else 0
    _settle(world, share)
    yield {"workloads": _states(world)}
    for event in scenario.get("events") or ():
        if event["do"] == "rollout":
            log: list[str] = []
            workload = next(w for w in world.workloads if w.name == event["workload"])
            end = rollout.roll_out(world, workload, log)
            yield {"workloads": _states(world), "rollout": end, "log": log}
            continue
        apply(world, event)
        _settle(world, share)
        yield {"workloads": _states(world)}


def _settle(world: World, share: float) -> None:
    """Let a share of the pods come one by one, and the rest at once."""
    reconcile(world)
    for pod in sorted(world.pending, key=lambda pod: pod.seq)[: round(share * len(world.pending))]:
        attempt(world, pod)
    place_waiting(world)


def _states(world: World) -> dict[str, Any]:
    return {workload.name: _state(world, workload) for workload in world.workloads}


def _state(world: World, workload: Workload) -> dict[str, Any]:
    nodes = world.state.nodes
    state: dict[str, Any] = {"pending": 0, "placed": 0, "zones": {}, "nodes": {}}
    reasons = set()
    revisions: dict[str, int] = {}
    for pod in (*world.state.pods, *world.pending):
        if pod.revision is None or pod.revision.workload is not workload:
            continue
        if pod.terminating:
            state["terminating"] = state.get("terminating", 0) + 1
        elif pod.node == NOWHERE:
            state["pending"] += 1
            reasons.add(fit_error.message(world.state, pod.shape))
        else:
            node = nodes[pod.node]
            state["placed"] += 1
            zone = node.labels.get("topology.kubernetes.io/zone", "")
            for key, value in (("zones", zone), ("nodes", node.name)):
                state[key][value] = state[key].get(value, 0) + 1
            number = f"rev{pod.revision.number}"
            revisions[number] = revisions.get(number, 0) + 1
    if workload.kind == STATEFUL_SET:
        waiting = workload.replicas - len(workload.ordinals)
        if waiting > 0:
            reasons.add(f"({waiting} pods not created: OrderedReady waits for an earlier ordinal)")
    if reasons:
        state["reasons"] = sorted(reasons)
    if workload.current.number > 1 or len(revisions) > 1:
        state["revisions"] = revisions or None
    return state
