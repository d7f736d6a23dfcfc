"""Bounds the processor time and the memory of one probe, so that a hang is a find like a crash."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 20.0
MEMORY = 6 * 1024**3


class TooLongError(BaseException):
    """A probe used more processor time than any text of its size may.

    It is no Exception, so that nothing in the tool takes it for a fault of a single rule.
    """


@contextmanager
def bounded(seconds: float = SECONDS) -> Iterator[None]:
    """Raise TooLongError when the block uses more processor time than that."""

    def expire(*_: object) -> None:
        raise TooLongError(f"takes more than {seconds:g} seconds")

    before = signal.signal(signal.SIGVTALRM, expire)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def limit_memory() -> None:
    """Let an allocation beyond MEMORY fail in this process, instead of eating the machine."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or hard > MEMORY:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))
