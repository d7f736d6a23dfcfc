"""Run each command on Windows and here, and compare all that is said and written: `make windows`.

Nothing may differ but the way in which people type paths there.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.windows import machine, trees

FORMATS = (
    "text concise json sarif github gitlab junit rdjson sonar azure teamcity markdown html".split()
)
COMMANDS: list[list[str]] = [
    *[["--format", each, "."] for each in FORMATS],
    ["k8s/trade-deployment.yaml", "k8s/letters.yaml"],
    ["k8s/"],
    ["--matrix", "."],
    ["--statistics", "k8s"],
    ["--format", "sarif:out.sarif", "--format", "html:out.html", "."],
    ["--write-baseline", "."],
    ["--cache-dir", "cache", "."],
    ["fix", "."],
    ["fix", "--unsafe", "."],
    ["fix", "--write", "--unsafe", "."],
    ["drill", "--plays", "1", "."],
    ["drill", "--plays", "1", "--format", "html", "."],
    ["config", "show"],
    ["config", "check"],
    ["explain", "pdb-missing"],
    ["rules", "--format", "json"],
    ["test", "lint/own.yaml"],
    ["-"],
    ["--stdin-filename", "k8s/trade-deployment.yaml", "-", "k8s"],
    ["nothere.yaml"],
    ["nothere/*.yaml"],
    ["--frmat", "x"],
    ["--version"],
]
_STDIN = (trees.APP / "backtest-deployment.yaml").read_bytes()


def main() -> int:
    """Print what differs, and return 1 if anything does."""
    try:
        machine.install()
    except machine.MissingError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    differing = 0
    with TemporaryDirectory() as folder:
        for command in COMMANDS:
            found = differences(command, Path(folder))
            differing += bool(found)
            sys.stdout.write("".join(f"{' '.join(command)}: {each}\n" for each in found))
            sys.stdout.flush()
    sys.stdout.write(f"{len(COMMANDS)} commands, of which {differing} differ on Windows\n")
    return 1 if differing else 0


def differences(command: list[str], folder: Path) -> list[str]:
    """Run a command on two trees that are alike, and say what differs."""
    here, there = folder / "here", folder / "there"
    trees.make(here)
    trees.make(there)
    stdin = _STDIN if "-" in command else b""
    ours = subprocess.run(
        [sys.executable, "-m", "multiaz_lint", *command],
        cwd=here, input=stdin, capture_output=True, check=False,
        env={**os.environ, "PYTHONPATH": str(machine.ROOT), "PYTHONIOENCODING": machine.ENCODING},
    )  # fmt: skip
    theirs = machine.run([each.replace("/", "\\") for each in command], there, stdin)
    found = []
    if ours.returncode != theirs.returncode:
        found.append(f"ends with {theirs.returncode} instead of {ours.returncode}")
    for name in ("stdout", "stderr"):
        found += _lines(name, getattr(ours, name), _as_typed_here(getattr(theirs, name), command))
    mine, other = trees.contents(here), trees.contents(there)
    found += [
        f"{name} is written otherwise"
        for name in sorted({*mine, *other})
        if mine.get(name) != other.get(name)
    ]
    return found


def _as_typed_here(said: bytes, command: list[str]) -> bytes:
    """Return words with the paths of a command as they are typed here."""
    for each in command:
        said = said.replace(each.replace("/", "\\").encode(), each.encode())
    return said


def _lines(name: str, ours: bytes, theirs: bytes) -> list[str]:
    """Say which is the first line that differs."""
    if ours == theirs:
        return []
    mine, other = ours.splitlines(True), theirs.splitlines(True)
    for number, (one, two) in enumerate(zip(mine, other, strict=False), 1):
        if one != two:
            return [f"{name}, line {number}: {two!r} instead of {one!r}"]
    return [f"{name} has {len(other)} lines instead of {len(mine)}"]


if __name__ == "__main__":
    sys.exit(main())
