"""Whole numbers in texts, as Go's strconv reads them: ASCII digits, within 64 bits."""

from __future__ import annotations

_MOST = 18


def whole(text: object) -> int | None:
    """Return the number that a text of digits stands for; None for everything else.

    Python takes more for digits (``²``, ``٣``), and refuses thousands of them.
    """
    if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= _MOST:
        return int(text)
    return None


def percent(value: object) -> int | None:
    """Return the number before the sign of a percentage; None for what is none."""
    return whole(value[:-1]) if isinstance(value, str) and value.endswith("%") else None
