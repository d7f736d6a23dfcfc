"""How much work a drill is: the same for each pod however many there are, and little for one."""

from __future__ import annotations

import pytest

from bench.drill import alike, counted, play
from tests.spent import measured


def test_a_pod_costs_the_same_among_many() -> None:
    counts = [counted(number, 10) for number in (0, 10, 40)]
    start, few, many = (count or 0 for count in counts)
    if not start:
        pytest.skip("neither perf events nor valgrind here")
    assert few > start
    assert (many - start) / 400 < 1.15 * (few - start) / 100


def test_one_application_is_played_at_once() -> None:
    """150 ms beyond start-up are promised; the fastest of five tries is judged."""
    tries: list[float] = []
    for _ in range(5):
        with measured() as seconds:
            play(alike(1, 3), 2)
        tries += seconds
    assert min(tries) < 0.15
