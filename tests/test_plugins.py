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


HEAD = """\
from multiaz_lint.model import Workload
from multiaz_lint.rule import Problem, Put, Rename, Severity, rule
"""


def offered(folder: Path, code: str) -> Path:
    """Write an installed package whose module is a plugin, and return where it is."""
    site = folder / "site"
    info = site / "odd-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: odd\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[multiaz_lint.rules]\nodd = odd_rules\n")
    (site / "odd_rules.py").write_text(HEAD + code, encoding="utf-8")
    return site


def checking(body: str, *, declared: str = "on=Workload, doc='Odd.'", before: str = "") -> str:
    return (
        f"{before}\n@rule('odd-rule', Severity.ERROR, {declared})\n"
        f"def check(workload, cluster, parameters):\n    {body}\n"
    )


REPORT = "yield Problem(workload.replicas, 'odd')"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import sys; sys.exit(0)", "SystemExit: 0"),
        ("raise GeneratorExit", "GeneratorExit"),
        ("class End(BaseException): ...\nraise End('now')", "End: now"),
        (checking(REPORT, declared="on=None, doc=''"), "on is no kind of resource"),
        (checking(REPORT, declared="on=(), doc=''"), "on is no kind of resource"),
        (checking(REPORT, declared="on=object, doc=''"), "on is no kind of resource"),
        (checking(REPORT, declared="on=Workload, doc=5"), "doc is no text"),
        (checking(REPORT, declared="on=Workload, doc='', needs=5"), "needs is no name"),
        (checking(REPORT, declared="on=Workload, doc='', parameters=5"), "parameters is no class"),
        (checking(REPORT, declared="on=Workload, doc='', profiles=5"), "profiles is no dict"),
        (
            checking(REPORT, declared="on=Workload, doc='', profiles={'strict': 5}"),
            "profile 'strict' is neither a dict nor None",
        ),
        (
            checking(REPORT, declared="on=Workload, doc='', profiles={'strict': {'severity': 5}}"),
            "profile 'strict': severity is 5, no Severity",
        ),
        (
            checking(REPORT, declared="on=Workload, doc='', where=5"),
            "check and where are functions",
        ),
        (
            checking(
                REPORT,
                declared="on=Workload, doc='', parameters=Given",
                before="class Given:\n    size: int\n    def __init__(self): raise SystemExit(0)",
            ),
            "parameters cannot be made without values: SystemExit: 0",
        ),
        (checking(REPORT).replace("Severity.ERROR", "'error'"), "severity is 'error', no Severity"),
        (checking(REPORT).replace("'odd-rule'", "None"), "its name is not words"),
        (checking(REPORT).replace("'odd-rule'", "['odd']"), "its name is not words"),
        (checking(REPORT).replace("'odd-rule'", r"'a\x1b[31m'"), "its name is not words"),
        (checking(REPORT).replace("'odd-rule'", "'pdb'"), "a word for many rules"),
        (checking(REPORT).replace("'odd-rule'", "'all'"), "a word for many rules"),
    ],
)
def test_a_plugin_that_is_none_is_named(tmp_path: Path, code: str, words: str) -> None:
    site = offered(tmp_path, code)
    folder = tmp_path / "tree"
    folder.mkdir()
    code_, said = lint(folder, site)
    assert code_ == 2
    assert "plugin odd (odd_rules): " in said
    assert words in said
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (checking("import sys; sys.exit(0)"), "SystemExit: 0"),
        (checking("raise GeneratorExit; yield"), "GeneratorExit"),
        (checking("raise End('now')", before="class End(BaseException): ..."), "End: now"),
        (
            checking(
                "raise Mute",
                before="class Mute(Exception):\n    def __str__(self): raise SystemExit(0)",
            ),
            "Mute",
        ),
        (checking("raise ValueError('x' * 2_000)"), "x" * 900),
        (checking("return 'words'"), "what it reports is of type str, no Problem"),
        (checking("yield None"), "what it reports is None, no Problem"),
        (checking("yield Problem(None, 'odd')"), "field is None"),
        (checking("yield Problem(workload.replicas, None)"), "message is None"),
        (checking("yield Problem(workload.replicas, '', hint=5)"), "hint is of type int"),
        (checking("yield Problem(workload.replicas, '', severity=9)"), "severity is of type int"),
        (checking("yield Problem(workload.replicas, '', api=object())"), "api is of type object"),
        (
            checking("yield Problem(workload.replicas, '', api={'a': object()})"),
            "a part of the api is of type object",
        ),
        (checking("yield Problem(workload.replicas, '', unless=5)"), "unless is of type int"),
        (checking("yield Problem(workload.replicas, '', related=[5])"), "related is of type int"),
        (checking("yield Problem(workload.replicas, '', edits=[5])"), "edit is of type int"),
        (
            checking("yield Problem(workload.replicas, '', edits=[Put(workload.replicas, print)])"),
            "a part of the value of an edit is of type builtin_function_or_method",
        ),
        (
            checking(
                "endless = []; endless.append(endless)\n"
                "    yield Problem(workload.replicas, '', edits=[Put(workload.replicas, endless)])"
            ),
            "value of an edit has more than 10,000 parts",
        ),
        (
            checking("yield Problem(workload.replicas, '', edits=[Rename(workload.replicas, 5)])"),
            "name of an edit is of type int",
        ),
    ],
)
def test_a_rule_that_reports_no_problem_has_crashed_and_the_others_go_on(
    tmp_path: Path, code: str, words: str
) -> None:
    site = offered(tmp_path, code)
    folder = tmp_path / "tree"
    folder.mkdir()
    code_, report = lint(folder, site)
    assert code_ == 4
    told = found(report)
    assert "rule odd-rule failed on deployment/web: " in told["rule-crashed"]
    assert words in told["rule-crashed"]
    assert len(told["rule-crashed"]) < 1_200
    assert "replicas-too-few" in told


def test_what_a_rule_has_found_before_it_fails_counts(tmp_path: Path) -> None:
    site = offered(tmp_path, checking(REPORT + "\n    raise SystemExit(0)"))
    folder = tmp_path / "tree"
    folder.mkdir()
    code, report = lint(folder, site)
    assert code == 4
    assert {"odd-rule", "rule-crashed"} <= found(report).keys()


@pytest.mark.parametrize("raised", ["1 / 0", "raise SystemExit(0)"])
def test_a_rule_that_cannot_say_whether_it_speaks_is_asked(tmp_path: Path, raised: str) -> None:
    site = offered(
        tmp_path,
        checking(
            REPORT,
            declared="on=Workload, doc='', where=speaks",
            before=f"def speaks(cluster):\n    {raised}\n",
        ),
    )
    folder = tmp_path / "tree"
    folder.mkdir()
    code, report = lint(folder, site)
    assert code == 1
    assert "odd-rule" in found(report)


def test_what_a_plugin_prints_garbles_no_report(tmp_path: Path) -> None:
    printing = checking("print('while asked')\n    " + REPORT, before="print('while loaded')")
    site = offered(tmp_path, printing)
    folder = tmp_path / "tree"
    folder.mkdir()
    code, report = lint(folder, site)
    assert code == 1
    assert "odd-rule" in found(report)
