"""A signal ends the run by an error, so that what is half-written goes first."""

from __future__ import annotations

import sys

try:
    import _signal as signals  # type: ignore[import-not-found] # no stub; signal costs 3 ms
except ImportError:  # not CPython
    import signal as signals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PATIENCE = 1.0
"""Seconds to clean up in: a terminal that closes, or a tired person, sends several signals."""
_SOON = 0.01


class EndedError(BaseException):
    """A signal asks the process to end: what is half-written has to go first."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


_asked: list[float] = []
"""When the run was asked to end."""


def heed() -> None:
    """Clean up before a signal ends the run, unless whoever started it has other plans."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signals, name, None)
        if number is not None and signals.getsignal(number) in {
            signals.SIG_DFL,
            signals.default_int_handler,
        }:
            signals.signal(number, _end)
    sys.unraisablehook = _ask_again


def _end(number: int, _: object) -> None:
    from time import monotonic

    now = monotonic()
    if _asked and now < _asked[-1] + _PATIENCE:
        return  # it is ending
    _asked.append(now)
    raise EndedError(number)


def _ask_again(lost: Any) -> None:
    """Send a signal again that came where Python throws away what is raised, as in ``__del__``."""
    if not isinstance(lost.exc_value, EndedError):
        sys.__unraisablehook__(lost)
        return
    from _thread import start_new_thread

    _asked.clear()
    start_new_thread(_interrupt, (lost.exc_value.number,))


def _interrupt(number: int) -> None:
    from _thread import interrupt_main
    from time import sleep

    sleep(_SOON)
    interrupt_main(number)  # type: ignore[arg-type] # typeshed wants a Signals, which needs signal
