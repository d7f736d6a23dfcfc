"""Resource quantities (apimachinery resource.ParseQuantity, v1.37), exact to the nano unit."""

from __future__ import annotations

from multiaz_lint.unknown import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    Read = tuple[bool, str, str, str, int]
    """Whether it is positive, its digits before and behind the point, its form, and the power."""

_NANO = 10**9
_MILLI = 10**6  # nanos in one milli unit
_LARGEST = (2**63 - 1) * _NANO  # a binary quantity is capped here

DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
"""The suffixes: powers of ten, and powers of two."""
FORMAT_WRONG = (
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
)
SUFFIX_WRONG = "unable to parse quantity's suffix"
NUMBER_WRONG = "unable to parse numeric part of quantity"
"""What the API server says (ErrFormatWrong, ErrSuffix, ErrNumeric)."""
BLANKS = "".join(("\x20\x85\xa0\u1680", *map(chr, range(0x2000, 0x200B)), "\u202f\u205f\u3000"))
"""What it takes off both ends: blanks that JSON has as they are (Quantity.UnmarshalJSON).

Those that JSON writes as escapes stay, such as the end of a line: the server trims the raw text.
"""
_DIGITS = "0123456789"
_SUFFIX_LETTERS = "eEinumkKMGTP"
_MOST_DIGITS = 4000  # more is no number anybody means, and slow
_EXPONENT_DIGITS = 19  # as many has the largest number of 64 bits
_BEYOND = 2**63  # an exponent needs no more than 64 bits
_FINEST = -9  # the power of a nano unit
_FAST = 40  # up to this power of two the server reads one digit, or none, without big numbers
_INT32 = 2**31
_LARGEST_EXPONENT = 10_000  # beyond it all amounts compare alike


class QuantityError(ValueError):
    """A text that is no quantity."""


def nanos(quantity: object) -> int:
    """Parse a quantity into whole nano units; finer amounts round away from zero."""
    if isinstance(quantity, bool) or not isinstance(quantity, (str, int, float)):
        raise QuantityError(f"{shown(quantity)} is not a quantity")
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


def read(text: str) -> Read | str:
    """Split a text without blanks around it into what a quantity is made of; else what is wrong.

    The form is ``binary`` for a power of two, of ten it is ``decimal`` with a suffix and
    ``exponent`` with an exponent. What has no digit is zero to the API server where 64 bits do.
    """
    if not text:
        return FORMAT_WRONG
    signed = text[0] in "+-"
    rest = text[1:] if signed else text
    suffix = rest.lstrip("0123456789.")
    whole, _, fraction = rest[: len(rest) - len(suffix)].partition(".")
    if "." in fraction:
        return FORMAT_WRONG
    power: int | None
    if suffix in DECIMAL:
        form, power = "decimal", DECIMAL[suffix]
    elif suffix in BINARY:
        form, power = "binary", BINARY[suffix]
    else:
        form, power = "exponent", _exponent(suffix)
        if power is None:
            behind = suffix.lstrip(_SUFFIX_LETTERS)
            behind = behind[1:] if behind[:1] in {"+", "-"} else behind
            return FORMAT_WRONG if behind.strip(_DIGITS) else SUFFIX_WRONG
    if not whole and not fraction and (power < _FINEST or (form == "binary" and power > _FAST)):
        return NUMBER_WRONG
    return not signed or text[0] == "+", whole, fraction, form, power


def _exponent(suffix: str) -> int | None:
    """Return the exponent that is a suffix, or None where it is none of 64 bits.

    Of these the last 32 count (suffixHandler.interpret): ``1e4294967299`` is 1000 to the server.
    """
    digits = suffix[2:] if suffix[1:2] in {"+", "-"} else suffix[1:]
    if suffix[:1] not in {"e", "E"} or not (digits.isascii() and digits.isdigit()):
        return None
    digits = digits.lstrip("0") or "0"
    exponent = int(digits) if len(digits) <= _EXPONENT_DIGITS else _BEYOND
    exponent = -exponent if suffix[1] == "-" else exponent
    if not -_BEYOND <= exponent < _BEYOND:
        return None
    return (exponent + _INT32) % (2 * _INT32) - _INT32


def scaled(amount: int, form: str, power: int, decimals: int) -> int:
    """Bring digits, of which some are decimals, to nanos; what is finer is rounded up.

    A binary quantity is capped, as the API server does it.
    """
    if form == "binary":
        exact = -(-((amount << power) * _NANO) // _ten_to(decimals))
        return min(exact, _LARGEST)
    power += 9 - decimals
    return amount * _ten_to(power) if power >= 0 else -(-amount // _ten_to(-power))


def _parse(text: str) -> int:
    text = text.strip(BLANKS)
    found = read(text)
    if isinstance(found, str):
        raise _wrong(text)
    positive, whole, fraction, form, power = found
    digits = whole + fraction
    if len(digits) > _MOST_DIGITS:
        raise _wrong(text)
    power = max(-_LARGEST_EXPONENT, min(power, _LARGEST_EXPONENT))
    amount = scaled(int(digits or "0"), form, power, len(fraction))
    return amount if positive else -amount


def _ten_to(power: int) -> int:
    return int(10**power)


def _wrong(text: str) -> QuantityError:
    return QuantityError(
        f"{shown(text)} is not a quantity: a number with an optional suffix "
        "n u m k M G T P E, Ki Mi Gi Ti Pi Ei or an exponent is expected"
    )
