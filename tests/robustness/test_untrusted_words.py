"""No word of a tree, its names and its configuration moves a terminal or commands a CI server."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from multiaz_lint import __main__ as program
from tests.manifests import WEB

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Lint = Callable[..., str]

EVIL = "\x1b[31m\x1b]0;x\x07\n::error::x\n##vso[task.complete]x\u202e"
QUOTED = json.dumps(EVIL)
RULE = {
    "id": "secret-rule", "severity": "error", "kinds": ["Deployment"], "doc": "Title.\n\nWhy.\n",
    "each": "$", "field": "spec.replicas", "expect": {"equals": 7}, "message": "not 7",
}  # fmt: skip


@pytest.fixture
def lint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Lint:
    """Run the program in a tree of one manifest; return all that it prints."""
    (tmp_path / "k8s").mkdir()
    (tmp_path / "k8s/web.yaml").write_text(WEB)
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")

    def run(*arguments: str) -> str:
        capsys.readouterr()
        code = program._run(list(arguments))
        printed = capsys.readouterr()
        assert code in {0, 1, 2, 3}, printed.err
        return printed.out + printed.err

    return run


def harmless(text: str) -> None:
    assert all(each.isprintable() or each in "\n\t" for each in text), repr(text)
    assert "##vso[" not in text
    assert not any(line.lstrip().startswith("::") for line in text.splitlines()), text


CONFIGURATIONS = [
    f"profile: {QUOTED}",
    f"{QUOTED}: 1",
    f"kubernetes: {QUOTED}",
    f"zones: {QUOTED}",
    f"rules: {{{QUOTED}: off}}",
    f"rules: {{pdb-missing: {QUOTED}}}",
    f"select: [{QUOTED}]",
    f"rules: {{pdb-missing: {{{QUOTED}: 1}}}}",
    f"ignore: [{{rule: {QUOTED}, reason: x}}]",
    f"ignore: [{{rule: x, reason: x, expires: {QUOTED}}}]",
    f"ignore: [{{rule: pdb, reason: {QUOTED}}}]",
    f"rule_files: [{QUOTED}]",
    f"baseline: {QUOTED}",
    f"drill: {{{QUOTED}: 1}}",
    f"drill: {{require: [{QUOTED}]}}",
    f"recovery_time: {QUOTED}",
    f"adapters: [{{kind: {QUOTED}}}]",
    f"limits: {{{QUOTED}: 1}}",
    f"fail_on: {QUOTED}",
    f"default_namespace: {QUOTED}",
    f"# {EVIL}",
    f"exclude: [{QUOTED}]",
    f"topology_keys: [{QUOTED}]",
]
COMMANDS = [
    ["k8s"], ["drill", "k8s"], ["config", "show"], ["config", "check"], ["rules"], ["fix", "k8s"],
]  # fmt: skip


@pytest.mark.parametrize("configuration", CONFIGURATIONS, ids=range(len(CONFIGURATIONS)))
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_of_a_configuration(
    lint: Lint, tmp_path: Path, configuration: str, command: list[str]
) -> None:
    (tmp_path / ".multiaz-lint.yaml").write_text(configuration, encoding="utf-8")
    harmless(lint(*command))


@pytest.mark.parametrize("key", [*RULE, "hint", "category", "bad", "good", EVIL])
@pytest.mark.parametrize(
    "command",
    [
        ["k8s"],
        ["explain", "secret-rule"],
        ["explain", EVIL],
        ["rules"],
        ["rules", "--format", "markdown"],
        ["rules", "--format", "json"],
        ["test", "rules.json"],
        ["k8s", "--matrix"],
        ["k8s", "--statistics"],
        ["drill", "k8s"],
    ],
    ids=" ".join,
)
def test_of_a_rule_file(lint: Lint, tmp_path: Path, key: str, command: list[str]) -> None:
    for value in (EVIL, [EVIL], {EVIL: EVIL}, f"Title.\n\n{EVIL}\n", f"{EVIL}.\n\nWhy.\n"):
        (tmp_path / "rules.json").write_text(json.dumps({**RULE, key: value}))
        (tmp_path / ".multiaz-lint.yaml").write_text("rule_files: [rules.json]\n")
        harmless(lint(*command))


@pytest.mark.skipif(os.name != "posix", reason="no such names elsewhere")
@pytest.mark.parametrize(
    "command",
    [
        ["."],
        ["fix", "."],
        ["fix", ".", "--write"],
        ["drill", "."],
        [".", "--matrix"],
        [".", "--diff"],
        [".", "--statistics"],
        [".", "--write-baseline"],
        [".", "--format", "github"],
        ["drill", ".", "--no-causes", "--format", "text"],
    ],
    ids=" ".join,
)
def test_of_the_name_of_a_file(lint: Lint, tmp_path: Path, command: list[str]) -> None:
    master = "spec: {tolerations: [{key: node-role.kubernetes.io/master, operator: Exists}], "
    text = WEB.replace("spec: {containers", f"{master}containers").replace("web", "evil")
    (tmp_path / f"{EVIL}.yaml").write_text(text)
    (tmp_path / f"broken{EVIL}.yaml").write_text("apiVersion: v1\nkind: a\na: [\n")
    (tmp_path / EVIL).mkdir()
    (tmp_path / EVIL / "a.yaml").write_text(text.replace("evil", "other"))
    printed = lint(*command)
    if "github" in command:
        printed = "\n".join(
            line
            for line in printed.splitlines()
            if not line.startswith(("::error file=", "::warn", "::notice"))
        )
    harmless(printed)


@pytest.mark.parametrize(
    "arguments",
    [
        [EVIL],
        ["k8s", f"--{EVIL}"],
        ["k8s", "--format", EVIL],
        ["k8s", "--select", EVIL],
        ["k8s", "--severity", f"{EVIL}=error"],
        ["k8s", "--severity", f"pdb-missing={EVIL}"],
        ["k8s", "--config", EVIL],
        ["k8s", "--baseline", EVIL],
        ["k8s", "--rule-file", EVIL],
        ["k8s", "--zones", EVIL],
        ["k8s", "--kubernetes", EVIL],
        ["k8s", "--format", f"json:{EVIL}/x"],
        ["fix", "k8s", "--rule", EVIL],
        ["explain", EVIL],
        ["drill", "k8s", "--lose", EVIL],
        ["drill", "k8s", "--require", EVIL],
        ["drill", "k8s", "--nodes", EVIL],
        ["rules", "--format", EVIL],
        ["test", EVIL],
        ["config", "check", EVIL],
        ["k8s", "--color", EVIL],
        ["drill", "k8s", "--plays", EVIL],
    ],
)
def test_of_an_argument(lint: Lint, arguments: list[str]) -> None:
    harmless(lint(*arguments))


@pytest.mark.parametrize("server", ["CI", "TF_BUILD", "TEAMCITY_VERSION", "JENKINS_URL"])
def test_of_a_line_beside_an_edit_in_a_log(
    lint: Lint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: str
) -> None:
    master = "{key: node-role.kubernetes.io/master, operator: Exists}"
    text = WEB.replace("spec: {containers", f"spec: {{tolerations: [{master}], containers")
    evil = "# ##vso[task.setvariable variable=x]y \u202e\n# ::error::x\n"
    (tmp_path / "k8s/web.yaml").write_text(text + evil, encoding="utf-8")
    monkeypatch.delenv("CI", raising=False)
    assert "\u202e" in lint("fix", "k8s"), "a program gets every character"
    monkeypatch.setenv(server, "true")
    harmless(lint("fix", "k8s"))


def test_a_patch_of_odd_names_can_be_applied(tmp_path: Path) -> None:
    from multiaz_lint.fix.diff import diff
    from multiaz_lint.fix.proposal import FileChange

    for name in ("a b.yaml", 'a"b\\.yaml', "a\nb.yaml", "##vso[x].yaml", "\udcff.yaml", "ü.yaml"):
        try:
            (tmp_path / name).write_text("a: 1\n")
        except OSError:
            continue
        lines = diff([FileChange(name, "a: 1\n", "a: 2\n")])
        patch = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
        subprocess.run(["git", "apply", "-"], input=patch, cwd=tmp_path, check=True)
        assert (tmp_path / name).read_text() == "a: 2\n", name
