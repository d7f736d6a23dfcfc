"""Git, asked about the repository that paths are in: no program that it names is run."""

from __future__ import annotations

import os

from multiaz_lint.repository import enclosing, root_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from subprocess import Popen

_CAREFUL = (
    *("-c", "core.fsmonitor=false"),
    *("-c", "log.showSignature=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
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
    return commit_in(revision, stand(paths))


def commit_in(revision: str, folder: str) -> str:
    """Return the id of a commit of the repository that a folder is in; raises RevisionError."""
    if revision.endswith("..."):
        base = commit_in(revision.removesuffix("..."), folder)
        words = f"{revision}: no common commit"
        return ask("merge-base", base, "HEAD", why=words, folder=folder).strip()
    arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    unknown = "git knows no such revision here"
    try:
        return ask(*arguments, why=revision, silent=unknown, folder=folder).strip()
    except NoRevisionError as error:
        raise NoRevisionError(f"{error}{_cure(revision, folder)}") from None


def _cure(revision: str, folder: str) -> str:
    """Say what to do about a revision that git does not know."""
    if ".." in revision:
        return "; of a range name the commit that it begins with"
    shallow = ask("rev-parse", "--is-shallow-repository", why="", folder=folder).strip()
    return "; this clone is shallow: fetch it first" if shallow == "true" else ""


def root(paths: Iterable[str] = ()) -> str:
    """Return the top folder of the work tree that the paths are in.

    Raises:
        RevisionError: They are in none.

    """
    arguments = ("rev-parse", "--show-toplevel")
    return ask(*arguments, why="not inside a git repository", folder=stand(paths)).rstrip("\n")


def stand(paths: Iterable[str]) -> str:
    """Return the folder to ask git in: the present one wherever that will do."""
    here = os.getcwd()
    top = root_of(here, paths)
    return "." if os.path.join(here, "").startswith(os.path.join(top, "")) else top


def started(*arguments: str, folder: str) -> Popen[bytes]:
    """Start git in a folder, with nothing that the repository names; raises RevisionError."""
    import subprocess

    own = {} if folder == "." else dict.fromkeys(_OTHERS)
    environ = {
        **{key: value for key, value in os.environ.items() if key not in own},
        "GIT_NO_LAZY_FETCH": "1",  # a partial clone must not reach for the network
        "GIT_ALLOW_PROTOCOL": "",  # nor where git is older than that, whatever its settings allow
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


def ask(*arguments: str, why: str, silent: str = "", folder: str = ".") -> str:
    """Return what git prints in a folder.

    Raises:
        RevisionError: It fails; the words are ``why`` and git's own, ``silent`` where it has none.

    """
    with started(*arguments, folder=folder) as process:
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
