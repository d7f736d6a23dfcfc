"""Declarative rules: what they find, and what is said of every mistake in a rule file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonpath_ng.ext.parser import parse as library_parse

from multiaz_lint import catalog, cli, examples, pipeline
from multiaz_lint.declarative import RuleFileError, load, parse
from multiaz_lint.declarative.path import PathError, common_steps, compile_path
from multiaz_lint.load.source import Source
from multiaz_lint.options import UsageError
from multiaz_lint.rule import Severity
from multiaz_lint.selection import PROFILES
from multiaz_lint.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

RULE = """\
id: replicas-named
severity: warning
kinds: [Deployment]
doc: |
  The number of replicas is not written.
each: $
field: spec.replicas
expect: {present: true}
message: no number of replicas
bad: |
  apiVersion: apps/v1
  kind: Deployment
  metadata: {name: web}
  spec:  # <-- no number of replicas
    paused: false
good: |
  apiVersion: apps/v1
  kind: Deployment
  metadata: {name: web}
  spec: {replicas: 3}
"""


def mistakes(text: str) -> list[str]:
    with pytest.raises(RuleFileError) as caught:
        parse(Source("my.yaml", text))
    return caught.value.mistakes


def found(rule_text: str, manifest: str) -> list[str]:
    (rule,) = parse(Source("my.yaml", rule_text))
    return [
        f"{each.place.line}:{each.place.column} {each.message}"
        for each in pipeline.examine([Source("m.yaml", manifest)], Settings(), rule)
    ]


def test_a_rule_of_the_documented_form_loads_and_its_examples_hold() -> None:
    (rule,) = parse(Source("my.yaml", RULE))
    assert (rule.id, str(rule.severity), rule.category) == ("replicas-named", "warning", "custom")
    assert rule.title == "The number of replicas is not written"
    assert list(examples.failures(rule)) == []


def test_a_wrong_example_is_noticed() -> None:
    (rule,) = parse(Source("my.yaml", RULE.replace("spec: {replicas: 3}", "spec: {paused: true}")))
    assert [line for line in examples.failures(rule) if "good example" in line]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param(
            ("field: spec.replicas", "fied: spec.replicas"),
            ["my.yaml:7:1: there is no key 'fied'; did you mean 'field'?", "'field' is missing"],
            id="an unknown key gets a suggestion",
        ),
        pytest.param(("severity: warning", "severity: warn"),
                     ["my.yaml:2:1: there is no severity 'warn'; did you mean 'warning'?"],
                     id="an unknown severity"),
        pytest.param(("severity: warning", "severity: true"),
                     ["my.yaml:2:1: there is no severity 'true'"], id="a severity that is none"),
        pytest.param(("kinds: [Deployment]", "kinds: [null]"),
                     ["my.yaml:3:9: kinds[0]: null is no name such as Deployment"],
                     id="a kind that is none"),
        pytest.param(("id: replicas-named", "id: Replicas Named"), ["my.yaml:1:1: id is words"],
                     id="an id that is no name"),
        pytest.param(("each: $", "each: $.spec[?"),
                     ["my.yaml:6:1: each: '$.spec[?' is no JSONPath"], id="a broken JSONPath"),
        pytest.param(("each: $", "each: $.spec.`split(a,b,c)`"),
                     ["is no JSONPath: split(a,b,c) is not valid"], id="a piece of a text, wrong"),
        pytest.param(("each: $", "each: $.spec.`len`"),
                     ["is no JSONPath: it makes a value that stands nowhere"], id="a length"),
        pytest.param(("each: $", "each: $.spec.containers.`sorted`[0]"),
                     ["is no JSONPath: it makes a value that stands nowhere"], id="a sorted copy"),
        pytest.param(("each: $", "each: $.metadata.name * 3000000000"),
                     ["is no JSONPath: * is not run"], id="a text of gigabytes"),
        pytest.param(("each: $", "each: '$.spec[?(@.name * 3000000000 > 0)]'"),
                     ["is no JSONPath: * is not run"], id="a text of gigabytes in a filter"),
        pytest.param(("each: $", "each: [$, 5]"), ["my.yaml:6:11: each is a JSONPath"],
                     id="a path that is no text"),
        pytest.param(("field: spec.replicas", "field: spec.containers[*].name"),
                     ["my.yaml:7:1: field leads to one place"], id="a field with a wildcard"),
        pytest.param(("field: spec.replicas", "field: y"),
                     ["my.yaml:7:1: field is a path such as spec.replicas, and this is a boolean"],
                     id="a field that YAML reads as a boolean"),
        pytest.param(("field: spec.replicas", "field: [spec]"),
                     ["my.yaml:7:1: field is a path such as spec.replicas"], id="a list of fields"),
        pytest.param(("{present: true}", "{present: true, equals: 3}"),
                     ["my.yaml:8:1: exactly one expectation is needed, here is present and equals"],
                     id="two expectations"),
        pytest.param(("{present: true}", "{}"), ["my.yaml:8:1: exactly one expectation is needed"],
                     id="no expectation"),
        pytest.param(("{present: true}", "{presnt: true}"),
                     ["my.yaml:8:10: there is no expectation 'presnt'; did you mean 'present'?"],
                     id="an unknown expectation"),
        pytest.param(("{present: true}", "{present: 1}"),
                     ["my.yaml:8:10: present is true or false"], id="present with a number"),
        pytest.param(("{present: true}", "{one_of: 1}"),
                     ["my.yaml:8:10: one_of is a list of values"], id="one_of without a list"),
        pytest.param(("{present: true}", "{at_least: many}"),
                     ["my.yaml:8:10: at_least is a number"], id="at_least with a word"),
        pytest.param(("{present: true}", "{matches: '('}"),
                     ["my.yaml:8:10: matches is no regular expression"], id="a broken expression"),
        pytest.param(("{present: true}", "{equals: null}"),
                     ["my.yaml:8:10: equals needs a value"], id="equals null"),
        pytest.param(("kinds: [Deployment]", "kinds: Deployment"),
                     ["my.yaml:3:1: kinds is a list"], id="kinds that are no list"),
        pytest.param(("kinds: [Deployment]", "kinds: [apps/v1/Deployment]"),
                     ["my.yaml:3:9: 'apps/v1/Deployment' names a version"], id="a versioned kind"),
        pytest.param(("kinds: [Deployment]", "kinds: [StatefulSet, deployment]"),
                     ["my.yaml:3:22: Kubernetes has no kind 'deployment'"],
                     id="a kind in small letters"),
        pytest.param(("kinds: [Deployment]", "kinds: [Deploymnt]"), ["did you mean 'Deployment'?"],
                     id="a misspelt kind"),
        pytest.param(("kinds: [Deployment]", "kinds: ['Deployment ']"),
                     ["did you mean 'Deployment'?"], id="a kind with a blank"),
        pytest.param(("kinds: [Deployment]", "kinds: ['*']"),
                     ["my.yaml:3:9: Kubernetes has no kind '*' (kinds of others are written"],
                     id="a wildcard for kinds"),
        pytest.param(("kinds: [Deployment]", "kinds: [Kafka]"),
                     ["no kind 'Kafka' (kinds of others are written group/Kind)"],
                     id="a kind of others without its group"),
        pytest.param(("kinds: [Deployment]", "kinds: [apps/deployment]"),
                     ["did you mean 'apps/Deployment'?"], id="a misspelt kind of a group"),
        pytest.param(("kinds: [Deployment]", "kinds: [app/Deployment]"),
                     ["did you mean 'apps/Deployment'?"], id="a misspelt group"),
        pytest.param(("kinds: [Deployment]", "kinds: ['example.org/*']"),
                     ["my.yaml:3:9: 'example.org/*' cannot be a kind of others"],
                     id="a wildcard in a group of others"),
        pytest.param(("each: $", "each: []"), ["my.yaml:6:1: each is a JSONPath, or a list"],
                     id="no path at all"),
        pytest.param(("message: no number of replicas", "message: [a]"),
                     ["my.yaml:9:1: message is a text"], id="a message that is a list"),
        pytest.param(("each: $", "each: $\neach: $"), ["my.yaml:7:1: key 'each' is written twice"],
                     id="a key written twice"),
        pytest.param(("doc: |", "doc: ["), ["not YAML"], id="no YAML"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_line(change: tuple[str, str], told: list[str]) -> None:
    assert change[0] in RULE
    said = mistakes(RULE.replace(*change, 1))
    assert len(said) == len(told)
    for words, line in zip(told, sorted(said, reverse=True), strict=True):
        assert words in line


def test_all_mistakes_of_a_file_are_told_at_once() -> None:
    broken = RULE.replace("warning", "bad", 1).replace("each: $", "each: ']'")
    assert len(mistakes(f"{broken}---\n- 1\n")) == 3


def test_text_behind_a_rule_in_braces_is_a_mistake() -> None:
    said = mistakes("{rule: a}\nseverity: error\n")
    assert "my.yaml:2:1: not YAML: this is behind the end of the document" in said


def test_a_file_without_rules_and_a_missing_file_are_mistakes(tmp_path: Path) -> None:
    assert "no rule in this file" in mistakes("# nothing\n")[0]
    with pytest.raises(RuleFileError, match=r"cannot be read: no such file"):
        load(str(tmp_path / "missing.yaml"))
    with pytest.raises(RuleFileError, match="no rule file"):
        load(str(tmp_path))


def test_a_folder_and_a_file_of_several_rules_load(tmp_path: Path) -> None:
    second = RULE.replace("replicas-named", "second")
    (tmp_path / "a.yaml").write_text(f"{RULE}---\n{second}", encoding="utf-8")
    assert [rule.id for rule in load(str(tmp_path))] == ["replicas-named", "second"]


def test_a_rule_that_is_declared_twice_is_told_with_both_places(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    own = RULE.replace("replicas-named", "pdb-missing")
    path.write_text(f"{RULE}---\n{RULE}---\n{own}", encoding="utf-8")
    origin, lines = path.as_posix(), RULE.count("\n")
    twice, package = "is declared twice, first", "multiaz_lint.rules.disruption.pdb_missing"
    with pytest.raises(catalog.CatalogError) as raised:
        catalog.rules([str(path)], plugins=False)
    assert str(raised.value).splitlines() == [
        f"{origin}:{lines + 2}:1: rule replicas-named {twice} at {origin}:1:1",
        f"{origin}:{2 * lines + 3}:1: rule pdb-missing {twice} in {package}",
    ]


@pytest.mark.parametrize("expression", ["`parent`", "$.`parent`", "$.`this`.`parent`"])
def test_a_path_that_always_leads_above_the_resource_says_so(expression: str) -> None:
    with pytest.raises(PathError, match="`parent` leads above the whole resource"):
        compile_path(expression)


def test_a_path_that_leads_above_the_resource_says_so() -> None:
    find = compile_path("$.data.`parent`.`parent`")
    assert find({"spec": {}}) == []
    with pytest.raises(PathError, match="`parent` leads above the whole resource"):
        find({"data": {}})


def test_rules_of_one_name_are_refused_before_their_examples_run(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(f"{RULE}---\n{RULE}", encoding="utf-8")
    written: list[str] = []
    with pytest.raises(UsageError, match="replicas-named is declared twice, first at"):
        examples.run([str(tmp_path / "mine.yaml")], written.append)
    assert written == []


def test_a_users_rule_runs_beside_the_others(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(RULE, encoding="utf-8")
    assert "replicas-named" in catalog.rules([str(path)], plugins=False)
    path.write_text(RULE.replace("replicas-named", "pdb-missing"), encoding="utf-8")
    path.write_text("id: x\n", encoding="utf-8")
    with pytest.raises(catalog.CatalogError, match="is missing"):
        catalog.rules([str(path)], plugins=False)


def test_a_kind_means_its_kubernetes_group_unless_another_is_written() -> None:
    manifest = "apiVersion: {}\nkind: Deployment\nmetadata: {{name: web}}\nspec: {{}}\n"
    line = "4:1 deployment/web: no number of replicas"
    assert found(RULE, manifest.format("apps/v1")) == [line]
    assert found(RULE, manifest.format("example.org/v1")) == []
    other = RULE.replace("[Deployment]", "[example.org/Deployment]")
    assert found(other, manifest.format("example.org/v1")) == [line]
    assert found(other, manifest.format("apps/v1")) == []


@pytest.mark.parametrize(
    ("kind", "head"),
    [
        ("ConfigMap", "v1 ConfigMap"),
        ("/ConfigMap", "v1 ConfigMap"),
        ("Event", "events.k8s.io/v1 Event"),
        ("CustomResourceDefinition", "apiextensions.k8s.io/v1 CustomResourceDefinition"),
        ("PodSecurityPolicy", "policy/v1beta1 PodSecurityPolicy"),
        ("extensions/Ingress", "networking.k8s.io/v1 Ingress"),
        ("Ingress", "extensions/v1beta1 Ingress"),
        ("cluster.k8s.io/Ec2", "cluster.k8s.io/v1 Ec2"),
    ],
)
def test_a_rule_sees_kinds_that_no_other_rule_knows(kind: str, head: str) -> None:
    api_version, name = head.split()
    manifest = f"apiVersion: {api_version}\nkind: {name}\nmetadata: {{name: web}}\n"
    assert found(RULE.replace("[Deployment]", f"[{kind}]"), manifest) != []


def test_a_kind_that_only_kubernetes_has_is_not_that_of_others() -> None:
    manifest = "apiVersion: example.org/v1\nkind: ConfigMap\nmetadata: {name: web}\n"
    assert found(RULE.replace("[Deployment]", "[ConfigMap]"), manifest) == []


@pytest.mark.parametrize("name", ["a", "acme-2-zones", "x1"])
def test_a_name_may_hold_digits(name: str) -> None:
    (rule,) = parse(Source("my.yaml", RULE.replace("replicas-named", name)))
    assert rule.id == name


@pytest.mark.parametrize("name", ["all", "replicas", "pdb", "image"])
def test_names_that_mean_many_rules_are_refused(name: str) -> None:
    words = f"my.yaml:1:1: id {name!r} is a word for many rules in selections and suppressions"
    assert mistakes(RULE.replace("replicas-named", name)) == [words]


@pytest.mark.parametrize("name", ["1a", "-a", "a--b", "A", "a_b", "é", "1"])
def test_other_names_are_refused(name: str) -> None:
    assert "id is words" in mistakes(RULE.replace("replicas-named", f"'{name}'"))[0]


def test_kinds_that_share_a_view_report_once() -> None:
    both = RULE.replace("[Deployment]", "[Deployment, Rollout, example.org/Thing]")
    text = "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: web}\nspec: {}\n"
    assert found(both, text) == ["4:1 rollout/web: no number of replicas"]


EXPECTATIONS = [
    ("{present: true}", {"3": True, "null": False, "''": True}),
    ("{present: false}", {"3": False, "null": True}),
    ("{equals: 3}", {"3": True, "'3'": False, "true": False, "null": False}),
    ("{equals: true}", {"true": True, "1": False, "'true'": False}),
    ("{one_of: [a, 1]}", {"a": True, "1": True, "true": False, "b": False, "null": False}),
    ("{at_least: 2}", {"2": True, "1": False, "[1, 2]": True, "[1]": False, "null": False}),
    ("{at_least: 100m}", {"0.1": True, "99m": False, "1": True, "many": False, "{a: 1}": False}),
    ("{matches: '^a+$'}", {"aaa": True, "ab": False, "1": False, "null": False}),
]


@pytest.mark.parametrize(
    ("expect", "value", "met"),
    [
        pytest.param(expect, value, met, id=f"{expect} of {value}")
        for expect, cases in EXPECTATIONS
        for value, met in cases.items()
    ],
)
def test_an_expectation_is_met_or_not(expect: str, value: str, met: bool) -> None:
    rule = RULE.replace("{present: true}", expect).replace("[Deployment]", "[example.org/Thing]")
    head = "apiVersion: example.org/v1\nkind: Thing\nmetadata: {name: web}\n"
    manifest = f"{head}spec: {{replicas: {value}}}"
    assert (found(rule, manifest) == []) == met


def test_each_place_is_judged_and_an_absent_field_has_its_position() -> None:
    rule = RULE.replace("each: $", "each: $.spec.template.spec.containers[*]")
    rule = rule.replace("field: spec.replicas", "field: securityContext.runAsUser")
    manifest = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - name: one
      - name: two
        securityContext:
          runAsGroup: 1
      - name: three
        securityContext: {runAsUser: 1}
"""
    assert [line.partition(" ")[0] for line in found(rule, manifest)] == ["8:9", "10:9"]


