"""Options that contradict each other are refused, not silently ignored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.manifests import WEB
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

PAIRS = [
    "check --write-baseline --no-baseline",
    "check --write-baseline --prune-baseline",
    "check --prune-baseline --no-baseline",
    "check --matrix --statistics",
    "drill --write-baseline --no-baseline",
    "drill --prune-baseline --no-baseline",
]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repository")
    made.write("web.yaml", WEB)
    return made


@pytest.mark.parametrize("command", PAIRS)
def test_options_that_contradict(repository: Repository, command: str) -> None:
    done = repository.lint(*command.split(), "web.yaml")
    one, other = [word for word in command.split() if word.startswith("--")]
    assert done.returncode == 2
    assert done.stderr == (
        f"multiaz-lint: {one} and {other} contradict each other: leave one out\n"
    )
    assert not (repository.path / ".multiaz-lint-baseline.json").exists()


@pytest.mark.parametrize(
    ("command", "option"),
    [
        ("check", "--format json:rep.json"),
        ("drill", "--format json:rep.json"),
        ("drill", "--report page.html"),
        ("check", "--format json"),
        ("drill", "--format text"),
        ("check", "--statistics"),
        ("check", "--matrix"),
        ("check", "--diff"),
        ("check", "--show-silenced"),
        ("check", "--min-severity error"),
    ],
)
def test_a_report_that_would_not_be_written(
    repository: Repository, command: str, option: str
) -> None:
    done = repository.lint(command, "web.yaml", "--write-baseline", *option.split())
    assert done.returncode == 2
    words = "--write-baseline writes the baseline and no report: leave out"
    assert done.stderr == f"multiaz-lint: {words} {option}\n"
    assert not (repository.path / ".multiaz-lint-baseline.json").exists()
