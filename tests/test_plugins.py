"""Rules of installed packages run beside the others; one that raises does not stop them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.manifests import LONE

ROOT = Path(__file__).parent.parent
PLUGINS = ROOT / "fixtures" / "plugins"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the example plugins, as pip does, into a folder of their own."""
    target = tmp_path_factory.mktemp("site-packages")
    for name in ("acme-rules", "broken-rules"):
        source = tmp_path_factory.mktemp("source") / name
        subprocess.run(["cp", "-r", str(PLUGINS / name), str(source)], check=True)
        command = [
            sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
            "--no-index", "--no-deps", "--no-build-isolation", "--target", str(target / name),
            str(source),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
    return target


def lint(folder: Path, *plugins: Path, options: tuple[str, ...] = ()) -> tuple[int, Any]:
    (folder / "web.yaml").write_text(LONE, encoding="utf-8")
    path = os.pathsep.join(map(str, [*plugins, ROOT]))
    done = subprocess.run(
        [sys.executable, "-m", "multiaz_lint", "--isolated", "--format", "json", *options, "."],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, json.loads(done.stdout) if done.stdout else done.stderr


def found(report: Any) -> dict[str, str]:
    return {each["rule"]: each["message"] for each in report["diagnostics"]}


def test_an_installed_plugin_is_found_without_registration(installed: Path, tmp_path: Path) -> None:
    code, report = lint(tmp_path, installed / "acme-rules")
    assert code == 1
    assert found(report)["acme-owner-missing"].startswith("deployment/web names no owner")
    assert "replicas-too-few" in found(report)


def test_its_parameters_are_configured_as_those_of_any_rule(
    installed: Path, tmp_path: Path
) -> None:
    (tmp_path / "c.yaml").write_text(
        "rules: {acme-owner-missing: {severity: error, annotation: team}}\n", encoding="utf-8"
    )
    code, report = lint(
        tmp_path, installed / "acme-rules",
        options=("--select", "acme-owner-missing", "--config", "c.yaml"),
    )  # fmt: skip
    (finding,) = report["diagnostics"]
    assert (code, finding["severity"], finding["hint"]) == (1, "error", "set annotation team")


def test_a_rule_that_raises_is_a_finding_and_the_others_go_on(
    installed: Path, tmp_path: Path
) -> None:
    code, report = lint(tmp_path, installed / "acme-rules", installed / "broken-rules")
    assert code == 4
    crashed = found(report)["rule-crashed"]
    assert "broken-always failed on deployment/web: ZeroDivisionError" in crashed
    assert {"acme-owner-missing", "replicas-too-few"} <= found(report).keys()


def test_a_plugin_that_cannot_be_imported_is_a_usage_error(tmp_path: Path) -> None:
    site = tmp_path / "site"
    info = site / "gone-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: gone\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[multiaz_lint.rules]\ngone = gone_rules\n")
    code, words = lint(tmp_path, site)
    assert code == 2
    assert "plugin gone (gone_rules): ModuleNotFoundError" in words
