"""Where the repository is that a file belongs to: the closest folder upward that holds ``.git``.

Git itself is not asked: a run without options starts no program, and a tree may be checked where
there is no git.
"""

from __future__ import annotations

import os

from multiaz_lint.paths import real_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 1 << 16
"""Characters of a path that a file may name."""


def is_root(folder: str) -> bool:
    """Whether a folder is the root of a repository, of a work tree, or of a submodule."""
    return os.path.lexists(os.path.join(folder, ".git"))


def enclosing(folder: str) -> str:
    """Return the root of the repository that a folder is in, as a full path; empty without one."""
    at = os.path.abspath(folder)
    while not is_root(at):
        above = os.path.dirname(at)
        if above == at:
            return ""
        at = above
    return at


def git_folder(root: str) -> str:
    """Return where git keeps what it knows of a work tree, as a real path; empty where unknown."""
    at = os.path.join(root, ".git")
    try:
        if os.path.isfile(at):
            with open(at, encoding="utf-8", errors="surrogateescape") as file:
                at = os.path.join(root, file.readline(_LONGEST).removeprefix("gitdir:").strip())
        return os.path.realpath(at)
    except (OSError, ValueError):
        return ""


def root(folder: str) -> str:
    """Return the root of the repository that a folder is in; the folder itself without one."""
    return enclosing(folder) or folder or "."


def root_of(here: str, paths: Iterable[str]) -> str:
    """Return the root of the repository that paths are in, wherever the user stands.

    That of ``here`` comes first, as its submodules belong to it. Without one it is ``here``.
    """
    own = enclosing(here)
    for path in paths:
        full = os.path.abspath(os.path.join(here, path))
        if own and (is_below(full, own) or is_below(real_path(full), real_path(own))):
            break
        other = enclosing(real_path(full)) if path != "-" else ""
        if other:
            return other
    return own or here


def is_below(path: str, folder: str) -> bool:
    """Whether a path is that of a folder, or of something in it."""
    return os.path.join(path, "").startswith(os.path.join(folder, ""))