TREE: dict[str, Any] = {
    "spec": {"a": [{"b": 1, "c.d/e": 2}, {"b": None}, [3]], "b": {"x": 4, "y": {"b": 5}}},
    "a": "text",
}
COMMON = [
    "$", "$.spec", "spec.a", "$.spec.a[*].b", "$.spec.a[0]['c.d/e']", "$.spec.b.*.b"[:8],
    "$.spec.b[*]", "$.spec['a','b']", "$.spec.a[1].b", "$.spec.a[2][0]", '$["a"]', "$.none[*].b",
    "$.a[0]", "$.a[*]", "$.spec.a[9]", "spec['a'][*]",
]  # fmt: skip


@pytest.mark.parametrize("expression", COMMON)
def test_common_expressions_mean_what_jsonpath_ng_says(expression: str) -> None:
    assert common_steps(expression) is not None
    assert _places(expression) == _by_library(expression)


@pytest.mark.parametrize(
    "expression", ["$..b", "$.spec.a[?(@.b == 1)].b", "$.spec.a[0:2]", "$.spec.a[-1]", "$.spec.*"]
)
def test_other_expressions_run_by_jsonpath_ng(expression: str) -> None:
    assert common_steps(expression) is None
    assert _places(expression) == _by_library(expression)
    assert _places(expression)


