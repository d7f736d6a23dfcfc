"""Quantities as k8s.io/apimachinery/pkg/api/resource reads and writes them."""

from __future__ import annotations

from multiaz_lint.model.quantity import BINARY, DECIMAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


FORMAT_WRONG = (
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
)
SUFFIX_WRONG = "unable to parse quantity's suffix"

NANO = 1_000_000_000
_MOST = ((1 << 63) - 1) * NANO
_MEMORY = 20_000


class Quantity:
    """An amount in billionths, and the way it was written."""

    __slots__ = ("form", "nano", "written")

    def __init__(self, nano: int, form: str, written: str = "") -> None:
        self.nano = nano
        self.form = form  # "decimal", "binary" or "exponent"
        self.written = written  # kept where the server keeps the text

    @property
    def value(self) -> int:
        """Value(): whole units, rounded away from zero."""
        return _away(self.nano, NANO)

    @property
    def milli(self) -> int:
        return _away(self.nano, NANO // 1000)

    def rounded(self) -> Quantity:
        """What defaulting makes of it in a resource list: nothing below a thousandth."""
        step = NANO // 1000
        if self.nano % step == 0:
            return self
        return Quantity(_away(self.nano, step) * step, self.form)

    def __add__(self, other: Quantity) -> Quantity:
        """Add(): written as the first is, unless that is zero."""
        return Quantity(self.nano + other.nano, self.form if self.nano else other.form)

    def __str__(self) -> str:
        return self.written or _canonical(self.nano, self.form)


def _away(nano: int, step: int) -> int:
    return -(-nano // step) if nano >= 0 else -((-nano + step - 1) // step)


def _canonical(nano: int, form: str) -> str:
    if nano == 0:
        return "0"
    if form == "binary":
        if -1024 * NANO < nano < 1024 * NANO or nano % NANO:
            form = "decimal"
        else:
            number, power = nano // NANO, 0
            while number % 1024 == 0 and power < 60:
                number //= 1024
                power += 10
            return str(number) + next((s for s, p in BINARY.items() if p == power), "")
    number, power = nano, -9
    while number % 1000 == 0:
        number //= 1000
        power += 3
    if form == "decimal":
        while power > 18:
            number *= 1000
            power -= 3
        return str(number) + next(s for s, p in DECIMAL.items() if p == power)
    return f"{number}e{power}" if power else str(number)


_LONG = 500
_memory: dict[Any, Quantity | str] = {}


def parse(written: Any) -> Quantity | str:
    """Read what stands in a manifest; a string is the error."""
    if written is None:
        return _ZERO
    found = _memory.get(written)
    if found is None or type(written) is bool:
        if len(_memory) > _MEMORY:
            _memory.clear()
        if isinstance(written, str):
            text = written.strip()
        elif isinstance(written, bool):
            return FORMAT_WRONG
        else:
            from multiaz_lint.api.golang import number

            text = number(written)
        found = _memory[written] = _parse(text)
    return found


def _parse(text: str) -> Quantity | str:
    if not text:
        return FORMAT_WRONG
    if text == "0":
        return Quantity(0, "decimal", "0")
    position, end = 0, len(text)
    positive = True
    if text[0] in "+-":
        positive = text[0] == "+"
        position = 1
    while position < end and text[position] == "0":
        position += 1
    start = position
    while position < end and text[position] in "0123456789":
        position += 1
    whole = text[start:position] or "0"
    fraction = ""
    if position < end and text[position] == ".":
        start = position + 1
        position = start
        while position < end and text[position] in "0123456789":
            position += 1
        fraction = text[start:position]
    start = position
    while position < end and text[position] in "eEinumkKMGTP":
        position += 1
    if position < end:
        if text[position] in "+-":
            position += 1
        while position < end and text[position] in "0123456789":
            position += 1
    suffix = text[start:position]
    if position < end:
        return FORMAT_WRONG
    base, form = 10, "decimal"
    if suffix in DECIMAL:
        power = DECIMAL[suffix]
    elif suffix in BINARY:
        base, form, power = 2, "binary", BINARY[suffix]
    elif len(suffix) > 1 and suffix[0] in "eE" and suffix[1:].lstrip("+-").isdigit():
        from multiaz_lint.api.golang import parse_int

        exponent = parse_int(suffix[1:])
        if exponent is None:
            return SUFFIX_WRONG
        form, power = "exponent", exponent
        power = max(-400, min(power, 400))  # beyond, nothing but the sign matters
    else:
        return SUFFIX_WRONG
    return _amount(text, whole, fraction, base, form, power, positive=positive)


def _amount(
    text: str, whole: str, fraction: str, base: int, form: str, power: int, *, positive: bool
) -> Quantity:
    if len(whole) > _LONG:
        whole = whole[:_LONG]  # far above the greatest quantity
    if len(fraction) > _LONG:
        fraction = fraction[:_LONG] + ("1" if fraction[_LONG:].strip("0") else "")
    digits = int(whole + fraction)
    if base == 10:
        scale = power - len(fraction) + 9
        nano = digits * 10**scale if scale >= 0 else -(-digits // 10**-scale)
    else:
        scaled = (digits << power) * NANO
        nano = -(-scaled // 10 ** len(fraction))
        nano = min(nano, _MOST)
        if 0 < nano < NANO:
            form = "decimal"
    written = ""
    shifted = whole + fraction
    if base == 10:
        exact = 18 - len(whole) - len(fraction) >= 0 and power - len(fraction) >= -9
        if (
            exact
            and (power - len(fraction)) % 3 == 0
            and shifted[0] != "0"
            and not shifted.endswith("000")
        ):
            written = text
    elif not fraction and 15 - len(whole) - int(power * 3 / 10) - 1 >= 0 and digits & 7:
        written = text
    return Quantity(nano if positive else -nano, form, written)


_ZERO = Quantity(0, "decimal")
