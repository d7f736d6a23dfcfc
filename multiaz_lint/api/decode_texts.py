"""Why a text is no base64 or no time to Go."""

from __future__ import annotations

from multiaz_lint.api.golang import quoted

_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")


def corrupt_base64(text: str) -> int | None:
    """Return where Go's base64.StdEncoding stops reading, or None when it reads all."""
    data = text.encode()
    position, length = 0, len(data)
    while position < length:
        count = 0
        while count < 4:
            if position == length:
                return position - count if count else None
            char = chr(data[position])
            position += 1
            if char in _ALPHABET:
                count += 1
            elif char in "\r\n":
                continue
            elif char != "=" or count < 2:
                return position - 1
            else:
                return _corrupt_padding(data, position, count)
    return None


def _corrupt_padding(data: bytes, position: int, count: int) -> int | None:
    length = len(data)

    def skip(at: int) -> int:
        while at < length and data[at] in b"\r\n":
            at += 1
        return at

    if count == 2:
        position = skip(position)
        if position == length:
            return length
        if data[position] != ord("="):
            return position - 1
        position += 1
    position = skip(position)
    return position if position < length else None


def bad_time(text: str, layout: str) -> str | None:
    import re

    found = re.fullmatch(
        r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)([.,]\d+)?(Z|[+-]\d\d:\d\d)", text, re.ASCII
    )
    if found is None:
        return f"parsing time {quoted(text)} as {quoted(layout)}: " + _where(text)
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    if not 1 <= month <= 12:
        return f"parsing time {quoted(text)}: month out of range"
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
    if not 1 <= day <= days:
        return f"parsing time {quoted(text)}: day out of range"
    for name, part, most in (("hour", hour, 23), ("minute", minute, 59), ("second", second, 59)):
        if part > most:
            return f"parsing time {quoted(text)}: {name} out of range"
    return None


def _where(text: str) -> str:
    """Name the first part of a time that cannot be read."""
    import re

    rest = text
    for wanted, pattern in (
        ("2006", r"\d{4}"), ("-", "-"), ("01", r"\d\d"), ("-", "-"), ("02", r"\d\d"), ("T", "T"),
        ("15", r"\d\d"), (":", ":"), ("04", r"\d\d"), (":", ":"), ("05", r"\d\d([.,]\d+)?"),
        ("Z07:00", r"Z|[+-]\d\d:\d\d"),
    ):  # fmt: skip
        found = re.match(pattern, rest, re.ASCII)
        if found is None:
            return f"cannot parse {quoted(rest)} as {quoted(wanted)}"
        rest = rest[found.end() :]
    return f"extra text: {quoted(rest)}"
