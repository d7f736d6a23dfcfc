"""Git repositories made for a test, apart from the user's own settings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.manifests import BUDGET, WEB

CONFIGURATION = "select: [pdb-missing, pdb-blocks-drain, replicas-too-few, unreadable-manifest]\n"


class Repository:
    """A work tree with its own git settings, home and caches."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.environ = {
            **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com",
            "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com",
            "HOME": str(path.parent / "home"),
            "NO_COLOR": "1",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }  # fmt: skip
        path.mkdir(parents=True, exist_ok=True)
        (path.parent / "home").mkdir(exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def run(self, *command: str, folder: str = ".") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.path / folder, env=self.environ, check=False,
            capture_output=True, text=True, encoding="utf-8", timeout=240,
        )  # fmt: skip

    def git(self, *arguments: str) -> str:
        done = self.run("git", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def lint(self, *arguments: str, folder: str = ".") -> subprocess.CompletedProcess[str]:
        return self.run(sys.executable, "-m", "multiaz_lint", *arguments, folder=folder)

    def write(self, name: str, text: str) -> None:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def commit(self, message: str = "change") -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--no-verify", "--message", message)


def healthy(path: Path) -> Repository:
    """Return a repository in which a Deployment and its budget stand in two files."""
    repository = Repository(path)
    repository.write("k8s/web.yaml", WEB)
    repository.write("k8s/budget.yaml", BUDGET)
    repository.write(".multiaz-lint.yaml", CONFIGURATION)
    repository.commit("first")
    return repository
