"""Shows that time and memory grow no faster than the input, whatever is in it.

python -m bench.growth [WORDS...]   all inputs of bench/adversary/, or those whose name has WORDS

Each is checked at a quarter and at its full size, counted in instructions (in processor time where
they cannot be counted), and once more in seconds and memory. ``growth`` is the power of the size
that the cost follows: 1 is linear.
"""

from __future__ import annotations

import gc
import math
import os
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bench import measure
from bench.adversary import CASES

ROOT = Path(__file__).parent.parent
STEEPEST = 1.25
"""A cost that grows faster is a fault: sorting alone makes 1.05."""
_OWN = [sys.executable, "-m", "multiaz_lint", "--isolated", "--no-cache"]
MEND = [*_OWN[:3], "fix", "--unsafe", "--isolated", "."]
"""What ``fix`` would do, all of it."""
DRILL = [*_OWN[:3], "drill", "--isolated", "--plays", "1", "."]
"""What a drill plays once, and where it looks for causes."""


class Row(NamedTuple):
    """What one input cost."""

    name: str
    units: int
    megabytes: float
    growth: float
    cpu: float
    peak: float
    code: int

    def __str__(self) -> str:
        return (
            f"| {self.units:,} {self.name} | {self.megabytes:.1f} | {self.growth:.2f} "
            f"| {self.cpu:.1f} | {self.peak:.0f} | {self.code} |"
        )


HEAD = "| input | MB | growth | CPU s | peak MiB | code |\n|---|---:|---:|---:|---:|---:|\n"


def command(form: str = "json") -> list[str]:
    return [*_OWN, "--format", form, "."]


def _cost(folder: Path, arguments: list[str]) -> float:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    here = Path.cwd()
    os.chdir(folder)
    try:
        counted = measure.instructions(arguments, env)
    finally:
        os.chdir(here)
    return counted if counted is not None else measure.run(arguments, str(folder), env).cpu


@cache
def _of_nothing(arguments: tuple[str, ...]) -> float:
    """Return what a run costs that finds no file, when the code is compiled."""
    with tempfile.TemporaryDirectory() as none:
        _cost(Path(none), list(arguments))
        return _cost(Path(none), list(arguments))


def _write(folder: Path, name: str, units: int) -> int:
    make, _ = CASES[name]
    size = 0
    for path, data in make(units).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        size += len(data)
    return size


def growth(name: str, units: int, arguments: list[str] | None = None) -> float:
    """Return the power of the size that the cost follows, from ``units`` to four times as many."""
    arguments = arguments or command()
    empty = _of_nothing(tuple(arguments))
    costs, sizes = [], []
    for factor in (1, 4):
        with tempfile.TemporaryDirectory() as folder:
            sizes.append(_write(Path(folder), name, units * factor))
            costs.append(max(_cost(Path(folder), arguments) - empty, 1))
    return math.log(costs[1] / costs[0]) / math.log(sizes[1] / sizes[0])


def row(name: str) -> Row:
    """Measure one input."""
    arguments = command()
    units = CASES[name][1]
    steep = growth(name, max(units // 4, 1), arguments)
    with tempfile.TemporaryDirectory() as folder:
        size = _write(Path(folder), name, units)
        gc.collect()
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        cost = measure.run(arguments, folder, env)
    return Row(name, units, size / 1e6, steep, cost.cpu, cost.peak, cost.code)


def main(arguments: list[str]) -> int:
    sys.stdout.write(HEAD)
    steep = []
    for name in CASES:
        if arguments and not all(word in name for word in arguments):
            continue
        found = row(name)
        sys.stdout.write(f"{found}\n")
        sys.stdout.flush()
        if found.growth > STEEPEST or found.code not in {0, 1, 3}:
            steep.append(name)
    sys.stdout.write("".join(f"too steep: {name}\n" for name in steep))
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
