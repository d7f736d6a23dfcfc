"""What stands between the lines of a PEM text, as Go's encoding/pem finds it (1.26)."""

from __future__ import annotations

from multiaz_lint.api.decoding.base64_texts import corrupt_base64

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_START = b"-----BEGIN "
_END = b"\n-----END "
_DASHES = b"-----"


class Block:
    """One block: its type, and whether headers stand above what it holds."""

    __slots__ = ("has_headers", "kind")

    def __init__(self, kind: str, *, has_headers: bool) -> None:
        self.kind = kind
        self.has_headers = has_headers


def blocks(data: bytes) -> Iterator[Block]:
    """Yield all blocks; what is none is passed over."""
    at = 0
    while True:
        end = data.find(_END, at)
        if end < 0:
            return
        start = data.rfind(_START, at, end)
        if start < 0 or (start > at and data[start - 1] != ord("\n")):
            at = end + len(_END)
            continue
        kind, body = _line(data, start + len(_START))
        headers, content = _headers(data, body, end)
        if content >= len(data):
            return
        after = _end_of_block(data, kind, content, end, has_headers=headers)
        if after is None:
            at = end + len(_END)
            continue
        name = kind.removesuffix(_DASHES).decode("utf-8", "replace")
        yield Block(name, has_headers=headers)
        at = after


def _line(data: bytes, at: int) -> tuple[bytes, int]:
    """Return the line that begins somewhere, and where the next one does."""
    end = data.find(b"\n", at)
    if end < 0:
        return data[at:].rstrip(b" \t"), len(data)
    return data[at:end].removesuffix(b"\r").rstrip(b" \t"), end + 1


def _headers(data: bytes, at: int, end: int) -> tuple[bool, int]:
    """Return whether headers stand somewhere, and where they end; nobody asks beyond ``end``."""
    found = False
    while at < len(data) and at <= end:
        line, after = _line(data, at)
        if b":" not in line:
            break
        found, at = True, after
    return found, at


def _end_of_block(
    data: bytes, kind: bytes, content: int, end: int, *, has_headers: bool
) -> int | None:
    """Return where the text goes on behind a block, None if it is none."""
    if not kind.endswith(_DASHES) or (has_headers and content > end):
        return None
    last, after = _line(data, end + len(_END))
    if last != kind:
        return None
    held = data[content:end].replace(b" ", b"").replace(b"\t", b"")
    if corrupt_base64(held.decode("latin-1")) is not None:
        return None
    return after
