"""What a declarative rule expects of a field: one of five questions, and no combination."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Met = Callable[[Any], bool]


class ExpectationError(ValueError):
    """An expectation that makes no sense."""


def compile_expectation(name: str, wanted: Any) -> Met:
    """Compile an expectation into a question to a value; an absent field has the value None.

    Raises:
        ExpectationError: ``wanted`` does not fit the expectation.

    """
    return _KINDS[name](wanted)


def _present(wanted: Any) -> Met:
    if not isinstance(wanted, bool):
        raise ExpectationError("present is true or false")
    return lambda value: (value is not None) == wanted


def _equals(wanted: Any) -> Met:
    if wanted is None:
        raise ExpectationError(
            "equals needs a value; to ask for an absent field say present: false"
        )
    return lambda value: _same(value, wanted)


def _one_of(wanted: Any) -> Met:
    if not isinstance(wanted, list) or not wanted:
        raise ExpectationError("one_of is a list of values")
    return lambda value: any(_same(value, each) for each in wanted)


def _at_least(wanted: Any) -> Met:
    """Compare numbers and quantities; of a list count the elements."""
    from multiaz_lint.model.quantity import QuantityError, nanos

    try:
        least = nanos(wanted)
    except QuantityError:
        raise ExpectationError("at_least is a number, or a quantity such as 100m or 1Gi") from None

    def met(value: Any) -> bool:
        if isinstance(value, list):
            value = len(value)
        try:
            return nanos(value) >= least
        except QuantityError:
            return False

    return met


def _matches(wanted: Any) -> Met:
    """Search in time linear in the value, whatever the expression is."""
    from multiaz_lint.regex import PatternError, Regex

    if not isinstance(wanted, str):
        raise ExpectationError("matches is a regular expression")
    try:
        found_in = Regex(wanted).found_in
    except PatternError as error:
        raise ExpectationError(f"matches is no regular expression: {error}") from None
    return lambda value: isinstance(value, str) and found_in(value)


def _same(value: Any, wanted: Any) -> bool:
    """Compare as JSON does: true is no number, and 1 is 1.0."""
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    return bool(value == wanted)


_KINDS: dict[str, Callable[[Any], Met]] = {
    "present": _present,
    "equals": _equals,
    "one_of": _one_of,
    "at_least": _at_least,
    "matches": _matches,
}
EXPECTATIONS = tuple(_KINDS)
