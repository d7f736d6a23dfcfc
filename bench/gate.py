"""Fails when a run needs more instructions than it did: ``python -m bench.gate [--write]``.

Counts are taken as multiples of a fixed piece of work in the same interpreter, so that they hold
across machines. Builds of Python differ by a fifth in them, so each is compared with itself.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
from pathlib import Path

from bench import generate, measure

ROOT = Path(__file__).parent.parent
RECORD = Path(__file__).parent / "gate.json"
ALLOWED = 1.10
WORK = "for i in range(300_000): {'a': i}.get('a')"
FILES = 200


def counts(folder: Path) -> dict[str, float] | None:
    """Count start-up, and what a file costs more; None where instructions cannot be counted."""
    generate.apps(folder / "one", 1)
    generate.apps(folder / "many", FILES)
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    env["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    env["PYTHONHASHSEED"] = "0"  # other orders of names take up to a tenth more or less
    own = [sys.executable, "-m", "multiaz_lint", "--isolated", "--no-cache", "--format", "json"]
    found: dict[str, float] = {}
    for name, command in {
        "nothing": [sys.executable, "-c", "pass"],
        "work": [sys.executable, "-c", WORK],
        "version": [*own[:3], "--version"],
        "one": [*own, str(folder / "one")],
        "many": [*own, str(folder / "many")],
    }.items():
        measure.run(command, env=env)
        counted = measure.instructions(command, env)
        if counted is None:
            return None
        found[name] = counted
    unit = found["work"] - found["nothing"]
    return {
        "version": round((found["version"] - found["nothing"]) / unit, 3),
        "one file": round((found["one"] - found["nothing"]) / unit, 3),
        f"{FILES} files more": round((found["many"] - found["one"]) / unit, 3),
    }


def build() -> str:
    """Name the build of Python that counts: its version and its compiler."""
    return f"{platform.python_version()}, {platform.python_compiler()}"


def worse(now: dict[str, float], before: dict[str, float]) -> list[str]:
    """Say what has become worse."""
    return [
        f"{name}: {now[name]:.3f} units of work, {now[name] / before[name]:.2f} times what it was"
        for name in before
        if now[name] > before[name] * ALLOWED + 0.02
    ]


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        now = counts(Path(folder))
    if now is None:
        sys.stderr.write("bench.gate: neither perf events nor valgrind here: nothing is judged\n")
        return 0
    for name, count in now.items():
        sys.stdout.write(f"{name}: {count:.3f}\n")
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    if "--write" in arguments:
        record[build()] = now
        RECORD.write_text(json.dumps(record, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        return 0
    if build() not in record:
        sys.stderr.write(
            f"bench.gate: nothing is recorded of Python {build()}: --write does so; known are "
            f"{'; '.join(record)}\n"
        )
        return 2
    found = worse(now, record[build()])
    for words in found:
        sys.stderr.write(f"bench.gate: {words}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
