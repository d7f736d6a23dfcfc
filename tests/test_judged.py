"""Findings in real manifests that were judged by hand: the true ones stay, the false ones do not.

``fixtures/findings/judged.jsonl`` lists a sample, drawn by a seeded generator over all rules that
spoke, two of each where there were two, from different repositories. Each repository is checked as
its users would, as one context.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from multiaz_lint import pipeline
from multiaz_lint.settings import Settings
from tests.corpus import CORPUS, needs_corpus

pytestmark = needs_corpus
LISTED = Path(__file__).parent.parent / "fixtures" / "findings" / "judged.jsonl"
JUDGED: list[dict[str, Any]] = [
    json.loads(line) for line in LISTED.read_text(encoding="utf-8").splitlines()
]
REPOSITORIES = sorted({each["file"].partition("/")[0] for each in JUDGED})


@pytest.mark.parametrize("repository", REPOSITORIES)
def test_true_findings_are_reported_and_false_ones_are_not(repository: str) -> None:
    root = CORPUS / "manifests"
    found = {
        (each.place.origin.removeprefix(f"{root}/"), each.place.line, each.rule)
        for each in pipeline.lint([str(root / repository)], Settings(plugins=False))
    }
    for each in JUDGED:
        if each["file"].startswith(f"{repository}/"):
            identity = (each["file"], each["line"], each["rule"])
            assert (identity in found) is each["true"], f"{identity}: {each['why']}"


def test_every_judgement_gives_its_reason() -> None:
    assert len(JUDGED) >= 150
    assert all(each["why"] for each in JUDGED)
    identities = [(each["file"], each["line"], each["rule"]) for each in JUDGED]
    assert len(set(identities)) == len(identities)
