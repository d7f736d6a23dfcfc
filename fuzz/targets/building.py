"""Fuzzes kustomizations: a text is a tree of files, each behind a line that names it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from fuzz import trees
from fuzz.target import BrokenError, Target
from multiaz_lint import fix, mending, pipeline
from multiaz_lint.load.manifest import Manifest
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings

_CASES = Path(__file__).parents[2] / "fixtures" / "kustomize"
_SETTINGS = Settings(plugins=False, matrix=True)


def kustomizations(text: str) -> None:
    """Every tree gets an answer: nothing crashes, and each finding stands in a file of it."""
    files = trees.sources(text)
    result = pipeline.check(list(files.values()), _SETTINGS)
    trees.check_answer(result, files)
    for each in result.diagnostics:
        for edit in each.edits:
            if not isinstance(edit.field.resource.manifest, Manifest):
                raise BrokenError(f"an edit for {each} is made to no text")


def mended_kustomizations(text: str) -> None:
    """What is mended is in files of the tree, can be read, and needs no second run."""
    sources = trees.sources(text)
    plan = _planned(sources)
    for change in plan.changes:
        source = sources.get(change.origin)
        if source is None or change.old != source.text or change.new == change.old:
            raise BrokenError(f"{change.origin}: a change of nothing, or of something else")
        sources[change.origin] = Source(change.origin, change.new)
    if not plan.changes:
        return
    again = _planned(sources)
    if again.changes:
        raise BrokenError("a second run finds more to mend")
    left, told = (
        Counter(each.rule for each in of.remaining if not each.silenced) for of in (again, plan)
    )
    if left != told:
        raise BrokenError(f"says {told - left} is left, and leaves {left - told}")


def _planned(sources: dict[str, Source]) -> fix.FixPlan:
    options = fix.FixOptions(unsafe=True, exists=lambda _: False, listing=lambda _: "")
    return mending.plan(list(sources.values()), Settings(plugins=False), options)[1]


def _trees(_: str) -> list[str]:
    lines = [line for file in sorted(_CASES.iterdir()) for line in file.read_text().splitlines()]
    cases = [json.loads(line)["files"] for line in lines]
    return [trees.written(sorted(files.items())) for files in cases]


TARGETS = (
    Target("kustomizations", kustomizations, _trees, 150),
    Target("mended_kustomizations", mended_kustomizations, _trees, 20),
)
