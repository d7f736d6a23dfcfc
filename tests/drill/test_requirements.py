"""``--require``: what must hold, and how it is told when it does not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.drill_command import (
    HONOR,
    WEB,
    drill,
)

__all__ = ["drill"]  # a fixture


def test_requirements_are_a_gate(drill: Any) -> None:
    code, report, _ = drill(HONOR, "--require", "survivors>=3, pending=0")
    assert code == 1
    (only,) = report["diagnostics"]
    assert "survivors>=3: 2 ready when a zone is lost" in only["message"]
    assert drill(HONOR, "--require", "survivors>=2, pending=0, recovery<=400s")[0] == 0
    code, _, err = drill(HONOR, "--require", "survivors=>2")
    assert code == 2
    assert "is not a requirement" in err


@pytest.mark.parametrize(
    ("better", "same", "worse"),
    [
        ("survivors=1", "survivors=2", "survivors=3"),
        ("pending=1", "pending=0", "pending<0"),
        ("recovery=372s", "recovery=371s", "recovery=370s"),
        ("verdict=down", "verdict=survives", ""),
        ("verdict<=stuck", "verdict<=survives", ""),
    ],
)
def test_one_sign_has_one_meaning_that_or_better(
    drill: Any, better: str, same: str, worse: str
) -> None:
    code, report, _ = drill(HONOR, "--require", f"{better}, {same}")
    assert (code, report["diagnostics"]) == (0, [])
    if worse:
        code, report, _ = drill(HONOR, "--require", worse)
        assert code == 1
        assert f"breaks the requirement {worse}: " in report["diagnostics"][0]["message"]


def test_a_verdict_is_no_worse_than_required(drill: Any) -> None:
    for text, held in (("stuck", True), ("down", True), ("degraded", False), ("survives", False)):
        _, report, _ = drill(WEB, "--require", f"verdict={text}", "--no-causes", "--plays", "1")
        broken = [each for each in report["diagnostics"] if "requirement" in each["message"]]
        assert (broken == []) == held


def test_requirements_are_quoted_as_they_are_written(drill: Any) -> None:
    _, report, _ = drill(WEB, "--require", "verdict=survives", "--no-causes", "--plays", "1")
    (found,) = [each for each in report["diagnostics"] if "requirement" in each["message"]]
    assert "breaks the requirement verdict=survives: stuck" in found["message"]


def test_an_empty_requirement_is_no_gate(drill: Any) -> None:
    code, _, err = drill(WEB, "--require", " , ", form="text")
    assert (code, "requires nothing" in err) == (2, True)


def test_pods_that_stay_pending_are_not_back_in_time(drill: Any) -> None:
    _, report, _ = drill(WEB, "--require", "recovery<=400s", "--no-causes", "--plays", "1")
    (only,) = report["drill"][0]["workloads"]
    assert only["recovery"]["seconds"] is None
    last = only["recovery"]["parts"][-1]
    assert (last["name"], last["seconds"]) == ("placement", None)
    broken = [each["message"] for each in report["diagnostics"] if "requirement" in each["message"]]
    assert broken == [
        "deployment/web breaks the requirement recovery<=400s: it never recovers by itself"
    ]
    _, report, _ = drill(HONOR, "--require", "recovery<=400s", "--plays", "1")
    assert report["diagnostics"] == []
