"""Numbers that may be percentages, as IntOrString has them (apps validation, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import forms
from multiaz_lint.api.errors import Json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link


def int_or_percent(errors: Errors, place: Link, value: Any) -> None:
    """Demand a number that is not negative, or a percentage."""
    if isinstance(value, str):
        errors.each_invalid(place, Json(value), forms.percent(value))
    else:
        errors.nonnegative(place, value)


def at_most_all(errors: Errors, place: Link, value: Any) -> None:
    """Check that a percentage is 100 at most (IsNotMoreThan100Percent)."""
    if isinstance(value, str) and not forms.percent(value) and leading_number(value) > 100:
        errors.invalid(place, Json(value), "must not be greater than 100%")


def leading_number(value: Any) -> int:
    """Return the number before the per cent sign, or the number itself.

    The server takes what strconv.Atoi gives it, whether or not that fails.
    """
    if not isinstance(value, str):
        return int(value)
    return _atoi(value if forms.percent(value) else value[:-1])


def _atoi(text: str) -> int:
    """Read a number; too great a one is the greatest, and all else that is none is 0."""
    sign, digits = (text[0], text[1:]) if text[:1] in {"+", "-"} else ("", text)
    number = 0
    for char in digits:
        if char not in "0123456789":
            return 0
        number = 10 * number + int(char)
        if number >= 1 << 64:  # what is behind is not read
            break
    return max(-number, -1 << 63) if sign == "-" else min(number, (1 << 63) - 1)
