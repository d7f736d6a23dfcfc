"""What ``check`` claims of a workload is what the drill sees of it."""

from __future__ import annotations

import pytest

from tests.claims import Case, differences, text_of


@pytest.mark.parametrize("first", range(0, 160, 20))
def test_check_and_drill_agree(first: int) -> None:
    for number in range(first, first + 20):
        text = text_of(number)
        assert list(differences(Case(text))) == [], text


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
    found = False
    for number in range(400):
        case = Case(text_of(number))
        if case.said(left_out):
            case.messages = [each for each in case.messages if left_out not in each]
            found = any(difference in each for each in differences(case))
            if found:
                break
    assert found
