"""The repository of a file, found without git."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from multiaz_lint import repository

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def made(folder: Path) -> Path:
    (folder / ".git").mkdir(parents=True)
    return folder


def test_it_is_the_closest_folder_upward_with_git(tmp_path: Path) -> None:
    outer = made(tmp_path / "outer")
    inner = made(outer / "libs" / "inner")
    deep = inner / "k8s" / "base"
    deep.mkdir(parents=True)
    assert repository.enclosing(str(deep)) == str(inner)
    assert repository.enclosing(str(outer / "libs")) == str(outer)


def test_a_work_tree_and_a_submodule_have_a_file_of_that_name(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: ../elsewhere\n")
    assert repository.is_root(str(tmp_path))


def test_git_keeps_what_it_knows_there_or_where_that_file_says(tmp_path: Path) -> None:
    assert repository.git_folder(str(made(tmp_path / "main"))) == str(tmp_path / "main" / ".git")
    (tmp_path / "tree").mkdir()
    file = tmp_path / "tree" / ".git"
    for named in ("../main/.git/worktrees/tree", str(tmp_path / "main/.git/worktrees/tree")):
        file.write_text(f"gitdir: {named}\n")
        kept = tmp_path / "main" / ".git" / "worktrees" / "tree"
        assert repository.git_folder(str(file.parent)) == str(kept)
    file.write_text("gitdir: a\0b\n")
    assert repository.git_folder(str(file.parent)) == ""


def test_a_broken_link_of_that_name_is_a_bound_as_well(tmp_path: Path) -> None:
    (tmp_path / ".git").symlink_to("gone")
    assert repository.enclosing(str(tmp_path)) == str(tmp_path)


def test_without_one_a_folder_stands_for_itself(tmp_path: Path) -> None:
    assert repository.enclosing(str(tmp_path)) == ""
    assert repository.root(str(tmp_path)) == str(tmp_path)


def test_a_folder_that_is_not_named_is_the_present_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert repository.root("") == "."
    made(tmp_path / "own")
    monkeypatch.chdir(tmp_path / "own")
    assert repository.root("") == str(tmp_path / "own")


def test_paths_elsewhere_have_a_repository_of_their_own(tmp_path: Path) -> None:
    here, there = made(tmp_path / "here"), made(tmp_path / "there")
    assert repository.root_of(str(here), [os.path.join("..", "there", "k8s")]) == str(there)
    assert repository.root_of(str(here), ["k8s", str(there)]) == str(here)
    assert repository.root_of(str(here), ["-"]) == str(here)


def test_submodules_belong_to_the_repository_one_stands_in(tmp_path: Path) -> None:
    outer = made(tmp_path / "outer")
    made(outer / "libs" / "inner")
    assert repository.root_of(str(outer), ["libs/inner/k8s"]) == str(outer)
