"""Compares the fast reader with the reference on mutants of manifests, for as long as wished.

``python -m fuzz.reader --seed 1 --mutants 1000000 FOLDER`` damages the manifests in a folder and
prints how many mutants were made, how many the fast reader took, and how many it read differently.
"""

from __future__ import annotations

import os
import sys
from random import Random
from typing import TYPE_CHECKING, Any

from fuzz.mutants import mutant, windows
from multiaz_lint.load.limits import Limits, UnreadableError
from multiaz_lint.load.manifest import Manifest
from multiaz_lint.load.source import Source
from multiaz_lint.load.yaml import documents, fast, reference
from multiaz_lint.load.yaml.flow import UnsureError
from multiaz_lint.load.yaml.places import Places
from multiaz_lint.model.field import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model.tree import Path

_LIMITS = Limits()
_LARGEST = 60_000


def difference(text: str, start: int = 0, *, places: bool = True) -> str | None:
    """Tell how the readers differ on a document: empty when not, None when the fast one is unsure.

    They must agree on values, their types, the order of keys, and, unless told not to look, every
    position.
    """
    try:
        tree = fast.read(text, _LIMITS)
    except UnsureError:
        return None
    try:
        expected = reference.read(text, start, _LIMITS)
    except UnreadableError as error:
        return f"accepts what is no YAML: {error.message}"
    if not same(tree, expected):
        return f"reads {tree!r}, not {expected!r}"
    if expected is None or not places:
        return ""
    return _misplaced(text, start, tree, expected)


def _misplaced(text: str, start: int, tree: Any, expected: Any) -> str:
    places = Places(text, tree)
    source = Source("", text)
    written = Manifest(source, 0, 0, len(text), expected, line=1, written=True)
    for path, marks in _marks(expected):
        found = places.marks(path, start)
        if found != marks:
            return f"finds {path} at {found}, not {marks}"
        line, column, end = places.stretch(path)
        span = written.span(path) if start == 0 else None
        if span and span != Span(line + 1, column + 1, line + 1, end + 1):
            return f"shows {path} at {line + 1}:{column + 1}-{end + 1}, not {span}"
    return ""


def same(tree: Any, expected: Any) -> bool:
    """Whether two trees are equal to the type of each value and the order of keys."""
    if type(tree) is not type(expected):
        return False
    if isinstance(tree, dict):
        return list(tree) == list(expected) and all(same(tree[key], expected[key]) for key in tree)
    if isinstance(tree, list):
        return len(tree) == len(expected) and all(map(same, tree, expected))
    return bool(tree == expected)


def _marks(node: Any, path: Path = ()) -> Iterator[tuple[Path, tuple[int, ...]]]:
    entries = node.items() if isinstance(node, dict) else enumerate(node)
    for (step, value), marks in zip(entries, node.marks, strict=True):
        yield (*path, step), marks
        if isinstance(value, (dict, list)):
            yield from _marks(value, (*path, step))


def texts(folder: str, largest: int = _LARGEST) -> list[str]:
    """Return the texts under a folder, in the order of their names."""
    found = []
    for where, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            try:
                with open(os.path.join(where, name), encoding="utf-8", newline="") as file:
                    text = file.read(largest + 1)
            except UnicodeDecodeError:
                continue
            if len(text) <= largest:
                found.append(text)
    return found


def chunks(text: str) -> Iterator[tuple[str, int]]:
    """Yield the documents of a text, and where they start."""
    for chunk in documents.split(text):
        yield text[chunk.start : chunk.end], chunk.start


class Tally:
    """What a run counted."""

    def __init__(self) -> None:
        self.mutants = 0
        self.taken = 0
        self.failures: list[tuple[str, str]] = []

    def __str__(self) -> str:
        return f"{self.mutants:,} mutants, {self.taken:,} taken, {len(self.failures)} differ"


def run(sources: list[str], seed: int, mutants: int, tally: Tally | None = None) -> Tally:
    """Compare the readers on so many mutants of sources."""
    tally = tally or Tally()
    random = Random(seed)
    for window in windows(sources, random):
        for _ in range(10):
            if tally.mutants >= mutants:
                return tally
            text = mutant(window, random)
            tally.mutants += 1
            try:
                words = difference(text, places=tally.mutants % 4 == 0)
            except Exception as error:  # noqa: BLE001 - a crash is a find, and the run goes on
                words = f"fails: {error!r}"
            if words is not None:
                tally.taken += 1
            if words:
                tally.failures.append((text, words))
    return tally


def main(arguments: list[str]) -> int:
    """Run in steps of 100,000 mutants, telling the count after each."""
    import argparse

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutants", type=int, default=1_000_000)
    parser.add_argument("--log", help="a file to which the count is written")
    parser.add_argument("folder")
    options = parser.parse_args(arguments)
    sources = texts(options.folder)
    total = Tally()
    step = 100_000
    for number in range((options.mutants + step - 1) // step):
        tally = run(sources, options.seed * 10_000 + number, min(step, options.mutants))
        total.mutants += tally.mutants
        total.taken += tally.taken
        total.failures += tally.failures
        if options.log:
            with open(options.log, "w", encoding="utf-8") as log:
                log.write(
                    f"{total}\n"
                    + "".join(f"{text!r}\n  {words}\n" for text, words in total.failures[:50])
                )
        else:
            sys.stdout.write(f"{total}\n")
    for text, words in total.failures[:20]:
        sys.stdout.write(f"{text!r}\n  {words}\n")
    return 1 if total.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
