"""Budgets, as a drill takes them: which of them counts, and which of them blocks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.drill_command import (
    BUDGET,
    HONOR,
    drill,
    findings,
)

__all__ = ["drill"]  # a fixture


def test_a_budget_that_blocks_is_named(drill: Any) -> None:
    _, report, _ = drill(HONOR + BUDGET)
    found = findings(report)["drill-drain-stuck"]
    assert found["resource"]["kind"] == "PodDisruptionBudget"
    assert found["field"] == "spec.minAvailable"
    assert "Cannot evict pod" in found["message"]


def test_a_budget_that_is_written_twice_is_one(drill: Any) -> None:
    mild = BUDGET.replace("minAvailable: 3", "maxUnavailable: 1")
    code, report, _ = drill(HONOR + mild + mild)
    assert code == 0
    assert report["diagnostics"] == []
    assert any("defined more than once" in each for each in report["drill"][0]["assumptions"])


def test_the_last_definition_of_a_budget_counts(drill: Any) -> None:
    mild = BUDGET.replace("minAvailable: 3", "maxUnavailable: 1")
    found = findings(drill(HONOR + mild + BUDGET)[1])["drill-drain-stuck"]
    assert found["field"] == "spec.minAvailable"


@pytest.mark.parametrize(
    "bound",
    ['maxUnavailable: "-5%"', "maxUnavailable: -1", "maxUnavailable: 1.5", 'minAvailable: "150%"'],
)
def test_a_budget_that_the_api_server_refuses_blocks_nothing(drill: Any, bound: str) -> None:
    code, report, _ = drill(HONOR + BUDGET.replace("minAvailable: 3", bound))
    assert code == 0
    assert report["diagnostics"] == []
    (said,) = (each for each in report["drill"][0]["assumptions"] if "refuses" in each)
    assert said.startswith("poddisruptionbudget/web is left out, for the API server refuses it: ")


def test_a_budget_with_an_unknown_field_counts_as_in_a_check(drill: Any) -> None:
    unknown = "maxAvailable: 1\n  minAvailable: 3"
    code, report, _ = drill(HONOR + BUDGET.replace("minAvailable: 3", unknown))
    assert code == 1
    assert "drill-drain-stuck" in findings(report)
    assert (
        "poddisruptionbudget/web is played without spec.maxAvailable, which it does not have: "
        "kubectl refuses that, other clients have it dropped"
    ) in report["drill"][0]["assumptions"]
