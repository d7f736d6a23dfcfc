"""The manifests of a git revision, read from git's objects; the work tree is never touched."""

from __future__ import annotations

import os
from typing import NamedTuple

from multiaz_lint.adopt import git
from multiaz_lint.load.files import decoded
from multiaz_lint.load.folders import may_hold_manifests
from multiaz_lint.paths import normal, real_path, relative, slashed
from multiaz_lint.repository import is_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from subprocess import Popen

    from multiaz_lint.load.limits import Limits
    from multiaz_lint.load.source import Source
    from multiaz_lint.load.unreadable import Unreadable

_FILE_MODES = frozenset({"100644", "100755"})
_SUBMODULE = "160000"
_PARTIAL = "a partial clone has to fetch that first"
_AT_ONCE = 200
"""How many paths one call of git takes."""


def sources(
    revision: str,
    paths: Iterable[str],
    *,
    limits: Limits,
    excluded: Callable[[str], bool] | None = None,
) -> Iterator[Source | Unreadable]:
    """Read what the paths held at a revision, with the origins that they have today.

    Raises:
        RevisionError: Git cannot show it, or a path is outside of the repository.

    """
    for folder, blobs in _found(revision, paths, excluded).items():
        yield from _read(folder, blobs, limits)


def files(revision: str, paths: Iterable[str], limits: Limits) -> Iterator[Source | Unreadable]:
    """Read those of the paths that were files at a revision, as ones that no user names.

    Raises:
        RevisionError: Git cannot show it, or a path is outside of the repository.

    """
    for folder, blobs in _found(revision, paths, None).items():
        only = {origin: (blob, False) for origin, (blob, named) in blobs.items() if named}
        yield from _read(folder, only, limits)


def _found(
    revision: str, paths: Iterable[str], excluded: Callable[[str], bool] | None
) -> dict[str, dict[str, tuple[str, bool]]]:
    """Return the files of a revision by repository and origin: their ids, and whether named."""
    paths = [path for path in paths if path != "-"]
    if not paths:
        return {}
    folder = git.stand(paths)
    top = real_path(git.root(paths))
    asked = {_inside(path, top): path for path in reversed(paths)}
    found: dict[str, dict[str, tuple[str, bool]]] = {}
    for blob in _blobs(_Tree(folder, top, git.commit_in(revision, folder)), asked, excluded):
        found.setdefault(blob.folder, {})[blob.origin] = blob.id, blob.named
    return found


def _inside(path: str, top: str) -> str:
    """Return the path in the repository that a path leads to; of a link that leads out, its own."""
    folder, name = os.path.split(os.path.abspath(path))
    for full in (real_path(path), os.path.join(real_path(folder), name)):
        if is_below(full, top):
            return relative(full, top)
    raise git.RevisionError(f"{path}: outside of the git repository {top}")


class _Tree(NamedTuple):
    """A commit of a repository: where to ask git about it, and where its files are."""

    folder: str
    top: str
    commit: str


class _Blob(NamedTuple):
    """The content of a manifest: where to ask git for it, and whether the user named the file."""

    folder: str
    id: str
    origin: str
    named: bool


def _blobs(
    tree: _Tree, asked: dict[str, str], excluded: Callable[[str], bool] | None
) -> Iterator[_Blob]:
    """Yield the manifests of a commit below what is asked for: paths as they are in it, as typed.

    A submodule is asked itself, at the commit that it had.
    """
    own, others = _by_repository(tree.top, asked)
    for below, theirs in others.items():
        for mode, at, name in _entries(tree, [below]):
            if mode == _SUBMODULE and name == below:
                yield from _blobs(_submodule(tree, below, at), theirs, excluded)
    for mode, at, name in _entries(tree, list(own)):
        inside = _asked_for(name, own)
        origin = _origin(own[inside], inside, name)
        if mode == _SUBMODULE:
            if os.path.exists(os.path.join(tree.top, name, ".git")):
                yield from _blobs(_submodule(tree, name, at), {".": origin}, excluded)
        elif mode not in _FILE_MODES:
            continue
        elif name == inside:
            yield _Blob(tree.folder, at, origin, True)
        elif may_hold_manifests(name) and not (excluded and excluded(origin)):
            yield _Blob(tree.folder, at, origin, False)


