"""Files that are written whole or not at all."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

ENDING = ".tmp"


def write(place: str, pieces: Iterable[bytes], mode: int = 0o666) -> None:
    """Write a file beside its place and move it there; whatever happens, nothing else is left.

    Nobody can know the name beside it before, and nothing that has it is written through.

    Raises:
        OSError: The file cannot be written.

    """
    temporary = beside(place)
    try:
        how = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with open(os.open(temporary, how, mode), "wb") as file:
            file.writelines(pieces)
        os.replace(temporary, place)
    except BaseException:  # an end by a signal too
        import contextlib

        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def beside(place: str) -> str:
    """Return a new name in the folder of a file."""
    return os.path.join(os.path.dirname(place), f".multiaz-lint-{os.urandom(8).hex()}{ENDING}")
