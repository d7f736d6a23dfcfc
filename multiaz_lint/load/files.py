"""Paths and standard input into sources."""

from __future__ import annotations

import os
import stat
import sys

from multiaz_lint.load.folders import walk
from multiaz_lint.load.limits import Limits
from multiaz_lint.load.side_file import READING
from multiaz_lint.load.source import Source
from multiaz_lint.load.unreadable import Unreadable, reason
from multiaz_lint.paths import real_path, slashed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Paths = Iterable[str | os.PathLike[str]] | str | os.PathLike[str]

STDIN = "<stdin>"
_UTF_32 = b"\xff\xfe\0\0"
_PACKED = (b"\x1f\x8b", b"PK\x03\x04")
"""How files of gzip and zip begin."""
PACKED = (
    "packed, not a text: of a packed chart, check what Helm makes of it:"
    " `helm template CHART | multiaz-lint - CHART`"
)
SILENT = "empty: the command that was to write it wrote nothing"
"""Why what is piped in was not checked: the command failed, or had nothing to say."""
_WIDE = "UTF-32: Kubernetes reads UTF-8, and UTF-16 with its mark"
_AT_ONCE = 65_536
"""Bytes of a file that are read even beyond the bound, to see what it holds."""


_ERROR_INVALID_NAME = 123
"""What Windows says of a name with a sign that none may have (winerror.h)."""


class MissingPathError(Exception):
    """A path of the command line that does not exist."""


def read(
    paths: Paths,
    *,
    limits: Limits | None = None,
    excluded: Callable[[str], bool] | None = None,
    heeding: bool = True,
    texts: Texts | None = None,
) -> Iterator[Source | Unreadable]:
    """Read files, folders (recursively) and ``-`` in the order given, each file once.

    A single path need not stand in a list. ``texts`` are read in place of what files hold.

    In folders, files that may hold manifests by their names are read unless ``excluded`` or, where
    it is ``heeding`` them, a .gitignore leaves them out; a file that is named itself is always
    read.
    Folders that tools fill are passed over unless they are named, and told.

    Raises:
        MissingPathError: A path does not exist.

    """
    limits = limits or Limits()
    names = several(paths)
    texts = texts or Texts({})
    # One folder holds no file twice, unless its links do; only several paths are worth the look.
    is_new = Seen().add if len(names) > 1 else _anything
    for path in names:
        if path in texts:
            is_new(path)  # it is read where it is named
    for path in names:
        origin = slashed(path)
        if path == "-":
            yield _piped(STDIN, sys.stdin.buffer.read(limits.file_bytes + 1), limits)
            continue
        text = texts.of(path)
        if text is not None:
            yield decoded(_normal(origin), text, limits, named=True)
            continue
        try:
            mode = _mode(path)
        except (OSError, ValueError) as error:
            yield Unreadable(origin, reason(error), named=True)
            continue
        if stat.S_ISDIR(mode):
            for found in walk(path, excluded, heeding):
                if isinstance(found, Unreadable):
                    yield found
                elif is_new(found):
                    yield texts.read(found, limits)
        elif is_new(origin):
            data = data_of(origin, limits, named=True)
            if isinstance(data, Unreadable):
                yield data
            else:
                take = _piped if stat.S_ISFIFO(mode) else _named
                yield take(_normal(origin), data, limits)


def _named(origin: str, data: bytes, limits: Limits) -> Source | Unreadable:
    return decoded(origin, data, limits, named=True)


def _piped(origin: str, data: bytes, limits: Limits) -> Source | Unreadable:
    """Return what a command has written as a source; one that wrote nothing has likely failed."""
    if data.strip():
        return decoded(origin, data, limits, named=True)
    return Unreadable(origin, SILENT, grave=False)


def refuse_missing(paths: Iterable[str]) -> None:
    """Raise MissingPathError for a path that does not exist, as whoever reads it does."""
    for path in paths:
        try:
            _ = path == "-" or _mode(path)
        except (OSError, ValueError):
            continue  # it is there, but cannot be read


def _mode(path: str) -> int:
    """Return the mode of a file; raises MissingPathError, or what else the system says."""
    if not path:
        raise MissingPathError("a path is empty: is a variable of the shell not set?")
    try:
        return os.stat(path).st_mode
    except (OSError, ValueError) as error:
        if isinstance(error, FileNotFoundError) or _is_no_name(error):
            raise MissingPathError(f"{path}: no such file or folder{_hint(path)}") from None
        raise


def _is_no_name(error: OSError | ValueError) -> bool:
    """Whether Windows says that no file can have a name, such as one with ``*`` in it."""
    return getattr(error, "winerror", None) == _ERROR_INVALID_NAME


def _hint(path: str) -> str:
    """Say why a pattern is no file: shells of Windows, and quotes, leave it as it is."""
    is_pattern = any(sign in path for sign in "*?[")
    return ": patterns are for the shell to expand, so name the folder" if is_pattern else ""


def several(paths: Paths) -> list[str]:
    """Return paths as a list, each once; a single one need not stand in a list."""
    found = [paths] if isinstance(paths, (str, os.PathLike)) else paths
    return list(dict.fromkeys([os.fspath(path) for path in found]))


