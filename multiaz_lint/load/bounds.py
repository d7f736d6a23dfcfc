"""Which files may be read that no path names, because a file of the input asks for them."""

from __future__ import annotations

import os

from multiaz_lint.load.folders import (
    NEVER,
    left_out,
    levels_above,
    may_hold_manifests,
    with_ignore_file,
)
from multiaz_lint.load.side_file import leads_out
from multiaz_lint.paths import real_path, relative, slashed
from multiaz_lint.repository import enclosing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from multiaz_lint.load.folders import Levels


class Bounds:
    """The files of the repository of whoever asks, but those that are left out of every check.

    Without a repository the folder that the user stands in bounds what is read, and where that does
    not hold who asks, its own folder. ``excluded`` and .gitignore files, where it is ``heeding``
    them, leave out what they leave out of folders that are checked.
    """

    def __init__(self, excluded: Callable[[str], bool] | None, *, heeding: bool) -> None:
        self._excluded = excluded
        self._heeding = heeding
        self._roots: dict[str, str] = {}
        self._inside: dict[tuple[str, str], bool] = {}
        self._levels: dict[str, Levels | None] = {}

    def admit(self, path: str, asking: str) -> bool:
        """Whether a file may be read that a file in the folder ``asking`` names."""
        try:
            return self._admits(_full(path), self._root(asking))
        except (OSError, ValueError):  # no name of a file
            return False

    def would_read(self, path: str, folders: Iterable[str]) -> bool:
        """Whether a file that is not there would be read with folders if it were.

        A folder may have come in its place.
        """
        there = os.path.lexists(path) and (os.path.islink(path) or not os.path.isdir(path))
        return (
            not there
            and may_hold_manifests(path)
            and any(not leads_out(path, each) and self.admit(path, each) for each in folders)
        )

    def _root(self, folder: str) -> str:
        known = self._roots.get(folder)
        if known is None:
            known = self._roots[folder] = root_of(folder)
        return known

    def _admits(self, path: str, root: str) -> bool:
        folder = os.path.dirname(path)
        if not self._is_inside(folder, root) or (os.path.islink(path) and _strays(path, root)):
            return False
        levels = self._levels_in(folder, root)
        return levels is not None and not self._is_left_out(path, levels, folder=False)

    def _is_inside(self, folder: str, root: str) -> bool:
        """Whether a folder is one of those below a root, with links resolved too."""
        known = self._inside.get((folder, root))
        if known is None:
            below = os.path.join(folder, "").startswith(os.path.join(root, ""))
            own = NEVER.isdisjoint(folder[len(root) :].split("/"))
            known = below and own and not _strays(folder, root)
            self._inside[folder, root] = known
        return known

    def _levels_in(self, folder: str, root: str) -> Levels | None:
        """Return the .gitignore files for what is in a folder; None where it is left out itself."""
        way = [folder]
        while way[-1] not in self._levels and way[-1] != root:
            way.append(os.path.dirname(way[-1]))
        for each in reversed(way):
            if each in self._levels:
                levels = self._levels[each]
            elif each == root:
                levels = levels_above(root) if self._heeding else ()
                levels = self._levels[each] = self._with_own(each, levels)
            else:
                if levels is not None and self._is_left_out(each, levels, folder=True):
                    levels = None
                if levels is not None:
                    levels = self._with_own(each, levels)
                self._levels[each] = levels
        return levels

    def _with_own(self, folder: str, levels: Levels) -> Levels:
        return with_ignore_file(folder, levels) if self._heeding else levels

    def _is_left_out(self, path: str, levels: Levels, *, folder: bool) -> bool:
        return left_out(path, path, levels, self._excluded, folder)


def _full(path: str) -> str:
    return slashed(os.path.abspath(path))


def _strays(path: str, root: str) -> bool:
    """Whether the links of a path lead out of a root, or into what is no part of it."""
    return leads_out(path, root) or not NEVER.isdisjoint(
        relative(real_path(path), real_path(root)).split("/")
    )


def root_of(folder: str) -> str:
    """Return the folder that bounds what files of a folder may name, as a full path."""
    full, here = _full(folder or "."), _full(".")
    top = enclosing(full)
    if top:
        return _full(top)
    # The root of all files bounds nothing.
    return here if here != "/" and f"{full}/".startswith(f"{here}/") else full
