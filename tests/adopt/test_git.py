"""Git in any state: what it cannot say is told, and never taken for nothing."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from multiaz_lint.adopt import git
from tests.manifests import WEB
from tests.repository import Repository, healthy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GIT = shutil.which("git")
posix = pytest.mark.skipif(os.name != "posix", reason="a script as a program")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return healthy(tmp_path / "repository")


def instead_of_git(repository: Repository, script: str) -> None:
    """Let a program that does what a script says be found as git."""
    folder = repository.path.parent / "bin"
    folder.mkdir()
    (folder / "git").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "git").chmod(0o755)
    repository.environ["PATH"] = f"{folder}{os.pathsep}{repository.environ['PATH']}"


def found(repository: Repository, *arguments: str) -> list[str]:
    done = repository.lint(*arguments, "--format", "concise", "--quiet")
    assert done.returncode == bool(done.stdout), done.stderr
    return [line.partition(" [")[2].rstrip("]") for line in done.stdout.splitlines()]


@pytest.mark.parametrize("option", ["--changed", "--diff-base=HEAD"])
@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda folder: (folder / "refs/heads/main").write_text("x"), id="a branch"),
        pytest.param(lambda folder: (folder / "HEAD").write_text("1" * 40), id="a lost commit"),
        pytest.param(lambda folder: (folder / "refs/heads/main").write_text("1" * 40), id="both"),
    ],
)
def test_a_damaged_head_is_no_branch_without_commits(
    repository: Repository, damage: Callable[[Path], None], option: str
) -> None:
    """What the change removes was forgotten there, and the run was green."""
    repository.git("rm", "--quiet", "k8s/budget.yaml")
    damage(repository.path / ".git")
    done = repository.lint(option)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "HEAD: " in done.stderr


def hook(repository: Repository, folder: str, *arguments: str) -> None:
    """Let a hook of the repository go to a folder and check there before each commit."""
    command = shlex.join([sys.executable, "-m", "multiaz_lint", *arguments, "--format", "concise"])
    at = repository.path / ".git" / "hooks" / "pre-commit"
    at.parent.mkdir(exist_ok=True)
    at.write_text(f"#!/bin/sh\ncd {folder}\nexec {command} 2>&1\n")
    at.chmod(0o755)


@pytest.mark.parametrize("folder", [".", "k8s", "other"])
@pytest.mark.parametrize(
    "committing",
    [
        pytest.param(["git", "commit", "--quiet", "-am", "x"], id="in a linked work tree"),
        pytest.param(
            ["git", "--git-dir=.git", "--work-tree=.", "commit", "--quiet", "-am", "x"],
            id="of a repository that is named",
        ),
    ],
)
def test_a_hook_may_go_to_a_folder_below(
    repository: Repository, folder: str, committing: list[str]
) -> None:
    """Git with GIT_DIR takes the folder for the top, and so wrong files for removed."""
    repository.write("other/old.yaml", WEB.replace("web", "old"))
    repository.commit()
    hook(repository, folder, "--changed", "k8s/web.yaml")
    at = "."
    if len(committing) == 5:
        at = "../tree"
        repository.git("worktree", "add", "--quiet", at)
    (repository.path / at / "k8s/budget.yaml").unlink()
    done = repository.run(*committing, folder=at)
    assert done.returncode == 1
    told = done.stdout + done.stderr
    assert ("k8s/web.yaml: neither here nor ever" in told) == (folder != ".")
    assert ("web.yaml:3:" in told, "old.yaml:" in told) == (True, False), told


@pytest.mark.parametrize("at", [".", "../tree"])
def test_a_hook_may_go_to_another_repository(repository: Repository, at: str) -> None:
    """What GIT_DIR and GIT_INDEX_FILE say is not about that."""
    inner = healthy(repository.path / "inner")
    inner.write("k8s/web.yaml", f"# edited\n{WEB}")
    inner.git("rm", "--quiet", "k8s/budget.yaml")
    repository.git("worktree", "add", "--quiet", "../tree")
    hook(repository, str(inner.path), "--changed", "README.md")
    (repository.path / at / "k8s/web.yaml").unlink()
    done = repository.run("git", "commit", "--quiet", "-am", "x", folder=at)
    assert done.returncode == 1
    assert "k8s/web.yaml:4:" in done.stdout + done.stderr


@pytest.mark.parametrize("arguments", [["--changed", "web.yaml"], [".", "--diff-base", "HEAD"]])
@pytest.mark.parametrize("named", [True, False], ids=["by GIT_DIR", "by the folder"])
def test_what_to_do_in_a_bare_repository(
    repository: Repository, arguments: list[str], *, named: bool
) -> None:
    folder = ".git/k8s"
    repository.git("config", "core.bare", "true")
    repository.write(".git/k8s/web.yaml", WEB)
    if named:
        repository.environ["GIT_DIR"] = str(repository.path / ".git")
    done = repository.lint(*arguments, folder=folder)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "the repository is bare: check a folder that its files are " in done.stderr


@pytest.mark.parametrize("option", [["--changed", "k8s/web.yaml"], [".", "--diff-base=HEAD"]])
def test_a_work_tree_that_git_has_elsewhere_is_not_this_one(
    repository: Repository, option: list[str], tmp_path: Path
) -> None:
    """What was removed there is not what was removed here."""
    repository.git("rm", "--quiet", "k8s/budget.yaml")
    repository.git("config", "core.worktree", str(tmp_path / "home"))
    done = repository.lint(*option)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "home, elsewhere: is core.worktree" in done.stderr


@posix
@pytest.mark.parametrize(
    "aside",
    [
        "warning: unable to access '/root/.config/git/attributes': Permission denied",
        "hint: use something else",
        "10:20:30.123456 git.c:460               trace: built-in: git rev-parse",
    ],
)
def test_what_git_says_aside_is_no_reason_why_it_fails(repository: Repository, aside: str) -> None:
    """Before the first commit there was no check at all where git warned of something."""
    instead_of_git(repository, f'echo {shlex.quote(aside)} >&2; exec {GIT} "$@"')
    told = repository.lint("--diff-base", "nowhere").stderr
    assert told == "multiaz-lint: nowhere: git knows no such revision here\n"
    repository.git("update-ref", "-d", "HEAD")
    assert found(repository, "--changed", "k8s/web.yaml") == []


def test_a_hook_of_a_linked_work_tree_may_go_to_the_main_one(repository: Repository) -> None:
    """What git keeps of the one is in what it keeps of the other."""
    hook(repository, str(repository.path), "--changed")
    repository.git("worktree", "add", "--quiet", "../tree")
    (repository.path.parent / "tree/k8s/budget.yaml").unlink()
    commit = ("git", "commit", "--quiet", "-am", "x")
    assert repository.run(*commit, folder="../tree").returncode == 0, "nothing is removed here"
    repository.git("rm", "--quiet", "k8s/budget.yaml")
    (repository.path.parent / "tree/README.md").write_text("any")
    repository.git("-C", "../tree", "add", "README.md")
    done = repository.run(*commit, folder="../tree")
    assert (done.returncode, "pdb-missing" in done.stdout + done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("diff.relative", "true"), ("diff.orderFile", "."), ("diff.colorMoved", "unknown"),
        ("diff.renames", "copies"), ("color.ui", "always"), ("core.quotePath", "true"),
    ],
)  # fmt: skip
def test_settings_of_what_git_prints_for_people_do_not_count(
    repository: Repository, key: str, value: str
) -> None:
    """With diff.relative what was removed in other folders was forgotten."""
    repository.write("ü/old.yaml", WEB.replace("web", "old"))
    repository.commit()
    repository.git("rm", "--quiet", "k8s/budget.yaml", "ü/old.yaml")
    repository.write("other/web.yaml", WEB)
    repository.git("config", key, value)
    done = repository.lint("--changed", "--format", "concise", folder="other")
    assert (done.returncode, done.stdout.count("\n")) == (1, 1), done.stderr
    assert "../k8s/web.yaml:3:" in done.stdout


@posix
@pytest.mark.parametrize(
    ("script", "words"),
    [
        pytest.param("kill -9 $$", "was ended by signal 9", id="killed"),
        pytest.param("exit 3", "failed with exit code 3", id="silent"),
        pytest.param("echo fatal: odd >&2; exit 1", "fatal: odd", id="with words"),
    ],
)
@pytest.mark.parametrize("option", ["--changed", "--diff-base=HEAD"])
def test_a_git_that_fails_knows_no_branch_without_commits(
    repository: Repository, script: str, words: str, option: str
) -> None:
    repository.git("rm", "--quiet", "k8s/budget.yaml")
    instead_of_git(repository, script)
    done = repository.lint(option)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert words in done.stderr


@posix
@pytest.mark.parametrize(
    ("call", "answer", "words"),
    [
        pytest.param("rev-parse", "", "answers with what is no id: ''", id="no commit"),
        pytest.param("rev-parse", "Git of a company", "is no id: 'Git of", id="words"),
        pytest.param("ls-tree", "a\tb", "answers with what is no entry: 'a'", id="no entry"),
        pytest.param("cat-file", "a blob -5", "git lacks what it held", id="no content"),
        pytest.param("cat-file", "a blob 5000", "git ended before", id="less content"),
        pytest.param("cat-file", "", "git ended before", id="silence"),
    ],
)
def test_an_answer_that_is_none_is_told(
    repository: Repository, call: str, answer: str, words: str
) -> None:
    """Half a file was taken for the whole, no id for a branch without commits."""
    repository.git("rm", "--quiet", "k8s/budget.yaml")
    answered = (
        f"read asked; printf {shlex.quote(answer)}; test -z {shlex.quote(answer)} || echo; exit 0"
    )
    instead_of_git(repository, f'case "$*" in *{call}*) {answered};; esac; exec {GIT} "$@"')
    for option in ("--changed", "--diff-base=HEAD"):
        done = repository.lint(option)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert words in done.stderr


@posix
@pytest.mark.parametrize(("name", "code"), [("INT", 130), ("TERM", 143), ("HUP", 129)])
@pytest.mark.parametrize("call", ["rev-parse", "cat-file"])
def test_a_git_that_hangs_ends_with_the_run(
    repository: Repository, name: str, code: int, call: str
) -> None:
    hang = f"kill -{name} $PPID; exec sleep 600"
    instead_of_git(repository, f'case "$*" in *{call}*) {hang};; esac; exec {GIT} "$@"')
    done = repository.lint("--diff-base", "HEAD")
    assert (done.returncode, done.stdout, done.stderr) == (code, "", "")


def test_a_program_of_the_present_folder_is_none_of_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows would run a git.exe that comes with the tree."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bin").mkdir()
    for folder in (tmp_path, tmp_path / "bin"):
        (folder / "git.exe").write_text("any")
    path = os.pathsep.join(["", ".", "bin", str(tmp_path / "gone"), str(tmp_path / "bin")])
    assert git.on_path("git.exe", path) == str(tmp_path / "bin" / "git.exe")
    with pytest.raises(git.RevisionError, match="in no folder of PATH"):
        git.on_path("git.exe", os.pathsep.join(["", ".", "bin"]))


@posix
def test_git_that_does_not_know_where_options_end_is_asked_all_the_same(
    repository: Repository,
) -> None:
    """Before 2.30 rev-parse fails there without a word, as where there is no commit."""
    repository.git("rm", "--quiet", "k8s/budget.yaml")
    instead_of_git(repository, f'case "$*" in *--end-of-options*) exit 1;; esac; exec {GIT} "$@"')
    assert found(repository, "--changed") == ["pdb-missing"]
    assert found(repository, "--diff-base", "HEAD") == ["pdb-missing"]
    repository.environ |= {"PRE_COMMIT_FROM_REF": "HEAD", "PRE_COMMIT_TO_REF": "HEAD"}
    assert found(repository, "--changed", "k8s/web.yaml") == ["pdb-missing"]
