"""Shows on a terminal, at standard error, how far a long run is, on one line that goes away."""

from __future__ import annotations

import sys
from contextlib import contextmanager

from multiaz_lint.commands.output import columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

_PATIENCE = 1.0
"""Seconds after which people want to know."""
_WIDEST = 200
_CLEAR = "\r\x1b[K"


@contextmanager
def line(name: str, values: Mapping[str, Any]) -> Iterator[Callable[[str], None] | None]:
    """Give what shows the steps of a run while it lasts; None unless somebody looks there."""
    if not sys.stderr.isatty() or values["quiet"]:
        yield None
        return
    from time import monotonic

    from multiaz_lint.report import escape

    begun = monotonic()
    room = min(columns(sys.stderr) or _WIDEST, _WIDEST) - 1  # a line that wraps stays

    def show(step: str) -> None:
        if monotonic() - begun > _PATIENCE:
            words = f"{escape.shown(name)} {escape.shown(step)}"
            sys.stderr.write(f"{_CLEAR}{words[:room]}")
            sys.stderr.flush()

    try:
        yield show
    finally:
        sys.stderr.write(_CLEAR)
        sys.stderr.flush()
