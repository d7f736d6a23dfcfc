"""The drill against drills of a real cluster: kubectl drain, budgets, deleted nodes, outages."""

from __future__ import annotations

import importlib.util
import json
import re
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint.cli import run
from multiaz_lint.drill.budget import Budget
from multiaz_lint.drill.playing import events
from multiaz_lint.drill.playing.drain import drain
from multiaz_lint.drill.playing.eviction import Evictions
from multiaz_lint.drill.playing.moments import COMPLETE
from multiaz_lint.drill.rollouts.rollout import carry_on, roll_out
from multiaz_lint.drill.scheduling import fit_error
from multiaz_lint.drill.settling import settle
from tests.oracle.files import ROOT, recorded
from tests.oracle.scenario import NAMESPACE, world_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.drill.world import World

SEEDS = 40


def application() -> Any:
    """The generator of the recorded Deployments."""
    path = ROOT / "oracle" / "gen" / "cryptobot_sched.py"
    spec = importlib.util.spec_from_file_location("recorded_application", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cluster(
    variant: str, per_zone: int, replicas: int, budgets: Iterable[Any] = (), seed: int = 0
) -> World:
    """A settled world of three zones."""
    made = application()
    deployment = made.base(replicas)
    made.VARIANTS[variant](deployment)
    nodes = [{"name": f"{z}{i}", "zone": z} for z in "abc" for i in range(1, per_zone + 1)]
    world = world_of({"nodes": nodes, "manifests": [deployment]}, chance=Random(seed))
    world.budgets = [Budget(NAMESPACE, f"pdb{i}", spec) for i, spec in enumerate(budgets)]
    settle(world)
    return world


def zone(world: World, name: str) -> list[Node]:
    return [node for node in world.state.nodes if node.present and node.zone == name]


def counts(world: World) -> tuple[int, int]:
    placed = sum(not pod.terminating for pod in world.state.pods)
    return placed, len(world.pending)


def told(summary: dict[str, Any]) -> tuple[int, int]:
    return summary["placed"], summary["pending"]


def words(world: World) -> set[str]:
    return {fit_error.message(world.state, pod.shape) for pod in world.pending}


def parts(case: str) -> tuple[str, int, int]:
    found = re.search(r"([\w-]+)/3x(\d)/r(\d)", case)
    assert found is not None
    return found[1], int(found[2]), int(found[3])


def replays(case: str) -> Iterator[list[Any]]:
    """Drain zone a, roll out, use the zone again: what comes out each time."""
    for seed in range(SEEDS):
        world = cluster(*parts(case), seed=seed)
        outcome: list[Any] = [counts(world)]
        ended = drain(world, zone(world, "a")).ended
        outcome += [ended, counts(world)]
        end = roll_out(world, world.workloads[0])
        outcome += [end == COMPLETE, counts(world)]
        events.uncordon(world, zone(world, "a"))
        settle(world)
        carry_on(world, world.workloads[0], [])
        yield [*outcome, counts(world)[1]]


def test_drains_and_rollouts_end_as_they_did() -> None:
    for line in recorded("drill-cryptobot.jsonl"):
        expected = [
            told(line["initial"]),
            line["drain"]["rc"] == 0,
            told(line["afterDrain"]),
            line["rollout"]["complete"],
            told(line["rollout"]),
            line["afterUncordon"]["pending"],
        ]
        assert any(outcome == expected for outcome in replays(line["case"])), line["case"]


def test_budgets_let_drains_pass_or_hang() -> None:
    for line in recorded("drill-pdb.jsonl"):
        variant = "cryptobot" if "(cryptobot" in line["case"] else "anyway"
        hangs = line["drain a"]["rc"] != 0
        for seed in range(SEEDS):
            world = cluster(variant, 1, 3, line["pdbs"], seed)
            for budget, status in zip(world.budgets, line["status"], strict=True):
                ours = Evictions(world).status(budget)
                assert ours.allowed == (status["disruptionsAllowed"] or 0), line["case"]
                assert ours.expected == (status["expectedPods"] or 0), line["case"]
                assert ours.healthy == (status["currentHealthy"] or 0), line["case"]
                assert ours.desired == (status["desiredHealthy"] or 0), line["case"]
            assert drain(world, zone(world, "a")).ended is not hangs, line["case"]
            assert counts(world) == told(line["after"]), line["case"]
            ended = drain(world, zone(world, "b")).ended
            if ended == (line["drain b"]["rc"] == 0) and counts(world) == told(line["after b"]):
                break
        else:
            pytest.fail(f"no play ends as {line['case']}")


def test_spread_and_budget_together() -> None:
    for line in recorded("drill-interplay.jsonl"):
        spec = json.loads(line["case"].split("PDB ")[1])
        spec["selector"] = {"matchLabels": {"service": "trade"}}
        for seed in range(SEEDS):
            world = cluster(*parts(line["case"]), [spec], seed)
            ended = drain(world, zone(world, "a")).ended
            allowed = Evictions(world).status(world.budgets[0]).allowed
            if (
                ended == (line["drain a"]["rc"] == 0)
                and counts(world) == told(line["after"])
                and allowed == line["status"][0]["disruptionsAllowed"]
            ):
                break
        else:
            pytest.fail(f"no play ends as {line['case']}")


def test_evictions_are_answered_as_by_the_api_server() -> None:
    for line in recorded("drill-evict.jsonl"):
        if not line["case"].startswith("evict"):
            continue
        world = cluster("cryptobot", 1, 3, line["pdbs"])
        pod = next(iter(world.state.pods))
        assert (Evictions(world).refusal(pod) is None) == (line["eviction"]["rc"] == 0), line[
            "case"
        ]
        world.lose(pod)
        answer = line["evictionOfThatPodWhenUnready"]
        assert (Evictions(world).refusal(pod) is None) == (answer["rc"] == 0), line["case"]


def test_deleted_nodes() -> None:
    for line in recorded("drill-remove.jsonl"):
        seen = set()
        for seed in range(SEEDS):
            world = cluster(*parts(line["case"]), seed=seed)
            events.delete_nodes(world, zone(world, "a"))
            settle(world)
            seen.add(counts(world))
        assert told(line["after"]) in seen, line["case"]


def test_an_outage_and_its_words() -> None:
    for line in recorded("drill-outage.jsonl"):
        world = cluster(*parts(line["case"]))
        events.lose(world, zone(world, "a"))
        settle(world)
        assert counts(world) == told(line["timeline"][1]["pods"])
        events.evict_from_lost(world, zone(world, "a"))
        settle(world)
        last = line["timeline"][-1]["pods"]
        assert counts(world) == told(last)
        assert words(world) == {r.split(" preemption:")[0] for r in last.get("reasons", ())}


def stateful_set(mode: str) -> World:
    """Three ordinals with a volume for each zone."""
    line = next(
        line
        for line in recorded("sts-sched.jsonl")
        if line["id"] == f"static-per-zone/{mode}/spread/drain"
    )
    world = world_of(line["scenario"])
    settle(world)
    return world


def test_zonal_volumes_hold_a_stateful_set_back() -> None:
    for line in recorded("drill-sts.jsonl"):
        mode = "WFFC" if "WaitFor" in line["case"] else "Immediate"
        world = stateful_set(mode)
        assert drain(world, zone(world, "a")).ended
        assert counts(world) == (2, 1)
        pending = [pod for pod in line["afterDrain"].values() if not pod["node"]]
        reasons = {pod["reason"].split(" preemption:")[0] for pod in pending}
        assert words(world) == reasons
        tail = "4 node(s) didn't match PersistentVolume's node affinity."
        assert reasons == {f"0/6 nodes are available: 2 node(s) were unschedulable, {tail}"}


def test_what_the_api_server_refuses_never_runs(tmp_path: Path, capsys: Any) -> None:
    deployment = application().base(3)
    spec = deployment["spec"]["template"]["spec"]
    key = "node.kubernetes.io/not-ready"
    mixed = {"key": key, "operator": "Exists", "effect": "NoSchedule", "tolerationSeconds": 300}
    spec["tolerations"].append(mixed)
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}, "spec": spec}
    for line in recorded("drill-reject.jsonl"):
        manifest = deployment if "Deployment" in line["stderr"] else pod
        path = tmp_path / f"{line['case']}.json"
        path.write_text(json.dumps({"apiVersion": "v1", "metadata": {}, **manifest}))
        code = run(["drill", str(path), "--isolated", "--format", "json"])
        report = json.loads(capsys.readouterr().out)
        (found,) = [each for each in report["diagnostics"] if each["rule"] == "drill-zone-loss"]
        assert code == line["rc"], line["case"]
        name = f'The {found["resource"]["kind"]} "{found["resource"]["name"]}" is invalid: '
        assert name + found["drill"]["refused"] == line["stderr"].strip()
        assert line["stderr"].startswith(f"{name}{found['field']}: ")
        assert report["drill"][0]["verdict"] == "down"
