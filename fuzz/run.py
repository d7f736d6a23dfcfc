"""Runs a target on seeded mutants: ``python -m fuzz.run TARGET --seed 1 --mutants 100000 FOLDER``.

With atheris installed, ``--atheris`` lets coverage guide the mutants instead.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from random import Random
from typing import TYPE_CHECKING

from fuzz.mutants import mutant
from fuzz.reader import texts
from fuzz.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fuzz.targets import Target

_QUANTITIES = "1 100m 1.5Gi 1e3 1E 0.1u -5 +2k 12345678901234567890 .5 5. 1Ki 1n 1e-9 0x1 1e400"


def mutants(sources: list[str], seed: int, number: int) -> Iterator[str]:
    """Yield damaged texts, whole ones as they are."""
    random = Random(seed)
    for _ in range(number):
        text = random.choice(sources)
        for _ in range(random.choice((1, 1, 2, 4))):
            text = mutant(text, random)
        yield text


def run(target: Target, sources: list[str], seed: int, number: int) -> list[tuple[str, str]]:
    """Return the texts that break a target, with what was raised."""
    broken = []
    for text in mutants(sources, seed, number):
        try:
            target(text)
        except Exception:  # noqa: BLE001 - any exception is a find
            broken.append((text, traceback.format_exc()))
    return broken


def sources(target: str, folder: str) -> list[str]:
    """Return what mutants of a target are made from."""
    if target == "quantities":
        return [_QUANTITIES]
    found = [text for text in texts(folder, 6_000) if text]
    if target in {"rules", "fix"}:
        found = [text for text in found if "containers:" in text or "selector:" in text]
    return found


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("folder")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutants", type=int, default=10_000)
    parser.add_argument("--atheris", action="store_true")
    options = parser.parse_args(arguments)
    target = TARGETS[options.target]
    if options.atheris:
        _guided(target, options.folder)
    broken = run(target, sources(options.target, options.folder), options.seed, options.mutants)
    told = set()
    for text, words in broken:
        last = words.strip().splitlines()[-1][:160]
        if last not in told:
            told.add(last)
            sys.stdout.write(f"{words}\n{text!r}\n\n")
    sys.stdout.write(f"{options.target}: {options.mutants:,} mutants, {len(broken)} broken\n")
    return 1 if broken else 0


def _guided(target: Target, folder: str) -> None:
    from importlib import import_module

    atheris = import_module("atheris")

    def one(data: bytes) -> None:
        target(data.decode("utf-8", "replace"))

    atheris.instrument_all()
    atheris.Setup([sys.argv[0], folder], one)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
