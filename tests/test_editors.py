"""What the page on editors tells them to run and to read, tried on findings of each severity."""

from __future__ import annotations

import json
import re
from pathlib import Path

from multiaz_lint.options import CHECK, parse
from multiaz_lint.report.options import Options
from multiaz_lint.report.registry import render
from multiaz_lint.rule import Severity
from tests import results

PAGE = (Path(__file__).parent.parent / "docs/integrations/editors.md").read_text(encoding="utf-8")
FOUND = [
    results.finding(f"a-{severity}", severity, "web: 1 [of 3] is left", line)
    for line, severity in enumerate((Severity.ERROR, Severity.WARNING, Severity.INFO), 4)
]
LINES = render("concise", results.result(*FOUND), Options()).splitlines()
EXPECTED = [
    ("k8s/web.yaml", str(line), "3", severity, "web: 1 [of 3] is left", f"a-{severity}")
    for line, severity in enumerate(("error", "warning", "info"), 4)
]


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_task_of_visual_studio_code_reads_what_is_found() -> None:
    (task,) = json.loads(block("json"))["tasks"]
    pattern = task["problemMatcher"]["pattern"]
    order = [pattern[key] for key in ("file", "line", "column", "severity", "message", "code")]
    found = [re.match(pattern["regexp"], line) for line in LINES]
    assert [each and each.group(*order) for each in found] == EXPECTED


def test_neovim_reads_what_is_found() -> None:
    (written,) = re.findall(r'^ *"(\^.*\$)",$', block("lua"), re.MULTILINE)
    pattern = written.replace("%d", r"\d").replace("%a", "[a-z]").replace("[%w-]", r"[\w-]")
    pattern = re.sub(r"%([\[\]])", r"\\\1", pattern)
    found = [re.match(pattern, line) for line in LINES]
    assert [each and each.groups() for each in found] == EXPECTED


def test_the_options_that_editors_are_told_to_give_are_known() -> None:
    (task,) = json.loads(block("json"))["tasks"]
    parse(task["args"], CHECK)
    lua = re.search(r"args = \{(.*?)\n  \}", block("lua"), re.DOTALL)
    assert lua is not None
    words = re.findall(r'"([^"]+)"', lua[1])
    parse([*words[:-1], "file.yaml", words[-1]], CHECK)
    for language, start in (("vim", "makeprg="), ("yaml", "lint-command: ")):
        line = block(language).partition(start)[2].partition("\n")[0].replace("\\ ", " ")
        assert line.startswith("multiaz-lint ")
        parse(line.split()[1:], CHECK)
