"""Base64: why a text is none to Go, and how long what it holds is."""

from __future__ import annotations

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


def decoded_length(text: str) -> int:
    """Return how many bytes a text holds that Go reads."""
    digits = len(text) - text.count("\n") - text.count("\r") - text.count("=")
    return digits * 3 // 4
