"""Quantities as k8s.io/apimachinery/pkg/api/resource reads and writes them."""

from __future__ import annotations

from multiaz_lint.model.quantity import BINARY, BLANKS, DECIMAL, FORMAT_WRONG, read, scaled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NANO = 1_000_000_000
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
_MOST_POWER = 400  # beyond, nothing but the sign matters
_PRECISION = 18  # digits that surely fit into 64 bits
_FINEST = -9  # the power of a nano unit
_memory: dict[Any, Quantity | str] = {}


def parse(written: Any) -> Quantity | str:
    """Read what stands in a manifest; a string is the error."""
    if written is None:
        return ZERO
    found = _memory.get(written)
    if found is None or type(written) is bool:
        if len(_memory) > _MEMORY:
            _memory.clear()
        if isinstance(written, str):
            text = written.strip(BLANKS)
        elif isinstance(written, bool):
            return FORMAT_WRONG
        else:
            from multiaz_lint.api.golang import number

            text = number(written)
        found = _memory[written] = _parse(text)
    return found


def _parse(text: str) -> Quantity | str:
    if text == "0":
        return Quantity(0, "decimal", "0")
    found = read(text)
    if isinstance(found, str):
        return found
    positive, whole, fraction, form, power = found
    whole = whole.lstrip("0") or "0"
    if len(whole) > _LONG:
        whole = whole[:_LONG]  # far above the greatest quantity
    if len(fraction) > _LONG:
        fraction = fraction[:_LONG] + ("1" if fraction[_LONG:].strip("0") else "")
    power = max(-_MOST_POWER, min(power, _MOST_POWER))
    shifted = whole + fraction
    digits = int(shifted)
    nano = scaled(digits, form, power, len(fraction))
    written = ""
    if form == "binary":
        if not fraction and 15 - len(whole) - int(power * 3 / 10) - 1 >= 0 and digits & 7:
            written = text
        if 0 < nano < NANO:
            form = "decimal"
    elif (
        len(shifted) <= _PRECISION
        and power - len(fraction) >= _FINEST
        and (power - len(fraction)) % 3 == 0
        and shifted[0] != "0"
        and not shifted.endswith("000")
    ):
        written = text
    return Quantity(nano if positive else -nano, form, written)


ZERO = Quantity(0, "decimal")
