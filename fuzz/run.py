"""Runs targets: ``python -m fuzz.run [TARGET…] --seconds 60 --folder FOLDER``.

Each target starts from the texts of a folder of manifests. With atheris installed, coverage guides
its mutants (``fuzz/guided.py``); without, seeded ones are made, and the run says so.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from random import Random
from time import monotonic
from typing import TYPE_CHECKING

from fuzz.bounds import TooLongError, bounded, limit_memory
from fuzz.mutants import mutant
from fuzz.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fuzz.target import Target


def mutants(sources: Sequence[str], seed: int) -> Iterator[str]:
    """Yield damaged texts, and a few whole ones as they are, for ever."""
    random = Random(seed)
    while True:
        text = random.choice(sources)
        for _ in range(random.choice((0, 1, 1, 1, 2, 4))):
            text = mutant(text, random)
        yield text


def broken_by(target: Target, text: str) -> str:
    """Return what a text raises in a target; nothing where the promise holds."""
    try:
        with bounded():
            target.probe(text)
    except (Exception, TooLongError):  # noqa: BLE001 - whatever is raised is a find
        return traceback.format_exc()
    return ""


def run(target: Target, sources: Sequence[str], seed: int, number: int) -> list[tuple[str, str]]:
    """Return the texts that break a target, with what was raised."""
    texts = mutants(sources, seed)
    tried = ((text, broken_by(target, text)) for _, text in zip(range(number), texts, strict=False))
    return [(text, words) for text, words in tried if words]


class Tally:
    """What a run of one target counted; of finds that end in the same words one is shown."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.texts = 0
        self.broken = 0
        self.told: dict[str, tuple[str, str]] = {}

    def add(self, text: str, words: str) -> None:
        self.texts += 1
        if words:
            self.broken += 1
            self.told.setdefault(words.strip().splitlines()[-1][:120], (text, words))

    def line(self, how: str) -> str:
        return f"{self.name}: {self.texts:,} texts, {self.broken:,} break it ({how})\n"

    def finds(self) -> str:
        return "".join(f"{words}\n{text!r}\n\n" for text, words in self.told.values())


def seeded(target: Target, folder: str, seed: int, seconds: float, most: int) -> Tally:
    """Try seeded mutants for so long, or so many of them."""
    tally = Tally(target.name)
    end = monotonic() + seconds
    for text in mutants(target.sources(folder), seed):
        if tally.texts >= most or monotonic() > end:
            return tally
        tally.add(text, broken_by(target, text))
    return tally


def main(arguments: list[str]) -> int:
    """Run the targets that are named, or all, one after the other."""
    from importlib.util import find_spec

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--folder", required=True, help="manifests to start from")
    parser.add_argument("--seconds", type=float, default=60, help="for each target")
    parser.add_argument("--mutants", type=int, default=sys.maxsize, help="at most, for each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--unguided", action="store_true", help="seeded mutants only")
    options = parser.parse_args(arguments)
    limit_memory()
    unknown = [name for name in options.targets if name not in TARGETS]
    if unknown:
        parser.error(f"there is no target {unknown[0]}; there are {', '.join(TARGETS)}")
    guided = find_spec("atheris") is not None and not options.unguided
    if not guided and not options.unguided:
        sys.stdout.write("atheris is not installed: mutants that coverage does not guide\n")
    broken = 0
    for name in options.targets or TARGETS:
        if guided:
            from fuzz import guided as by_coverage

            broken += by_coverage.run(name, options.folder, options.seed, options.seconds)
            continue
        tally = seeded(
            TARGETS[name], options.folder, options.seed, options.seconds, options.mutants
        )
        sys.stdout.write(tally.finds() + tally.line("seeded mutants"))
        sys.stdout.flush()
        broken += tally.broken
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
