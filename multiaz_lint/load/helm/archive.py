"""The files of a packed chart, read without being written anywhere.

Helm refuses archives that hold too much, or files beside the chart (v3 and v4,
pkg/chart/loader/archive.go ``LoadArchiveFiles``); what it refuses is refused here. Python's tarfile
would end in silence at a header that is broken, and leave out all files behind it.
"""

from __future__ import annotations

import gzip
import io
import posixpath
import re
import zlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 100 * 1024 * 1024
"""Bytes of a packed chart, unpacked."""
_LARGEST_FILE = 5 * 1024 * 1024
_MOST_FILES = 20_000
_BLOCK = 512
_AT_ONCE = 1 << 18
_DRIVE = re.compile(r"^[a-zA-Z]:/")
_FILE, _LONG_NAME, _MORE, _EMPTY = b"0\0007", b"L", b"xgK", b"123456"
"""The types of entries that hold a file, the name of the next one, more about it, and nothing."""
_PAX = re.compile(rb"(\d{1,9}) (\w+)=")


class ArchiveError(Exception):
    """Why an archive cannot be read as a chart."""


class Unpacked:
    """The bytes of an archive, as many as there may be."""

    def __init__(self, data: bytes, most: int = LARGEST) -> None:
        self.stream = gzip.GzipFile(fileobj=io.BytesIO(data))
        self.most = most
        self.left = most

    def read(self, size: int) -> bytes:
        """Return so many bytes; there are fewer at the end."""
        if size > self.left:
            raise ArchiveError(f"more than {self.most:,} bytes when unpacked")
        self.left -= size
        try:
            return self.stream.read(size)
        except (EOFError, OSError, zlib.error):
            raise ArchiveError("its gzip stream is broken") from None

    def take(self, size: int) -> bytes:
        """Return the content of an entry, which blocks hold."""
        padded = -(-size // _BLOCK) * _BLOCK
        data = self.read(padded)
        if len(data) < size:
            raise ArchiveError("it ends within a file")
        return data[:size]

    def skip(self, size: int) -> None:
        left = -(-size // _BLOCK) * _BLOCK
        while left > 0:
            left -= _AT_ONCE
            self.read(min(_AT_ONCE, left + _AT_ONCE))


def files(archive: Unpacked) -> dict[str, bytes]:
    """Return the files of a packed chart by their paths in it.

    Raises:
        ArchiveError: Helm would refuse it, or its format is not known.

    """
    found: dict[str, bytes] = {}
    for number, (name, content) in enumerate(_entries(archive)):
        if number >= _MOST_FILES:
            raise ArchiveError(f"more than {_MOST_FILES:,} files in it")
        found[_path(name)] = content.removeprefix(b"\xef\xbb\xbf")
    return found


def _entries(archive: Unpacked) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a tar archive (POSIX.1-1988 with the extensions of 2001 and of GNU)."""
    name, size = "", -1
    while len(header := archive.read(_BLOCK)) == _BLOCK and header.strip(b"\0"):
        _verify(header)
        kind = header[156:157]
        length = _number(header[124:136])
        if kind in _LONG_NAME + _MORE and length > _LARGEST_FILE:
            raise ArchiveError("the name of a file is too long")
        if kind == _LONG_NAME:
            name = _text(archive.take(length))
        elif kind in _MORE:
            said = dict(_records(archive.take(length)))
            if kind == b"x":
                name = _text(said.get(b"path", name.encode()))
                size = _decimal(said[b"size"]) if b"size" in said else -1
        else:
            length = size if size >= 0 else length
            called = name or _name(header)
            name, size = "", -1
            if kind in _FILE and not called.endswith("/"):
                if length > _LARGEST_FILE:
                    raise ArchiveError(f"{called} in it is larger than {_LARGEST_FILE:,} bytes")
                yield called, archive.take(length)
            elif kind == b"S":
                raise ArchiveError("a file with holes in it")
            elif kind not in _EMPTY:
                archive.skip(length)


def _verify(header: bytes) -> None:
    total = sum(header) - sum(header[148:156]) + 8 * ord(" ")
    if total != _number(header[148:156]):
        raise ArchiveError("it is no tar archive")


def _name(header: bytes) -> str:
    name = _text(header[:100])
    prefix = _text(header[345:500]) if header[257:263] == b"ustar\0" else ""
    return f"{prefix}/{name}" if prefix else name


def _text(data: bytes) -> str:
    try:
        return data.partition(b"\0")[0].decode("utf-8")
    except UnicodeDecodeError:
        raise ArchiveError("the name of a file is not UTF-8") from None


def _number(field: bytes) -> int:
    """Return a number of a header: octal digits, or bytes where the first bit is set."""
    if field[0] & 0x80:
        number = int.from_bytes(field, "big") - (1 << (8 * len(field) - 1))
        if not 0 <= number <= LARGEST:
            raise ArchiveError("it holds a file of no possible size")
        return number
    digits = field.strip(b" \0")
    if not digits.isdigit() and digits:
        raise ArchiveError("it is no tar archive")
    try:
        return int(digits or b"0", 8)
    except ValueError:
        raise ArchiveError("it is no tar archive") from None


def _decimal(field: bytes) -> int:
    if not field.isdigit() or len(field) > 12:
        raise ArchiveError("it holds a file of no possible size")
    return int(field)


def _records(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield what is said of an entry, in records as ``12 path=a/b`` and a line end."""
    at = 0
    while (begins := _PAX.match(data, at)) is not None:
        end = at + int(begins[1])
        if end <= begins.end() or end > len(data):
            return
        yield begins[2], data[begins.end() : end - 1]
        at = end


def _path(name: str) -> str:
    """Return the path of a file in the chart, whose folder comes first in the name."""
    delimiter = "\\" if "\\" in name else "/"
    first, *rest = name.split(delimiter)
    joined = "/".join(rest)
    path = posixpath.normpath(joined) if joined else "."
    outside = joined.startswith("/") or path in {".", ".."} or path.startswith("..")
    if outside or _DRIVE.match(path) or first == "Chart.yaml":
        raise ArchiveError("it holds a file beside the folder of the chart")
    return path