class Seen:
    """The files so far, each under the one name that every way to write it leads to."""

    __slots__ = ("_files", "_folders")

    def __init__(self) -> None:
        self._files: set[tuple[str, str]] = set()
        self._folders: dict[str, str] = {}

    def add(self, path: str) -> bool:
        """Take a file in, and tell whether it is a new one."""
        key = self.key(path)
        if key in self._files:
            return False
        self._files.add(key)
        return True

    def __contains__(self, path: str) -> bool:
        return self.key(path) in self._files

    def key(self, path: str) -> tuple[str, str]:
        """Return what tells a file from others: its folder, without links, and its name."""
        folder, name = os.path.split(path)
        real = self._folders.get(folder)
        if real is None:
            try:
                real = self._real(folder)
            except ValueError:  # no folder can have this name
                real = self._folders[folder] = folder
        return real, name

    def _real(self, folder: str) -> str:
        """Return what ``os.path.realpath`` does, by way of what the folders above lead to."""
        names = []
        above = folder
        while above not in self._folders:
            rest, name = os.path.split(above)
            if not rest or name in {"", ".", ".."} or os.name == "nt":
                self._folders[above] = real_path(above)
                break
            names.append(name)
            above = rest
        real = self._folders[above]
        for name in reversed(names):
            real = os.path.join(real, name)
            if os.path.islink(real):
                real = real_path(real)
            above = os.path.join(above, name)
            self._folders[above] = real
        return real


class Texts:
    """Texts that are read in place of what files hold, such as those of an editor, by path."""

    __slots__ = ("_by_file", "_seen")

    def __init__(self, by_path: Mapping[str, bytes]) -> None:
        self._seen = Seen()
        self._by_file = {self._seen.key(path): text for path, text in by_path.items()}

    def __contains__(self, path: str) -> bool:
        """Whether there is a text of a file, be it an empty one."""
        return self.of(path) is not None

    def of(self, path: str) -> bytes | None:
        """Return the text of a file, None where it is to be read."""
        return self._by_file.get(self._seen.key(path)) if self._by_file else None

    def read(self, path: str, limits: Limits) -> Source | Unreadable:
        """Return what is to be read of a file that the user has not named."""
        text = self.of(path)
        if text is None:
            return read_file(path, limits, named=False)
        return decoded(_normal(path), text, limits, named=False)


def _anything(_: str) -> bool:
    return True


def _normal(origin: str) -> str:
    return origin.removeprefix("./")


def read_file(origin: str, limits: Limits, *, named: bool) -> Source | Unreadable:
    """Read one file; ``named`` says that the user named it."""
    data = data_of(origin, limits, named=named)
    if isinstance(data, Unreadable):
        return data
    return decoded(_normal(origin), data, limits, named=named)


def data_of(origin: str, limits: Limits, *, named: bool) -> bytes | Unreadable:
    """Return the bytes of a file, one more than there may be if it is larger."""
    try:
        handle = os.open(origin, READING)
    except (OSError, ValueError) as error:
        return Unreadable(origin, reason(error), named=named)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            if not _is_passed_in(origin, status.st_mode):
                return Unreadable(origin, "not a regular file", named=named)
            os.set_blocking(handle, True)
        return _bytes(handle, limits.file_bytes + 1, status.st_size)
    except OSError as error:
        return Unreadable(origin, reason(error), named=named)
    finally:
        os.close(handle)


def _is_passed_in(origin: str, mode: int) -> bool:
    """Whether a pipe is one that the shell opened for this process: ``<(helm template .)``."""
    return stat.S_ISFIFO(mode) and origin.startswith(("/dev/fd/", "/proc/self/fd/", "/dev/stdin"))


def _bytes(handle: int, most: int, size: int) -> bytes:
    """Read a file that said to have this size: one that says 0 may still hold something."""
    first = os.read(handle, min(size + 1, max(most, _AT_ONCE)))
    if size and len(first) == size:
        return first
    parts, size = [first], len(first)
    while size < most and (part := os.read(handle, min(1 << 20, most - size))):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def decoded(origin: str, data: bytes, limits: Limits, *, named: bool) -> Source | Unreadable:
    """Return bytes as a source, or why they are not a text."""
    if len(data) > limits.file_bytes:
        why = f"larger than {limits.file_bytes:,} bytes"
        return Unreadable(origin, why, named=named, grave=_may_hold_objects(data))
    encoding = "utf-8"
    if data[:4] == _UTF_32:
        return Unreadable(origin, _WIDE, named=named, grave=_may_hold_objects(data))
    if data.startswith(_PACKED):
        return Unreadable(origin, PACKED, named=named, grave=False)
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        encoding = "utf-16"
    elif data[:3] == b"\xef\xbb\xbf":
        data = data[3:]
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "replace")
        at = Source(origin, before).position(len(before))
        why = f"not {encoding.upper()} text ({error.reason})"
        return Unreadable(origin, why, named=named, grave=_may_hold_objects(data), at=at)
    return Source(origin, text, named=named)


def _may_hold_objects(data: bytes) -> bool:
    data = data.replace(b"\0", b"")  # what UTF-16 puts between letters
    return b"apiVersion" in data and b"kind" in data
