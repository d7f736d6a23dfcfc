"""The files of a folder that may hold manifests, but for those that are left out."""

from __future__ import annotations

import os

from multiaz_lint.load.unreadable import Unreadable, reason
from multiaz_lint.paths import normal, real_path, slashed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from multiaz_lint.load.ignore import Patterns

    Levels = tuple[tuple[str, Patterns], ...]

_ENDINGS = (".yaml", ".yml", ".json")
_NAMES = frozenset({"Kustomization"})
NEVER = frozenset({".git", ".hg", ".svn"})
"""Folders that are no part of what they stand in."""
_FETCHED = frozenset({"node_modules", ".venv", ".terraform"})
_NOT_OURS = "a folder that a tool fills, passed over: name it to check it"
_DEEPEST = 200
_PATTERNS = 256 * 1024
"""Bytes of a .gitignore file that is heeded."""
MOST_PATTERNS = 2_000
"""Patterns with ``*``, ``?`` or ``[`` that a path is held against, of all files on its way."""


def may_hold_manifests(path: str) -> bool:
    """Whether a file is one to read by its name: .yaml, .yml and .json, and Kustomization."""
    return path.lower().endswith(_ENDINGS) or path.rpartition("/")[2] in _NAMES


def walk(
    root: str, excluded: Callable[[str], bool] | None, heeding: bool
) -> Iterator[str | Unreadable]:
    """Yield the files below a folder, sorted, as paths that start with the folder as typed."""
    top = normal(root)
    prefix = "" if top == "." else top.rstrip("/") + "/"
    levels = levels_above(root) if heeding else ()
    base = real_path(root)
    stack: list[tuple[str, str, Levels, int]] = [(root, prefix, levels, 0)]
    while stack:
        folder, prefix, levels, depth = stack.pop()
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            yield Unreadable(prefix.rstrip("/") or ".", reason(error))
            continue
        if heeding and any(entry.name == ".gitignore" for entry in found):
            levels = with_ignore_file(folder, levels)
        below: list[tuple[str, str, Levels, int]] = []
        for entry in found:
            path = prefix + entry.name
            try:
                is_folder = entry.is_dir(follow_symlinks=False)
                if is_folder:
                    if entry.name in NEVER or left_out(entry.path, path, levels, excluded, True):
                        continue
                    if entry.name in _FETCHED:
                        yield Unreadable(path, _NOT_OURS, grave=False, folder=True)
                        continue
                    if depth >= _DEEPEST:
                        yield Unreadable(path, f"folders nested deeper than {_DEEPEST} levels")
                        continue
                    below.append((entry.path, path + "/", levels, depth + 1))
                    continue
                if not may_hold_manifests(entry.name):
                    continue
                if left_out(entry.path, path, levels, excluded, False):
                    continue
                if entry.is_symlink():
                    target = os.path.realpath(entry.path)
                    if not target.startswith(base + os.sep):
                        yield Unreadable(path, "a symbolic link that leads out of the folder")
                        continue
                    if os.path.isdir(target):
                        continue
                yield path
            except OSError as error:
                yield Unreadable(path, reason(error))
        stack.extend(reversed(below))


def left_out(
    real: str, path: str, levels: Levels, excluded: Callable[[str], bool] | None, folder: bool
) -> bool:
    """Whether .gitignore files leave out a file or folder, or ``excluded`` does so by its path."""
    if levels:
        from multiaz_lint.load.ignore import ignored

        full = slashed(os.path.abspath(real))
        if ignored(full, levels, folder=folder):
            return True
    return excluded is not None and excluded(path + "/" if folder else path)


def with_ignore_file(folder: str, levels: Levels) -> Levels:
    """Return .gitignore files with that of a folder below them, if it has one."""
    from multiaz_lint.load import side_file
    from multiaz_lint.load.ignore import parse

    path = os.path.join(folder, ".gitignore")
    if os.path.islink(path):
        return levels  # git follows none either
    try:
        patterns = parse(side_file.read(path, most=_PATTERNS, errors="surrogateescape"))
    except side_file.SideFileError:
        return levels
    if not patterns or sum(each.globs for _, each in levels) + patterns.globs > MOST_PATTERNS:
        return levels
    here = slashed(os.path.abspath(folder))
    return (*levels, (here, patterns))


def levels_above(root: str) -> Levels:
    """Return the .gitignore files between the repository's root and a folder, from the top."""
    from multiaz_lint.repository import enclosing

    folder, top = os.path.abspath(root), enclosing(root)
    chain = []
    while top and folder != top:
        folder = os.path.dirname(folder)
        chain.append(folder)
    levels: Levels = ()
    for above in reversed(chain):
        levels = with_ignore_file(above, levels)
    return levels
