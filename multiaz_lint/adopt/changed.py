"""Findings about changed files only, judged with everything they belong to.

A budget in an unchanged file still counts, and so does one that the change takes away.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from multiaz_lint.paths import real_path, relative
from multiaz_lint.repository import is_below, root_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.load.limits import Limits

UNKNOWN = "neither here nor ever in the history that git has: is the name right?"
"""Why nothing is told about a file that is named as changed."""

_REMOVED = ("--name-only", "--no-renames", "--diff-filter=D", "-z")
"""How git prints the files that are there no more."""
NOTHING_NAMED = "no file is named, and no git repository is here to ask what is removed"
OUTSIDE = "outside of what this run reads: run again from its own folder"
"""Why nothing is told about a changed file of another repository."""


def divide(paths: Iterable[str]) -> tuple[list[str], list[str]]:
    """Divide paths into folders, which bound what is read, and changed files."""
    folders: list[str] = []
    files: list[str] = []
    for path in paths:
        # A link is a file to git: what it leads to is not what was changed.
        is_folder = os.path.isdir(path) and not os.path.islink(path)
        (folders if is_folder else files).append(path)
    return folders, files


def context(files: Sequence[str], configuration: str | None) -> str:
    """Return the folder to read: that of the configuration, else of the repository."""
    here = os.getcwd()
    return relative(bounds(files, configuration) or root_of(here, files), here)


def outside(files: Iterable[str], folder: str) -> list[str]:
    """Return the manifests among files that are not in a folder, by no way that leads there."""
    from multiaz_lint.load.folders import may_hold_manifests

    full, real = os.path.abspath(folder), real_path(folder)
    return [
        file for file in files
        if may_hold_manifests(file)
        and not is_below(os.path.abspath(file), full)
        and not is_below(real_path(file), real)
    ]  # fmt: skip


def bounds(files: Iterable[str], configuration: str | None) -> str:
    """Return the folder of a configuration that is above all files; empty where there is none."""
    if not configuration:
        return ""
    top = os.path.dirname(os.path.abspath(configuration))
    inside = os.path.join(top, "")
    return top if all(os.path.abspath(file).startswith(inside) for file in files) else ""


def elsewhere(diagnostics: Sequence[Diagnostic], files: Iterable[str]) -> list[int]:
    """List the findings of which neither the place nor a related one is in a changed file."""
    is_changed = among(files)
    return [
        index
        for index, diagnostic in enumerate(diagnostics)
        if not diagnostic.silenced
        and not any(
            is_changed(place.origin) for place in (diagnostic.place, *diagnostic.related)
        )
    ]  # fmt: skip


def among(files: Iterable[str]) -> Callable[[str], bool]:
    """Return what tells whether an origin is that of one of these files, however it is written."""
    changed = {real_path(file) for file in files}
    known: dict[str, bool] = {}

    def is_among(origin: str) -> bool:
        found = known.get(origin)
        if found is None:
            found = known[origin] = real_path(origin) in changed
        return found

    return is_among


class Removal(NamedTuple):
    """What a change removes or renames: manifests, and the commit they were in; empty if none."""

    files: Sequence[str]
    base: str


NOTHING_REMOVED = Removal([], "")


def removal(files: Sequence[str]) -> Removal:
    """Return what the change removes in the repository of some files, or the present one.

    pre-commit and prek name the revisions of a range in the environment; else it is what is
    staged, compared with the last commit. Without a repository, or a commit, nothing can be gone.

    Raises:
        RevisionError: Git cannot say it.

    """
    from multiaz_lint.adopt import git
    from multiaz_lint.load.folders import may_hold_manifests

    folder = git.stand(files)
    if not git.is_repository(folder):
        return NOTHING_REMOVED
    old = os.environ.get("PRE_COMMIT_FROM_REF", "")
    new = os.environ.get("PRE_COMMIT_TO_REF", "")
    if old and not old.strip("0"):  # how git says in a hook that there was nothing
        return NOTHING_REMOVED
    if old and new and folder == ".":
        base = git.common_commit(old, new)
        compare = ["diff-tree", "-r", base, git.commit(new)]
    else:
        base = git.last_commit(files)
        if not base:
            return NOTHING_REMOVED
        compare = ["diff-index", "--cached", base]
    names = git.ask(*compare, *_REMOVED, "--", why="", folder=folder).split("\0")
    top = relative(git.root(files))
    gone = [os.path.normpath(os.path.join(top, name)) for name in names if may_hold_manifests(name)]
    is_staged = gone and compare[0] == "diff-index"
    return Removal([] if is_staged and not git.has_index(files) else gone, base)


def not_there(files: Iterable[str]) -> list[str]:
    """Return the manifests among files that are not there."""
    from multiaz_lint.load.folders import may_hold_manifests

    return [file for file in files if may_hold_manifests(file) and not os.path.lexists(file)]


def unknown(missing: Sequence[str], removed: Removal, limits: Limits) -> list[str]:
    """Return those of missing manifests that never were there, as far as git knows.

    Raises:
        RevisionError: Git cannot say what was there.

    """
    from multiaz_lint.adopt import revision

    if not missing:
        return []
    gone, base = removed
    there = [each.origin for each in revision.files(base, missing, limits)] if base else []
    was_there = among([*gone, *there])
    missing = [file for file in missing if not was_there(file)]
    was_once_there = among(_removed_before(missing) if base and missing else [])
    return [file for file in missing if not was_once_there(file)]


def _removed_before(files: Sequence[str]) -> list[str]:
    """Return those of several files that an earlier commit took away."""
    from multiaz_lint.adopt import git

    folder = git.stand(files)
    full = map(os.path.abspath, files)
    printed = git.ask("log", "--format=", *_REMOVED, "--", *full, why="", folder=folder)
    names = printed.split("\0")
    top = relative(git.root(files))
    return [os.path.normpath(os.path.join(top, name)) for name in names if name]
