"""The files that say how to check: configuration, rule files, baseline, .gitignore.

They come with the tree, so they are not trusted to be what they should: a pipe would never end, a
device has no end, and a link may lead to what nobody wanted read.
"""

from __future__ import annotations

import os
import stat

from multiaz_lint.paths import relative
from multiaz_lint.repository import is_root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""How a file is opened that may be a pipe: without waiting, its bytes as they are."""
LARGEST = 64 * 1024 * 1024
"""Bytes; a baseline of a hundred thousand findings has half as many."""


class SideFileError(Exception):
    """Why a file cannot be read."""


def read(path: str, *, most: int = LARGEST, inside: str = "", errors: str = "strict") -> str:
    """Return the text of a regular file in UTF-8, its line ends as they are.

    ``inside`` is the folder that links must not lead out of, where the tree named the file.

    Raises:
        SideFileError: It cannot be read; the words say why.

    """
    if inside and leads_out(path, inside):
        raise SideFileError(f"leads out of {os.path.abspath(inside)}")
    try:
        handle = os.open(path, READING)
        with open(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise SideFileError("not a regular file")
            data = file.read(most + 1)
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or str(error)
        raise SideFileError(words[:1].lower() + words[1:]) from None
    if len(data) > most:
        raise SideFileError(f"larger than {most:,} bytes")
    try:
        return data.decode("utf-8-sig", errors)
    except UnicodeDecodeError:
        raise SideFileError("not UTF-8 text") from None


def leads_out(path: str, folder: str) -> bool:
    """Whether a path, links resolved, is not below a folder; so is one that nobody can follow."""
    try:
        top = os.path.join(os.path.realpath(folder), "")
        return not os.path.join(os.path.realpath(path), "").startswith(top)
    except OSError:
        return True


def nearest(names: Iterable[str], paths: Iterable[str]) -> str | None:
    """Return the nearest file of a name, from the first path up to the root of the repository."""
    first = next((path for path in paths if path != "-"), ".")
    folder = os.path.abspath(first)
    if not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    while True:
        for name in names:
            candidate = os.path.join(folder, name)
            if os.path.lexists(candidate):
                return relative(candidate)
        parent = os.path.dirname(folder)
        if is_root(folder) or parent == folder:
            return None
        folder = parent
