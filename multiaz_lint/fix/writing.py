"""Writes a plan, each file whole or not at all.

The new text goes into a temporary file in the same folder, to disk, and then takes the old file's
place in one step; mode, owner and extended attributes are kept. Whatever happens, the old file or
the new one is there, complete.
"""

from __future__ import annotations

import contextlib
import os
import stat

from multiaz_lint import atomic
from multiaz_lint.paths import real_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from multiaz_lint.fix.proposal import FileChange


class Failure:
    """A file that was left as it was, and why."""

    __slots__ = ("origin", "reason")

    def __init__(self, origin: str, reason: str) -> None:
        self.origin = origin
        self.reason = reason


class _LeftError(Exception):
    """Why a file is left as it is."""


def write(changes: Iterable[FileChange], roots: Sequence[str] = (".",)) -> list[Failure]:
    """Write files, each by itself; return those that were left as they were.

    ``roots`` are the files and folders that the user named: links are followed only inside. A file
    that is known by several names is written once.
    """
    failures = []
    inside = [_real(root) for root in roots]
    written: dict[str, FileChange] = {}
    for change in changes:
        try:
            real = os.path.realpath(change.origin)
            if real in written:
                _check_same(written[real], change)
                continue
            _write(change, real, inside)
            written[real] = change
        except _LeftError as error:
            failures.append(Failure(change.origin, str(error)))
        except OSError as error:
            words = error.strerror or str(error)
            failures.append(Failure(change.origin, words[:1].lower() + words[1:]))
    return failures


def _check_same(written: FileChange, change: FileChange) -> None:
    if (written.old, written.new) != (change.old, change.new):
        raise _LeftError(f"it is the same file as {written.origin}, which was mended otherwise")


def _real(root: str) -> str:
    """Return the folder within which links may lead: that of the root itself, links resolved."""
    if os.path.isdir(root):
        return real_path(root)
    return real_path(os.path.dirname(root) or ".")


def _write(change: FileChange, target: str, inside: list[str]) -> None:
    if change.origin.startswith("<"):
        raise _LeftError("standard input cannot be written")
    if not any(target.startswith(root.rstrip(os.sep) + os.sep) for root in inside):
        raise _LeftError("a symbolic link leads out of the folder")
    if change.old is None:
        _create(target, change.new)
        return
    before = os.stat(target)
    if not stat.S_ISREG(before.st_mode):
        raise _LeftError("not a regular file")
    if before.st_nlink > 1:
        raise _LeftError("the file has other hard links, which would keep the old text")
    with open(target, "rb") as file:
        data = file.read()
    new = _encoded(data, change.old, change.new)
    if not os.access(target, os.W_OK):
        raise _LeftError("the file is read-only")
    _replace(target, data, new, before)


_BYTE_ORDER_MARKS = {
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
    b"\xef\xbb\xbf": "utf-8",
}


def encoding(change: FileChange) -> str:
    """Return how a file that is changed begins: as utf-8, utf-8-sig or utf-16."""
    if change.old is None or not os.path.isfile(change.origin):
        return "utf-8"
    try:
        with open(change.origin, "rb") as file:
            start = file.read(3)
    except OSError:
        return "utf-8"
    mark = next(filter(start.startswith, _BYTE_ORDER_MARKS), b"")
    return {0: "utf-8", 2: "utf-16", 3: "utf-8-sig"}[len(mark)]


def _encoded(data: bytes, old: str, new: str) -> bytes:
    """Return the new text in the encoding of the file, which must still hold the old text."""
    mark, encoding = next(
        (each for each in _BYTE_ORDER_MARKS.items() if data.startswith(each[0])), (b"", "utf-8")
    )
    if data != mark + old.encode(encoding):
        raise _LeftError("the file has changed since it was read")
    return mark + new.encode(encoding)


def _replace(target: str, old: bytes, data: bytes, before: os.stat_result) -> None:
    temporary = atomic.beside(target)  # known before it is there, as a signal may come meanwhile
    try:
        handle = _new(temporary)
        try:
            _fill(handle, data)
            _keep_attributes(handle, target, before)
            os.fsync(handle)
        finally:
            os.close(handle)
        _check_unchanged(target, old, before)
        os.replace(temporary, target)
    except BaseException:  # an end by a signal too
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    _sync_folder(os.path.dirname(target))


def _new(path: str) -> int:
    """Open a file that was not there, for nobody else to read."""
    how = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.open(path, how, 0o600)


_STEADY = ("st_ino", "st_size", "st_mtime_ns", "st_mode", "st_uid", "st_gid", "st_nlink")


def _check_unchanged(target: str, old: bytes, before: os.stat_result) -> None:
    """Look at the file once more: its time alone may stand still between two saves."""
    with open(target, "rb") as file:
        same = os.fstat(file.fileno()).st_ino == before.st_ino and file.read() == old
    now = os.stat(target)
    if not same or any(getattr(now, name) != getattr(before, name) for name in _STEADY):
        raise _LeftError("the file has changed since it was read")


def _fill(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _keep_attributes(handle: int, target: str, before: os.stat_result) -> None:
    now = os.fstat(handle)
    if hasattr(os, "fchown") and (now.st_uid, now.st_gid) != (before.st_uid, before.st_gid):
        try:
            os.fchown(handle, before.st_uid, before.st_gid)
        except OSError:
            raise _LeftError("its owner cannot be kept") from None
    known = _extended(target)
    for name in _extended(handle):
        if name not in known:  # the folder's own list says who may read what is made in it
            with contextlib.suppress(OSError):
                os.removexattr(handle, name)
    if hasattr(os, "fchmod"):
        os.fchmod(handle, stat.S_IMODE(before.st_mode))
    for name, value in known.items():
        try:
            os.setxattr(handle, name, value)
        except OSError:
            if name == _ACCESS:
                raise _LeftError("its access control list cannot be kept") from None


_ACCESS = "system.posix_acl_access"


def _extended(file: int | str) -> dict[str, bytes]:
    """Return the extended attributes of a file, where the system has any."""
    found = {}
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):
            for name in os.listxattr(file):
                with contextlib.suppress(OSError):  # the privileged ones
                    found[name] = os.getxattr(file, name)
    return found


def _create(target: str, text: str) -> None:
    """Write a file that was not there, and that nobody has made meanwhile."""
    temporary = atomic.beside(target)
    try:
        handle = _new(temporary)
        try:
            _fill(handle, text.encode("utf-8"))
            if hasattr(os, "fchmod"):
                os.fchmod(handle, 0o666 & ~_umask())
            os.fsync(handle)
        finally:
            os.close(handle)
        try:
            os.link(temporary, target)
        except FileExistsError:
            raise _LeftError("a file of this name exists already") from None
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
    _sync_folder(os.path.dirname(target))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(folder: str) -> None:
    """Make the change of names last; not every system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
