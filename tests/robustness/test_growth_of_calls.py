"""No input costs more than its size: what once took a square of it, in calls of functions.

To count these takes a second, where ``test_growth`` takes a minute to count instructions.
"""

from __future__ import annotations

import json
import math
import sys
from typing import TYPE_CHECKING, Any

import pytest

from bench.adversary import CASES
from bench.adversary.parts import ALL, custom, deployment, objects
from bench.growth import STEEPEST
from multiaz_lint import cli

if TYPE_CHECKING:
    from pathlib import Path

    from bench.adversary.parts import Case, Files

CHECK = ["check", "--isolated", "--no-cache", "--format", "json", "."]
ADAPTED = ["check", "--config", ".multiaz-lint.json", "--no-cache", "--format", "json", "."]
CHECKED = {
    "workloads that spread by one label": 60,
    "workloads that spread by all but one each": 30,
    "workloads in as many budgets": 40,
    "workloads in as many budgets by expressions": 40,
    "workloads in as many budgets of several values": 40,
    "workloads in as many budgets by keys": 60,
    "workloads and budgets in as many folders": 40,
    "folders that define the same": 40,
    "workloads under as many LimitRanges": 60,
    "terms of affinity to as many workloads": 60,
    "DaemonSets of one port": 60,
    "monitors of as many namespaces": 60,
    "monitors of as many Services of the same workloads": 15,
    "requests of one claim of devices": 200,
    "copies in one file": 60,
    "pods of as many ReplicaSets of one name": 60,
    "replacements in as many workloads": 60,
    "patches by labels of as many workloads": 60,
    "labels that an overlay writes over": 100,
}
"""Inputs, and sizes that show what they cost a check."""
CLOSED = [*CHECK[:-1], "--context", "closed", "."]
ALL_THERE_IS = {
    "workloads that wait for pods of a named namespace": 60,
    "workloads that wait for pods of all namespaces": 60,
}
"""Inputs of which a check took the square, where they are all that there is."""
DRILL = ["drill", "--isolated", "--plays", "1", "."]
PLAYED = {"workloads of a claim each": 6}
"""Inputs of which a drill took the square."""
JUST_PLAYED = {
    "workloads that each keep away from all others": 15,
    "workloads that wait for pods of all namespaces": 40,
    "workloads that spread over as many tainted nodes": 30,
    "nodes that as many workloads leave out": 40,
}
"""Inputs of which a drill took nearly the square; to look for causes has a bound of its own."""


def _adapted(key: str) -> Case:
    """Return custom resources, and as many adapters of their kind in the configuration."""

    def make(count: int) -> Files:
        adapter = {"kind": "example.com/A", "replicas": "replicas", "template": "template"}
        adapters: list[Any] = []
        made: list[Any] = []
        for i in range(count):
            pods = {"replicas": 3, "template": deployment("a", ALL)["spec"]["template"]}
            own: dict[str, Any] = {"at": f"spec.c{i}"}
            if key == "when":
                own = {"at": "spec", "when": {"spec.mode": f"c{i}"}}
            adapters.append({**adapter, "component": f"c{i}", **own})
            made.append(custom(f"o{i}", {f"c{i}": pods, "mode": f"c{i}", **pods}))
        return {
            ".multiaz-lint.json": json.dumps({"adapters": adapters}).encode(),
            **objects(made, lines=True),
        }

    return make


def _calls(folder: Path, make: Case, units: int, arguments: list[str]) -> int:
    for path, data in make(units).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    count = 0

    def called(frame: object, event: str, argument: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(called)
    try:
        cli.run(arguments)
    finally:
        sys.setprofile(None)
    return count


def _growth(folder: Path, make: Case, units: int, arguments: list[str]) -> float:
    """Return the power of the size that the calls follow, from two to eight times the units."""
    found = []
    for factor in (1, 2, 8):  # the first run loads the modules
        there = folder / str(factor)
        there.mkdir()
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(there)
            found.append(_calls(there, make, units * factor, arguments))
    return math.log(found[2] / found[1], 4)


@pytest.mark.parametrize(("name", "units"), CHECKED.items(), ids=CHECKED)
def test_calls_of_a_check(name: str, units: int, tmp_path: Path, capsys: Any) -> None:
    assert _growth(tmp_path, CASES[name][0], units, CHECK) < STEEPEST


@pytest.mark.parametrize(("name", "units"), ALL_THERE_IS.items(), ids=ALL_THERE_IS)
def test_calls_of_a_closed_check(name: str, units: int, tmp_path: Path, capsys: Any) -> None:
    assert _growth(tmp_path, CASES[name][0], units, CLOSED) < STEEPEST


@pytest.mark.parametrize(("name", "units"), PLAYED.items(), ids=PLAYED)
def test_calls_of_a_drill(name: str, units: int, tmp_path: Path, capsys: Any) -> None:
    assert _growth(tmp_path, CASES[name][0], units, DRILL) < STEEPEST


@pytest.mark.parametrize(("name", "units"), JUST_PLAYED.items(), ids=JUST_PLAYED)
def test_calls_of_plays(name: str, units: int, tmp_path: Path, capsys: Any) -> None:
    plays = [*DRILL[:-1], "--no-causes", "."]
    assert _growth(tmp_path, CASES[name][0], units, plays) < STEEPEST


@pytest.mark.parametrize("key", ["at", "when"])
def test_calls_for_adapters(key: str, tmp_path: Path, capsys: Any) -> None:
    assert _growth(tmp_path, _adapted(key), 40, ADAPTED) < STEEPEST
