"""What a sparse checkout leaves out of the work tree was not removed by anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from multiaz_lint.adopt.sparse import WHY
from tests.manifests import BUDGET, WEB
from tests.repository import CONFIGURATION, Repository

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def sparse(tmp_path: Path) -> Repository:
    """A Deployment in the work tree, of which the budget is left out."""
    made = Repository(tmp_path / "repo")
    made.write(".multiaz-lint.yaml", CONFIGURATION)
    made.write("apps/web.yaml", WEB)
    made.write("budgets/web.yaml", BUDGET)
    made.write("budgets/notes.txt", "")
    made.commit()
    made.git("sparse-checkout", "set", "apps")
    assert not (made.path / "budgets").exists()
    return made


@pytest.mark.parametrize(("folder", "path"), [(".", "."), ("apps", "..")])
def test_what_is_left_out_is_not_compared_with_and_told(
    sparse: Repository, folder: str, path: str
) -> None:
    done = sparse.lint("--diff-base", "HEAD", path, folder=folder)
    assert (done.returncode, done.stdout) == (0, "")
    assert [line.strip() for line in done.stderr.splitlines() if WHY in line] == [
        f"{'../' if folder == 'apps' else ''}budgets/web.yaml: {WHY}"
    ]


def test_what_is_new_in_the_work_tree_is_told_all_the_same(sparse: Repository) -> None:
    sparse.write("apps/web.yaml", WEB.replace("replicas: 3", "replicas: 1"))
    done = sparse.lint("--diff-base", "HEAD")
    assert done.returncode == 1
    assert "[replicas-too-few]" in done.stdout


def test_what_lies_beside_the_paths_is_not_told(sparse: Repository) -> None:
    assert WHY not in sparse.lint("--diff-base", "HEAD", "apps").stderr


def test_a_changed_file_that_is_left_out_is_not_taken_for_a_removed_one(
    sparse: Repository,
) -> None:
    done = sparse.lint("--changed", "budgets/web.yaml")
    assert (done.returncode, done.stdout) == (3, "")
    assert f"budgets/web.yaml: {WHY}" in done.stderr


def test_what_is_removed_from_the_index_is_removed(sparse: Repository) -> None:
    sparse.git("rm", "--quiet", "--sparse", "budgets/web.yaml")
    done = sparse.lint("--diff-base", "HEAD")
    assert done.returncode == 1
    assert "[pdb-missing]" in done.stdout
    assert WHY not in done.stderr
