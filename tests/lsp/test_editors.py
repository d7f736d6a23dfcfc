"""What the page on editors tells them to run and to read, tried on findings of each severity."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from multiaz_lint.cli import COMMANDS
from multiaz_lint.lsp.abilities import FIX_ALL
from multiaz_lint.options import CHECK, parse
from multiaz_lint.report.options import Options
from multiaz_lint.report.registry import render
from multiaz_lint.rule import Severity
from tests import results

PAGE = (Path(__file__).parents[2] / "docs/integrations/editors.md").read_text(encoding="utf-8")
FOUND = [
    results.finding(f"a-{severity}", severity, "web: 1 [of 3] is left", line)
    for line, severity in enumerate((Severity.ERROR, Severity.WARNING, Severity.INFO), 4)
]
LINES = render("concise", results.result(*FOUND), Options()).splitlines()
EXPECTED = [
    ("k8s/web.yaml", str(line), "3", severity, "web: 1 [of 3] is left", f"a-{severity}")
    for line, severity in enumerate(("error", "warning", "info"), 4)
]


def block(language: str, word: str) -> str:
    """Return the block of a language that holds a word."""
    blocks = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    (found,) = [each for each in blocks if word in each]
    return str(found)


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("lua", "vim.lsp.config"),
        ("toml", "language-server"),
        ("elisp", "eglot-server-programs"),
        ("json", "clients"),
    ],
)
def test_editors_start_the_language_server(language: str, word: str) -> None:
    words = re.findall(r'"(multiaz-lint|lsp)"', block(language, word))
    assert words[-2:] in (["multiaz-lint", "lsp"], ["lsp", "multiaz-lint"])
    assert "lsp" in COMMANDS


def test_editors_ask_for_all_edits_by_their_name() -> None:
    saving = json.loads(block("json", "codeActionsOnSave"))
    assert saving["editor.codeActionsOnSave"].keys() == {FIX_ALL}
    assert f'"{FIX_ALL}"' in block("lua", "code_action")
    assert f'"{FIX_ALL}"' in block("elisp", "eglot-code-actions")


def test_the_settings_of_helix_and_sublime_text_can_be_read() -> None:
    helix = tomllib.loads(block("toml", "language-server"))
    server = helix["language-server"]["multiaz-lint"]
    assert [server["command"], *server["args"]] == ["multiaz-lint", "lsp"]
    sublime = json.loads(block("json", "clients"))["clients"]["multiaz-lint"]
    assert sublime["command"] == ["multiaz-lint", "lsp"]


def test_the_task_of_visual_studio_code_reads_what_is_found() -> None:
    (task,) = json.loads(block("json", "tasks"))["tasks"]
    pattern = task["problemMatcher"]["pattern"]
    order = [pattern[key] for key in ("file", "line", "column", "severity", "message", "code")]
    found = [re.match(pattern["regexp"], line) for line in LINES]
    assert [each and each.group(*order) for each in found] == EXPECTED


def test_neovim_reads_what_is_found() -> None:
    (written,) = re.findall(r'^ *"(\^.*\$)",$', block("lua", "lint.linters"), re.MULTILINE)
    pattern = written.replace("%d", r"\d").replace("%a", "[a-z]").replace("[%w-]", r"[\w-]")
    pattern = re.sub(r"%([\[\]])", r"\\\1", pattern)
    found = [re.match(pattern, line) for line in LINES]
    assert [each and each.groups() for each in found] == EXPECTED


def test_the_options_that_editors_are_told_to_give_are_known() -> None:
    (task,) = json.loads(block("json", "tasks"))["tasks"]
    parse(task["args"], CHECK)
    lua = re.search(r"args = \{(.*?)\n  \}", block("lua", "lint.linters"), re.DOTALL)
    assert lua is not None
    words = re.findall(r'"([^"]+)"', lua[1])
    parse([*words[:-1], "file.yaml", words[-1]], CHECK)
    for language, start in (("vim", "makeprg="), ("yaml", "lint-command: ")):
        line = block(language, start).partition(start)[2].partition("\n")[0].replace("\\ ", " ")
        assert line.startswith("multiaz-lint ")
        parse(line.split()[1:], CHECK)
