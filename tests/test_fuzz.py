"""A short, always equal run of every fuzz target; ``make fuzz`` runs them for long."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz.run import run, sources
from fuzz.targets import TARGETS

ROOT = Path(__file__).parent.parent
SHORT = {"reader": 400, "rules": 150, "fix": 20, "configuration": 300, "rule_file": 100}


@pytest.mark.parametrize("name", TARGETS)
def test_mutants_break_nothing(name: str) -> None:
    folder = ROOT / ("rules" if name == "rule_file" else "fixtures")
    broken = run(TARGETS[name], sources(name, str(folder)), 7, SHORT.get(name, 300))
    assert [words for _, words in broken] == []
