"""Cron schedules and time zones, as the API server reads them (robfig/cron v3, Go time)."""

from __future__ import annotations

from multiaz_lint.api.decoding.times import time_quoted
from multiaz_lint.api.golang import parse_int, quoted

_MONTHS = {name: index for index, name in enumerate(
    "jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}  # fmt: skip
_DAYS = {name: index for index, name in enumerate("sun mon tue wed thu fri sat".split())}
_FIELDS: tuple[tuple[int, int, dict[str, int]], ...] = (
    (0, 59, {}),
    (0, 23, {}),
    (1, 31, {}),
    (1, 12, _MONTHS),
    (0, 6, _DAYS),
)
_DESCRIPTORS = frozenset(
    ("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly")
)

_DIGITS = frozenset("0123456789")
_NUMERIC = _DIGITS | {"."}
_MICRO = ("us", "\u00b5s", "\u03bcs")  # there are two letters for micro
_UNITS = {  # in nanoseconds
    "ns": 1,
    **dict.fromkeys(_MICRO, 1_000),
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}


class _WrongError(ValueError):
    pass


def schedule_error(schedule: str) -> str | None:
    """Say why a schedule cannot be read, or None."""
    if schedule.startswith(("TZ=", "CRON_TZ=")):
        zone, space, rest = schedule.partition(" ")
        if not space:
            detail = "runtime error: slice bounds out of range [:-1]"
            return f"invalid schedule format: {detail}"
        zone = zone.partition("=")[2]
        error = zone_error(zone)
        if error:
            return f"provided bad location {zone}: {error}"
        schedule = rest.strip()
    if schedule.startswith("@"):
        return _descriptor_error(schedule)
    fields = schedule.split()
    if len(fields) != 5:
        shown = "[" + " ".join(fields) + "]"
        return f"expected exactly 5 fields, found {len(fields)}: {shown}"
    try:
        for field, bounds in zip(fields, _FIELDS, strict=True):
            for expression in field.split(","):
                if expression:
                    _range(expression, *bounds)
    except _WrongError as error:
        return str(error)
    return None


def _descriptor_error(schedule: str) -> str | None:
    if schedule in _DESCRIPTORS:
        return None
    if schedule.startswith("@every "):
        duration = schedule.removeprefix("@every ")
        error = duration_error(duration)
        return f"failed to parse duration {schedule}: {error}" if error else None
    return f"unrecognized descriptor: {schedule}"


def _range(expression: str, low: int, high: int, words: dict[str, int]) -> None:
    parts = expression.split("/")
    ends = parts[0].split("-")
    if ends[0] in {"*", "?"}:
        start, end = low, high
    else:
        start = end = _number(ends[0], words)
        if len(ends) == 2:
            end = _number(ends[1], words)
        elif len(ends) > 2:
            raise _WrongError(f"too many hyphens: {expression}")
    step = 1
    if len(parts) == 2:
        step = _number(parts[1], {})
        if len(ends) == 1:
            end = high
    elif len(parts) > 2:
        raise _WrongError(f"too many slashes: {expression}")
    if start < low:
        raise _WrongError(f"beginning of range ({start}) below minimum ({low}): {expression}")
    if end > high:
        raise _WrongError(f"end of range ({end}) above maximum ({high}): {expression}")
    if start > end:
        raise _WrongError(f"beginning of range ({start}) beyond end of range ({end}): {expression}")
    if step == 0:
        raise _WrongError(f"step of range should be a positive number: {expression}")


def _number(text: str, words: dict[str, int]) -> int:
    named = words.get(text.lower())
    if named is not None:
        return named
    digits = text[1:] if text[:1] in {"+", "-"} else text
    if not (digits.isascii() and digits.isdigit()):
        detail = f"strconv.Atoi: parsing {quoted(text)}: invalid syntax"
        raise _WrongError(f"failed to parse int from {text}: {detail}")
    value = parse_int(text)
    if value is None:
        detail = f"strconv.Atoi: parsing {quoted(text)}: value out of range"
        raise _WrongError(f"failed to parse int from {text}: {detail}")
    if value < 0:
        raise _WrongError(f"negative number ({value}) not allowed: {text}")
    return value


def duration_error(text: str) -> str | None:
    """Say why Go cannot read a duration such as 1h30m (time.ParseDuration)."""
    invalid = f"time: invalid duration {time_quoted(text)}"
    at = 1 if text[:1] in {"+", "-"} else 0
    if text[at:] == "0":
        return None
    total, most = 0, (1 << 63) - (text[:1] != "-")
    while True:
        begin, at = at, _past(text, at, _DIGITS)
        whole, fraction = text[begin:at], ""
        if text[at : at + 1] == ".":
            begin, at = at + 1, _past(text, at + 1, _DIGITS)
            fraction = text[begin:at]
        if not (whole or fraction):
            return invalid
        begin = at
        while at < len(text) and text[at] not in _NUMERIC:
            at += 1
        unit = text[begin:at]
        value = parse_int(whole or "0")
        if value is None and int(whole.lstrip("0")[:20]) != 1 << 63:
            return invalid
        if not unit:
            return f"time: missing unit in duration {time_quoted(text)}"
        if unit not in _UNITS:
            words = f"unknown unit {time_quoted(unit)} in duration {time_quoted(text)}"
            return f"time: {words}"
        total += (1 << 63 if value is None else value) * _UNITS[unit]
        total += int(fraction[:18] or "0") * _UNITS[unit] // 10 ** len(fraction[:18])
        if total > 1 << 63 or (at == len(text) and total > most):
            return invalid
        if at == len(text):
            return None


def _past(text: str, at: int, letters: frozenset[str]) -> int:
    """Return the place behind the letters of a kind that stand at a place."""
    while at < len(text) and text[at] in letters:
        at += 1
    return at


def zone_error(name: str) -> str | None:
    """Say why Go's time.LoadLocation fails, or None; case counts, as on Linux."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if name in {"", "UTC", "Local"}:
        return None
    if name[0] in "/\\" or ".." in name.replace("\\", "/").split("/"):
        return "time: invalid location name"
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return f"unknown time zone {name}" if _has_zones() else None
    return None


def _has_zones() -> bool:
    """Whether time zones are known at all: some systems have no database of them."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo("Etc/UTC")
    except (ZoneInfoNotFoundError, OSError):
        return False
    return True
