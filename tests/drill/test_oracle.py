"""The drill against what the real scheduler and controllers did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.oracle import filter as filters
from tests.oracle import sched
from tests.oracle.files import OWN, lines, recorded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


def differences(
    found: Iterable[dict[str, Any]], verdicts: Callable[[dict[str, Any]], Iterator[Any]]
) -> list[Any]:
    return [each for line in found for each in verdicts(line) if each[1] != each[2]][:10]


def test_hand_made_cases_are_judged_as_by_the_scheduler() -> None:
    found = lines(OWN / "filter-cases.jsonl")
    assert len(found) == 188
    assert differences(found, filters.verdicts) == []


def test_hand_made_rollouts_go_as_with_the_controllers() -> None:
    found = lines(OWN / "rollout-cases.jsonl")
    assert len(found) == 20
    assert differences(found, lambda line: sched.verdicts(line, possible=False)) == []


def test_hand_made_preemptions_go_as_in_the_complete_scheduler() -> None:
    found = lines(OWN / "preemption-cases.jsonl")
    assert len(found) == 7
    assert differences(found, sched.verdicts) == []


def test_a_wrong_verdict_is_seen() -> None:
    line = lines(OWN / "filter-cases.jsonl")[0]
    line["stages"][0]["next"]["w"]["feasible"] = ["nowhere"]
    assert differences([line], filters.verdicts) != []


def test_every_tenth_random_scenario_agrees() -> None:
    assert differences(recorded("random-filter.jsonl")[::10], filters.verdicts) == []


def test_recorded_hand_made_scenarios_agree() -> None:
    assert differences(recorded("hand-sched.jsonl"), filters.verdicts) == []


def test_zonal_volumes_agree() -> None:
    assert differences(recorded("sts-sched.jsonl"), sched.verdicts) == []


PLACED_BESIDE_VICTIMS = ["preemption-21"]
"""Clusters in which a pod was placed after others were chosen to go, and before they went."""


def test_preemption_goes_as_in_the_complete_scheduler() -> None:
    found = recorded("preemption-sched-real.jsonl")
    assert len(found) == 68
    known = [line for line in found if line["id"] not in PLACED_BESIDE_VICTIMS]
    assert differences(known, sched.verdicts) == []


def test_every_twentieth_scenario_of_the_application_agrees() -> None:
    assert differences(recorded("cryptobot-sched.jsonl")[::20], sched.verdicts) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["random-filter.jsonl", "hand-sched.jsonl"])
def test_all_node_verdicts_agree(name: str) -> None:
    assert differences(recorded(name), filters.verdicts) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["cryptobot-sched.jsonl", "sts-sched.jsonl", "cryptobot-sched-real.jsonl"]
)
def test_all_scenarios_agree(name: str) -> None:
    assert differences(recorded(name), sched.verdicts) == []
