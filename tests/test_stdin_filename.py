"""Standard input in place of a file: what an editor has and has not saved yet."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from multiaz_lint import cache
from tests import repository
from tests.manifests import WEB

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repository import Repository


@pytest.fixture
def healthy(tmp_path: Path) -> Repository:
    return repository.healthy(tmp_path / "repo")


def check(
    healthy: Repository, *arguments: str, text: str = WEB
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "multiaz_lint", "--format", "concise", *arguments]
    return subprocess.run(
        command, cwd=healthy.path, env=healthy.environ, input=text, check=False,
        capture_output=True, text=True, encoding="utf-8", timeout=240,
    )  # fmt: skip


FEW = WEB.replace("replicas: 3", "replicas: 1")


@pytest.mark.parametrize(
    "name", ["k8s/web.yaml", "./k8s/web.yaml", os.path.join("k8s", "web.yaml")]
)
@pytest.mark.parametrize("order", [("-", "k8s"), ("k8s", "-")])
def test_the_text_of_an_editor_is_judged_in_place_of_the_file(
    healthy: Repository, name: str, order: tuple[str, str]
) -> None:
    assert FEW != WEB
    assert check(healthy, "k8s").returncode == 0
    done = check(healthy, "--stdin-filename", name, *order, text=FEW)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["k8s/web.yaml"], lines
    assert "[replicas-too-few]" in lines[0]
    assert "2 files, 2 resources, 1 workload" in done.stderr


@pytest.mark.parametrize("order", [("-", "k8s"), ("k8s", "-")])
def test_an_empty_text_is_one_too(healthy: Repository, order: tuple[str, str]) -> None:
    """It was read twice where its folder came first."""
    done = check(healthy, "--stdin-filename", "k8s/web.yaml", *order, text="")
    assert "2 files, 1 resource, 0 workloads" in done.stderr


def test_what_is_saved_and_wrong_is_not_told(healthy: Repository) -> None:
    healthy.write("k8s/web.yaml", FEW)
    assert check(healthy, "k8s").returncode == 1
    assert check(healthy, "--stdin-filename", "k8s/web.yaml", "-", "k8s").returncode == 0


def test_a_file_that_is_not_there_yet_has_its_configuration(healthy: Repository) -> None:
    done = check(healthy, "--stdin-filename", f"{healthy.path}/k8s/new.yaml", "-", text=FEW)
    assert "replicas-too-few" in done.stdout
    assert "pdb-missing" not in done.stdout.replace("replicas-too-few", "")
    assert "spread" not in done.stdout, "the configuration of the repository selects four rules"


def test_kustomizations_build_of_the_text(healthy: Repository) -> None:
    healthy.write("prod/kustomization.yaml", "resources: [../k8s/web.yaml, ../k8s/budget.yaml]\n")
    assert check(healthy, "prod").returncode == 0
    done = check(healthy, "--stdin-filename", "k8s/web.yaml", "prod", "-", text=FEW)
    assert "k8s/web.yaml:" in done.stdout
    assert "replicas-too-few" in done.stdout


def test_no_report_is_written_over_the_file(healthy: Repository) -> None:
    done = check(healthy, "--stdin-filename", "k8s/web.yaml", "-", "--format", "json:k8s/web.yaml")
    assert done.returncode == 2
    assert (healthy.path / "k8s/web.yaml").read_text() == WEB


def test_it_is_judged_with_all_it_belongs_to(healthy: Repository) -> None:
    """An editor knows no folders: `--changed` finds them."""
    healthy.write("k8s/other.yaml", FEW.replace("web", "other"))
    healthy.commit()
    done = check(healthy, "--changed", "--stdin-filename", "k8s/web.yaml", "-", text=FEW)
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == ["k8s/web.yaml"]
    assert "replicas-too-few" in done.stdout
    done = check(healthy, "--changed", "--stdin-filename", "k8s/web.yaml", "-")
    assert (done.returncode, done.stdout) == (0, "")


def test_a_file_that_is_new_is_judged_with_what_is_there(healthy: Repository) -> None:
    done = check(healthy, "--changed", "--stdin-filename", "k8s/new.yaml", "-", text=FEW)
    assert "k8s/new.yaml:" in done.stdout


def test_it_is_compared_with_the_file_of_a_revision(healthy: Repository) -> None:
    healthy.write("k8s/web.yaml", FEW)
    healthy.commit()
    arguments = ("--diff-base", "HEAD", "--stdin-filename", "k8s/web.yaml", "-", "k8s")
    assert check(healthy, *arguments, text=FEW).returncode == 0
    healthy.write("k8s/web.yaml", WEB)
    healthy.commit()
    assert "replicas-too-few" in check(healthy, *arguments, text=FEW).stdout


def test_standard_input_has_to_be_asked_for(healthy: Repository) -> None:
    done = check(healthy, "--stdin-filename", "k8s/web.yaml", "k8s")
    assert done.returncode == 2
    assert "names what is on standard input: give - as a path" in done.stderr


def test_a_folder_has_no_text(healthy: Repository) -> None:
    done = check(healthy, "--stdin-filename", "k8s", "-")
    assert (done.returncode, done.stderr) == (
        2, "multiaz-lint: option --stdin-filename: 'k8s' is a folder\n"
    )  # fmt: skip


def test_an_editor_may_name_the_file_by_its_full_path(healthy: Repository) -> None:
    """Kustomizations did not know it by that name, and said that it was not in the input."""
    healthy.write("prod/kustomization.yaml", "resources: [../k8s/web.yaml, ../k8s/budget.yaml]\n")
    full = str(healthy.path / "k8s/web.yaml")
    done = check(healthy, "--stdin-filename", full, "prod", "-", text=FEW)
    assert done.stdout.startswith("k8s/web.yaml:")
    assert "not in the input" not in done.stderr
    done = check(healthy, "--changed", "--stdin-filename", full, "-", text=FEW)
    assert done.stdout.startswith("k8s/web.yaml:")


@pytest.mark.parametrize("name", ["values.yaml", "not-there-yet.yaml"])
def test_with_changed_a_text_need_not_be_a_manifest(healthy: Repository, name: str) -> None:
    """An editor gives whatever YAML one edits; each file of values was an error."""
    healthy.write("values.yaml", "a: 1\n")
    arguments = ("--stdin-filename", name, "-")
    assert check(healthy, "--changed", *arguments, text="a: 1\n").returncode == 0
    assert "not a Kubernetes object" in check(healthy, *arguments, text="a: 1\n").stdout


@pytest.mark.parametrize("name", ["generated/web.yaml", "generated/new.yaml"])
def test_with_changed_a_text_that_is_left_out_is_not_judged(healthy: Repository, name: str) -> None:
    healthy.write(".gitignore", "generated/\n")
    healthy.write("generated/web.yaml", WEB)
    arguments = ("--stdin-filename", name, "-")
    assert check(healthy, "--changed", *arguments, text=FEW).stdout == ""
    assert "replicas-too-few" in check(healthy, *arguments, text=FEW).stdout


def test_a_text_outside_of_what_is_given_is_built_of_too(healthy: Repository) -> None:
    """The base beside the overlay is read from the editor, not from the disk."""
    healthy.write("prod/kustomization.yaml", "resources: [../k8s/web.yaml, ../k8s/budget.yaml]\n")
    done = check(healthy, "--changed", "--stdin-filename", "k8s/web.yaml", "-", "prod", text=FEW)
    assert done.stdout.startswith("k8s/web.yaml:")


def test_the_cache_knows_what_was_found_of_a_text(healthy: Repository) -> None:
    for number in range(cache.FEWEST):
        healthy.write(f"more/{number}.yaml", WEB.replace("name: web", f"name: web-{number}"))
    healthy.commit()
    arguments = ("--changed", "--stdin-filename", "k8s/web.yaml", "-")
    first = check(healthy, *arguments, text=FEW)
    assert "replicas-too-few" in first.stdout
    assert first.stderr.startswith("multiaz-lint: 1 error")
    assert check(healthy, *arguments, text=FEW).stdout == first.stdout
    assert check(healthy, *arguments, text=WEB).stdout == ""
