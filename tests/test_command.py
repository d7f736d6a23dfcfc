"""The program as its users run it: output, exit codes and errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from multiaz_lint import cli, options
from multiaz_lint.options import CHECK, UsageError, parse

ROOT = Path(__file__).parent.parent
APPS = ROOT / "fixtures" / "apps"
FIXED = APPS / "cryptobot-fixed"
PUBLISHED = APPS / "cryptobot"


def run(
    *arguments: str, stdin: str | None = None, cwd: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
    environ.pop("FORCE_COLOR", None)
    command = [sys.executable, "-m", "multiaz_lint", *arguments]
    return subprocess.run(
        command, input=stdin, capture_output=True, text=True, cwd=cwd, env=environ, check=False
    )


def test_findings_make_the_exit_code_1() -> None:
    done = run(str(PUBLISHED))
    assert done.returncode == 1
    assert "error[" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_clean_application_makes_it_0() -> None:
    done = run(str(FIXED))
    assert done.returncode == 0, done.stdout
    assert "5 workloads" in done.stderr


@pytest.mark.parametrize("level", ["never", "error"])
def test_fail_on_decides(level: str) -> None:
    done = run(str(PUBLISHED), "--fail-on", level, "--select", "image-latest")
    assert done.returncode == 0


def test_nothing_checked_is_not_success(tmp_path: Path) -> None:
    assert run(str(tmp_path)).returncode == 3
    assert run(str(tmp_path), "--allow-empty").returncode == 0


@pytest.mark.parametrize("silencer", ["comment", "baseline"])
def test_a_silenced_file_that_cannot_be_read_was_not_checked(tmp_path: Path, silencer: str) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("a: [\n", encoding="utf-8")
    assert run(str(file)).returncode == 1
    arguments = [str(file)]
    if silencer == "comment":
        comment = "# multiaz-lint: ignore-file[unreadable-manifest] x\n"
        file.write_text(f"{comment}a: [\n", encoding="utf-8")
    else:
        arguments += ["--baseline", str(tmp_path / "baseline.json")]
        assert run(*arguments, "--write-baseline").returncode == 0
    done = run(*arguments)
    assert done.returncode == 3
    assert "nothing was checked" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--frmat", "json"], "no such option: --frmat (did you mean --format?)"),
        (["nowhere.yaml"], "nowhere.yaml: no such file or folder"),
        (["--select", "pbd"], "no rule is called 'pbd'; did you mean"),
        (["--format", "xml"], "option --format: there is no format 'xml'"),
        (["--ignore", "zzz"], "no rule is called 'zzz'; `multiaz-lint rules` lists them"),
        (["--zones", "none,none"], "is neither a number of zones nor their names"),
        (
            ["--zones", "three"],
            "option --zones: 'three' is neither a number of zones nor their names",
        ),
        (["--zones", "0"], "0 is neither a number of zones nor their names"),
        (
            ["--default-namespace", "BAD_ns"],
            "option --default-namespace: 'BAD_ns' is not a namespace",
        ),
        (["--kubernetes", "1.2"], "Kubernetes 1.2 is not known"),
        (["--severity", "pdb-missing=grave"], "option --severity"),
        (["--config", "nowhere.yaml"], "nowhere.yaml: cannot be read"),
        (["--fail-on"], "option --fail-on needs a value"),
        (["--zones="], "option --zones needs a value"),
        (["drill", "--require", ""], "option --require needs a value"),
        (["--select", ","], "option --select needs a value"),
        (["fix", "--write", "--rule", ", ,"], "option --rule needs a value"),
        (["drill", "--lose", ",,"], "option --lose needs a value"),
        (["--changed", "--diff-base", "HEAD"], "--changed and --diff-base compare with two"),
        (["--quiet=yes"], "option --quiet takes no value"),
        (["--profile", "mild"], "'mild' is not one of multi-az, survive, strict"),
        (["explain", "pdb-mising"], "no rule is called 'pdb-mising'; did you mean 'pdb-missing'?"),
        (["rules", "--format", "xml"], "option --format"),
        (["test", "nowhere"], "nowhere: no such file or folder"),
    ],
)
def test_wrong_usage_is_said_in_one_line(arguments: list[str], words: str, tmp_path: Path) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_command_without_its_own_shows_help_and_says_why_it_fails(tmp_path: Path) -> None:
    done = run("config", cwd=tmp_path)
    assert done.returncode == 2
    assert "Show and check the configuration." in done.stdout
    assert done.stderr == "multiaz-lint: a command is missing\n"


def test_standard_input_is_read() -> None:
    done = run("-", "--format", "concise", stdin="apiVersion: v1\nkind: Pod\n b: 1\n")
    assert done.returncode == 1
    assert done.stdout.startswith("<stdin>:3:3: error: cannot be read")


def test_json_goes_to_standard_output_and_nothing_else() -> None:
    done = run(str(PUBLISHED), "--format", "json")
    data = json.loads(done.stdout)
    assert data["version"] == 1
    assert data["summary"]["workloads"] == 6
    assert done.stderr == ""


def test_every_format_agrees_on_the_exit_code(tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    for form in ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown"):
        assert run(str(PUBLISHED), "--format", f"{form}:{out}").returncode == 1, form
        assert Path(out).stat().st_size > 0


def test_a_reader_that_leaves_is_no_error() -> None:
    line = f"{sys.executable} -m multiaz_lint {PUBLISHED} --color always | head -1"
    command = ["bash", "-o", "pipefail", "-c", line]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert "Traceback" not in done.stderr
    assert done.stdout != ""


def test_rules_and_explain() -> None:
    assert "pdb-missing" in run("rules").stdout
    listed = json.loads(run("rules", "--format", "json").stdout)
    assert {"id", "category", "severity", "title"} <= set(listed["rules"][0])
    assert "| `pdb-missing` |" in run("rules", "--format", "markdown").stdout
    assert "What is bad" in run("explain", "pdb-missing").stdout


def test_config_show_and_check(tmp_path: Path) -> None:
    (tmp_path / ".multiaz-lint.yaml").write_text("zones: 2\nrules: {pdb-missing: off}\n")
    assert "zones: 2" in run("config", "show", cwd=tmp_path).stdout
    assert run("config", "check", cwd=tmp_path).returncode == 0
    (tmp_path / ".multiaz-lint.yaml").write_text("zones: 2\nrules: {pdb-mising: off}\n")
    done = run("config", "check", cwd=tmp_path)
    assert done.returncode == 2
    assert "did you mean 'pdb-missing'?" in done.stderr
    assert ".multiaz-lint.yaml:2:9: no rule is called" in done.stderr
    assert ".multiaz-lint.yaml:2:9: no rule is called" in run(".", cwd=tmp_path).stderr
    (tmp_path / ".multiaz-lint.yaml").write_text("ignore: [{rule: nope, reason: old}]\n")
    assert "no rule is called 'nope'" in run("config", "check", cwd=tmp_path).stderr


def test_configuration_is_found_and_can_be_left_out(tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text((PUBLISHED / "trade-deployment.yaml").read_text())
    (tmp_path / ".multiaz-lint.yaml").write_text("fail_on: never\n")
    assert run("web.yaml", cwd=tmp_path).returncode == 0
    assert run("web.yaml", "--isolated", cwd=tmp_path).returncode == 1


def test_version() -> None:
    assert run("--version").stdout.startswith("multiaz-lint 0.")


# The two ways in: the quick parser and typer --------------------------------------------------


def typer_options(name: str) -> dict[str, Any]:
    command = get_command(cli.app).commands[name]  # type: ignore[attr-defined]
    return {
        text: parameter
        for parameter in command.params
        if parameter.param_type_name == "option"
        for text in parameter.opts
    }


def test_typer_knows_the_same_options_as_the_quick_parser() -> None:
    declared = {name for option in CHECK for name in option.names}
    assert set(typer_options("check")) - {"--help", "-h"} == declared


LINES = [
    [],
    ["a.yaml", "b.yaml"],
    ["--select", "pdb,api-*", "--select", "spread"],
    ["--format=json", "--quiet", "-q", "x"],
    ["--zones", "a,b", "--", "--odd.yaml"],
    ["--severity", "a=off,b=info", "--fail-on=never"],
]


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_both_ways_read_a_line_alike(line: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def record(values: dict[str, Any], paths: list[str]) -> int:
        seen.append((values, list(paths)))
        return 0

    monkeypatch.setattr("multiaz_lint.commands.check.check", record)
    assert cli.run(["check", *line]) == 0
    assert seen == [parse(line, CHECK)]


def test_a_flag_is_off_and_a_list_empty_unless_given() -> None:
    values, paths = parse([], CHECK)
    assert values == options.defaults(CHECK)
    assert paths == []


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(UsageError, match="no such option: --nope"):
        parse(["--nope"], CHECK)
