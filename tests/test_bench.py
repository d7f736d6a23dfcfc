"""The trees that are measured are always the same, and read without a fault; the gate can fail."""

from __future__ import annotations

import hashlib
import sys
from typing import TYPE_CHECKING

from bench import gate, generate, measure
from multiaz_lint import pipeline
from multiaz_lint.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def digest(folder: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*.yaml")):
        found.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return found.hexdigest()


def test_the_same_arguments_write_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        generate.apps(tmp_path / name, 30)
    assert digest(tmp_path / "one") == digest(tmp_path / "two")
    generate.apps(tmp_path / "other", 30, seed=2)
    assert digest(tmp_path / "one") != digest(tmp_path / "other")


def test_files_are_of_the_size_that_is_said(tmp_path: Path) -> None:
    generate.apps(tmp_path, 100)
    sizes = [path.stat().st_size for path in tmp_path.rglob("*.yaml")]
    assert len(sizes) == 100
    assert 2_000 < sum(sizes) / len(sizes) < 3_200


def test_trees_are_objects_of_kubernetes(tmp_path: Path) -> None:
    generate.apps(tmp_path / "apps", 60)
    generate.crd(tmp_path / "crd", size=100_000)
    generate.namespace(tmp_path / "namespace", workloads=200)
    result = pipeline.run([str(tmp_path)], Settings(plugins=False))
    assert result.not_checked == []
    rules = {each.rule for each in result.diagnostics}
    assert not rules & {"unreadable-manifest", "rule-crashed", "api-decode-error"}
    assert {"replicas-too-few", "spread-missing", "pdb-missing"} <= rules


def test_what_a_process_costs(tmp_path: Path) -> None:
    work = [
        sys.executable,
        "-c",
        "x = bytearray(80 << 20); sum(range(2_000_000)); raise SystemExit(3)",
    ]
    run = measure.run(work, str(tmp_path))
    assert run.code == 3
    assert run.cpu > 0
    assert run.peak > 80
    assert measure.median([run, run._replace(cpu=0.0), run._replace(cpu=1e9)]) == run


def test_more_work_is_more_instructions() -> None:
    counts = [
        measure.instructions([sys.executable, "-c", f"for i in range({times}): pass"])
        for times in (1, 3_000_000)
    ]
    if counts[0] is not None and counts[1] is not None:
        assert counts[1] > 2 * counts[0] > 0


def test_the_gate_fails_when_a_run_needs_more() -> None:
    before = {"version": 0.1, "one file": 2.0}
    assert gate.worse({"version": 0.1, "one file": 2.1}, before) == []
    found = gate.worse({"version": 0.1, "one file": 3.0}, before)
    assert found == ["one file: 3.000 units of work, 1.50 times what it was"]


def test_the_gate_judges_no_build_of_python_by_another(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gate, "counts", lambda _: {"version": 9.9})
    monkeypatch.setattr(gate, "build", lambda: "3.99.0, some compiler")
    assert gate.main([]) == 2
    assert "nothing is recorded of Python 3.99.0" in capsys.readouterr().err
