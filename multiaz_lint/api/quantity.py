"""Quantities as k8s.io/apimachinery/pkg/api/resource reads and writes them."""

from __future__ import annotations

from multiaz_lint.model.quantity import BINARY, BLANKS, DECIMAL, FORMAT_WRONG, read, scaled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NANO = 1_000_000_000
_MILLI = NANO // 1000
_MEMORY = 20_000
_BEYOND = 1 << 63
MOST_MILLI = (_BEYOND - 1) // 1000
"""How many whole units have thousandths that fit into 64 bits (MaxMilliValue)."""
_GREATEST_POWER = 18
"""The greatest power of ten that fits into 64 bits; amd64 makes the least of a greater one."""
_MULTIPLIED_AT_ONCE = {0, 1, 2, 3, 6, 9}
"""The powers of ten by which the server multiplies without a look at each step."""


class Quantity:
    """An amount in billionths, and the way it was written.

    ``scale`` is the power of ten of the unit that the server counts in 64 bits (int64Amount); it is
    None where it holds all digits (infDecAmount), since they may be too many. ``counted`` is then
    the power of ten that the unit had if it has counted them in 64 bits before.
    """

    __slots__ = ("counted", "form", "nano", "scale", "written")

    def __init__(
        self,
        nano: int,
        form: str,
        written: str = "",
        scale: int | None = None,
        counted: int | None = None,
    ) -> None:
        self.nano = nano
        self.form = form  # "decimal", "binary" or "exponent"
        self.written = written  # kept where the server keeps the text
        self.scale = scale
        self.counted = counted

    @property
    def value(self) -> int:
        """Value(): whole units, rounded up, as they fit into 64 bits."""
        if self.counted is not None and self.counted < 0:
            return _whole(_away(self.nano, _MILLI))
        if self.scale is None and self.counted is None and self.nano < _BEYOND * _MILLI:
            return _whole(_in_64_bits(_away(self.nano, _MILLI)))
        return self._counted(0, NANO)

    @property
    def milli(self) -> int:
        """MilliValue(): thousandths, rounded up, as they fit into 64 bits."""
        return self._counted(-3, _MILLI)

    def _counted(self, power: int, step: int) -> int:
        """ScaledValue(): what does not fit loses its upper bits, or is 0 (positiveScaleInt64)."""
        exact = _away(self.nano, step)
        if -_BEYOND <= exact < _BEYOND:
            return exact
        if self.scale is not None and self.scale - power not in _MULTIPLIED_AT_ONCE:
            return 0
        if self.counted is not None and self.counted - power > _GREATEST_POWER:
            return _in_64_bits(self.nano // NANO // 10**self.counted * -_BEYOND)
        return _in_64_bits(exact)

    def beside(self, *others: Quantity | None) -> Quantity:
        """What Cmp() leaves of it: compared with an amount that has all digits, it has them too."""
        if self.scale is None or all(each is None or each.scale is not None for each in others):
            return self
        return Quantity(self.nano, self.form, self.written, counted=self.scale)

    def rounded(self) -> Quantity:
        """What defaulting makes of it in a resource list: nothing below a thousandth."""
        if self.nano % _MILLI == 0:
            return self
        scale = None if self.scale is None else -3
        return Quantity(_away(self.nano, _MILLI) * _MILLI, self.form, scale=scale)

    def __add__(self, other: Quantity) -> Quantity:
        """Add(): written as the first is, unless that is zero."""
        return Quantity(self.nano + other.nano, self.form if self.nano else other.form)

    def __str__(self) -> str:
        return self.written or _canonical(self.nano, self.form)


def _away(nano: int, step: int) -> int:
    return -(-nano // step) if nano >= 0 else -((-nano + step - 1) // step)


def _in_64_bits(number: int) -> int:
    """Return what is left of a number where the bits above the lower 64 are lost."""
    return (number + _BEYOND) % (2 * _BEYOND) - _BEYOND


def _whole(thousandths: int) -> int:
    """Return whole units as scaledValue does: cut towards zero, and one more for what is cut."""
    cut = thousandths // 1000 if thousandths >= 0 else -(-thousandths // 1000)
    return cut + bool(thousandths % 1000)


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
    if form == "decimal":  # beyond the last suffix the server writes none, and so another number
        return str(number) + next((s for s, p in DECIMAL.items() if p == power), "")
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
        whole = whole[0] + whole[1 - _LONG :]  # far above all others; the lower bits are the same
    if len(fraction) > _LONG:
        fraction = fraction[:_LONG] + ("1" if fraction[_LONG:].strip("0") else "")
    power = max(-_MOST_POWER, min(power, _MOST_POWER))
    shifted = whole + fraction
    digits = int(shifted)
    nano = scaled(digits, form, power, len(fraction))
    written, scale = "", None
    if form == "binary":
        if not fraction and 15 - len(whole) - int(power * 3 / 10) - 1 >= 0:
            scale = 0
            written = text if digits & 7 else ""
        if 0 < nano < NANO:
            form = "decimal"
    elif len(shifted) <= _PRECISION and power - len(fraction) >= _FINEST:
        scale = power - len(fraction)
        if scale % 3 == 0 and shifted[0] != "0" and not shifted.endswith("000"):
            written = text
    return Quantity(nano if positive else -nano, form, written, scale)


ZERO = Quantity(0, "decimal")
