"""Files that are written whole or not at all."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_BEGINNING, _ENDING = ".multiaz-lint-", ".tmp"


def write(
    place: str, pieces: Iterable[bytes], mode: int = 0o666, before: os.stat_result | None = None
) -> None:
    """Write a file beside its place and move it there; whatever happens, nothing else is left.

    Who may read it, and as far as that is possible whose it is, stays as with the file ``before``.
    Nobody can know the name beside it before, and nothing that has it is written through.

    Raises:
        OSError: The file cannot be written.

    """
    temporary = beside(place)
    try:
        how = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with open(os.open(temporary, how, 0o600 if before else mode), "wb") as file:
            file.writelines(pieces)
            if before:
                _give(file.fileno(), before)
        os.replace(temporary, place)
    except BaseException:  # an end by a signal too
        import contextlib

        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _give(handle: int, before: os.stat_result) -> None:
    if not hasattr(os, "fchown"):
        return  # Windows: the folder says it
    mode = before.st_mode & 0o777
    if not _owned(handle, -1, before.st_gid):
        mode = mode & 0o707 | (mode & 0o007) << 3  # another group may do what all may
    _owned(handle, before.st_uid, -1)
    os.fchmod(handle, mode)


def _owned(handle: int, user: int, group: int) -> bool:
    """Whether a file could be given to a user or group; only root gives to everybody."""
    now = os.fstat(handle)
    if (user in {-1, now.st_uid}) and (group in {-1, now.st_gid}):
        return True
    try:
        os.fchown(handle, user, group)
    except OSError:
        return False
    return True


def beside(place: str) -> str:
    """Return a new name in the folder of a file."""
    return os.path.join(os.path.dirname(place), f"{_BEGINNING}{os.urandom(8).hex()}{_ENDING}")


def is_left(name: str) -> bool:
    """Whether a file is called as those beside their place, which a killed run may leave."""
    return name.startswith(_BEGINNING) and name.endswith(_ENDING)