def test_a_place_is_found_once_however_many_ways_lead_to_it() -> None:
    places = [path for path, _ in _places("$..*..b")]
    assert len(places) == len(set(places)) == 3


_STEPS = st.sampled_from(
    [".spec", ".a", ".b", "['c.d/e']", "['a', 'b']", "[*]", "[0]", "[1]", ".x"]
)


@given(st.lists(_STEPS, max_size=5))
def test_any_chain_of_common_steps_means_the_same(steps: list[str]) -> None:
    expression = "$" + "".join(steps)
    assert _places(expression) == _by_library(expression)


@given(st.text("$.[]*'\"ab01:?()@=&|, -", max_size=12))
def test_no_text_makes_the_compiler_fail_in_another_way(text: str) -> None:
    try:
        compile_path(text)(TREE)
    except PathError:
        return  # any other exception fails the test


def _places(expression: str) -> list[tuple[str, Any]]:
    return sorted(
        ("/".join(map(str, path)), value) for path, value in compile_path(expression)(TREE)
    )


def _by_library(expression: str) -> list[tuple[str, Any]]:
    places = []
    for match in library_parse(expression).find(TREE):
        steps, at = [], match
        while at.context is not None:
            path: Any = at.path
            step = path.fields[0] if hasattr(path, "fields") else path.indices[0]
            size = len(at.context.value) if isinstance(step, int) and step < 0 else 0
            steps.append(str(step + size if size else step))
            at = at.context
        if match.value is not None:
            places.append(("/".join(reversed(steps)), match.value))
    return sorted(places)


