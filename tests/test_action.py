"""The GitHub Action, the templates of other CI servers and the image, as far as they run here."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.manifests import WEB

PROJECT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
ACTION = yaml.safe_load((PROJECT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
PINNED = re.compile(r"[\w./-]+@[0-9a-f]{40}")
DIGEST = re.compile(r"python:[\w.-]+@sha256:[0-9a-f]{64}")
COMMIT = "45cbd0c69e560cd9e7cd7f8c32362050c9b7ded2"


class Runner:
    """A fake GitHub runner: its folders, its files for outputs, and one step after another."""

    def __init__(self, folder: Path) -> None:
        self.workspace = folder / "workspace"
        self.temp = folder / "temp"
        self.workspace.mkdir()
        self.temp.mkdir()
        self.files = {
            name: folder / name.lower()
            for name in ("GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")
        }
        for path in self.files.values():
            path.touch()

    def step(self, name: str, **inputs: str) -> subprocess.CompletedProcess[str]:
        (step,) = [step for step in STEPS if step["name"] == name]
        path = os.pathsep.join([*self.files["GITHUB_PATH"].read_text().split("\n"), str(BIN)])
        environ = {
            "PATH": f"{path}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.temp),
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_ACTION_PATH": str(PROJECT),
            "GITHUB_ACTIONS": "true",
            **{name: str(path) for name, path in self.files.items()},
            **{name: self.value(text, inputs) for name, text in step["env"].items()},
        }
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.workspace, env=environ, check=False,
            capture_output=True, text=True, encoding="utf-8", timeout=240,
        )  # fmt: skip

    def value(self, expression: str, inputs: dict[str, str]) -> str:
        """Return what the runner puts in place of an expression."""
        match = re.fullmatch(r"\$\{\{ (inputs|steps\.check\.outputs)\.([\w-]+) \}\}", expression)
        assert match is not None, expression
        if match[1] == "inputs":
            given = inputs.get(match[2].replace("-", "_"))
            return given if given is not None else str(ACTION["inputs"][match[2]]["default"])
        return self.outputs.get(match[2], "")

    @property
    def outputs(self) -> dict[str, str]:
        lines = self.files["GITHUB_OUTPUT"].read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    made = Runner(tmp_path)
    (made.workspace / "k8s").mkdir()
    (made.workspace / "k8s/web app.yaml").write_text(
        WEB.replace("replicas: 3", "replicas: 1"), encoding="utf-8"
    )
    (made.workspace / ".git").mkdir()
    return made


def test_the_action_annotates_summarises_and_uploads_before_it_fails(runner: Runner) -> None:
    done = runner.step("Check manifests", paths="k8s", args="--select=replicas-too-few")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("::error file=k8s/web app.yaml,line=5,endLine=5,")
    assert runner.outputs["exit-code"] == "1"
    log = json.loads(Path(runner.outputs["sarif"]).read_text(encoding="utf-8"))
    (result,) = log["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "k8s/web%20app.yaml"
    summary = runner.files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
    assert summary.startswith("### multiaz-lint: 1 error")
    assert runner.step("Judge").returncode == 1


def test_paths_and_options_stand_one_a_line_and_are_never_code(runner: Runner) -> None:
    nasty = "k8s/web app.yaml\n\n$(touch pwned); `touch pwned`\r\n"
    done = runner.step("Check manifests", paths=nasty)
    assert runner.outputs["exit-code"] == "2"
    assert "no such file" in done.stderr
    assert not (runner.workspace / "pwned").exists()
    runner.files["GITHUB_OUTPUT"].write_text("")
    runner.step("Check manifests", paths="k8s", args="--select\nreplicas-*\n--fail-on=never")
    assert runner.outputs["exit-code"] == "0"


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        pytest.param({"fail_on": "never"}, "0", id="fail-on is handed on"),
        pytest.param({"working_directory": "k8s", "paths": "."}, "1", id="in another folder"),
        pytest.param({"paths": "nowhere"}, "2", id="a path that is missing"),
        pytest.param({"args": "--no-such-option"}, "2", id="an option that is unknown"),
    ],
)
def test_the_exit_code_is_the_linters(runner: Runner, inputs: dict[str, str], code: str) -> None:
    assert runner.step("Check manifests", **inputs).returncode == 0
    assert runner.outputs["exit-code"] == code
    assert runner.step("Judge").returncode == int(code)


def test_without_annotations_people_get_frames(runner: Runner) -> None:
    done = runner.step("Check manifests", paths="k8s", annotations="false")
    assert "::error" not in done.stdout
    assert " --> k8s/web app.yaml:5:3" in done.stdout


def test_a_report_of_an_earlier_run_is_not_uploaded(runner: Runner) -> None:
    (runner.temp / "multiaz-lint.sarif").write_text("{}", encoding="utf-8")
    runner.step("Check manifests", paths="nowhere")
    assert "sarif" not in runner.outputs


def test_an_old_python_or_an_odd_version_is_refused_with_words(runner: Runner) -> None:
    done = runner.step("Install multiaz-lint", python="no-such-python")
    assert done.returncode == 2
    assert "::error title=multiaz-lint::needs Python 3.11" in done.stdout
    done = runner.step("Install multiaz-lint", python=sys.executable, version="1.0; id")
    assert done.returncode == 2
    assert "not a version number" in done.stdout


@pytest.mark.slow
def test_the_action_installs_itself_and_runs(runner: Runner) -> None:
    done = runner.step("Install multiaz-lint", python=sys.executable)
    assert done.returncode == 0, done.stderr
    installed = runner.files["GITHUB_PATH"].read_text().strip()
    assert installed == str(runner.temp / "multiaz-lint/bin")
    runner.step("Check manifests", paths="k8s")
    assert runner.outputs["exit-code"] == "1"


def test_no_script_holds_an_expression_and_all_is_pinned() -> None:
    for step in STEPS:
        assert "${{" not in step.get("run", "")
        if "uses" in step:
            assert PINNED.fullmatch(step["uses"])
    for name in ("integrations/github.yml", "action.yml"):
        for uses in re.findall(r"uses: (\S+)", (PROJECT / name).read_text(encoding="utf-8")):
            assert PINNED.fullmatch(uses) or uses.endswith("multiaz-lint@<commit>")
    assert "${{ inputs" not in (PROJECT / "integrations/action/check.sh").read_text("utf-8")


def program(name: str) -> str:
    places = [str(BIN), str(PROJECT / "build/bin"), os.environ["PATH"]]
    path = shutil.which(name, path=os.pathsep.join(places))
    if path is None:
        pytest.skip(f"{name} is not installed: make contracts installs it")
    return path


def passes(*command: str) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def workflow(tmp_path: Path) -> Path:
    """The workflow for users, with the placeholder of their release filled in."""
    text = (PROJECT / "integrations/github.yml").read_text(encoding="utf-8")
    path = tmp_path / ".github/workflows/multiaz-lint.yml"
    path.parent.mkdir(parents=True)
    path.write_text(text.replace("<commit>", COMMIT), encoding="utf-8")
    return path


def test_actionlint_finds_nothing(workflow: Path) -> None:
    passes(program("actionlint"), "-no-color", str(workflow))


def test_zizmor_finds_nothing(workflow: Path) -> None:
    zizmor = program("zizmor")
    passes(zizmor, "--offline", "--pedantic", str(PROJECT / "action.yml"), str(workflow))


def test_shellcheck_finds_nothing() -> None:
    passes(program("shellcheck"), *map(str, (PROJECT / "integrations/action").glob("*.sh")))


@pytest.mark.parametrize(
    ("schema", "name"),
    [
        ("vendor.github-actions", "action.yml"),
        ("vendor.azure-pipelines", "integrations/azure-pipelines.yml"),
        ("vendor.circle-ci", "integrations/circleci.yml"),
    ],
)
def test_ci_files_keep_their_schemas(schema: str, name: str) -> None:
    options = ("--builtin-schema", schema, "--regex-variant", "nonunicode")
    passes(program("check-jsonschema"), *options, str(PROJECT / name))


def test_the_gitlab_component_keeps_its_schema(tmp_path: Path) -> None:
    """The inputs are filled in as GitLab does before it reads the jobs."""
    text = (PROJECT / "templates/multiaz-lint.yml").read_text(encoding="utf-8")
    spec, jobs = text.split("\n---\n")
    inputs = yaml.safe_load(spec)["spec"]["inputs"]
    for name, given in inputs.items():
        jobs = jobs.replace(f"$[[ inputs.{name} ]]", str(given["default"]) or '""')
    assert "$[[" not in jobs
    path = tmp_path / ".gitlab-ci.yml"
    path.write_text(jobs, encoding="utf-8")
    options = ("--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci")
    passes(program("check-jsonschema"), *options, "--regex-variant", "nonunicode", str(path))
    job = yaml.safe_load(jobs)["multiaz-lint"]
    for script in job["script"]:
        assert "$[[" not in script


TEMPLATES = {
    "integrations/azure-pipelines.yml": "multiaz-lint check",
    "integrations/circleci.yml": "multiaz-lint check",
    "integrations/Jenkinsfile": "multiaz-lint check",
    "templates/multiaz-lint.yml": "multiaz-lint check",
    "integrations/action/check.sh": "options=",
}
"""The files that call the program, and behind which words their options begin."""


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_uses_formats_and_options_that_exist(name: str) -> None:
    from multiaz_lint.options import CHECK
    from multiaz_lint.report.registry import FORMATS

    text = (PROJECT / name).read_text(encoding="utf-8")
    written = re.findall(r"--format \"?([a-z]+)", text)
    assert len(written) == 3
    assert set(written) <= set(FORMATS)
    _, command, behind = text.partition(TEMPLATES[name])
    assert command
    options = re.findall(r"(?<![\w-])--[a-z][a-z-]+", behind)
    assert len(options) >= len(written)
    assert set(options) <= {option for each in CHECK for option in each.names}


def test_images_are_pinned_by_digest_and_run_as_nobody() -> None:
    lines = (PROJECT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    bases = [line.split()[1] for line in lines if line.startswith("FROM ")]
    assert bases
    assert all(DIGEST.fullmatch(base) for base in bases)
    assert [line for line in lines if line.startswith("USER ")] == ["USER 65532:65532"]
    copied = [word for line in lines if line.startswith("COPY ") for word in line.split()[1:-1]]
    for word in copied:
        assert word.startswith(("--", "/opt")) or (PROJECT / word).exists()
    for name in ("templates/multiaz-lint.yml", "integrations/circleci.yml"):
        assert DIGEST.search((PROJECT / name).read_text(encoding="utf-8"))


def test_pins_are_found_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    from integrations import pins

    asked: list[tuple[str, str]] = []

    def commit(repository: str, tag: str) -> str:
        asked.append((repository, tag))
        return "0" * 40

    monkeypatch.setattr(pins, "commit", commit)
    assert pins.main(write=False) == 3
    assert sorted(asked) == [
        ("actions/checkout", "v5.0.0"),
        ("actions/setup-python", "v6.0.0"),
        ("github/codeql-action", "v4.32.2"),
    ]
