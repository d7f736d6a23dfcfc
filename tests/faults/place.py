"""A folder in which commands run as a user without privileges, and what must hold afterwards."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parent.parent.parent
NOBODY = 65534
"""The user without privileges, where the tests run as root."""
LONGEST = 100.0
"""Seconds after which a run hangs; the largest text of a fault takes a few."""
WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
    spec:
      tolerations:
      - {key: node-role.kubernetes.io/master, operator: Exists}
      containers:
      - {name: web, image: "web:1"}
"""
DOCUMENTED = {0, 1, 2, 3, 4}


def interpreter() -> tuple[str, str]:
    """Return a Python that everybody may start, and where it finds this one's packages.

    That of an administrator may lie in a home that is closed to others.
    """
    own = os.path.realpath(sys.executable)
    packages = os.pathsep.join([str(ROOT), *(each for each in sys.path if "site-packages" in each)])
    for candidate in (own, f"/usr/bin/python{sys.version_info[0]}.{sys.version_info[1]}"):
        folders = Path(candidate).parents
        if Path(candidate).exists() and all(each.stat().st_mode & 0o001 for each in folders):
            return (sys.executable if candidate == own else candidate), packages
    raise BrokenPromiseError("no Python that a user without privileges may start")


class Ran(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


class BrokenPromiseError(AssertionError):
    """Something that must hold whatever happens does not."""


def promise(held: object, words: str) -> None:
    if not held:
        raise BrokenPromiseError(words)


def give(path: Path) -> None:
    """Give one file to the user without privileges."""
    if os.geteuid() == 0:
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


class Place:
    """A tree with a manifest, folders for reports and caches, and a secret outside of the tree."""

    def __init__(self, folder: Path, files: int = 1) -> None:
        self.folder = folder
        self.tree = folder / "tree"
        self.out = folder / "out"
        self.home = folder / "home"
        self.outside = folder / "outside"
        for each in (self.tree, self.out, self.home, self.outside):
            each.mkdir()
        (self.tree / ".git").mkdir()
        self.workers: list[threading.Thread] = []
        self.over = threading.Event()
        """Set when the place is about to go."""
        self.manifests = {
            f"web-{number}.yaml": WEB.replace("web", f"web-{number}") for number in range(files)
        }
        for name, text in self.manifests.items():
            (self.tree / name).write_text(text, encoding="utf-8")
        (self.outside / "secret.yaml").write_text(WEB.replace("web", "secret-name"))
        self.before = self._outside()

    def hand_over(self) -> None:
        """Give everything to the user without privileges."""
        for path, folders, files in os.walk(self.folder):
            for name in ("", *folders, *files):
                give(Path(path, name))

    def start(self, arguments: list[str], **more: Any) -> subprocess.Popen[bytes]:
        python, packages = interpreter()
        environ = {
            "PATH": os.environ["PATH"], "HOME": str(self.home), "PYTHONPATH": packages,
            "PYTHONDONTWRITEBYTECODE": "1", **more.pop("env", {}),
        }  # fmt: skip
        environ = {name: value for name, value in environ.items() if value is not None}
        if os.geteuid() == 0:
            more = {"user": NOBODY, "group": NOBODY, "extra_groups": [], **more}
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        # A run in the background of a shell ignores the interrupt, and its children would too.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            return subprocess.Popen(
                [python, "-m", "multiaz_lint", *arguments],
                cwd=self.tree, env=environ, **{**pipes, **more},
            )  # fmt: skip
        finally:
            signal.signal(signal.SIGINT, before)

    def run(self, arguments: list[str], **more: Any) -> Ran:
        return ended(self.start(arguments, **more))

    def check(self, ran: Ran, codes: set[int] = DOCUMENTED) -> None:
        """Hold a run to what must be true whatever happens."""
        # Before the program itself is up, an interrupt makes Python say where it was.
        ours = "Traceback" in ran.err and "multiaz_lint" in ran.err
        promise(not ours, f"a traceback: {ran.err[-300:]}")
        promise("internal fault" not in ran.err, f"an internal fault: {ran.err[-300:]}")
        promise(ran.code in codes, f"exit code {ran.code}: {ran.err[-200:]}")
        promise("secret-name" not in ran.out + ran.err, "it read what is outside of the tree")
        promise(self._outside() == self.before, "it wrote outside of the tree")
        left = [each.name for each in self._files() if each.name.endswith(".tmp")]
        promise(not left, f"it left {left}")
        self._check_whole()

    def _check_whole(self) -> None:
        """Every manifest is the old or the new one, every report whole."""
        for name, text in self.manifests.items():
            path = self.tree / name
            if path.is_file() and os.access(path, os.R_OK):
                now = path.read_text(encoding="utf-8")
                known = text if now == text else mended(len(self.manifests))[name]
                promise(now == known, f"{name} is half-written")
        for path in (*self.out.glob("*.json"), *self.tree.glob("*.json")):
            if path.is_file() and not path.is_symlink():
                try:
                    json.loads(path.read_text(encoding="utf-8"))
                except ValueError:
                    promise(False, f"{path.name} is half-written")

    def _files(self) -> Iterator[Path]:
        for folder in (self.tree, self.out, self.home):
            with contextlib.suppress(OSError):
                yield from folder.iterdir()

    def _outside(self) -> dict[str, bytes]:
        return {each.name: each.read_bytes() for each in sorted(self.outside.iterdir())}


def ended(process: subprocess.Popen[bytes]) -> Ran:
    """Wait for a run; one that hangs breaks a promise."""
    try:
        out, err = process.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise BrokenPromiseError(f"it hangs: no end after {LONGEST:.0f} s") from None
    words = (out or b"").decode("utf-8", "replace"), (err or b"").decode("utf-8", "replace")
    return Ran(process.returncode, *words)


@functools.cache
def mended(files: int) -> dict[str, str]:
    """Return what fix makes of the manifests of a place without faults."""
    with place(files=files) as good:
        ran = good.run(["fix", ".", "--write"])
        promise(ran.code == 0, f"fix fails without a fault: {ran.err}")
        return {name: (good.tree / name).read_text() for name in good.manifests}


@contextlib.contextmanager
def place(prepare: Callable[[Place], object] = lambda _: None, files: int = 1) -> Iterator[Place]:
    """Make a place for a while, with a fault in it."""
    folder = Path(tempfile.mkdtemp(prefix="multiaz-lint-fault-"))
    folder.chmod(0o755)
    made = Place(folder, files)
    try:
        made.hand_over()
        prepare(made)
        yield made
    finally:
        made.over.set()
        for each in made.workers:
            each.join()
        # Python's own way fails on folders that are deeper than it may recurse.
        subprocess.run(["rm", "-rf", str(folder)], check=True)
