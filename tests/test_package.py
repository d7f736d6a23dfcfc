"""What is published, and what is installed to run it, is what was meant and nothing else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = sorted((ROOT / "integrations/locks").glob("*.txt"))
ODD = re.compile(
    r"(^|/)(\.|__pycache__|build/|dist/|node_modules)|\.(pyc|pyo|tmp|orig|log|key|pem)$"
)
MEANT = {".pre-commit-hooks.yaml", ".gitignore"}
"""Names that begin with a dot and belong there."""
ELSEWHERE = {".ci/run", ".dockerignore"}
"""What only a checkout needs."""

FORGOTTEN = "`git add` new files, and remove those that belong to nothing"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build both archives, as a release does."""
    folder = tmp_path_factory.mktemp("built")
    for target in ("wheel", "sdist"):
        subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", folder],
            cwd=ROOT, check=True, capture_output=True,
        )  # fmt: skip
    return folder


def tracked(*below: str) -> set[str]:
    """Return the files that git knows, and that are there."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--", *below], cwd=ROOT, check=False, capture_output=True
    )
    if done.returncode:
        pytest.skip("not in a git repository")
    names = done.stdout.decode().split("\0")
    return {name for name in names if name and (ROOT / name).is_file()}


def test_the_wheel_holds_the_package_and_its_rules(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = {each for each in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in each}
    rules = {name.replace("rules/", "multiaz_lint/shipped_rules/", 1) for name in tracked("rules")}
    assert names == tracked("multiaz_lint") | rules, FORGOTTEN
    assert not any(ODD.search(name) for name in names)


@pytest.mark.parametrize(
    "line", ["check .", ".", "drill .", "fix .", "rules", "explain zone", "config check"]
)
def test_a_packed_package_says_that_it_must_be_unpacked(
    built: Path, tmp_path: Path, line: str
) -> None:
    (wheel,) = built.glob("*.whl")
    (tmp_path / "web.yaml").write_text("apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n")
    (tmp_path / ".multiaz-lint.yaml").write_text("zones: 3\n")
    environment = {**os.environ, "PYTHONPATH": str(wheel)}
    done = subprocess.run(
        [sys.executable, "-m", "multiaz_lint", *line.split()],
        cwd=tmp_path, env=environment, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert f"read inside of {wheel}: they must be unpacked" in done.stderr
    assert done.stdout == ""
    assert done.returncode == 2


def test_the_source_archive_holds_what_git_knows(built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as file:
        members = file.getmembers()
    names = {each.name.partition("/")[2] for each in members}
    assert names - tracked() <= {"PKG-INFO"}, FORGOTTEN
    assert tracked() - names <= ELSEWHERE
    assert [name for name in names if ODD.search(name) and Path(name).name not in MEANT] == []
    assert all(each.isfile() and not each.mode & 0o7000 for each in members)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_locks_pin_everything_by_hash(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z])", text.partition("\n")[2].strip())
    assert len(entries) > 3
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==[0-9][\w.]*( ; [^\\]+)? \\\n +--hash=sha256:", entry), entry
        assert all(re.fullmatch(r"[0-9a-f]{64}", each) for each in re.findall(r"256:(\S+)", entry))
    assert "://" not in text, "the registry is the user's choice"


def test_what_the_project_needs_is_locked() -> None:
    locked = (ROOT / "integrations/locks/runtime.txt").read_text(encoding="utf-8")
    for wish in PROJECT["project"]["dependencies"]:
        name = re.split(r"[<>=~!;\s]", wish)[0].lower().replace(".", "-").replace("_", "-")
        assert f"\n{name}==" in f"\n{locked}", f"{name} is not locked: make locks"
    assert len(PROJECT["project"]["dependencies"]) == 5
