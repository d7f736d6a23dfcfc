"""Fuzzes what the tool keeps between runs: the cache and the baseline."""

from __future__ import annotations

import os
from functools import cache as once
from tempfile import TemporaryDirectory

from fuzz.program import run
from fuzz.target import BrokenError, Target
from fuzz.targets.settings import WEB
from multiaz_lint import cache as caches
from multiaz_lint import pipeline
from multiaz_lint.adopt import baseline_file
from multiaz_lint.adopt.entry import Entry
from multiaz_lint.adopt.nearest import NAME
from multiaz_lint.commands.exits import USAGE
from multiaz_lint.load.source import Source
from multiaz_lint.report import json as json_report
from multiaz_lint.report.options import Options
from multiaz_lint.settings import Settings

_BASELINE = NAME


@once
def _entry() -> tuple[list[Source], str, bytes, str]:
    """Return sources, the name and the bytes of their entry, and the report it stands for."""
    sources = [
        Source(f"{number}.yaml", WEB.replace("name: web", f"name: web{number}"))
        for number in range(caches.FEWEST)
    ]
    settings = Settings(plugins=False)
    name = caches.key(sources, settings) or ""
    result = pipeline.check(sources, settings)
    with TemporaryDirectory() as folder:
        caches.write(folder, name, result)
        with open(os.path.join(folder, name), "rb") as file:
            return list(sources), name, file.read(), json_report.render(result, Options())


def cache(text: str) -> None:
    """An entry that is not whole, or stands under another name, is no entry."""
    sources, name, whole, report = _entry()
    data = text.encode("latin-1", "replace")
    with TemporaryDirectory() as folder:
        for under, written in ((name, data), ("0" * len(name), whole)):
            with open(os.path.join(folder, under), "wb") as file:
                file.write(written)
            found = caches.read(folder, under, sources)
            if found is None:
                continue
            if under != name:
                raise BrokenError("an entry answers under another name")
            found.rules = {}
            if json_report.render(found, Options()) != report:
                raise BrokenError("a damaged entry gives another answer")


def baseline(text: str) -> None:
    """A baseline is read and written alike, or refused in words that name it."""
    arguments = ["check", ".", "--isolated", "--baseline", _BASELINE]
    extra = ([], ["--prune-baseline"], ["--write-baseline"], ["--format", "json"])[len(text) % 4]
    answer = run([*arguments, *extra], {"web.yaml": WEB, _BASELINE: text})
    if answer.code == USAGE and _BASELINE not in answer.err:
        raise BrokenError(f"an error without a place: {answer.err}")
    try:
        entries = baseline_file.read(text, _BASELINE)
    except baseline_file.BaselineError as error:
        if not str(error).startswith(_BASELINE) or "\n" in str(error):
            raise BrokenError(f"an error without a place: {error}") from None
        return
    again = baseline_file.read(baseline_file.write(entries), _BASELINE)
    if sorted(again, key=str) != sorted(entries, key=str):
        raise BrokenError("a baseline is written otherwise than it was read")


def _baselines(_: str) -> list[str]:
    entries = [
        Entry("web.yaml", "apps/Deployment/default/web", "pdb-missing", "spec", "é \\"),
        Entry("gone.yaml", "v1/Service/a/b", "x", "spec.template[name=a]", 'a "b"'),
    ]
    return [baseline_file.write(entries), baseline_file.write([]), baseline_file.write(entries[:1])]


TARGETS = (
    Target("cache", cache, lambda _: [_entry()[2].decode("latin-1")], 30),
    Target("baseline", baseline, _baselines, 30),
)
