"""How much work a drill is: the same for each pod however many there are, and little for one."""

from __future__ import annotations

from time import process_time

import pytest

from bench.drill import alike, counted, play


def test_a_pod_costs_the_same_among_many() -> None:
    counts = [counted(number, 10) for number in (0, 10, 40)]
    start, few, many = (count or 0 for count in counts)
    if not start:
        pytest.skip("neither perf events nor valgrind here")
    assert few > start
    assert (many - start) / 400 < 1.15 * (few - start) / 100


def test_one_application_is_played_at_once() -> None:
    """150 ms beyond start-up are promised; the fastest of five tries is judged."""
    seconds = []
    for _ in range(5):
        begun = process_time()
        play(alike(1, 3), 2)
        seconds.append(process_time() - begun)
    assert min(seconds) < 0.15
