"""Git, asked about the repository that paths are in: no program that it names is run."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress

from multiaz_lint.repository import enclosing, git_folder, is_below, root_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from subprocess import Popen

_CAREFUL = (
    *("-c", "core.fsmonitor=false"),
    *("-c", "log.showSignature=false"),
    *("-c", "diff.relative=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "safe.bareRepository=explicit"),
    "--no-pager",
    "--no-replace-objects",
)
"""Settings may name programs that git runs, or change what it prints; none is needed here."""
_PLACE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX")
"""Where a hook of git runs, as long as it does not go elsewhere."""
_OWNED = (["modules"], ["worktrees"])
"""The folders of what git keeps of a repository that are about submodules and linked work trees."""
_OTHERS = (
    *_PLACE,
    *("GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"),
    *("GIT_COMMON_DIR", "GIT_SHALLOW_FILE"),
)
"""What a hook of git says about the repository it runs in, and no other."""
_SIGNS_OF_BARE = ("safe.bareRepository", "must be run in a work tree")
_BARE = (
    "the repository is bare: check a folder that its files are checked out to, "
    "as `git worktree add` makes one"
)
_DIGITS = frozenset("0123456789abcdef")
_UNKNOWN = "git knows no such revision here"
_APART = "no common commit"


class RevisionError(Exception):
    """A revision that git cannot show."""


class NoRevisionError(RevisionError):
    """A revision that git does not know, and has no more words for."""


def is_repository(folder: str = ".") -> bool:
    """Whether a folder, the present one as a rule, is in a repository, be it one git refuses."""
    return folder != "." or "GIT_DIR" in os.environ or bool(enclosing(os.getcwd()))


def last_commit(paths: Iterable[str] = ()) -> str:
    """Return the id of the commit that is checked out, nothing before the first one.

    Raises:
        RevisionError: Git cannot say it.

    """
    folder = stand(paths)
    try:
        return commit_in("HEAD", folder)
    except NoRevisionError:
        head = ("rev-parse", "--verify", "--quiet", "HEAD")
        try:
            ask(*head, why="HEAD", silent=_UNKNOWN, folder=folder)
        except NoRevisionError:
            # Damaged, unless it is a branch without commits.
            ask("symbolic-ref", "HEAD", why="HEAD", folder=folder)
            return ""
        raise RevisionError("HEAD: git lacks the commit that is checked out") from None


def common_commit(one: str, other: str) -> str:
    """Return the id of the commit where two revisions of the present repository parted.

    Raises:
        RevisionError: There is none, or git does not know them.

    """
    return _parting(commit(one), commit(other), "", ".")


def commit(revision: str, paths: Iterable[str] = ()) -> str:
    """Return the id of a commit; ``main...`` is the one where HEAD left main.

    The repository is the one that the paths are in, wherever the user stands.

    Raises:
        RevisionError: Git knows no such commit there.

    """
    return commit_in(revision, stand(paths))


def commit_in(revision: str, folder: str) -> str:
    """Return the id of a commit of the repository that a folder is in; raises RevisionError."""
    start = revision.removesuffix("...")
    if start not in {"", revision}:
        base = commit_in(start, folder)
        return _parting(base, "HEAD", revision, folder)
    if revision.startswith(("-", "^")):
        raise NoRevisionError(f"{revision}: {_UNKNOWN}")
    arguments = ("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    try:
        return _id(*arguments, why=revision, silent=_UNKNOWN, folder=folder)
    except NoRevisionError as error:
        raise NoRevisionError(f"{error}{_cure(revision, folder)}") from None


def _id(*arguments: str, why: str, silent: str, folder: str) -> str:
    """Return the only id that git prints; raises RevisionError."""
    answer = ask(*arguments, why=why, silent=silent, folder=folder).strip()
    if not answer or not set(answer) <= _DIGITS:
        raise RevisionError(f"git {arguments[0]} answers with what is no id: {answer!r:.60}")
    return answer


def _parting(one: str, other: str, why: str, folder: str) -> str:
    try:
        return _id("merge-base", one, other, why=why, silent=_APART, folder=folder)
    except NoRevisionError as error:
        raise NoRevisionError(f"{error}{_if_shallow(folder)}") from None


def _cure(revision: str, folder: str) -> str:
    """Say what to do about a revision that git does not know."""
    if ".." in revision:
        return "; of a range name the commit that it begins with"
    return _if_shallow(folder)


def _if_shallow(folder: str) -> str:
    shallow = ask("rev-parse", "--is-shallow-repository", why="", folder=folder).strip()
    return "; this clone is shallow: fetch it first" if shallow == "true" else ""


def root(paths: Iterable[str] = ()) -> str:
    """Return the top folder of the work tree that the paths are in.

    Raises:
        RevisionError: They are in none.

    """
    folder = stand(paths)
    top = ask("rev-parse", "--show-toplevel", why="", folder=folder).rstrip("\n")
    if not is_below(os.path.realpath(folder), os.path.realpath(top)):
        words = f"git says that the work tree is {top}, elsewhere: is core.worktree of its settings"
        raise RevisionError(f"{words} or GIT_WORK_TREE right?")
    return top


def has_index(paths: Iterable[str] = ()) -> bool:
    """Whether anything was ever staged where the paths are; not where nothing was checked out.

    Raises:
        RevisionError: Git cannot say it.

    """
    folder = stand(paths)
    index = ask("rev-parse", "--git-path", "index", why="", folder=folder).rstrip("\n")
    # What a hook names counts from the top.
    return any(os.path.exists(os.path.join(at, index)) for at in (folder, root(paths)))


def stand(paths: Iterable[str]) -> str:
    """Return the folder to ask git in: the present one wherever that will do."""
    here = os.getcwd()
    top = root_of(here, paths)
    return "." if is_below(here, top) else top


def _of_others() -> tuple[str, ...]:
    """Return what the environment says that does not count in the present folder.

    A hook may run with GIT_DIR, and git then takes the folder for the top of the work tree, or with
    an index; but it may have gone to a folder below, or to another repository, as to a submodule.
    """
    top = enclosing(os.getcwd())
    named = os.environ.get("GIT_DIR") or os.environ.get("GIT_INDEX_FILE")
    if not named or not top:
        return ()
    at, own = os.path.realpath(os.path.join(top, named)), git_folder(top)
    if is_below(at, own) and at[len(own) :].split(os.sep)[1:2] not in _OWNED:
        return _PLACE
    return _OTHERS if ".git" in at.split(os.sep) and os.path.exists(at) else ()


def on_path(name: str, path: str) -> str:
    """Return the full path of a program in the folders of PATH, none of them a relative one.

    Raises:
        RevisionError: It is in none.

    """
    for folder in filter(os.path.isabs, path.split(os.pathsep)):
        at = os.path.join(folder, name)
        if os.path.isfile(at):
            return at
    raise RevisionError(f"git cannot be started: {name} is in no folder of PATH")


@contextmanager
def started(*arguments: str, folder: str) -> Iterator[Popen[bytes]]:
    """Start git in a folder, with nothing that the repository names; it ends with what asks it.

    Raises:
        RevisionError: It cannot be started.

    """
    import subprocess

    # Windows looks for a program in the present folder first, which may be that of a stranger.
    program = "git" if os.name == "posix" else on_path("git.exe", os.environ.get("PATH", ""))
    others = _of_others() if folder == "." else _OTHERS
    environ = {
        **{key: value for key, value in os.environ.items() if key not in others},
        "GIT_NO_LAZY_FETCH": "1",  # a partial clone must not reach for the network
        "GIT_ALLOW_PROTOCOL": "",  # nor where git is older than that, whatever its settings allow
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C",  # warnings are known by their first word
    }
    try:
        process = subprocess.Popen(  # noqa: S603 - the user's own git, and no shell
            [program, *_CAREFUL, *arguments],  # as the user's shell finds it
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if arguments[0] != "cat-file" else subprocess.DEVNULL,
            env=environ,
            cwd=folder,
        )
    except OSError as error:
        raise RevisionError(f"git cannot be started: {error.strerror}") from None
    with process:
        try:
            yield process
        except BaseException:  # an end by a signal too: nobody waits for one that hangs
            process.kill()
            with suppress(OSError):
                process.stdin.close()  # type: ignore[union-attr] # it is a pipe
            raise


def ask(*arguments: str, why: str, silent: str = "", folder: str = ".") -> str:
    """Return what git prints in a folder.

    Raises:
        RevisionError: It fails; the words are ``why`` and git's own.
        NoRevisionError: It says by its exit code alone that there is none, ``silent`` in words.

    """
    with started(*arguments, folder=folder) as process:
        out, err = process.communicate()
    code = process.returncode
    if code:
        words = _told(err.decode("utf-8", "replace"))
        if code == 1 and silent and not words:
            raise NoRevisionError(": ".join(filter(None, (why, silent))))
        how = f"was ended by signal {-code}" if code < 0 else f"failed with exit code {code}"
        told = words or f"git {arguments[0]} {how}"
        raise RevisionError(": ".join(filter(None, (why, told))))
    return os.fsdecode(out)


def _told(words: str) -> str:
    """Return the first line of what git says, and what to do about it.

    Warnings, and what it tells those that trace it, are no reason why it fails.
    """
    if any(sign in words for sign in _SIGNS_OF_BARE):
        return _BARE
    lines = [line for line in words.strip().splitlines() if not _is_aside(line)]
    cure = [line.strip() for line in lines[1:] if "safe.directory" in line]
    return "; ".join([*lines[:1], *cure])


def _is_aside(line: str) -> bool:
    return line.startswith(("warning: ", "hint: ")) or line[2:3] == line[5:6] == ":"
