"""What a piece of work takes of the processor, however slow the machine is just now."""

from __future__ import annotations

import gc
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

STEPS = 1_000_000
YARDSTICK = 0.025
"""Seconds of the processor that an idle machine takes to count so many steps."""


def _slowness() -> float:
    """Return how many times slower than an idle one this machine is now, at least once."""
    begun = time.process_time()
    for _ in range(STEPS):
        pass
    return max(1.0, (time.process_time() - begun) / YARDSTICK)


@contextmanager
def measured() -> Iterator[list[float]]:
    """Yield a list that has the seconds of an idle machine's processor, when all is done.

    What other tests left in memory is not looked through meanwhile: it would be counted too.
    """
    seconds: list[float] = []
    collects = gc.isenabled()
    gc.disable()
    try:
        before = _slowness()
        begun = time.process_time()
        yield seconds
        took = time.process_time() - begun
        seconds.append(took / max(before, _slowness()))
    finally:
        if collects:
            gc.enable()


@contextmanager
def within(limit: float) -> Iterator[None]:
    """Fail if what is done takes more than these seconds of an idle machine's processor."""
    with measured() as seconds:
        yield
    assert seconds[0] < limit
