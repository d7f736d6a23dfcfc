"""Which folder a file is judged in, and where its origins lead from there."""

from __future__ import annotations

import os

from multiaz_lint.adopt.changed import bounds
from multiaz_lint.paths import real_path
from multiaz_lint.repository import enclosing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def folder_of(path: str) -> str:
    """Return the nearest folder of a file that is there; the top one where none is.

    That of a drive or of another machine may be gone.
    """
    folder = os.path.dirname(path)
    while not os.path.isdir(folder):
        above = os.path.dirname(folder)
        if above == folder:
            break
        folder = above
    return folder


def scope_of(path: str, configuration: str, folders: Sequence[str]) -> str:
    """Return the folder of all that a file belongs to; empty where it stands by itself.

    It is that of its ``configuration``, else of its repository, else the one of the editor.
    """
    top = bounds([path], configuration)
    if top:
        return top
    own = enclosing(folder_of(path))
    if own:
        return own
    holding = [each for each in folders if _holds(each, path) and not _is_too_wide(each)]
    return max(holding, key=len, default="")


def _holds(folder: str, path: str) -> bool:
    return path.startswith(os.path.join(folder, ""))


def _is_too_wide(folder: str) -> bool:
    """Whether a folder holds much that has nothing to do with each other."""
    return os.path.dirname(folder) == folder or folder == os.path.expanduser("~")


def file_of(origin: str, folder: str) -> str:
    """Return the full path of an origin that counts from a folder."""
    if origin.startswith("../"):
        folder = real_path(folder)
    return os.path.normpath(os.path.join(folder, origin))
