"""The manifests of a git revision, read from git's objects; the work tree is never touched."""

from __future__ import annotations

from multiaz_lint.load.files import Unreadable, decoded
from multiaz_lint.load.limits import Limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from subprocess import Popen

    from multiaz_lint.load.source import Source

_ENDINGS = (".yaml", ".yml", ".json")
_FILE_MODES = ("100644", "100755")


class RevisionError(Exception):
    """A revision that git cannot show."""


def commit(revision: str) -> str:
    """Return the id of a commit; ``main...`` is the one where HEAD left main.

    Raises:
        RevisionError: Git knows no such commit here.

    """
    if revision.endswith("..."):
        base = commit(revision.removesuffix("..."))
        return git("merge-base", base, "HEAD", why=f"{revision}: no common commit").strip()
    why = f"{revision}: git knows no such revision here; a shallow clone has to fetch it first"
    arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    return git(*arguments, why=why).strip()


def sources(
    revision: str,
    paths: Iterable[str],
    *,
    limits: Limits | None = None,
    excluded: Callable[[str], bool] | None = None,
) -> Iterator[Source | Unreadable]:
    """Read what the paths held at a revision, with the origins that they have today.

    Raises:
        RevisionError: Git cannot show it, or a path is outside of the repository.

    """
    limits = limits or Limits()
    blobs = dict(_blobs(commit(revision), paths, excluded))
    if not blobs:
        return
    with _started("cat-file", "--batch") as process:
        for origin, (blob, named) in sorted(blobs.items()):
            data = _content(process, blob)
            if data is not None:
                yield decoded(origin, data, limits, named=named)
        assert process.stdin is not None
        process.stdin.close()


def _blobs(
    at: str, paths: Iterable[str], excluded: Callable[[str], bool] | None
) -> Iterator[tuple[str, tuple[str, bool]]]:
    """Yield the origin of each manifest with its blob, and whether the user named the file."""
    import os

    root = git("rev-parse", "--show-toplevel", why="not inside a git repository").rstrip("\n")
    for path in paths:
        if path == "-":
            continue
        inside = os.path.relpath(os.path.realpath(path), os.path.realpath(root))
        if inside == ".." or inside.startswith(f"..{os.sep}"):
            raise RevisionError(f"{path}: outside of the git repository {root}")
        inside = inside.replace(os.sep, "/")
        listed = git("ls-tree", "-r", "-z", "--full-tree", at, "--", inside, why="")
        for entry in listed.split("\0"):
            meta, tab, name = entry.partition("\t")
            if not tab or not meta.startswith(_FILE_MODES):
                continue
            origin = _origin(path, inside, name)
            if name == inside:
                yield origin, (meta.split()[2], True)
            elif name.endswith(_ENDINGS) and not (excluded and excluded(origin)):
                yield origin, (meta.split()[2], False)


def _origin(path: str, inside: str, name: str) -> str:
    """Return the origin that the file gets when ``path`` is read from the work tree."""
    import os

    top = os.path.normpath(path).replace(os.sep, "/")
    if name == inside:
        return path.replace(os.sep, "/").removeprefix("./")
    below = name if inside == "." else name[len(inside) + 1 :]
    return below if top == "." else f"{top.rstrip('/')}/{below}"


def _content(process: Popen[bytes], blob: str) -> bytes | None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{blob}\n".encode())
    process.stdin.flush()
    head = process.stdout.readline().split()
    if len(head) != 3 or head[1] != b"blob":
        return None
    data = process.stdout.read(int(head[2]))
    process.stdout.read(1)
    return data


def _started(*arguments: str) -> Popen[bytes]:
    import os
    import subprocess

    environ = {
        **os.environ,
        "GIT_NO_LAZY_FETCH": "1",  # a partial clone must not reach for the network
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
    }
    try:
        return subprocess.Popen(  # noqa: S603 - the user's own git, and no shell
            ["git", *arguments],  # noqa: S607
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if arguments[0] != "cat-file" else subprocess.DEVNULL,
            env=environ,
        )
    except OSError as error:
        raise RevisionError(f"git cannot be started: {error.strerror}") from None


def git(*arguments: str, why: str) -> str:
    """Return what git prints.

    Raises:
        RevisionError: It fails; the words are ``why`` and git's own.

    """
    import os

    with _started(*arguments) as process:
        out, err = process.communicate()
    if process.returncode:
        words = err.decode("utf-8", "replace").strip().partition("\n")[0]
        raise RevisionError(": ".join(filter(None, (why, words))) or f"git {arguments[0]} failed")
    return os.fsdecode(out)
