"""Plain YAML scalars as Kubernetes resolves them.

The table is that of sigs.k8s.io/yaml v1.6.0 (go.yaml.in/yaml/v2, resolve.go), through which
kubectl and the API server read YAML. It differs from PyYAML's and from YAML 1.2: ``y`` is true,
``010`` is 8, ``1e3`` is a number, ``1:30`` and dates are strings.
"""

from __future__ import annotations

from itertools import pairwise

TYPE_CHECKING = False
if TYPE_CHECKING:
    Scalar = str | int | float | bool | None

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys("y Y yes Yes YES true True TRUE on On ON".split(), True),
    **dict.fromkeys("n N no No NO false False FALSE off Off OFF".split(), False),
    **dict.fromkeys(["", "~", "null", "Null", "NULL"]),
    **dict.fromkeys([".nan", ".NaN", ".NAN"], float("nan")),
    **dict.fromkeys([".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"], float("inf")),
    **dict.fromkeys(["-.inf", "-.Inf", "-.INF"], float("-inf")),
}
_MAYBE_SPECIAL = frozenset("0123456789+-.yYnNtTfFoO~")
_DIGITS = frozenset("0123456789")
_EXPONENT_FROM = 1e21
"""From here on JSON writes a float with an exponent, so that it stays one."""
_FEWEST_DIGITS_FROM = 2.0**53
_LARGEST_KEY = 2**63
_BASES = {"0x": 16, "0b": 2, "0o": 8, "0X": 16, "0B": 2, "0O": 8}


def resolve(text: str) -> Scalar:
    """Return the value of an unquoted scalar, as it is once JSON has been made of it."""
    if not text:
        return None
    if text[0] not in _MAYBE_SPECIAL:
        return text
    value = exact(text)
    return as_json(value) if value.__class__ is float else value


def exact(text: str) -> Scalar:
    """Return the value of an unquoted scalar as go.yaml.in/yaml/v2 holds it: 1.0 is a float."""
    if text and text[0] not in _MAYBE_SPECIAL:
        return text
    if text in _WORDS:
        return _WORDS[text]
    first = text[0]
    if first in "+-0123456789":
        return _number(text)
    if first == "." and len(text) > 1 and text[1] in _DIGITS:
        return _float(text.replace("_", "") if _parts_digits(text) else text, text)
    return text


def _parts_digits(text: str) -> bool:
    """Whether each underscore stands between two digits, as strconv.ParseFloat wants it."""
    parts = text.split("_")
    return all(left[-1:] in _DIGITS and right[:1] in _DIGITS for left, right in pairwise(parts))


def as_json(value: float) -> int | float:
    """Return what is left of a float in JSON, where a whole number has no point.

    From 2**53 on its digits are the fewest that mean the same float, as encoding/json writes them.
    """
    if not value.is_integer() or abs(value) >= _EXPONENT_FROM:
        return value
    if abs(value) < _FEWEST_DIGITS_FROM:
        return int(value)
    mantissa, _, exponent = repr(value).partition("e+")
    whole, _, fraction = mantissa.partition(".")
    if not exponent:
        return int(whole)
    return int(whole + fraction.ljust(int(exponent), "0"))


def _number(text: str) -> Scalar:
    plain = text.replace("_", "") if "_" in text else text
    sign, digits = (plain[0], plain[1:]) if plain[:1] in {"+", "-"} else ("", plain)
    integer = _integer(digits)
    if integer is not None:
        value = -integer if sign == "-" else integer
        if -(2**63) <= value < 2**64 and not (sign == "+" and value >= 2**63):
            return value
    if digits and (digits[0] in _DIGITS or digits[0] == "."):
        return _float(plain, text)
    return text


def _integer(digits: str) -> int | None:
    """Parse an unsigned integer as strconv.ParseInt does with base 0."""
    if not digits.isascii():
        return None
    base = _BASES.get(digits[:2])
    if base is not None:
        digits = digits[2:]
    elif len(digits) > 1 and digits[0] == "0":
        base, digits = 8, digits[1:]
    else:
        base = 10
    if not digits.isalnum():
        return None
    try:
        return int(digits, base)
    except ValueError:
        return None


def _float(plain: str, text: str) -> Scalar:
    """Parse ``[-+]?(.d+|d+(.d*)?)([eE][-+]?d+)?``; anything else stays text."""
    mantissa, _, exponent = plain.lower().partition("e")
    if "e" in plain.lower():
        unsigned = exponent[1:] if exponent[:1] in {"+", "-"} else exponent
        if not (unsigned.isascii() and unsigned.isdigit()):
            return text
    unsigned = mantissa[1:] if mantissa[:1] in {"+", "-"} else mantissa
    whole, dot, fraction = unsigned.partition(".")
    digits = whole + fraction
    if not (digits.isascii() and digits.isdigit()) or (not whole and not fraction and dot):
        return text
    value = float(plain)
    if value in {float("inf"), float("-inf")}:
        return text
    return value


def plain_key(text: str) -> str:
    """Return the string that JSON gets for an unquoted key; raise ValueError as key_text does."""
    return key_text(exact(text))


changed_keys: set[str] = set()
"""What :func:`key_text` made of keys that are no strings, for as long as the process runs."""


def key_text(key: Scalar) -> str:
    """Write a key as the string that JSON gets, as sigs.k8s.io/yaml does.

    Raises:
        ValueError: The key is null, or a whole number that needs 64 bits and no sign.

    """
    if isinstance(key, str):
        return key
    if key is None:
        raise ValueError("a mapping key is null")
    if isinstance(key, int) and key >= _LARGEST_KEY:
        raise ValueError(f"a mapping key is beyond 64 bits: {key}")
    text = json_text(key)
    changed_keys.add(text)
    return text


def json_text(value: float) -> str:
    """Write a number or boolean as the text that JSON gets where one is needed."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _single(value) if isinstance(value, float) else str(value)


def _single(key: float) -> str:
    """Write the nearest float of 32 bits as strconv.FormatFloat(f, 'g', -1, 32) does."""
    from struct import pack, unpack

    if key != key:  # noqa: PLR0124 - NaN
        return ".nan"
    try:
        (single,) = unpack("f", pack("f", key))
    except OverflowError:
        single = float("inf") if key > 0 else float("-inf")
    if single in {float("inf"), float("-inf")}:
        return ".inf" if key > 0 else "-.inf"
    for digits in range(9):
        text = f"{single:.{digits}e}"
        if digits == 8 or unpack("f", pack("f", float(text)))[0] == single:
            break
    power = int(text.partition("e")[2])
    if single and not -4 <= power < 6:
        return text
    return f"{single:.{max(digits - power, 0)}f}"
