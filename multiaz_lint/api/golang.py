"""Values as Go writes them into messages: quoted strings, numbers, JSON of its own structs."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LONG = 19  # no 64-bit integer has more digits
_ESCAPES = {
    "\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v",
    "\\": "\\\\", '"': '\\"',
}  # fmt: skip


def quoted(text: str) -> str:
    """Quote as strconv.Quote does."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    out = []
    for char in text:
        if char in _ESCAPES:
            out.append(_ESCAPES[char])
        elif char.isprintable() or (char == " "):
            out.append(char)
        else:
            code = ord(char)
            if code < 0x80:
                out.append(f"\\x{code:02x}")
            elif 0xDC80 <= code <= 0xDCFF:  # a byte that is no character
                out.append(f"\\x{code - 0xDC00:02x}")
            elif code < 0x10000:
                out.append(f"\\u{code:04x}")
            else:
                out.append(f"\\U{code:08x}")
    return '"' + "".join(out) + '"'


_SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)


def trimmed(text: str) -> str:
    """Leave out the space around a text as strings.TrimSpace does: Python sees more of it."""
    return text.strip(_SPACES)


def whole_characters(text: str) -> str:
    """Put the replacement character for half a pair of surrogates, as encoding/json does."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def parse_int(text: str, bits: int = 64) -> int | None:
    """Read a text as strconv.ParseInt does with base 10; None for what is no number of that size.

    Python refuses thousands of digits, and takes more for digits than Go.
    """
    digits = text[1:] if text[:1] in {"+", "-"} else text
    if not (digits.isascii() and digits.isdigit()):
        return None
    digits = digits.lstrip("0") or "0"
    value = int(digits) if len(digits) <= _LONG else 1 << bits
    value = -value if text[0] == "-" else value
    return value if -(1 << bits - 1) <= value < 1 << bits - 1 else None


def number(value: float) -> str:
    """Write a number as encoding/json does."""
    if isinstance(value, int):
        return str(int(value))
    if value - value != 0:
        return {"inf": "+Inf", "-inf": "-Inf"}.get(str(value), "NaN")
    if value == int(value) and abs(value) < 1e21:
        return str(int(value)) if value or str(value)[0] != "-" else "-0"
    size = abs(value)
    text = repr(value)
    if size < 1e-6 or size >= 1e21:
        mantissa, _, exponent = f"{value:e}".partition("e")
        digits = repr(value).partition("e")[0] if "e" in text else mantissa
        digits = digits.removesuffix(".0")
        power = int(exponent)
        return f"{digits}e{'-' if power < 0 else '+'}{abs(power):02d}".replace("e-0", "e-")
    if "e" in text:
        from decimal import Decimal

        return format(Decimal(text), "f")
    return text


def general(value: float) -> str:
    """Write a number as %v does: a float as %g, in as few digits as tell it apart."""
    if isinstance(value, int):
        return str(int(value))
    from decimal import Decimal

    exact = Decimal(repr(value))
    power = exact.adjusted() if exact else 0
    if -4 <= power < 6:
        text = format(exact, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    digits = "".join(map(str, exact.as_tuple().digits)).rstrip("0")
    fraction = f".{digits[1:]}" if digits[1:] else ""
    return f"{'-' * (value < 0)}{digits[0]}{fraction}e{power:+03d}"


def _string(text: str) -> str:
    out = ['"']
    for char in text:
        if char in '"\\':
            out.append("\\" + char)
        elif char == "\n":
            out.append("\\n")
        elif char == "\r":
            out.append("\\r")
        elif char == "\t":
            out.append("\\t")
        elif char == "\b":
            out.append("\\b")
        elif char == "\f":
            out.append("\\f")
        elif char in "<>&\u2028\u2029" or char < " ":
            out.append(f"\\u{ord(char):04x}")
        else:
            out.append(char)
    out.append('"')
    return "".join(out)


def marshalled(value: Any) -> str:
    """Write a tree as encoding/json does: map keys sorted, HTML characters escaped."""
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{_string(k)}:{marshalled(value[k])}" for k in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(marshalled, value)) + "]"
    return _string(str(value))
