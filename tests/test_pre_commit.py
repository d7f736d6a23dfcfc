"""The hooks in the hands of the real pre-commit and the real prek, on made repositories.

The hooks' file is the project's own; only its ``language`` is changed, so that the programs start
the linter that is installed here. One slow test lets pre-commit install the project itself.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
import yaml

from tests.manifests import BUDGET, WEB
from tests.repository import Repository, healthy

PROJECT = Path(__file__).parent.parent
HOOKS = PROJECT / ".pre-commit-hooks.yaml"
PROGRAMS = [
    name
    for name in ("pre-commit", "prek")
    if shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
]
WHOLE, CHANGED = "multiaz-lint", "multiaz-lint-changed"


def configuration(source: Path, rev: str, hook: str) -> str:
    return (
        f"repos:\n  - repo: {source}\n    rev: {rev}\n    hooks:\n      - id: {hook}\n"
        "        args: [--format, concise]\n        verbose: true\n"
    )


def hooks_repository(path: Path) -> tuple[Path, str]:
    hooks = Repository(path)
    text = HOOKS.read_text(encoding="utf-8").replace("language: python", "language: system")
    hooks.write(".pre-commit-hooks.yaml", text)
    hooks.commit()
    return hooks.path, hooks.git("rev-parse", "HEAD").strip()


@pytest.fixture(params=["pre-commit", "prek"])
def program(request: pytest.FixtureRequest) -> str:
    if request.param not in PROGRAMS:
        pytest.skip(f"{request.param} is not installed: pip install multiaz-lint[dev,integrations]")
    return str(request.param)


class Hooked:
    """A healthy repository whose hook one of the programs runs."""

    def __init__(self, folder: Path, program: str, hook: str) -> None:
        source, rev = hooks_repository(folder / "hooks")
        self.repository = healthy(folder / "repository")
        self.program = program
        for variable in ("PRE_COMMIT_HOME", "PREK_HOME"):
            self.repository.environ[variable] = str(folder / "cache")
        self.repository.write(".pre-commit-config.yaml", configuration(source, rev, hook))
        self.repository.commit("hooks")

    def run(self, *arguments: str) -> tuple[int, str]:
        self.repository.git("add", "--all")
        done = self.repository.run(self.program, "run", "--color", "never", *arguments)
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def whole(tmp_path: Path, program: str) -> Hooked:
    return Hooked(tmp_path, program, WHOLE)


@pytest.fixture
def changed(tmp_path: Path, program: str) -> Hooked:
    return Hooked(tmp_path, program, CHANGED)


def test_the_hooks_say_what_they_must() -> None:
    hooks = {hook["id"]: hook for hook in yaml.safe_load(HOOKS.read_text(encoding="utf-8"))}
    assert set(hooks) == {WHOLE, CHANGED}
    assert hooks[WHOLE]["pass_filenames"] is False
    assert "pass_filenames" not in hooks[CHANGED]
    for hook in hooks.values():
        assert hook["require_serial"] is True
        assert hook["types_or"] == ["yaml", "json"]
        assert "--allow-empty" in hook["entry"]
        assert "." not in hook["entry"].split()


def test_a_budget_in_an_unchanged_file_counts(changed: Hooked) -> None:
    changed.repository.write("k8s/web.yaml", f"# touched\n{WEB}")
    code, output = changed.run()
    assert code == 0, output
    assert "pdb-missing" not in output


def test_a_finding_in_a_changed_file_fails(changed: Hooked) -> None:
    changed.repository.write("k8s/web.yaml", WEB.replace("replicas: 3", "replicas: 1"))
    code, output = changed.run()
    assert code == 1
    assert "k8s/web.yaml:5:3: error" in output
    assert "replicas-too-few" in output


def test_a_deleted_budget_fails_whichever_hook(tmp_path: Path, program: str) -> None:
    for hook in (WHOLE, CHANGED):
        hooked = Hooked(tmp_path / hook, program, hook)
        (hooked.repository.path / "k8s/budget.yaml").unlink()
        code, output = hooked.run()
        assert code == 1, output
        assert "k8s/web.yaml:3:" in output
        assert "pdb-missing" in output


def test_a_renamed_file_of_old_findings_is_not_new_trouble_elsewhere(changed: Hooked) -> None:
    changed.repository.write("k8s/old.yaml", WEB.replace("web", "old"))
    changed.repository.commit("old")
    changed.repository.git("mv", "k8s/budget.yaml", "k8s/limits.yaml")
    code, output = changed.run()
    assert code == 0, output


def test_nothing_relevant_changed_is_quiet(changed: Hooked) -> None:
    changed.repository.write("k8s/old.yaml", WEB.replace("web", "old"))
    changed.repository.commit("a finding nobody touches")
    changed.repository.write("README.md", "words")
    code, output = changed.run()
    assert code == 0, output
    assert "pdb-missing" not in output


def test_the_whole_hook_sees_what_nobody_touched(whole: Hooked) -> None:
    whole.repository.write("k8s/old.yaml", WEB.replace("web", "old"))
    whole.repository.commit("a finding nobody touches")
    whole.repository.write("README.md", "words")
    code, output = whole.run()
    assert code == 1
    assert output.count("[pdb-missing]") == 1


def test_a_repository_without_manifests_passes(whole: Hooked) -> None:
    for path in (whole.repository.path / "k8s").iterdir():
        path.unlink()
    code, output = whole.run()
    assert code == 0, output


def test_all_files_and_ranges_of_revisions_work(changed: Hooked) -> None:
    assert changed.run("--all-files")[0] == 0
    changed.repository.git("rm", "--quiet", "k8s/budget.yaml")
    changed.repository.commit("the budget goes")
    code, output = changed.run("--from-ref", "HEAD~1", "--to-ref", "HEAD")
    assert code == 1, output
    assert "pdb-missing" in output
    changed.repository.write("k8s/budget.yaml", BUDGET)
    changed.repository.commit("and comes back")
    assert changed.run("--from-ref", "HEAD~1", "--to-ref", "HEAD")[0] == 0


@pytest.mark.slow
def test_pre_commit_installs_the_project_itself(tmp_path: Path) -> None:
    if "pre-commit" not in PROGRAMS:
        pytest.skip("pre-commit is not installed")
    repository = healthy(tmp_path / "repository")
    repository.environ["PRE_COMMIT_HOME"] = str(tmp_path / "cache")
    rev = repository.run("git", "-C", str(PROJECT), "rev-parse", "HEAD").stdout.strip()
    repository.write(".pre-commit-config.yaml", configuration(PROJECT, rev, WHOLE))
    repository.write("k8s/web.yaml", WEB.replace("replicas: 3", "replicas: 1"))
    repository.git("add", "--all")
    done = repository.run("pre-commit", "run", "--color", "never")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "replicas-too-few" in done.stdout
