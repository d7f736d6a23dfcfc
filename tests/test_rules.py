"""Every rule's page and fixtures are its tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from multiaz_lint import catalog, examples
from tests.found import told

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
def test_all_that_is_told_of_them_is_as_expected(rule: Rule) -> None:
    """``make documents`` writes ``expected.txt`` anew; read the difference before you commit it."""
    texts = {f"example {n}": each.text for n, each in enumerate(examples.of(rule), 1)}
    folder = FIXTURES / rule.id
    texts |= {case.name: case.read_text("utf-8") for case in sorted(folder.glob("*.yaml"))}
    found = {name: told(rule, text) for name, text in texts.items()}
    text = "".join(f"== {name}\n{found[name]}" for name in found if found[name])
    expected = folder / "expected.txt"
    if os.environ.get("UPDATE_EXPECTED") and text:
        folder.mkdir(exist_ok=True)
        expected.write_text(text, encoding="utf-8")
    before = expected.read_text("utf-8") if expected.exists() else ""
    assert text == before, "`make documents` writes it anew"


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
