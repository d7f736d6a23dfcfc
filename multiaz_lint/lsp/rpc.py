"""Messages of JSON-RPC 2.0 on two streams, each behind a header that tells its length."""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, BinaryIO

    Message = dict[str, Any]

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
NOT_INITIALIZED = -32002
REQUEST_CANCELLED = -32800
CONTENT_MODIFIED = -32801
REQUEST_FAILED = -32803

_MOST = 1024 * 1024 * 1024
"""Bytes of a message: more than any text that is checked, and larger ones are only open."""
_LONGEST_LINE = 4_096
"""Bytes of a line of a header."""


class BrokenStreamError(Exception):
    """A header that is none: nobody knows where the next message begins."""


class BrokenMessageError(Exception):
    """A message that is no JSON object, between others that may be sound."""


def read(stream: BinaryIO) -> Message | None:
    """Read the next message; None where the stream ends.

    Raises:
        BrokenStreamError: What follows cannot be read either.
        BrokenMessageError: The message is not an object of JSON.

    """
    length = _length(stream)
    if length is None:
        return None
    body = stream.read(length)
    if len(body) < length:
        return None
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BrokenMessageError(f"not JSON: {error}") from None
    if not isinstance(message, dict):
        raise BrokenMessageError("a message is an object")
    return message


def _length(stream: BinaryIO) -> int | None:
    """Read a header, and return how many bytes its message has; None at the end of the stream."""
    length: int | None = None
    while True:
        line = stream.readline(_LONGEST_LINE)
        if not line:
            return None
        if not line.endswith(b"\n"):
            raise BrokenStreamError("a line of a header that does not end")
        line = line.strip()
        if not line:
            break
        name, colon, value = line.partition(b":")
        if not colon:
            raise BrokenStreamError("a header without a colon")
        if name.strip().lower() == b"content-length":
            value = value.strip()
            if not (value.isdigit() and len(value) < len(str(_MOST)) + 1):
                raise BrokenStreamError("a length that is none")
            length = int(value)
    if length is None:
        raise BrokenStreamError("a message without its length")
    if length > _MOST:
        raise BrokenStreamError(f"a message of more than {_MOST:,} bytes")
    return length


def write(stream: BinaryIO, message: Message) -> None:
    """Write a message."""
    body = json.dumps({"jsonrpc": "2.0", **message}, separators=(",", ":")).encode("ascii")
    stream.write(b"Content-Length: %d\r\n\r\n" % len(body))
    stream.write(body)
    stream.flush()
