"""Paths as they are told, on any system."""

from __future__ import annotations

import ast
import ntpath
from pathlib import Path
from types import SimpleNamespace

import pytest

from multiaz_lint import paths

PACKAGE = Path(paths.__file__).parent


def test_a_path_is_seen_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert paths.relative(str(tmp_path / "k8s/web.yaml")) == "k8s/web.yaml"
    assert paths.relative("k8s/web.yaml", "base") == "../k8s/web.yaml"
    assert paths.relative("k8s", "k8s") == "."


@pytest.mark.parametrize(
    ("path", "folder", "expected"),
    [
        ("C:\\repo\\k8s\\web.yaml", "C:\\repo", "k8s/web.yaml"),
        ("C:\\other\\web.yaml", "C:\\repo", "../other/web.yaml"),
        ("D:\\k8s\\web.yaml", "C:\\repo", "D:/k8s/web.yaml"),
        ("\\\\host\\share\\k8s\\web.yaml", "C:\\repo", "//host/share/k8s/web.yaml"),
        ("\\\\?\\C:\\k8s", "C:\\repo", "//?/C:/k8s"),
    ],
)
def test_from_another_drive_a_path_is_told_in_full(
    path: str, folder: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no way from one drive to another, and os.path.relpath raises."""
    windows = SimpleNamespace(path=ntpath, sep="\\", curdir=".")
    monkeypatch.setattr(paths, "os", windows)
    assert paths.relative(path, folder) == expected


def test_nothing_else_asks_for_the_way_to_a_path() -> None:
    asking = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "relpath"
    ]
    assert asking == ["paths.py"]
