"""Every rule's page and fixtures are its tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from multiaz_lint import catalog, examples

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.rule import Rule


RULES = catalog.rules(plugins=False)
FIXTURES = Path(__file__).parent.parent / "fixtures" / "rules"
CASES = sorted(FIXTURES.glob("*/*.yaml"))


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_examples_in_the_page_hold(rule: Rule) -> None:
    assert list(examples.failures(rule)) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_edge_cases_hold(case: Path) -> None:
    text = case.read_text(encoding="utf-8")
    assert text.startswith("# "), "the first line says why the case matters"
    assert list(examples.unmet(RULES[case.parent.name], text)) == []


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_is_named_and_filed_as_its_module(rule: Rule) -> None:
    if rule.module.endswith((".yaml", ".yml")):
        assert Path(rule.module).stem == rule.id
        assert rule.category
    else:
        assert rule.module == f"multiaz_lint.rules.{rule.category}.{rule.id.replace('-', '_')}"


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_page_opens_with_one_sentence(rule: Rule) -> None:
    first, second = rule.doc.strip().split("\n", 2)[:2]
    assert first.endswith("."), "the first line is a sentence"
    assert second == "", "a blank line follows it"
