"""Resource quantities (apimachinery resource.ParseQuantity, v1.37), exact to the nano unit."""

from __future__ import annotations

_NANO = 10**9
_MILLI = 10**6  # nanos in one milli unit
_LARGEST = 2**63 - 1  # a binary quantity is capped here

DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
"""The suffixes: powers of ten, and powers of two."""
_MOST_DIGITS = 4000  # more is no number anybody means, and slow
_BEYOND = 2**63  # an exponent needs no more than 64 bits
_LARGEST_EXPONENT = 10_000  # beyond it all amounts compare alike


class QuantityError(ValueError):
    """A text that is no quantity."""


def nanos(quantity: object) -> int:
    """Parse a quantity into whole nano units; finer amounts round away from zero."""
    if isinstance(quantity, bool) or not isinstance(quantity, (str, int, float)):
        raise QuantityError(f"{quantity!r} is not a quantity")
    if isinstance(quantity, int):
        return quantity * _NANO
    return _parse(quantity if isinstance(quantity, str) else repr(quantity))


def milli(quantity: object) -> int:
    """Parse a quantity into whole milli units, rounded up: millicores of cpu."""
    return -(-nanos(quantity) // _MILLI)


def units(quantity: object) -> int:
    """Parse a quantity into whole units, rounded up: bytes of memory, number of pods."""
    return -(-nanos(quantity) // _NANO)


def compare(left: object, right: object) -> int:
    """Compare two quantities: negative, zero or positive."""
    return nanos(left) - nanos(right)


def _parse(text: str) -> int:
    text = text.strip()  # as Quantity.UnmarshalJSON does
    if not text:
        raise _wrong(text)
    rest = text.lstrip("+-")
    if len(text) - len(rest) > 1:
        raise _wrong(text)
    end = 0
    while end < len(rest) and (rest[end] == "." or "0" <= rest[end] <= "9"):
        end += 1
    whole, _, fraction = rest[:end].partition(".")
    scale = _scale(rest[end:])
    if "." in fraction or end > _MOST_DIGITS or scale is None:
        raise _wrong(text)
    base, exponent = scale
    amount = int(whole + fraction or "0")  # a lone suffix or sign is zero to the API server
    amount = _scaled(amount, base, exponent, len(fraction))
    return -amount if text.startswith("-") else amount


def _scale(suffix: str) -> tuple[int, int] | None:
    """Return what a suffix multiplies by, as base and exponent."""
    if suffix in DECIMAL:
        return 10, DECIMAL[suffix]
    if suffix in BINARY:
        return 2, BINARY[suffix]
    digits = suffix[2:] if suffix[1:2] in {"+", "-"} else suffix[1:]
    if suffix[:1] not in {"e", "E"} or not (digits.isascii() and digits.isdigit()):
        return None
    exponent = int(digits) if len(digits) <= _MOST_DIGITS else _BEYOND
    exponent = -exponent if suffix[1] == "-" else exponent
    if not -_BEYOND <= exponent < _BEYOND:
        return None
    return 10, max(-_LARGEST_EXPONENT, min(exponent, _LARGEST_EXPONENT))


def _scaled(amount: int, base: int, exponent: int, decimals: int) -> int:
    """Bring an amount to nanos, rounding up what is finer, as the API server does."""
    if base == 2:
        exact = -(-((amount << exponent) * _NANO) // _ten_to(decimals))
        return min(exact, _LARGEST * _NANO)
    power = exponent - decimals + 9
    return amount * _ten_to(power) if power >= 0 else -(-amount // _ten_to(-power))


def _ten_to(power: int) -> int:
    return int(10**power)


def _wrong(text: str) -> QuantityError:
    return QuantityError(
        f"{text!r} is not a quantity: a number with an optional suffix "
        "n u m k M G T P E, Ki Mi Gi Ti Pi Ei or an exponent is expected"
    )
