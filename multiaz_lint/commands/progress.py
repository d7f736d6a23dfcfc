"""Shows on a terminal how far a long run is, on one line that goes away."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

_PATIENCE = 1.0
"""Seconds after which people want to know."""
_CLEAR = "\r\x1b[K"


def shown(name: str, values: Mapping[str, Any]) -> Callable[[str], None] | None:
    """Return what shows the steps of a run; None unless somebody looks at standard error."""
    if not sys.stderr.isatty() or values["quiet"]:
        return None
    from time import monotonic

    from multiaz_lint.report import escape

    begun = monotonic()

    def show(step: str) -> None:
        if monotonic() - begun > _PATIENCE:
            sys.stderr.write(f"{_CLEAR}{escape.shown(name)} {escape.shown(step)}"[:200])
            sys.stderr.flush()

    return show


def clear(show: Callable[[str], None] | None) -> None:
    """Take the line away, if there was to be one."""
    if show is not None:
        sys.stderr.write(_CLEAR)
        sys.stderr.flush()
