"""Links that the system lets nobody read, as those of another user's process, end no run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.language_client import Client
from tests.robustness.test_faults import GOOD, run

if TYPE_CHECKING:
    from pathlib import Path

CLOSED = "/proc/1/cwd"


def _is_closed() -> bool:
    try:
        os.readlink(CLOSED)
    except PermissionError:
        return True
    except (AttributeError, OSError):
        return False
    return False


pytestmark = pytest.mark.skipif(not _is_closed(), reason=f"{CLOSED} is open, or is not there")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    folder.mkdir()
    (folder / "good.yaml").write_text(GOOD)
    return folder


@pytest.mark.parametrize(
    "arguments",
    [
        ["evil.yaml", "good.yaml"],
        ["drill", "evil.yaml", "good.yaml"],
        ["--format", "json", "evil.yaml", "good.yaml"],
        ["good.yaml", f"{CLOSED}/a.yaml"],
        ["good.yaml", CLOSED],
    ],
    ids=" ".join,
)
def test_a_manifest_is_told_as_unreadable(tree: Path, arguments: list[str]) -> None:
    (tree / "evil.yaml").symlink_to(f"{CLOSED}/a.yaml")
    code, out, err = run(arguments, tree)
    assert code == 1, err
    assert "permission denied" in out, "the link is told"
    assert "deployment/web" in out, "and the rest judged"


@pytest.mark.parametrize("name", [".multiaz-lint.yaml", ".multiaz-lint-baseline.json"])
def test_what_says_how_to_check_is_refused(tree: Path, name: str) -> None:
    (tree / name).symlink_to(CLOSED)
    code, _, err = run(["."], tree)
    assert code == 2
    assert f"{name}: " in err
    assert "leads out of" in err


@pytest.mark.parametrize("arguments", [["--write-baseline"], ["--format", "json:report.json"]])
def test_what_is_written_does_not_take_its_place(tree: Path, arguments: list[str]) -> None:
    links = [tree / "report.json", tree / ".multiaz-lint-baseline.json"]
    for link in links:
        link.symlink_to(f"{CLOSED}/a")
    code, _, err = run([*arguments, "--no-baseline", "."], tree)
    assert code == 2, err
    assert all(link.is_symlink() for link in links)


def test_a_text_of_an_editor_is_checked(tree: Path) -> None:
    uri = f"file://{CLOSED}/a.yaml"
    with Client(tree, environ=os.environ) as editor:
        editor.begin()
        opened = {"uri": uri, "languageId": "yaml", "version": 1, "text": GOOD}
        editor.notify("textDocument/didOpen", {"textDocument": opened})
        assert editor.ask("shutdown")["result"] is None
