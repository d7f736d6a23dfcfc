"""Manifests that a sparse checkout leaves out of the work tree: nobody has removed them."""

from __future__ import annotations

import os

from multiaz_lint.adopt import git
from multiaz_lint.adopt.changed import among
from multiaz_lint.load.folders import may_hold_manifests
from multiaz_lint.paths import relative, slashed
from multiaz_lint.result import NotChecked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WHY = "outside of the sparse checkout"
_SKIPPED = "S "
"""How git marks entries of the index that are not to be in the work tree (skip-worktree)."""


class LeftOut:
    """The manifests that are not in the work tree, and those of them that were asked about."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._is_among = among(names)
        self._asked: set[str] = set()

    def __contains__(self, origin: str) -> bool:
        found = self._is_among(origin)
        if found:
            self._asked.add(slashed(origin))
        return found

    def told(self) -> Iterator[NotChecked]:
        """Say of those that were asked about why nothing is said of them."""
        return (NotChecked(origin, WHY) for origin in sorted(self._asked))


def left_out(paths: Iterable[str]) -> LeftOut:
    """Return what is left out of the work tree that the paths are in.

    Raises:
        RevisionError: Git cannot say it.

    """
    folder = git.stand(paths)
    if folder == "." and not git.is_repository():
        return LeftOut()
    arguments = ("rev-parse", "--git-path", "info/sparse-checkout")
    patterns = git.ask(*arguments, why="", folder=folder).rstrip("\n")
    if not os.path.exists(os.path.join(folder, patterns)):
        return LeftOut()
    top = git.root(paths)
    entries = git.ask("ls-files", "-t", "-z", "--full-name", "--", top, why="", folder=folder)
    names = (each.removeprefix(_SKIPPED) for each in entries.split("\0") if each[:2] == _SKIPPED)
    missing = (os.path.join(top, name) for name in names if may_hold_manifests(name))
    return LeftOut(relative(name) for name in missing if not os.path.lexists(name))
