"""The manifests of a git revision, read from git's objects; the work tree is never touched."""

from __future__ import annotations

import os
from typing import NamedTuple

from multiaz_lint.load.files import decoded
from multiaz_lint.load.folders import may_hold_manifests
from multiaz_lint.paths import relative, slashed
from multiaz_lint.repository import enclosing, root_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from subprocess import Popen

    from multiaz_lint.load.limits import Limits
    from multiaz_lint.load.source import Source
    from multiaz_lint.load.unreadable import Unreadable

_FILE_MODES = frozenset({"100644", "100755"})
_SUBMODULE = "160000"
_AT_ONCE = 200
"""How many paths one call of git takes."""
_CAREFUL = (
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "protocol.allow=never"),
    *("-c", "safe.bareRepository=explicit"),
    "--no-pager",
    "--no-replace-objects",
)
"""The settings of a repository may name programs that git runs; none of them is needed here."""
_OTHERS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX")
"""What a hook of git says about the repository it runs in, and no other."""


class RevisionError(Exception):
    """A revision that git cannot show."""


class NoRevisionError(RevisionError):
    """A revision that git does not know, and has no more words for."""


def is_repository() -> bool:
    """Whether the present folder is in a repository, be it one that git refuses."""
    return "GIT_DIR" in os.environ or bool(enclosing(os.getcwd()))


def last_commit() -> str:
    """Return the id of the commit that is checked out, nothing before the first one.

    Raises:
        RevisionError: Git cannot say it.

    """
    try:
        return commit("HEAD")
    except NoRevisionError:
        return ""


def commit(revision: str, paths: Iterable[str] = ()) -> str:
    """Return the id of a commit; ``main...`` is the one where HEAD left main.

    The repository is the one that the paths are in, wherever the user stands.

    Raises:
        RevisionError: Git knows no such commit there.

    """
    return _commit(revision, stand(paths))


def _commit(revision: str, stand: str) -> str:
    if revision.endswith("..."):
        base = _commit(revision.removesuffix("..."), stand)
        words = f"{revision}: no common commit"
        return git("merge-base", base, "HEAD", why=words, folder=stand).strip()
    arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    unknown = "git knows no such revision here; a shallow clone has to fetch it first"
    return git(*arguments, why=revision, silent=unknown, folder=stand).strip()


def root(paths: Iterable[str] = ()) -> str:
    """Return the top folder of the work tree that the paths are in.

    Raises:
        RevisionError: They are in none.

    """
    arguments = ("rev-parse", "--show-toplevel")
    return git(*arguments, why="not inside a git repository", folder=stand(paths)).rstrip("\n")


def stand(paths: Iterable[str]) -> str:
    """Return the folder to ask git in: the present one wherever that will do."""
    here = os.getcwd()
    top = root_of(here, paths)
    return "." if os.path.join(here, "").startswith(os.path.join(top, "")) else top


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
    folder = stand(paths)
    top = os.path.realpath(root(paths))
    asked = {_inside(path, top): path for path in reversed(paths)}
    found: dict[str, dict[str, tuple[str, bool]]] = {}
    for blob in _blobs(_Tree(folder, top, _commit(revision, folder)), asked, excluded):
        found.setdefault(blob.folder, {})[blob.origin] = blob.id, blob.named
    return found


def _inside(path: str, top: str) -> str:
    inside = relative(os.path.realpath(path), top)
    if inside == ".." or inside.startswith("../") or os.path.isabs(inside):
        raise RevisionError(f"{path}: outside of the git repository {top}")
    return inside


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
        git("rev-parse", "--verify", f"{at}^{{commit}}", why=words, folder=folder).strip(),
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
        for entry in git(*arguments, why="", folder=tree.folder).split("\0"):
            meta, tab, name = entry.partition("\t")
            if tab:
                mode, _, at = meta.split()
                yield mode, at, name


def _asked_for(name: str, asked: dict[str, str]) -> str:
    """Return the closest of the paths that an entry is, or is below of."""
    while name not in asked:
        name, slash, _ = name.rpartition("/")
        if not slash:
            return "."
    return name


def _origin(path: str, inside: str, name: str) -> str:
    """Return the origin that the file gets when ``path`` is read from the work tree."""
    top = slashed(os.path.normpath(path))
    if name == inside:
        return slashed(path).removeprefix("./")
    below = name if inside == "." else name[len(inside) + 1 :]
    return below if top == "." else f"{top.rstrip('/')}/{below}"


def _read(
    folder: str, blobs: dict[str, tuple[str, bool]], limits: Limits
) -> Iterator[Source | Unreadable]:
    with _started("cat-file", "--batch", folder=folder) as process:
        for origin, (blob, named) in sorted(blobs.items()):
            data = _content(process, blob, limits.file_bytes)
            if data is None:
                words = "git lacks what it held; a partial clone has to fetch that first"
                raise RevisionError(f"{origin}: {words}")
            yield decoded(origin, data, limits, named=named)
        assert process.stdin is not None
        process.stdin.close()


def _content(process: Popen[bytes], blob: str, most: int) -> bytes | None:
    """Return what a blob holds, of a large one what shows that it is; None if git lacks it."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{blob}\n".encode())
    process.stdin.flush()
    head = process.stdout.readline().split()
    if len(head) != 3 or head[1] != b"blob":
        return None
    size = int(head[2])
    data = process.stdout.read(min(size, most + 1))
    left = size - len(data) + 1  # the end of line behind it
    while left > 0 and (passed := process.stdout.read(min(left, 1 << 20))):
        left -= len(passed)
    return data


def _started(*arguments: str, folder: str) -> Popen[bytes]:
    import subprocess

    own = {} if folder == "." else dict.fromkeys(_OTHERS)
    environ = {
        **{key: value for key, value in os.environ.items() if key not in own},
        "GIT_NO_LAZY_FETCH": "1",  # a partial clone must not reach for the network
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
    }
    try:
        return subprocess.Popen(  # noqa: S603 - the user's own git, and no shell
            ["git", *_CAREFUL, *arguments],  # noqa: S607 - as the user's shell finds it
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if arguments[0] != "cat-file" else subprocess.DEVNULL,
            env=environ,
            cwd=folder,
        )
    except OSError as error:
        raise RevisionError(f"git cannot be started: {error.strerror}") from None


def git(*arguments: str, why: str, silent: str = "", folder: str = ".") -> str:
    """Return what git prints in a folder.

    Raises:
        RevisionError: It fails; the words are ``why`` and git's own, ``silent`` where it has none.

    """
    with _started(*arguments, folder=folder) as process:
        out, err = process.communicate()
    if process.returncode:
        words = _told(err.decode("utf-8", "replace"))
        kind = RevisionError if words or not silent else NoRevisionError
        told = ": ".join(filter(None, (why, words or silent)))
        raise kind(told or f"git {arguments[0]} failed")
    return os.fsdecode(out)


def _told(words: str) -> str:
    """Return the first line of what git says, and how a folder of somebody else is trusted."""
    lines = words.strip().splitlines()
    cure = [line.strip() for line in lines[1:] if "safe.directory" in line]
    return "; ".join([*lines[:1], *cure])
