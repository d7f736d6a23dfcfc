"""Git in any state: what it cannot say is told, and never taken for nothing."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.repository import Repository, healthy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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
@pytest.mark.parametrize(("name", "code"), [("INT", 130), ("TERM", 143), ("HUP", 129)])
@pytest.mark.parametrize("call", ["rev-parse", "cat-file"])
def test_a_git_that_hangs_ends_with_the_run(
    repository: Repository, name: str, code: int, call: str
) -> None:
    hang = f"kill -{name} $PPID; exec sleep 600"
    script = f'case "$*" in *{call}*) {hang};; esac; exec {shutil.which("git")} "$@"'
    instead_of_git(repository, script)
    done = repository.lint("--diff-base", "HEAD")
    assert (done.returncode, done.stdout, done.stderr) == (code, "", "")


@posix
def test_git_that_does_not_know_where_options_end_is_asked_all_the_same(
    repository: Repository,
) -> None:
    """Before 2.30 rev-parse fails there without a word, as where there is no commit."""
    repository.git("rm", "--quiet", "k8s/budget.yaml")
    older = f'case "$*" in *--end-of-options*) exit 1;; esac; exec {shutil.which("git")} "$@"'
    instead_of_git(repository, older)
    assert found(repository, "--changed") == ["pdb-missing"]
    assert found(repository, "--diff-base", "HEAD") == ["pdb-missing"]
    repository.environ |= {"PRE_COMMIT_FROM_REF": "HEAD", "PRE_COMMIT_TO_REF": "HEAD"}
    assert found(repository, "--changed", "k8s/web.yaml") == ["pdb-missing"]