def _submodule(tree: _Tree, name: str, at: str) -> _Tree:
    folder = os.path.join(tree.top, name)
    words = f"{folder}: the submodule lacks the commit it had; fetch it first"
    return _Tree(
        folder,
        folder,
        git.ask("rev-parse", "--verify", f"{at}^{{commit}}", why=words, folder=folder).strip(),
    )


def _by_repository(
    top: str, asked: dict[str, str]
) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Divide paths into those of the repository itself and those of its submodules."""
    own: dict[str, str] = {}
    others: dict[str, dict[str, str]] = {}
    known: dict[str, bool] = {}
    for inside, path in asked.items():
        parts = inside.split("/")
        for count in range(1, len(parts) + 1):
            folder = "/".join(parts[:count])
            if folder not in known:
                known[folder] = os.path.exists(os.path.join(top, folder, ".git"))
            if known[folder] and folder != ".":
                others.setdefault(folder, {})["/".join(parts[count:]) or "."] = path
                break
        else:
            own[inside] = path
    return own, others


def _entries(tree: _Tree, insides: list[str]) -> Iterator[tuple[str, str, str]]:
    """Yield mode, id and path of all entries below paths."""
    for start in range(0, len(insides), _AT_ONCE):
        paths = insides[start : start + _AT_ONCE]
        arguments = ("ls-tree", "-r", "-z", "--full-tree", tree.commit, "--", *paths)
        for entry in git.ask(*arguments, why="", folder=tree.folder).split("\0"):
            meta, tab, name = entry.partition("\t")
            if tab:
                words = meta.split()
                if len(words) != 3:
                    raise git.RevisionError(
                        f"git ls-tree answers with what is no entry: {meta!r:.60}"
                    )
                yield words[0], words[2], name


def _asked_for(name: str, asked: dict[str, str]) -> str:
    """Return the closest of the paths that an entry is, or is below of."""
    while name not in asked:
        name, slash, _ = name.rpartition("/")
        if not slash:
            return "."
    return name


def _origin(path: str, inside: str, name: str) -> str:
    """Return the origin that the file gets when ``path`` is read from the work tree."""
    top = normal(path)
    if name == inside:
        return slashed(path).removeprefix("./")
    below = name if inside == "." else name[len(inside) + 1 :]
    return below if top == "." else f"{top.rstrip('/')}/{below}"


def _read(
    folder: str, blobs: dict[str, tuple[str, bool]], limits: Limits
) -> Iterator[Source | Unreadable]:
    with git.started("cat-file", "--batch", folder=folder) as process:
        for origin, (blob, named) in sorted(blobs.items()):
            try:
                data = _content(process, blob, limits.file_bytes)
            except (OSError, EOFError):
                # Git before 2.44 may end so as well where it tries to fetch what it lacks.
                words = f"git ended before it had shown what it held; {_PARTIAL}"
                raise git.RevisionError(f"{origin}: {words}") from None
            if data is None:
                raise git.RevisionError(f"{origin}: git lacks what it held; {_PARTIAL}")
            yield decoded(origin, data, limits, named=named)
        assert process.stdin is not None
        process.stdin.close()


def _content(process: Popen[bytes], blob: str, most: int) -> bytes | None:
    """Return what a blob holds, of a large one what shows that it is; None if git lacks it.

    Raises:
        OSError, EOFError: Git has ended.

    """
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{blob}\n".encode())
    process.stdin.flush()
    line = process.stdout.readline()
    if not line:
        raise EOFError
    head = line.split()
    if len(head) != 3 or head[1] != b"blob" or not head[2].isdigit():
        return None
    size = int(head[2])
    data = process.stdout.read(min(size, most + 1))
    left = size - len(data) + 1  # the end of line behind it
    while left > 0 and (passed := process.stdout.read(min(left, 1 << 20))):
        left -= len(passed)
    if left:
        raise EOFError
    return data
