"""Paths as they are told and compared: from where one stands, with slashes on every system."""

from __future__ import annotations

import os


def relative(path: str, folder: str = "") -> str:
    """Return a path as it is seen from a folder, if not told of which, from where the user stands.

    From another drive or share of Windows nothing is seen: there it is the full path.
    """
    try:
        found = os.path.relpath(path, folder or os.curdir)
    except ValueError:
        found = os.path.abspath(path)
    return slashed(found)


def of_origin(origin: str, folder: str) -> str:
    """Return the origin of a text as it is seen from a folder; ``<stdin>`` is seen from all."""
    return origin if origin.startswith("<") else relative(origin, folder)


def real_path(path: str) -> str:
    """Return a path, links resolved; as it is written where the system lets nobody read one.

    So it is with the present folder of another user's process, and a link that has just vanished.
    """
    try:
        return os.path.realpath(path)
    except OSError:
        return os.path.abspath(path)


def slashed(path: str) -> str:
    """Return a path of this system with slashes."""
    return path.replace(os.sep, "/")


def join(folder: str, path: str) -> str:
    """Return the normal path of what a file in a folder names."""
    return normal(f"{folder}/{path}" if folder else path)


def normal(path: str) -> str:
    """Return a path without detours, with slashes: as paths are compared."""
    return slashed(os.path.normpath(path))
