"""A short, always equal run of every fuzz target; ``make fuzz`` runs them for long."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz.commented import written_suppressions
from fuzz.run import run
from fuzz.targets import TARGETS

FIXTURES = str(Path(__file__).parents[2] / "fixtures")


@pytest.mark.parametrize("name", TARGETS)
def test_mutants_break_nothing(name: str) -> None:
    target = TARGETS[name]
    broken = run(target, target.sources(FIXTURES), 7, target.short)
    assert [words for _, words in broken] == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a: 'b # multiaz-lint: ignore[api]'\n", []),
        ("a: 'b\n  # multiaz-lint: ignore[api] c'\n", []),
        ("a: 'b\n  c' # multiaz-lint: ignore[api]\n", [2]),
        ("a: 1\n--- 'b # multiaz-lint: ignore[api]'\n", []),
        ("a: 1\n--- 'b' # multiaz-lint: ignore[api]\n", [2]),
        ("a: |\n  # multiaz-lint: ignore[api]\nb: 1 # multiaz-lint: ignore[api]\n", [3]),
        (
            "a\u2028: 1\nb: |\n  # multiaz-lint: ignore[api]\n #multiaz-lint: ignore[api]\nc: 1\n",
            [4],
        ),
    ],
)
def test_the_plain_reader_of_comments_passes_over_the_text_of_values(
    text: str, lines: list[int]
) -> None:
    assert [each.line for each in written_suppressions(text)] == lines
