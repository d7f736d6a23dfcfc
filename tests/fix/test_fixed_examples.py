"""The ``fixed`` example of a rule's page is what the fixer makes of the ``bad`` one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from multiaz_lint import catalog, examples, fix, mending
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings

if TYPE_CHECKING:
    from multiaz_lint.rule import Rule

RULES = {
    name: rule
    for name, rule in catalog.rules(plugins=False).items()
    if any(example.kind == "fixed" for example in examples.of(rule))
}


def without_marks(text: str) -> str:
    return "\n".join(line.split("  # <-- ")[0] for line in text.split("\n"))


def mended(rule: Rule, text: str) -> str:
    if not rule.on:  # found by the run itself, among the other rules
        return examples.mended(rule, text)
    settings = examples._settings(text)
    settings.select = (rule.id,)
    _, plan = mending.plan([Source("example.yaml", text)], settings, fix.FixOptions(unsafe=True))
    (change,) = plan.changes
    return change.new


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_fixed_example_is_what_the_fixer_makes(rule: Rule) -> None:
    by_kind = {example.kind: example.text for example in examples.of(rule)}
    assert mended(rule, without_marks(by_kind["bad"])) == by_kind["fixed"]


def test_a_key_and_its_value_that_want_quotes_are_mended_in_turn() -> None:
    text = (
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n"
        "  labels:\n    on: yes # why\n    n: 0123\n    1.10: 1.10\n"
    )
    _, plan = mending.plan([Source("a.yaml", text)], Settings(plugins=False))
    (change,) = plan.changes
    assert change.new.partition("labels:\n")[2] == (
        '    "on": "yes" # why\n    "n": "0123"\n    "1.10": "1.10"\n'
    )
    assert plan.refused == []
