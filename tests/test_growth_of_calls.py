"""No input costs more than its size: what once took a square of it, in calls of functions.

To count these takes a second, where ``test_growth`` takes a minute to count instructions.
"""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, Any

import pytest

from bench.adversary import CASES
from bench.growth import STEEPEST
from multiaz_lint import cli

if TYPE_CHECKING:
    from pathlib import Path

CHECK = ["check", "--isolated", "--no-cache", "--format", "json", "."]
DRILL = ["drill", "--isolated", "--plays", "1", "--format", "json", "."]
CHECKED = {
    "workloads that spread by one label": 60,
    "replacements in as many workloads": 60,
    "patches by labels of as many workloads": 60,
}
"""Inputs, and sizes that show what they cost a check."""


def _calls(folder: Path, name: str, units: int, arguments: list[str]) -> int:
    make, _ = CASES[name]
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


def _growth(folder: Path, name: str, units: int, arguments: list[str]) -> float:
    """Return the power of the size that the calls follow, from two to eight times the units."""
    found = []
    for factor in (1, 2, 8):  # the first run loads the modules
        there = folder / str(factor)
        there.mkdir()
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(there)
            found.append(_calls(there, name, units * factor, arguments))
    return math.log(found[2] / found[1], 4)


@pytest.mark.parametrize(("name", "units"), CHECKED.items(), ids=CHECKED)
def test_calls_of_a_check(name: str, units: int, tmp_path: Path, capsys: Any) -> None:
    assert _growth(tmp_path, name, units, CHECK) < STEEPEST
