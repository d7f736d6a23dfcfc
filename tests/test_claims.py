"""What ``check`` claims of a workload is what the drill sees of it."""

from __future__ import annotations

import pytest

from tests.claims import (
    Case,
    Draw,
    DrawDisk,
    DrawTwo,
    DrawUnderBudget,
    differences,
    differences_of_several,
    text_of,
)


@pytest.mark.parametrize("first", range(0, 160, 20))
def test_check_and_drill_agree(first: int) -> None:
    for number in range(first, first + 20):
        text = text_of(number)
        assert list(differences(Case(text))) == [], text


@pytest.mark.parametrize("first", range(0, 160, 20))
def test_check_and_drill_agree_on_two_workloads(first: int) -> None:
    for number in range(first, first + 20):
        text = text_of(number, DrawTwo)
        assert list(differences(Case(text))) == [], text


@pytest.mark.parametrize("first", range(0, 160, 20))
def test_check_and_drill_agree_on_a_claim_that_pods_share(first: int) -> None:
    for number in range(first, first + 20):
        text = text_of(number, DrawDisk)
        assert list(differences(Case(text))) == [], text


@pytest.mark.parametrize(
    ("left_out", "difference"),
    [
        ("so only", "pods never run"),
        ("share claim", "pods never run"),
        ("can never roll out", "a rollout hangs"),
        ("of the old one for ever", "a rollout hangs"),
        ("draining the zone never ends", "a drain hangs"),
    ],
)
def test_a_claim_on_shared_storage_that_is_not_made_is_missed(
    left_out: str, difference: str
) -> None:
    assert is_missed(left_out, difference, DrawDisk)


@pytest.mark.parametrize("first", range(0, 80, 20))
def test_check_and_drill_agree_on_drains_under_one_budget(first: int) -> None:
    for number in range(first, first + 20):
        text = text_of(number, DrawUnderBudget)
        assert list(differences_of_several(Case(text))) == [], text


def test_a_drain_that_is_not_claimed_to_hang_is_missed() -> None:
    for number in range(200):
        case = Case(text_of(number, DrawUnderBudget))
        if case.said("draining the zone never ends") and not case.said("bound to zone"):
            case.leave_out("draining the zone never ends")
            if list(differences_of_several(case)) == ["a drain hangs"]:
                return
    pytest.fail("no such drain is missed")


TWO = [
    ("every pod stays Pending", "pods never run"),
    ("some pods of", "pods never run"),
    ("required pod affinity keeps its pods in the zone", "pods never run"),
    ("keeps a new pod away", "a rollout hangs"),
    ("keeps its pods in the", "a rollout hangs"),
    ("replaced until the zone", "pods of a lost zone stay Pending"),
]


@pytest.mark.parametrize(("left_out", "difference"), TWO)
def test_a_claim_on_two_workloads_that_is_not_made_is_missed(
    left_out: str, difference: str
) -> None:
    assert is_missed(left_out, difference, DrawTwo)


@pytest.mark.parametrize(
    ("left_out", "difference"),
    [
        ("can never be scheduled", "pods never run"),
        ("can never roll out", "a rollout hangs"),
        ("Pending", "pods of a lost zone stay Pending"),
        ("draining the zone never ends", "a drain hangs"),
    ],
)
def test_a_claim_that_is_not_made_is_missed(left_out: str, difference: str) -> None:
    assert is_missed(left_out, difference, Draw)


def is_missed(left_out: str, difference: str, draw: type[Draw]) -> bool:
    """Whether a difference shows in one of the first cases once a claim is left out of it."""
    for number in range(400):
        case = Case(text_of(number, draw))
        if case.said(left_out):
            case.leave_out(left_out)
            if any(difference in each for each in differences(case)):
                return True
    return False
