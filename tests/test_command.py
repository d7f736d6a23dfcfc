"""The program as its users run it: output, exit codes and errors."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from multiaz_lint import cli, options
from multiaz_lint.__main__ import COMMANDS
from multiaz_lint.commands import exits
from multiaz_lint.commands import help as help_of
from multiaz_lint.diagnostic import CRASHED, LIMITED
from multiaz_lint.options import CHECK, UsageError, parse
from multiaz_lint.rule import Severity
from tests import results

ROOT = Path(__file__).parent.parent
APPS = ROOT / "fixtures" / "apps"
FIXED = APPS / "cryptobot-fixed"
PUBLISHED = APPS / "cryptobot"


def run(
    *arguments: str, stdin: str | None = None, cwd: Path = ROOT, **more: str
) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100", **more}
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


@pytest.mark.parametrize("command", ["check", "drill", "fix"])
def test_what_a_command_did_not_write_was_not_checked(tmp_path: Path, command: str) -> None:
    """``helm template chart | multiaz-lint - chart``, where Helm fails and the chart has a file."""
    plain = tmp_path / "plain.yaml"
    plain.write_text((FIXED / "trade.yaml").read_text("utf-8"), encoding="utf-8")
    options = ["--isolated"] if command == "fix" else ["--isolated", "--fail-on", "never"]
    done = run(command, "-", str(plain), *options, stdin="\n")
    assert done.returncode == 3
    if command != "fix":
        assert "<stdin>: empty: the command that was to write it wrote nothing" in done.stderr
    assert run(command, "-", str(plain), *options, "--allow-empty", stdin="").returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows hands on no pipes by name")
def test_so_it_is_with_a_pipe_that_the_shell_passes_in(tmp_path: Path) -> None:
    plain = tmp_path / "plain.yaml"
    plain.write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", encoding="utf-8")
    done = run("/dev/stdin", str(plain), stdin="")
    assert done.returncode == 3
    assert run("/dev/stdin", str(plain), stdin=plain.read_text("utf-8")).returncode == 0


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
        (["--frmat", "json"], "no such option: --frmat; did you mean '--format'?"),
        (["nowhere.yaml"], "nowhere.yaml: no such file or folder"),
        (["--select", "pbd"], "option --select: no rule is called 'pbd'; did you mean"),
        (["--format", "xml"], "option --format: there is no format 'xml'"),
        (
            ["--ignore", "zzz"],
            "option --ignore: no rule is called 'zzz'; `multiaz-lint rules` lists them",
        ),
        (
            ["--zones", "eu-1a,eu-1a"],
            "'eu-1a,eu-1a' is neither a number of zones nor their names: 'eu-1a' is there twice",
        ),
        (
            ["--zones", "a,,b"],
            "option --zones: 'a,,b' is neither a number of zones nor their names: one is empty",
        ),
        (["--format", "sarif:"], "option --format: 'sarif:' names no file: write sarif alone"),
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
    assert done.stderr == "multiaz-lint: config needs a command: show, check or schema\n"


def test_mistakes_about_keys_and_about_rules_are_told_together(tmp_path: Path) -> None:
    (tmp_path / ".multiaz-lint.yaml").write_text(
        "zoness: 3\nrules: {replicas-to-few: off}\nignore:\n"
        "- {rule: nope, reason: x}\n- {rule: pdb, nam: x, reason: x}\n"
    )
    done = run("config", "check", cwd=tmp_path)
    assert done.returncode == 2
    for words in ("no key 'zoness'", "no key 'nam'", "'replicas-to-few'"):
        assert done.stderr.count(words) == 1, done.stderr
    (tmp_path / ".multiaz-lint.yaml").write_text("rule_files: 3\nrules: {acme-owner: off}\n")
    told = run("config", "check", cwd=tmp_path).stderr.splitlines()
    assert len(told) == 1, "which rules there are is not known"


@pytest.mark.parametrize("names", [[], ["config"], ["rule"]], ids=str)
def test_schemas_are_printed_as_they_come_with_the_package(
    names: list[str], tmp_path: Path
) -> None:
    done = run("config", "schema", *names, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    file = f"schemas/{(names or ['config'])[0]}.schema.json"
    assert done.stdout == files("multiaz_lint").joinpath(file).read_text(encoding="utf-8")


def test_there_is_no_other_schema(tmp_path: Path) -> None:
    done = run("config", "schema", "rules", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == "multiaz-lint: there is no schema 'rules'; did you mean 'rule'?\n"


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


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("", "a path is empty: is a variable of the shell not set?"),
        ("gone", "gone: no such file or folder"),
        ("gone/web.yaml", "gone/web.yaml: no such file or folder"),
    ],
)
def test_config_show_refuses_what_a_check_would(tmp_path: Path, path: str, words: str) -> None:
    (tmp_path / ".multiaz-lint.yaml").write_text("zones: 2\n")
    shown, checked = run("config", "show", path, cwd=tmp_path), run("check", path, cwd=tmp_path)
    assert (shown.returncode, shown.stdout) == (checked.returncode, checked.stdout) == (2, "")
    assert shown.stderr == checked.stderr == f"multiaz-lint: {words}\n"
    assert run("config", "show", "-", cwd=tmp_path).stdout.endswith("zones: 2\n")


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
    (tmp_path / ".multiaz-lint.yaml").write_text("select: [pdb-mising]\n")
    for command in (["config", "check"], ["."]):
        assert ".multiaz-lint.yaml:1:10: no rule is called" in run(*command, cwd=tmp_path).stderr
    told = run("--select", "pdb,zzz", ".", cwd=tmp_path).stderr
    assert "option --select: no rule is called 'zzz'" in told
    (tmp_path / ".multiaz-lint.yaml").write_text("rule_files: [none.yaml]\n")
    assert "none.yaml: the rule file cannot be read: no such" in run(".", cwd=tmp_path).stderr
    (tmp_path / ".multiaz-lint.yaml").write_text("baseline: none.json\n")
    (tmp_path / "web.yaml").write_text((PUBLISHED / "trade-deployment.yaml").read_text())
    told = run(".", cwd=tmp_path).stderr
    assert "none.json: the baseline cannot be read: no such" in told
    assert "`check --write-baseline` makes it" in told
    told = run("config", "check", cwd=tmp_path).stderr
    assert ".multiaz-lint.yaml: none.json: the baseline cannot be read: no such" in told
    (tmp_path / "none.json").write_text('{"version": 3, "findings": []}')
    told = run("config", "check", cwd=tmp_path).stderr
    assert told == (
        "multiaz-lint: .multiaz-lint.yaml: none.json: version 3 is not known; "
        "this release reads 1\n"
    )
    (tmp_path / "none.json").write_text('{"version": 1, "findings": []}')
    assert run("config", "check", cwd=tmp_path).returncode == 0
    (tmp_path / ".multiaz-lint.yaml").write_text("ignore: [{rule: nope, reason: old}]\n")
    assert "no rule is called 'nope'" in run("config", "check", cwd=tmp_path).stderr


def test_configuration_is_found_and_can_be_left_out(tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text((PUBLISHED / "trade-deployment.yaml").read_text())
    (tmp_path / ".multiaz-lint.yaml").write_text("fail_on: never\n")
    assert run("web.yaml", cwd=tmp_path).returncode == 0
    assert run("web.yaml", "--isolated", cwd=tmp_path).returncode == 1


def test_version() -> None:
    assert run("--version").stdout.startswith("multiaz-lint 0.")


@pytest.mark.parametrize(
    ("rule", "severity", "fail_on", "code", "accepted"),
    [
        ("pdb-missing", Severity.ERROR, "warning", 1, 0),
        ("pdb-missing", Severity.WARNING, "warning", 1, 0),
        ("pdb-missing", Severity.INFO, "warning", 0, 0),
        ("pdb-missing", Severity.ERROR, "never", 0, 0),
        (LIMITED, Severity.ERROR, "error", 1, 1),
        (CRASHED, Severity.ERROR, "never", 4, 4),
    ],
)
def test_what_a_finding_makes_of_the_exit_code(
    rule: str, severity: Severity, fail_on: str, code: int, accepted: int
) -> None:
    """No baseline accepts that something was not judged."""
    result = results.result(results.finding(rule, severity))
    assert exits.exit_code(result, fail_on, {"allow_empty": False}) == code
    assert exits.accepted_code(result) == accepted


def completed(words: str, shell: str = "bash") -> subprocess.CompletedProcess[str]:
    """Ask as a shell does when the last word is to be completed."""
    return run(
        _MULTIAZ_LINT_COMPLETE=f"complete_{shell}",
        COMP_WORDS=words,
        COMP_CWORD=str(words.count(" ")),
        _TYPER_COMPLETE_ARGS=words,
        _TYPER_COMPLETE_FISH_ACTION="get-args",
    )


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("multiaz-lint dr", ["drill"]),
        ("multiaz-lint config ", ["show", "check", "schema"]),
        ("multiaz-lint check --fo", ["--format"]),
        ("multiaz-lint fix --col", ["--color"]),
        ("multiaz-lint check --fail-on ", ["error", "warning", "info", "never"]),
    ],
)
def test_a_shell_completes_commands_options_and_their_values(words: str, found: list[str]) -> None:
    done = completed(words)
    assert (done.returncode, done.stdout.split(), done.stderr) == (0, found, "")


@pytest.mark.parametrize("shell", ["zsh", "fish", "powershell"])
def test_every_shell_completes(shell: str) -> None:
    done = completed("multiaz-lint dr", shell)
    assert (done.returncode, done.stderr) == (0, "")
    assert "drill" in done.stdout


def test_a_shell_that_nobody_knows_is_refused() -> None:
    done = completed("multiaz-lint dr", "nosuch")
    assert (done.returncode, done.stdout) == (2, "")
    assert "nosuch" in done.stderr
    assert "internal fault" not in done.stderr


def test_no_wish_for_completion_is_none() -> None:
    assert run("--isolated", str(PUBLISHED), _MULTIAZ_LINT_COMPLETE="").returncode == 1


def test_completion_is_shown_and_installed(tmp_path: Path) -> None:
    def run_alone(*arguments: str) -> subprocess.CompletedProcess[str]:
        home = str(tmp_path)
        return run(*arguments, HOME=home, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")

    shown = run_alone("--show-completion", "bash")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "_MULTIAZ_LINT_COMPLETE=complete_bash" in shown.stdout
    done = run_alone("--install-completion", "bash")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / ".bash_completions/multiaz-lint.sh").read_text().strip() in shown.stdout


WORDS = [
    (["drill", "--lsoe", "a"], "no such option: --lsoe; did you mean '--lose'?"),
    (["rules", "--profil", "strict"], "no such option: --profil; did you mean '--profile'?"),
    (["config", "check", "--x"], "no such option: --x"),
    (["-V"], "no such option: -V; did you mean '--version'?"),
    (["fix", "--version"], "no such option: --version; it stands alone: multiaz-lint --version"),
    (["--", "check"], "check: no such file or folder"),
    (["drill", "--lose"], "option --lose needs a value: ZONE"),
    (["rules", "--profile", "mild"], "option --profile: 'mild' is not one of multi-az, survive"),
    (["explain"], "explain needs a RULE"),
    (["explain", "pdb-missing", "b"], "explain takes one RULE: 'b' is too much"),
    (["rules", "pdb"], "rules takes options only: 'pdb' is too much"),
    (["test"], "test needs a PATH"),
    (["config", "check", "a", "b"], "config check takes one FILE: 'b' is too much"),
    (["config", "chek"], "no such command: config chek; did you mean 'check'?"),
    (["config", "--format", "json"], "config needs a command: show, check or schema"),
    (["check", ""], "a path is empty: is a variable of the shell not set?"),
    (["--isolated", "drill", "x.yaml"], "come after the command: multiaz-lint drill --isolated"),
    (["--lose", "a", "drill", "x"], "come after the command: multiaz-lint drill --lose a ..."),
    (["chekc", "x.yaml"], "chekc: no such file or folder, nor a command; did you mean 'check'?"),
    (["help"], "help: no such file or folder, nor a command; did you mean '--help'?"),
    (["k8s"], "k8s: no such file or folder"),
    (["init"], "init: no such file or folder, nor a command; `multiaz-lint --help` lists those"),
]


@pytest.mark.parametrize(("arguments", "words"), WORDS, ids=lambda each: str(each)[:30])
def test_every_command_speaks_with_one_voice(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.run(arguments) == 2
    out, told = capsys.readouterr()
    assert (out, told.count("\n")) == ("", 1)
    assert told.startswith("multiaz-lint: ")
    assert words in told


def test_both_ways_in_say_the_same_of_a_misplaced_command(tmp_path: Path) -> None:
    for arguments, words in WORDS:
        if arguments[0] not in {"drill", "rules", "config", "explain", "test"}:
            assert words in run(*arguments, cwd=tmp_path).stderr


def test_a_folder_may_have_the_name_of_a_command(tmp_path: Path) -> None:
    (tmp_path / "drill").mkdir()
    (tmp_path / "drill" / "web.yaml").write_text("apiVersion: v1\nkind: Namespace\n")
    assert "come after the command" not in run("--isolated", "drill", cwd=tmp_path).stderr


def test_a_first_word_is_explained_by_its_rules() -> None:
    listed = run("explain", "pdb").stdout
    assert "pdb-missing" in listed
    assert "spread-missing" not in listed


def test_any_word_lists_the_rules_that_hold_it_in_name_or_title() -> None:
    listed = run("explain", "ZONE").stdout
    assert "affinity-single-zone" in listed
    assert "drill-capacity" in listed  # its title has zones
    assert "drill-zone-loss" in listed
    assert "pdb-too-loose" in run("explain", "budget").stdout  # in the title only
    assert "image-latest" not in listed


@pytest.mark.parametrize("word", ["", "-", "udget", "z.*"])
def test_what_no_rule_has_as_a_word_lists_none(word: str) -> None:
    told = run("explain", "--", word)
    assert told.returncode == 2
    assert "no rule is called" in told.stderr


@pytest.mark.parametrize("line", [["explain", "replicas-too-few"], ["explain", "pdb"], ["rules"]])
def test_what_is_piped_ends_no_line_with_blanks(line: list[str]) -> None:
    lines = run(*line).stdout.splitlines()
    assert len(lines) > 10
    assert [each for each in lines if each != each.rstrip()] == []


def test_a_rule_is_explained_with_its_parameters_in_lines_that_can_be_read() -> None:
    shown = run("explain", "replicas-too-few").stdout
    assert "parameter minimum (int | None), by default 2" in shown
    assert "minimum is the least number of" in shown
    assert max(map(len, shown.splitlines())) <= 100


def test_help_says_what_paths_alone_mean_and_the_exit_codes() -> None:
    shown = " ".join(run("--help").stdout.split())
    assert "multiaz-lint PATH... is multiaz-lint check PATH..." in shown
    assert "0 clean, 1 findings, 2 wrong usage" in shown
    assert "--no-version" not in shown


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_help_shows_words_and_options_but_no_types(name: str) -> None:
    command = cli.COMMANDS[name]
    shown = run(*name.split(), "-h").stdout
    assert f"Usage: multiaz-lint {name} [OPTIONS] {command.usage}".strip() in shown
    assert "<" not in shown.replace("recovery<=", "")
    for option in command.options:
        assert option.names[0] in shown
        if option.kind != options.FLAG:
            assert option.metavar in shown
            assert option.metavar != "TEXT"


# The two ways in: what a plain check takes, and the table of commands -------------------------


def test_the_program_knows_the_commands_that_there_are() -> None:
    assert {"check", *COMMANDS} == {name.split()[0] for name in cli.COMMANDS}


def typer_options(name: str) -> dict[str, Any]:
    command = get_command(help_of.app(cli.COMMANDS)).commands[name]  # type: ignore[attr-defined]
    return {
        text: parameter
        for parameter in command.params
        if parameter.param_type_name == "option"
        for text in parameter.opts
    }


@pytest.mark.parametrize("name", [each for each in cli.COMMANDS if " " not in each])
def test_typer_knows_the_same_options_as_the_parser(name: str) -> None:
    declared = {each for option in cli.COMMANDS[name].options for each in option.names}
    assert set(typer_options(name)) - {"--help", "-h"} == declared


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


def test_rules_are_a_list_where_a_table_has_no_room_for_what_they_say() -> None:
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "40", "FORCE_COLOR": "1"}
    command = [sys.executable, "-m", "multiaz_lint", "explain", "pdb"]
    done = subprocess.run(command, capture_output=True, text=True, env=environ, check=False)
    lines = re.sub("\x1b\\[[0-9;]*m", "", done.stdout).splitlines()
    assert [line.rstrip() for line in lines[:3]] == [
        "pdb-blocks-drain error",
        "  The disruption budget allows no",
        "  eviction at all, so no drain ends",
    ]
    assert max(map(len, lines)) <= 40
    assert "…" not in done.stdout


def test_the_summary_fits_the_terminal_and_a_log_has_it_on_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    assert cli.run([str(FIXED)]) == 0
    (whole,) = [line for line in capsys.readouterr().err.splitlines() if "multiaz-lint" in line]
    assert whole.endswith("workloads")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert cli.run([str(FIXED), "--color", "never"]) == 0
    assert max(map(len, capsys.readouterr().err.split("\x1b[K")[-1].splitlines())) <= 30


@pytest.mark.parametrize("name", ["COLUMNS", "LINES", "TERMINAL_WIDTH"])
@pytest.mark.parametrize("size", ["²", "abc", "-1", "0", "", "100000"])
def test_help_is_shown_whatever_size_the_terminal_is_said_to_have(name: str, size: str) -> None:
    environ = {**os.environ, "PYTHONPATH": str(ROOT), name: size}
    command = [sys.executable, "-m", "multiaz_lint", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, env=environ, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout) < 20_000