@pytest.mark.parametrize("profile", PROFILES)
def test_rules_of_ones_own_are_asked_in_every_profile(profile: str, tmp_path: Path) -> None:
    """Whoever names a file of rules wants them, however much of the other rules he wants."""
    path = tmp_path / "mine.yaml"
    path.write_text(RULE, encoding="utf-8")
    settings = Settings(plugins=False, profile=profile, rule_files=[str(path)])
    text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"
    result = pipeline.check([Source("m.yaml", text)], settings)
    found = [each.severity for each in result.diagnostics if each.rule == "replicas-named"]
    assert found == [Severity.WARNING]


def test_the_test_command_runs_the_examples_of_rule_files(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(RULE, encoding="utf-8")
    written: list[str] = []
    assert examples.run([str(tmp_path)], written.append) == 0
    assert written[0].startswith("ok   replicas-named")
    wrong = RULE.replace("spec:  # <-- no number", "spec:  # <-- another number")
    wrong = wrong.replace("id: replicas-named", "id: replicas-wrong")
    (tmp_path / "wrong.yaml").write_text(wrong, encoding="utf-8")
    written.clear()
    assert examples.run([str(tmp_path)], written.append) == 1
    assert "1 of 2 rules hold\n" in written
    told = [line for line in written if "expected, but not reported: another number" in line]
    assert len(told) == 1


def test_the_test_command_moves_no_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = RULE.replace("spec:  # <-- no number", "spec:  # <-- \u202eanother number")
    (tmp_path / "wrong.yaml").write_text(wrong, encoding="utf-8")
    assert cli.run(["test", str(tmp_path)]) == 1
    assert r"not reported: \u{202e}another number" in capsys.readouterr().out


def test_the_test_command_tells_mistakes_and_missing_examples(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(RULE.partition("bad:")[0], encoding="utf-8")
    written: list[str] = []
    assert examples.run([str(path)], written.append) == 1
    assert any("no example of what is bad" in line for line in written)
    path.write_text("id: x\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"mine\.yaml:1:1: key 'severity' is missing"):
        examples.run([str(path)], written.append)
