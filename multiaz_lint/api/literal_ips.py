"""IPv6 addresses in brackets, as Go's net/netip reads them (1.26): in which words it refuses."""

from __future__ import annotations

from multiaz_lint.api.golang import quoted

_HEX = frozenset("0123456789abcdefABCDEF")
_DIGITS = frozenset("0123456789")
_BYTES = 16


class _BadError(Exception):
    """Why a text is no address, and from where on."""

    def __init__(self, words: str, rest: str = "") -> None:
        super().__init__(words)
        self.rest = rest


def complaint(text: str) -> str | None:
    """Say in Go's words why a text in brackets is no IPv6 address; None for one that is."""
    try:
        kind = _read(text)
    except _BadError as error:
        words = f"invalid host: ParseAddr({quoted(text)}): {error}"
        return f"{words} (at {quoted(error.rest)})" if error.rest else words
    return None if kind == 6 else "invalid IP-literal"


def _read(text: str) -> int:
    """Read an address; return which version of IP it is of."""
    first = next((char for char in text if char in ".:%"), "")
    if not first:
        raise _BadError("unable to parse IP")
    if first == "%":
        raise _BadError("missing IPv6 address")
    if first == ".":
        _ipv4(text)
        return 4
    _ipv6(text)
    return 6


def _ipv4(text: str) -> None:
    value = digits = position = 0
    for index, char in enumerate(text):
        if char in _DIGITS:
            if digits == 1 and value == 0:
                raise _BadError("IPv4 field has octet with leading zero")
            value = value * 10 + int(char)
            digits += 1
            if value > 255:
                raise _BadError("IPv4 field has value >255")
        elif char == ".":
            if index in {0, len(text) - 1} or text[index - 1] == ".":
                raise _BadError("IPv4 field must have at least one digit", text[index:])
            if position == 3:
                raise _BadError("IPv4 address too long")
            position += 1
            value = digits = 0
        else:
            raise _BadError("unexpected character", text[index:])
    if position < 3:
        raise _BadError("IPv4 address too short")


def _ipv6(text: str) -> None:
    rest, percent, zone = text.partition("%")
    if percent and not zone:
        raise _BadError("zone must be a non-empty string")
    gap = rest.startswith("::")
    read = 0
    if gap:
        rest = rest[2:]
        if not rest:
            return
    while read < _BYTES:
        length = _group(rest)
        if rest[length : length + 1] == ".":
            _embedded(rest, read, gap=gap)
            rest = ""
            read += 4
            break
        read += 2
        rest, gap, more = _after(rest[length:], gap=gap)
        if not more:
            break
    if rest:
        raise _BadError("trailing garbage after address", rest)
    if read < _BYTES and not gap:
        raise _BadError("address string too short")
    if read == _BYTES and gap:
        raise _BadError("the :: must expand to at least one field of zeros")


def _group(rest: str) -> int:
    """Return how long the hexadecimal number is that a text begins with."""
    length = next((i for i, char in enumerate(rest) if char not in _HEX), len(rest))
    if length > 4:
        raise _BadError("each group must have 4 or less digits", rest)
    if not length:
        words = "each colon-separated field must have at least one digit"
        raise _BadError(words, rest)
    return length


def _embedded(rest: str, read: int, *, gap: bool) -> None:
    if not gap and read != 12:
        words = "embedded IPv4 address must replace the final 2 fields of the address"
        raise _BadError(words, rest)
    if read + 4 > _BYTES:
        words = "too many hex fields to fit an embedded IPv4 at the end of the address"
        raise _BadError(words, rest)
    _ipv4(rest)


def _after(rest: str, *, gap: bool) -> tuple[str, bool, bool]:
    """Read what is between two groups: return the rest, whether a gap was, and a group is."""
    if not rest:
        return rest, gap, False
    if rest[0] != ":":
        raise _BadError("unexpected character, want colon", rest)
    if len(rest) == 1:
        raise _BadError("colon must be followed by more characters", rest)
    rest = rest[1:]
    if rest[0] != ":":
        return rest, gap, True
    if gap:
        raise _BadError("multiple :: in address", rest)
    return rest[1:], True, bool(rest[1:])
