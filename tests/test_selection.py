"""Which rules run in a profile, and how grave they are there."""

from __future__ import annotations

import pytest

from multiaz_lint import catalog, selection
from multiaz_lint.rule import SEVERITIES, Severity

RULES = catalog.rules(plugins=False)


@pytest.mark.parametrize("rule", RULES)
def test_strict_is_never_below_the_default(rule: str) -> None:
    default = selection.choose({rule: RULES[rule]}, profile="multi-az")
    strict = selection.choose({rule: RULES[rule]}, profile="strict")
    assert len(default) == len(strict)
    for here, there in zip(default, strict, strict=True):
        assert there.severity == max(here.severity, Severity.WARNING)
        for stated in SEVERITIES:
            assert there.severity_of(stated) == max(here.severity_of(stated), Severity.WARNING)
        assert _values(here) == _values(there)


def _values(chosen: selection.Chosen) -> dict[str, object]:
    names = selection.parameter_types(chosen.rule)
    return {name: getattr(chosen.parameters, name) for name in names}


def test_strict_has_rules_to_raise() -> None:
    default = {each.rule.id for each in selection.choose(RULES) if each.severity == Severity.INFO}
    assert len(default) >= 10


@pytest.mark.parametrize("word", ["pdb", "pdb-*", "all"])
def test_settings_are_of_one_rule_and_a_word_for_several_is_told_as_such(word: str) -> None:
    with pytest.raises(selection.SelectionError, match="means several rules: name each"):
        selection.check_settings(RULES, {word: {"severity": "off"}}, None)


@pytest.mark.parametrize(
    ("rule", "name", "fitting", "other"),
    [
        ("replicas-too-few", "minimum", [3, 1, None], [True, "3", 3.0, [3]]),
        ("pdb-too-loose", "zone_share", [True, False], [1, 0, "true", None]),
        ("priority-missing", "workloads", [["a", "b"], []], [["a", 1], "a", {"a": "b"}, None]),
    ],
)
def test_a_parameter_is_of_its_type(
    rule: str, name: str, fitting: list[object], other: list[object]
) -> None:
    for value in fitting:
        selection.check_settings(RULES, {rule: {name: value}}, None)
    for value in other:
        with pytest.raises(selection.SelectionError, match=f"parameter {name} is .*, not of type"):
            selection.check_settings(RULES, {rule: {name: value}}, None)
