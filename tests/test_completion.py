"""Completion in shells: what the scripts that typer installs get when the tab key is pressed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def complete(shell: str, line: str) -> subprocess.CompletedProcess[str]:
    """Ask as the script of a shell does, with the cursor at the end of the line."""
    words = line.split(" ")
    asked = {
        "bash": {"COMP_WORDS": "\n".join(words), "COMP_CWORD": str(len(words) - 1)},
        "powershell": {
            "_TYPER_COMPLETE_ARGS": line,
            "_TYPER_COMPLETE_WORD_TO_COMPLETE": words[-1],
        },
        "zsh": {"_TYPER_COMPLETE_ARGS": line},
        "fish": {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
        "fish, whether there are any": {
            "_TYPER_COMPLETE_ARGS": line,
            "_TYPER_COMPLETE_FISH_ACTION": "is-args",
        },
    }[shell]
    name = shell.partition(",")[0]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), **asked}
    return subprocess.run(
        [sys.executable, "-m", "multiaz_lint"],
        env={**environ, "_MULTIAZ_LINT_COMPLETE": f"complete_{name}"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_a_shell_gets_what_completes_and_no_word_besides(shell: str) -> None:
    done = complete(shell, "multiaz-lint explain pdb-over")
    assert "pdb-overlap" in done.stdout
    assert "pdb-missing" not in done.stdout
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param("k8s/ --sel", "--select", id="after a path"),
        pytest.param("k8s/ more/ --select pdb-over", "pdb-overlap", id="its value"),
        pytest.param("--fail-on nev", "never", id="after an option"),
        pytest.param("--fail-", "--fail-on", id="as the first word"),
        pytest.param("--vers", "--version", id="an option of no command"),
        pytest.param("dri", "drill", id="a command"),
        pytest.param("drill k8s/ --requ", "--require", id="of a command that is named"),
        pytest.param("config sch", "schema", id="of a group"),
        pytest.param("k8s/ --format sar", "sarif", id="a format"),
    ],
)
def test_a_line_without_a_command_completes_as_a_check(shell: str, line: str, words: str) -> None:
    done = complete(shell, f"multiaz-lint {line}")
    assert words in done.stdout
    assert "check" not in done.stdout
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("shell", ["bash", "zsh"])
@pytest.mark.parametrize("line", ["k8", "check k8", "k8s/ pdb"])
def test_paths_are_left_to_the_shell(shell: str, line: str) -> None:
    done = complete(shell, f"multiaz-lint {line}")
    assert done.stdout.strip() == {"bash": "", "zsh": "_files"}[shell]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_all_commands_complete_what_is_not_begun(shell: str) -> None:
    done = complete(shell, "multiaz-lint ")
    assert {"check", "drill"} <= set(re.findall(r"\w+", done.stdout))


@pytest.mark.parametrize(("word", "code"), [("pdb-over", 0), ("nothing-", 1)])
def test_fish_learns_from_the_exit_code_whether_anything_completes(word: str, code: int) -> None:
    done = complete("fish, whether there are any", f"multiaz-lint explain {word}")
    assert (done.returncode, done.stdout, done.stderr) == (code, "", "")


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_bash_itself_completes_by_the_script_that_is_shown(tmp_path: Path) -> None:
    program = tmp_path / "multiaz-lint"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m multiaz_lint "$@"\n')
    program.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    script = tmp_path / "ask.sh"
    script.write_text(
        'eval "$(multiaz-lint --show-completion)" || exit\n'
        "COMP_WORDS=(multiaz-lint explain pdb-over) COMP_CWORD=2\n"
        '_multiaz_lint_completion multiaz-lint && echo "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run(
        ["bash", "--norc", str(script)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PATH": path, "SHELL": "/bin/bash"},
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "pdb-overlap\n", "")


def test_help_asks_nothing_of_the_line_of_a_shell() -> None:
    """A shell may have exported it; without being asked to complete, nobody reads it."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "COMP_WORDS": "multiaz-lint k8s/ --sel"}
    environ.pop("COMP_CWORD", None)
    done = subprocess.run(
        [sys.executable, "-m", "multiaz_lint", "--help"],
        env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
