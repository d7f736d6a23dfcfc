"""No input costs more than its size: what would take a square of it is counted at two sizes."""

from __future__ import annotations

import pytest

from bench import measure
from bench.adversary import CASES
from bench.growth import DRILL, MEND, STEEPEST, command, growth

SMALL = {
    "suppressions": 3_000,
    "names in a suppression": 20_000,
    "characters of a key": 100_000,
    "bad labels": 1_000,
    "containers": 1_000,
    "keys of labels that match and that do not": 2_000,
    "equal keys": 5_000,
    "anchors": 5_000,
    "objects of JSON, on one line": 250,
    "budgets without pods, beside workloads": 250,
    "services and as many paths of an ingress": 400,
    "claims of as many storage classes": 150,
    "claims of the default among as many storage classes": 150,
    "workloads of the same labels with an autoscaler each": 200,
    "autoscalers of one workload": 400,
    "nodes beside workloads that keep apart": 200,
    "nodes that as many workloads leave out": 200,
    "node pools beside workloads that ask for them": 200,
    "budgets and services of the pod that leads": 200,
    "pods of as many CronJobs of one name": 200,
    "workloads of as many custom resources of one name": 400,
    "node pools of as many Kafkas of one name": 400,
    "claims of one workload": 150,
    "custom resources of a large schema": 300,
    "overlays of one base": 300,
    "patches of as many workloads": 100,
}
"""Inputs that once took the square of their size, or easily could, and sizes that show it."""
MENDED = {"suppressions": 250, "copies in one file": 100, "items of one List": 60}
"""Inputs of which ``fix`` mends much, and that once took it the square of their size."""
PLAYED = {"budgets of one workload": 60, "host ports": 200, "node selector terms": 200}
"""Inputs of which a drill once took the square of their size."""
REPORTED = {"text": 1_000, "sonar": 250, "html": 250, "rdjson": 250, "sarif": 250}
"""How many items of one List a report tells of, and all of them in one line of JSON."""
counted = pytest.mark.skipif(
    measure.instructions(["true"]) is None, reason="instructions cannot be counted here"
)


@counted
@pytest.mark.parametrize(("name", "units"), SMALL.items(), ids=SMALL)
def test_growth(name: str, units: int) -> None:
    assert growth(name, units) < STEEPEST


@counted
@pytest.mark.parametrize(("name", "units"), MENDED.items(), ids=MENDED)
def test_growth_of_fix(name: str, units: int) -> None:
    assert growth(name, units, MEND) < STEEPEST


@counted
@pytest.mark.slow
@pytest.mark.parametrize(("name", "units"), PLAYED.items(), ids=PLAYED)
def test_growth_of_drill(name: str, units: int) -> None:
    assert growth(name, units, DRILL) < STEEPEST


@counted
@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["items of one List", "objects of JSON, on one line", "documents of one file"]
)
@pytest.mark.parametrize(("form", "units"), REPORTED.items(), ids=REPORTED)
def test_growth_of_reports(form: str, units: int, name: str) -> None:
    assert growth(name, units, command(form)) < STEEPEST


@pytest.mark.parametrize("name", CASES)
def test_every_input_can_be_made(name: str) -> None:
    make, _ = CASES[name]
    few, many = make(2), make(20)
    assert sum(map(len, few.values())) < sum(map(len, many.values()))


@counted
@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_growth_of_all(name: str) -> None:
    """Where a bound is reached between two sizes the one step is steep, but not the next."""
    units = max(CASES[name][1] // 16, 1)
    steepest = min(growth(name, units), growth(name, 2 * units))
    assert steepest < STEEPEST or "as many" in name
