"""Whole applications: their findings, compared as text with ``expected.txt`` beside them.

``make documents`` writes the files anew, by ``UPDATE_EXPECTED=1``; read the difference before you
commit it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from multiaz_lint import pipeline
from multiaz_lint.load import files
from multiaz_lint.load.source import Source
from multiaz_lint.report import registry
from multiaz_lint.report.options import Options
from multiaz_lint.rule import Severity
from multiaz_lint.settings import Settings

APPS = Path(__file__).parent.parent / "fixtures" / "apps"
EXPECTED = sorted(APPS.glob("*/expected.txt"))


def findings(app: Path) -> str:
    sources = []
    for source in files.read([str(app)]):
        assert isinstance(source, Source)
        source.origin = os.path.relpath(source.origin, app)
        sources.append(source)
    result = pipeline.check(sources, Settings(plugins=False))
    return registry.render("concise", result, Options())


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: path.parent.name)
def test_findings_are_as_expected(expected: Path) -> None:
    found = findings(expected.parent)
    if os.environ.get("UPDATE_EXPECTED"):
        expected.write_text(found, encoding="utf-8")
    told = expected.read_text(encoding="utf-8")
    assert found == told, "`make documents` writes it anew, where the change is meant"


def test_there_are_applications() -> None:
    assert {path.parent.name for path in EXPECTED} >= {"cryptobot", "cryptobot-fixed"}


SAYS = [
    "effect must be 'NoExecute' when `tolerationSeconds` is set",
    "can never roll out at 3 replicas",
    "the maximum of 10 pods of deployment/trade can never be scheduled",
    "shrink to 2 replicas, fewer than the 3 zones",
    "no PodDisruptionBudget selects deployment/trade",
    "when a zone is drained or lost, 1 of 3 pods of deployment/trade stays Pending",
    "nodeTaintsPolicy",
]


@pytest.mark.parametrize("words", SAYS)
def test_what_is_wrong_with_the_published_application_is_said(words: str) -> None:
    assert words in findings(APPS / "cryptobot")


def test_three_objects_in_one_document_are_said() -> None:
    found = [line for line in findings(APPS / "cryptobot").splitlines() if "node-labels" in line]
    assert any("[api-duplicate-field]" in line for line in found)


@pytest.mark.parametrize("profile", ["multi-az", "survive"])
def test_the_mended_application_is_clean(profile: str) -> None:
    found = pipeline.lint([str(APPS / "cryptobot-fixed")], Settings(plugins=False, profile=profile))
    assert [each for each in found if each.severity >= Severity.WARNING] == []
