"""A short, always equal run of every fuzz target; ``make fuzz`` runs them for long."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz.run import run
from fuzz.targets import TARGETS

FIXTURES = str(Path(__file__).parent.parent / "fixtures")


@pytest.mark.parametrize("name", TARGETS)
def test_mutants_break_nothing(name: str) -> None:
    target = TARGETS[name]
    broken = run(target, target.sources(FIXTURES), 7, target.short)
    assert [words for _, words in broken] == []
