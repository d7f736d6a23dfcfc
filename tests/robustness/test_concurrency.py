"""Runs at the same time, and an editor beside them, lose nothing and break nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint.fix import writing
from multiaz_lint.fix.proposal import FileChange
from tests.manifests import WEB

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
MASTER = "{key: node-role.kubernetes.io/master, operator: Exists}"
TEXT = WEB.replace("spec: {containers", f"spec: {{tolerations: [{MASTER}], containers")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    folder.mkdir()
    for number in range(55):
        (folder / f"{number}.yaml").write_text(TEXT.replace("web", f"web-{number}"))
    return folder


def at_once(
    commands: list[list[str]], folder: Path, roots: list[Path] | None = None
) -> list[tuple[int, bytes, bytes]]:
    """Run commands at the same time, each with the package of its root."""
    home = {"HOME": str(folder.parent), "PATH": os.environ["PATH"]}
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "multiaz_lint", *command],
            cwd=folder, env={**home, "PYTHONPATH": str(root)},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for command, root in zip(commands, roots or [ROOT] * len(commands), strict=True)
    ]  # fmt: skip
    ended = [(process.communicate(timeout=200), process.returncode) for process in started]
    assert not any(b"Traceback" in err or b"internal fault" in err for (_, err), _ in ended)
    return [(code, out, err) for (out, err), code in ended]


def no_litter(*folders: Path) -> None:
    left = [each for folder in folders for each in folder.iterdir() if each.suffix == ".tmp"]
    assert left == []


def test_reports_of_runs_at_once_are_whole(tree: Path) -> None:
    command = [".", "--no-cache", "--format", "json:../report.json"]
    assert {code for code, _, _ in at_once([command] * 5, tree)} == {1}
    assert json.loads((tree.parent / "report.json").read_text())["summary"]["workloads"] == 55
    no_litter(tree, tree.parent)


def test_baselines_written_at_once_are_whole(tree: Path) -> None:
    assert {code for code, _, _ in at_once([[".", "--write-baseline"]] * 5, tree)} == {0}
    assert at_once([["."]], tree)[0][0] == 0
    no_litter(tree)


def test_two_fixes_at_once_mend_as_one(tree: Path) -> None:
    twin = tree.parent / "twin"
    shutil.copytree(tree, twin)
    assert at_once([["fix", ".", "--write"]], twin)[0][0] == 0
    codes = {code for code, _, _ in at_once([["fix", ".", "--write"]] * 2, tree)}
    assert codes <= {0, 2}, "2 says that a file has changed since it was read"
    assert at_once([["fix", ".", "--write"]], tree)[0][0] == 0
    for path in twin.iterdir():
        assert (tree / path.name).read_text() == path.read_text()
    no_litter(tree)


def test_a_check_beside_a_fix_sees_old_files_or_new_ones(tree: Path) -> None:
    runs = at_once([["fix", ".", "--write"], *[[".", "--format", "json"]] * 3], tree)
    assert [code for code, _, _ in runs] == [0, 1, 1, 1]
    for _, out, _ in runs[1:]:
        found = json.loads(out)
        assert found["summary"]["workloads"] == 55
        assert "unreadable-manifest" not in {each["rule"] for each in found["diagnostics"]}


def test_ten_runs_of_two_versions_share_a_cache(tree: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    for name in ("multiaz_lint", "rules"):
        shutil.copytree(ROOT / name, other / name, ignore=shutil.ignore_patterns("__pycache__"))
    start = other / "multiaz_lint/__init__.py"
    start.write_text(start.read_text().replace('__version__ = "', '__version__ = "9'))
    command = [".", "--format", "json", "--cache-dir", "../kept"]
    for _ in range(2):
        runs = at_once([command] * 10, tree, [ROOT, other] * 5)
        assert {code for code, _, _ in runs} == {1}
        ours, theirs = {out for _, out, _ in runs[::2]}, {out for _, out, _ in runs[1::2]}
        assert len(ours) == len(theirs) == 1
        assert ours != theirs, "each speaks of its own version"
    assert len(list((tmp_path / "kept").iterdir())) == 2
    no_litter(tmp_path / "kept")


# An editor saves while a file is written -------------------------------------------------------

EDITED = "# edited meanwhile\n" + TEXT


def _save_in_place(path: Path) -> None:
    path.write_text(EDITED)


def _save_by_moving(path: Path) -> None:
    beside = path.with_suffix(".swp")
    beside.write_text(EDITED)
    beside.replace(path)


STEPS = ["_encoded", "_new", "_fill", "_keep_attributes", "fsync"]
"""Calls of a write in their order; the editor saves right before each.

Between the last look at the file and its replacement are two calls, in which no system lets anybody
look and replace at once.
"""


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("save", [_save_in_place, _save_by_moving])
def test_what_an_editor_saves_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, save: Callable[[Path], None]
) -> None:
    path = tmp_path / "web.yaml"
    path.write_text(TEXT)
    _before(monkeypatch, step, lambda: save(path))
    failures = writing.write([FileChange(str(path), TEXT, "mended\n")], [str(tmp_path)])
    assert path.read_text() == EDITED
    assert [each.reason for each in failures] == ["the file has changed since it was read"]
    no_litter(tmp_path)


def test_a_save_of_the_same_size_in_the_same_moment_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "web.yaml"
    path.write_text(TEXT)
    then = path.stat()
    edited = TEXT.replace("replicas: 3", "replicas: 7")

    def save() -> None:
        path.write_text(edited)
        os.utime(path, ns=(then.st_atime_ns, then.st_mtime_ns))

    _before(monkeypatch, "fsync", save)
    (failure,) = writing.write([FileChange(str(path), TEXT, "mended\n")], [str(tmp_path)])
    assert failure.reason == "the file has changed since it was read"
    assert path.read_text() == edited


def _before(monkeypatch: pytest.MonkeyPatch, step: str, save: Callable[[], None]) -> None:
    """Let the editor save before the first of such calls."""
    where: Any = os if step == "fsync" else writing
    real = getattr(where, step)
    saved: list[str] = []

    def called(*arguments: Any, **more: Any) -> Any:
        if not saved:
            saved.append(step)
            save()
        return real(*arguments, **more)

    monkeypatch.setattr(where, step, called)
