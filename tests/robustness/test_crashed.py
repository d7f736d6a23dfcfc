"""A rule that fails with an error of its own: nothing is green for it, and the reason is said."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from multiaz_lint import catalog
from multiaz_lint.cli import run
from tests.manifests import WEB

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from multiaz_lint.model import Cluster, Workload
    from multiaz_lint.rule import Problem

CRASH = "rule replicas-too-few failed on deployment/web: ZeroDivisionError: it failed"
ONLY = ("--select", "replicas-too-few", "--isolated")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one manifest, of which a rule fails."""

    def check(workload: Workload, cluster: Cluster, parameters: object) -> Iterator[Problem]:
        raise ZeroDivisionError("it failed")

    monkeypatch.setattr(catalog.rules()["replicas-too-few"], "check", check)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "web.yaml").write_text(WEB)
    return tmp_path


@pytest.mark.parametrize("options", [[], ["--check"], ["--write"]])
def test_fix_is_not_green(
    folder: Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["fix", str(folder / "web.yaml"), *ONLY, *options]) == 4
    assert f"web.yaml:1: rule-crashed: {CRASH}" in capsys.readouterr().err


@pytest.mark.parametrize("rule", ["rule-crashed", "rule", "all"])
def test_an_annotation_does_not_silence_it(
    folder: Path, rule: str, capsys: pytest.CaptureFixture[str]
) -> None:
    annotated = f"{{name: web, annotations: {{multiaz-lint/ignore: {rule}}}}}"
    (folder / "web.yaml").write_text(WEB.replace("{name: web}", annotated))
    arguments = [".", *ONLY, "--select", "rule-suppressed-unused", "--no-cache"]
    assert run(["check", *arguments]) == 4
    shown = capsys.readouterr().out
    assert CRASH in shown
    assert "silence" not in shown


def test_a_baseline_does_not_accept_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = ".multiaz-lint-baseline.json"
    crash = {
        "origin": "web.yaml",
        "resource": "apps/Deployment default/web",
        "rule": "rule-crashed",
        "field": "",
        "message": f"{CRASH}; the other rules went on",
    }
    (folder / name).write_text(json.dumps({"version": 1, "findings": [crash]}))
    assert run(["check", ".", *ONLY, "--no-cache"]) == 4
    assert CRASH in capsys.readouterr().out


def test_what_a_new_baseline_cannot_accept_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = ".multiaz-lint-baseline.json"
    assert run(["check", ".", "--isolated", "--no-cache", "--write-baseline"]) == 4
    assert "not everything was judged, which nothing accepts" in capsys.readouterr().err
    written = json.loads((folder / name).read_text())
    assert "rule-crashed" not in {each["rule"] for each in written["findings"]}


def test_what_the_rule_may_have_found_is_not_taken_for_fixed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = ".multiaz-lint-baseline.json"
    entry = {
        "origin": "web.yaml",
        "resource": "apps/Deployment default/web",
        "rule": "replicas-too-few",
        "field": "spec.replicas",
        "message": "said before",
    }
    (folder / name).write_text(json.dumps({"version": 1, "findings": [entry]}))
    (folder / "web.yaml").write_text(f"# multiaz-lint: ignore-file[replicas-too-few] one\n{WEB}")
    assert run(["check", ".", "--no-cache", "--prune-baseline"]) == 4
    assert entry in json.loads((folder / name).read_text())["findings"]
    assert "reports nothing" not in capsys.readouterr().out
