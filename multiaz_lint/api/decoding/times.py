"""Why a text is no time to Go: ``time.Parse`` (Go 1.25) for the two layouts of the API."""

from __future__ import annotations

RFC3339 = "2006-01-02T15:04:05Z07:00"
RFC3339_MICRO = "2006-01-02T15:04:05.000000Z07:00"
_DATE = ("2006", "-", "01", "-", "02", "T", "15", ":", "04", ":", "05")
_PARTS = {RFC3339: (*_DATE, "Z07:00"), RFC3339_MICRO: (*_DATE, ".000000", "Z07:00")}
# What the numbers of a layout are called, the least and the most of each, and whether one digit
# will do.
_NUMBERS = {
    "01": ("month", 1, 12, False),
    "02": ("day", 0, 99, False),  # judged at the end, for only then is the month known
    "15": ("hour", 0, 23, True),
    "04": ("minute", 0, 59, False),
    "05": ("second", 0, 59, False),
}
_DIGITS = frozenset("0123456789")


class _BadError(Exception):
    """A part of a time cannot be read."""


class _RangeError(Exception):
    """A part of a time is none that a clock shows."""


def bad_time(text: str, layout: str) -> str | None:
    """Return why a text is no time in a layout, None if it is one."""
    read = {}
    rest = text
    for part in _PARTS[layout]:
        try:
            value, after = _part(part, rest, fraction=layout == RFC3339)
        except _BadError:
            return (
                f"parsing time {time_quoted(text)} as {time_quoted(layout)}: "
                f"cannot parse {time_quoted(rest)} as {time_quoted(part)}"
            )
        except _RangeError as error:
            return f"parsing time {time_quoted(text)}: {error} out of range"
        read[part] = value
        rest = after
    if rest:
        return f"parsing time {time_quoted(text)}: extra text: {time_quoted(rest)}"
    if not 1 <= read["02"] <= _days(read["2006"], read["01"]):
        return f"parsing time {time_quoted(text)}: day out of range"
    return None


def _part(part: str, text: str, *, fraction: bool) -> tuple[int, str]:
    """Read one part of a layout, and return its number and what is behind it.

    ``fraction``: a fraction of a second is taken, though the layout shows none.

    Raises:
        _BadError: It does not stand there.
        _RangeError: Its number is too small or too great.

    """
    if part == "2006":
        if not _DIGITS.issuperset(text[:4]) or len(text) < 4:
            raise _BadError
        return int(text[:4]), text[4:]
    if part in _NUMBERS:
        name, least, most, short = _NUMBERS[part]
        value, rest = _number(text, short=short)
        if not least <= value <= most:
            raise _RangeError(name)
        if part == "05" and fraction and rest[:1] in {".", ","} and rest[1:2] in _DIGITS:
            rest = rest[1:].lstrip("0123456789")
        return value, rest
    if part == ".000000":
        return _micro(text)
    if part == "Z07:00":
        return 0, _zone(text)
    if text[:1] != part:
        raise _BadError
    return 0, text[1:]


def _number(text: str, *, short: bool) -> tuple[int, str]:
    if text[:1] not in _DIGITS:
        raise _BadError
    if text[1:2] in _DIGITS:
        return int(text[:2]), text[2:]
    if not short:
        raise _BadError
    return int(text[0]), text[1:]


def _micro(text: str) -> tuple[int, str]:
    digits = text[1:7]
    if len(digits) < 6 or text[0] not in ".,":
        raise _BadError
    unsigned = digits[1:] if digits[0] in "+-" else digits
    if not _DIGITS.issuperset(unsigned):
        raise _BadError
    if digits[0] == "-" and int(unsigned):
        raise _RangeError("fractional second")
    return 0, text[7:]


def _zone(text: str) -> str:
    if text[:1] == "Z":
        return text[1:]
    if len(text) < 6 or text[3] != ":":
        raise _BadError
    hour, _ = _number(text[1:3], short=False)
    minute, _ = _number(text[4:6], short=False)
    if hour > 24:  # as Go says: some people do write offsets of 24 hours
        raise _RangeError("time zone offset hour")
    if minute > 60:
        raise _RangeError("time zone offset minute")
    if text[0] not in "+-":
        raise _BadError
    return text[6:]


def _days(year: int, month: int) -> int:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def time_quoted(text: str) -> str:
    """Quote as errors of Go's package time do: bytes beyond ASCII are escaped, DEL is not."""
    out = []
    for char in text:
        if char < " " or char > "\x7f":
            out += [f"\\x{byte:02x}" for byte in char.encode("utf-8", "surrogatepass")]
        elif char in '"\\':
            out.append(f"\\{char}")
        else:
            out.append(char)
    return f'"{"".join(out)}"'
