"""Lets coverage guide the mutants of a target, by atheris: ``python -m fuzz.guided TARGET …``.

Each target runs in a process of its own, since libFuzzer ends the one that it runs in. Half of the
mutants are those of ``fuzz/mutants.py``, which keep the form of manifests; the others are bytes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

_MOST_SEEDS = 400
_LONGEST = 8_192


def run(name: str, folder: str, seed: int, seconds: float) -> int:
    """Fuzz a target for so long in another process; return how many texts break it."""
    with TemporaryDirectory() as work:
        tally = os.path.join(work, "tally.json")
        arguments = [name, folder, str(seed), str(int(seconds)), work, tally]
        done = subprocess.run(
            [sys.executable, "-m", "fuzz.guided", *arguments], check=False, capture_output=True,
            text=True, errors="replace",
        )  # fmt: skip
        try:
            with open(tally, encoding="utf-8") as file:
                counted = json.load(file)
        except (OSError, ValueError):
            sys.stdout.write(f"{name}: no count; {done.stderr[-2000:]}\n")
            return 1
    died = done.returncode not in {0, 77}
    sys.stdout.write(counted["finds"] + counted["line"])
    if died:
        words = f"the process died with {done.returncode}: {done.stderr[-2000:]}"
        sys.stdout.write(f"{name}: {words}\n")
    sys.stdout.flush()
    return int(counted["broken"]) + died


def _fuzz(name: str, folder: str, seed: int, seconds: int, work: str, place: str) -> None:
    atheris: Any = import_module("atheris")
    tables = ["multiaz_lint.api.tables"]  # data, slow to instrument
    with atheris.instrument_imports(include=["multiaz_lint"], exclude=tables):
        _import_all()
        from fuzz.mutants import mutant
        from fuzz.run import Tally, broken_by
        from fuzz.targets import TARGETS
    target = TARGETS[name]
    corpus = os.path.join(work, "corpus")
    os.mkdir(corpus)
    sources = target.sources(folder)
    Random(seed).shuffle(sources)
    for number, text in enumerate(sources[:_MOST_SEEDS]):
        with open(os.path.join(corpus, str(number)), "wb") as file:
            file.write(text.encode("utf-8", "replace")[:_LONGEST])
    tally = Tally(name)
    due = [0.0]

    def one(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        tally.add(text, broken_by(target, text))
        if tally.broken or monotonic() >= due[0]:
            due[0] = monotonic() + 1
            _write(place, tally)

    def changed(data: bytes, most: int, number: int) -> bytes:
        if number % 2:
            return bytes(atheris.Mutate(data[:most], min(len(data) + 64, most)))
        text = mutant(data.decode("utf-8", "replace") or "a", Random(number))
        return text.encode("utf-8", "replace")[:most]

    flags = [f"-max_total_time={seconds}", f"-max_len={_LONGEST}", f"-seed={seed}",
             "-rss_limit_mb=8000", "-timeout=300", f"-artifact_prefix={work}/"]  # fmt: skip
    atheris.Setup([sys.argv[0], *flags, corpus], one, custom_mutator=changed)
    atheris.Fuzz()


def _import_all() -> None:
    """Import every module of the package, so that what it imports late is measured too."""
    import pkgutil

    import multiaz_lint

    for module in pkgutil.walk_packages(multiaz_lint.__path__, "multiaz_lint."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    import_module("multiaz_lint.__main__")


def _write(place: str, tally: Any) -> None:
    words = {"line": tally.line("guided by coverage"), "finds": tally.finds(),
             "broken": tally.broken}  # fmt: skip
    with open(place, "w", encoding="utf-8") as file:
        json.dump(words, file)


if __name__ == "__main__":
    name, folder, seed, seconds, work, place = sys.argv[1:]
    _fuzz(name, folder, int(seed), int(seconds), work, place)
