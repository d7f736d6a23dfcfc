"""The configuration file: every mistake names file, line and cause."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from multiaz_lint import config
from multiaz_lint.cli import run
from multiaz_lint.config.keys import KEYS
from multiaz_lint.load.yaml import reference

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = json.loads(
    (Path(config.__file__).parent.parent / "schemas" / "config.schema.json").read_text(
        encoding="utf-8"
    )
)
FULL = """\
profile: strict
kubernetes: "1.31"
zones: [a, b]
context: closed
fail_on: error
select: [pdb, api-*]
rules:
  pdb-missing: off
  image-latest: {severity: info}
rule_files: [rules/ours.yaml]
ignore:
- rule: spread
  path: vendor/
  kind: Deployment
  namespace: prod
  name: web-*
  reason: not ours
  expires: "2027-01-31"
- {rule: [pdb-missing, image-latest], reason: old}
exclude: [build/, "*.gen.yaml"]
baseline: accepted.json
default_namespace: apps
topology_keys: [example.com/rack]
default_spread: true
pdb_automation: true
recovery_time: 2m
limits: {file_bytes: 1000000}
"""


def test_every_key_is_understood() -> None:
    read = config.parse("deploy/.multiaz-lint.yaml", FULL)
    settings = read.settings
    assert settings.profile == "strict"
    assert settings.kubernetes == (1, 31)
    assert (settings.zones, settings.zone_names) == (2, ("a", "b"))
    assert settings.closed
    assert read.fail_on == "error"
    assert settings.select == ("pdb", "api-*")
    assert settings.rules == {
        "pdb-missing": {"severity": "off"}, "image-latest": {"severity": "info"},
    }  # fmt: skip
    assert settings.rule_files == ["deploy/rules/ours.yaml"]
    assert [each.rules for each in settings.ignores] == [
        ("spread",), ("pdb-missing", "image-latest"),
    ]  # fmt: skip
    assert settings.ignores[0].line == 12
    assert read.baseline == "deploy/accepted.json"
    assert settings.recovery_seconds == 120
    assert settings.limits.file_bytes == 1_000_000


MISTAKES = [
    pytest.param(
        "profil: strict\n", "1:1: there is no key 'profil'; did you mean 'profile'?", id="a key"
    ),
    pytest.param(
        "profile: mild\n",
        "1:1: profile: 'mild' is not one of multi-az, survive, strict",
        id="a profile",
    ),
    pytest.param(
        "zones: 0\n", "1:1: zones: 0 is neither a number of zones nor their names", id="no zones"
    ),
    pytest.param(
        "zones: three\n", "1:1: zones: 'three' is neither a number of zones", id="a number in words"
    ),
    pytest.param(
        "zones: 1e400\n", "1:1: zones: '1e400' is neither a number of zones", id="a huge number"
    ),
    pytest.param(
        "zones: [1, 2]\n",
        "1:1: zones: [1, 2] is neither a number of zones nor their names: 1 is no text, write it ",
        id="names without quotes",
    ),
    pytest.param(
        "zones: [a, null]\n",
        "1:1: zones: ['a', null] is neither a number of zones nor their names: null is no text",
        id="a zone without a name",
    ),
    pytest.param(
        "zones: {a: b}\n", "1:1: zones: a mapping is neither a number of zones", id="zones by name"
    ),
    pytest.param("zones: [a, a]\n", "1:1: zones: ['a', 'a'] is neither", id="one zone twice"),
    pytest.param(
        "kubernetes: 1.3\n",
        "1:1: kubernetes: Kubernetes 1.3 may be 1.30 without its zero",
        id="a lost zero",
    ),
    pytest.param(
        "kubernetes: '1.20'\n", "1:1: kubernetes: Kubernetes 1.20 is not known", id="an old version"
    ),
    pytest.param(
        "fail_on: true\n", "1:1: fail_on: true is not one of error, warning", id="no level"
    ),
    pytest.param(
        "select: [null]\n", "1:10: select[0]: null is not a string", id="a pattern that is null"
    ),
    pytest.param("baseline: ' '\n", "1:1: baseline: ' ' is no path", id="a path without a name"),
    pytest.param(
        "rule_files: ['']\n", "1:14: rule_files[0]: '' is no path", id="a rule file without a name"
    ),
    pytest.param("a: [\n", "2:1: not YAML", id="broken YAML"),
    pytest.param("- a\n", "1:3: a configuration is a mapping", id="a list"),
    pytest.param("zones: 2\nzones: 3\n", "key 'zones' is written twice", id="a duplicate"),
    pytest.param(
        "rules:\n  pdb-missing: off\n  pdb-missing: info\n",
        "3:3: rules: key 'pdb-missing' is written twice",
        id="a duplicate further down",
    ),
    pytest.param(
        "zones: 3\n---\nzones: 2\n",
        "3:1: a configuration is one document",
        id="a second document",
    ),
    pytest.param(
        "{zones: 3}\nselect: [pdb-missing]\n",
        "2:1: not YAML: this is behind the end of the document",
        id="text behind a mapping in braces",
    ),
    pytest.param(
        "zones: [a, b c]\n", "1:1: zones: no zone is called 'b c'", id="no name of a zone"
    ),
    pytest.param(
        "ignore: [{rule: [], reason: x}]\n",
        "1:11: ignore[0].rule: the list is empty: nothing is left out",
        id="no rule to ignore",
    ),
    pytest.param(
        "ignore: [{rule: '', reason: x}]\n", "1:11: ignore[0].rule: it is empty", id="an empty rule"
    ),
    pytest.param(
        "ignore: [{rule: [pdb, ' '], reason: x}]\n",
        "1:11: ignore[0].rule: it is empty",
        id="a blank rule",
    ),
    pytest.param("exclude: ['']\n", "1:11: exclude[0]: '' excludes nothing", id="an empty pattern"),
    pytest.param(
        "exclude: [a, ' ']\n", "1:14: exclude[1]: ' ' excludes nothing", id="a pattern of blanks"
    ),
    pytest.param(
        "exclude: ['#a']\n", "1:11: exclude[0]: '#a' excludes nothing", id="a comment as a pattern"
    ),
    pytest.param(
        "exclude: [/]\n", "1:11: exclude[0]: '/' excludes nothing", id="the root as a pattern"
    ),
    pytest.param(
        "exclude: ['!']\n",
        "1:11: exclude[0]: '!' excludes nothing",
        id="a pattern that keeps nothing",
    ),
    pytest.param(
        "exclude: ['a[']\n",
        "1:11: exclude[0]: 'a[' excludes nothing",
        id="a pattern without an end",
    ),
    pytest.param(
        "topology_keys: ['']\n", "'' is no key of a label: name part", id="no key of a label"
    ),
    pytest.param("zones: []\n", "1:1: zones: [] is neither a number of zones", id="an empty list"),
    pytest.param(
        "zones: [1, 2]\n", "1:1: zones: [1, 2] is neither", id="names that are no strings"
    ),
    pytest.param("zones: '-1'\n", "1:1: zones: -1 is neither", id="a number in quotes"),
    pytest.param("ignore:\n- reason: x\n", "2:3: ignore[0]: an entry needs a rule", id="no rule"),
    pytest.param("ignore:\n- rule: x\n", "2:3: ignore[0]: an entry needs a reason", id="no reason"),
    pytest.param(
        "ignore:\n- {rule: x, reason: ' '}\n",
        "2:3: ignore[0]: an entry needs a reason",
        id="a blank",
    ),
    pytest.param(
        "ignore:\n- {rule: x, reason: old, expires: ''}\n",
        "ignore[0].expires: it is empty",
        id="an empty date",
    ),
    pytest.param(
        "ignore:\n- {rule: x, reason: old, name: ''}\n",
        "ignore[0].name: it is empty",
        id="an empty name",
    ),
    pytest.param(
        "ignore:\n- {rule: x, reason: old, kind: deployment}\n",
        "no resource is of kind 'deployment'; did you mean 'Deployment'?",
        id="a kind in small letters",
    ),
    pytest.param(
        "ignore:\n- {rule: x, reason: old, kind: 'Deploy*'}\n",
        "no resource is of kind 'Deploy*'",
        id="a kind with a wildcard",
    ),
    pytest.param(
        "ignore:\n- rule: x\n  reason: y\n  pth: z\n",
        "4:3: ignore[0]: there is no key 'pth'; did you mean 'path'?",
        id="an ignore key",
    ),
    pytest.param(
        "ignore:\n- {rule: x, reason: old, expires: soon}\n", "'soon' is not a date", id="a date"
    ),
    pytest.param(
        "rules: {pdb-missing: grave}\n", "severity 'grave' is not one of", id="a severity"
    ),
    pytest.param(
        "rules: {pdb-missing: {severity: [a]}}\n", "severity ['a'] is not one of", id="a list"
    ),
    pytest.param(
        "zones: 3\ndefault_namespace: Foo Bar\n",
        "2:1: default_namespace: 'Foo Bar' is not a namespace",
        id="a namespace with a blank",
    ),
    pytest.param("default_namespace: ''\n", "'' is not a namespace", id="an empty namespace"),
    pytest.param(
        "default_namespace: a.b\n", "'a.b' is not a namespace", id="a namespace with a dot"
    ),
    pytest.param(f"default_namespace: {'a' * 64}\n", "' is not a namespace", id="a long namespace"),
    pytest.param("recovery_time: soon\n", "'soon' is not a duration", id="a duration"),
    pytest.param("default_spread: 1\n", "1 is not true or false", id="a flag"),
    pytest.param("select: pdb\n", "'pdb' is not a list of strings", id="a list that is none"),
]


@pytest.mark.parametrize(("text", "words"), MISTAKES)
def test_a_mistake_names_its_line(text: str, words: str) -> None:
    with pytest.raises(config.ConfigError) as raised:
        config.parse("x/.multiaz-lint.yaml", text)
    assert str(raised.value).startswith("x/.multiaz-lint.yaml:")
    assert words in str(raised.value)


SEVERAL = """\
profil: strict
zones: 0
zones: 3
kubernetes: 1.3
rules:
  pdb-missing: grave
  replicas-too-few: 3
  spread-missing: error
ignore:
- reason: x
- {rule: pdb, reason: old}
- {rule: x, reason: old, expires: soon}
adapters:
- {kind: Database, replicas: spec.size}
- {kind: example.org/Queue}
- {kind: example.org/Cache, replicas: spec.size}
drill:
  plays: no
  nodes_per_zone: 0
"""
TOLD = [
    "3:1: key 'zones' is written twice",
    "1:1: there is no key 'profil'; did you mean 'profile'?",
    "4:1: kubernetes: Kubernetes 1.3 may be 1.30 without its zero: write it in quotes",
    "6:3: rules.pdb-missing: severity 'grave' is not one of error, warning, info, off",
    "7:3: rules.replicas-too-few: 3 is no severity and no mapping",
    "10:3: ignore[0]: an entry needs a rule: a name, a first word, a glob, or all",
    "12:26: ignore[2].expires: 'soon' is not a date such as 2027-01-31",
    "14:4: adapters[0].kind: 'Database' is not group/Kind, such as example.org/Database",
    "15:3: adapters[1]: key 'replicas' is missing: the path of their number",
    "18:3: drill.plays: false is not a whole number of at least 1",
    "19:3: drill.nodes_per_zone: 0 is not a whole number of at least 1",
]


PARTS = """\
adapters:
- kind: example.org/Database
  component: nodes
  at: spec.nodes[*]
  replicas: count
  shared: false
  missing_replicas: 1
  at_least: 1
  at_most: spec.most
  pod: spec.pod
  fields: {affinity: spec.affinity}
  metadata: spec.metadata
  selector: spec.selector
  labels: {app: database}
  labels_from: [app]
  settles: [{rules: [pdb], why: it makes one, when: {spec.a: true}, unless: {spec.b: 1}}]
  makes: StatefulSet
  parallel: true
  containers: {main: {resources: spec.main, missing: {requests: {cpu: 1}}, prevails: true}}
  claims: [{at: spec.disk, name: data, size: size, class: class, times: count, known: {kind: [a]}}]
  antiaffinity: {topology_key: spec.key, missing_topology_key: a, required: {spec.x: 1}}
  owner: {kind: example.org/Owner, label: owner}
  budget: {at: spec.budget, labels: spec.labels, missing: {maxUnavailable: 1}}
  patched: true
  when: {spec.kind: [a, b]}
  known: {spec.kind: [a, b]}
  unseen: [{why: not known, when: {spec.c: 1}}]
  votes: {software: etcd, when: {spec.d: 1}}
drill:
  capacity: {cpu: "8", memory: 32Gi}
  nodes_per_zone: 3
  plays: 5
  pools: [{name: a, labels: {b: c}, taints: [{key: k, value: v, effect: NoSchedule}], zones: [a]}]
  require: [survivors>=1]
"""
WRONG = [None, True, -1, 2.5, "", "x" * 900, [None], [1] * 900, {"a": None}, {"x" * 900: 1}]


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    items = enumerate(value) if isinstance(value, list) else ()
    for step, below in value.items() if isinstance(value, dict) else items:
        yield (*path, step)
        yield from places(below, (*path, step))


def mistakes(tree: Any, path: tuple[str | int, ...], wrong: object) -> list[str]:
    """Return what is said of a configuration with a wrong value at a path."""
    parent = tree = json.loads(json.dumps(tree))
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = wrong
    try:
        config.parse("c.yaml", json.dumps(tree))
    except config.ConfigError as error:
        return str(error).split("\n")
    return []


@pytest.mark.parametrize("key", [*KEYS])
def test_every_mistake_names_place_and_key_in_words_of_yaml(key: str) -> None:
    tree = {key: reference.read(FULL + PARTS)[key]}
    told = 0
    for path in places(tree):
        name = [str(step) for step in path if isinstance(step, str)][-1]
        for wrong in WRONG:
            for said in mistakes(tree, path, wrong):
                told += 1
                assert re.match(r"c\.yaml:1:\d+: ", said)
                assert name in said
                assert not re.search(r"\b(?:True|False|None)\b|\{'", said)
                assert len(said) < 700
    assert told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("exclude: [{}]", "21 patterns have signs such as *: 20 are the most"),
        (
            "ignore: [{}]",
            "21 entries have globs, or say no name, path or namespace: 20 are the most",
        ),
    ],
)
def test_what_everything_is_held_against_is_bounded(
    text: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("multiaz_lint.config.keys.MOST_PATTERNS", 20)
    form = "'*-{}'" if "exclude" in text else "{{rule: all, name: '{}-*', reason: known}}"

    def written(count: int) -> str:
        return text.format(", ".join(map(form.format, range(count))))

    config.parse("c.yaml", written(20))
    config.parse("c.yaml", written(21).replace("-*", "-").replace("*-", ""))
    with pytest.raises(config.ConfigError, match=re.escape(words)):
        config.parse("c.yaml", written(21))


def test_all_mistakes_are_told() -> None:
    with pytest.raises(config.ConfigError) as raised:
        config.parse("x", SEVERAL)
    assert str(raised.value).split("\n") == [f"x:{each}" for each in TOLD]


@pytest.mark.parametrize("value", ["0", "-1", "a,,b", "a,a", "", "three", " a ", "a b"])
def test_zones_that_are_none(value: str) -> None:
    with pytest.raises(ValueError, match="neither a number of zones"):
        config.zones(value)


def test_a_single_zone_may_have_a_name_in_a_list() -> None:
    settings = config.parse("x", "zones: [three]\n").settings
    assert (settings.zones, settings.zone_names) == (1, ("three",))


@pytest.mark.parametrize(
    ("written", "read"),
    [("./p", "p"), ("./p/", "p/"), ("./*.yaml", "*.yaml"), ("p", "p"), ("./", "./")],
)
def test_a_path_may_say_that_it_starts_here(written: str, read: str) -> None:
    text = f"ignore: [{{rule: pdb, reason: theirs, path: {written!r}}}]\n"
    (ignore,) = config.parse("x", text).settings.ignores
    assert ignore.path == read


def test_an_empty_file_changes_nothing() -> None:
    assert config.parse("x", "---\n# nothing yet\n").settings.profile == "multi-az"
    assert config.parse("x", "# nothing yet\n").settings.profile == "multi-az"


@pytest.mark.parametrize(
    "text",
    [
        "# Licence\n---\nzones: 2\n",
        "---\nzones: 2\n---\n",
        "zones: 2\n...\n---\n# the end\n",
        "--- {zones: 2}\n",
    ],
)
def test_marks_and_comments_around_the_document_change_nothing(text: str) -> None:
    assert config.parse(".multiaz-lint.yaml", text).settings.zones == 2


def test_the_schema_has_the_same_keys() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert set(SCHEMA["properties"]) == set(KEYS)
    Draft202012Validator(SCHEMA).validate(reference.read(FULL))


@pytest.mark.parametrize("text", [each.values[0] for each in MISTAKES if each.id in {
    "a key", "a profile", "no zones", "one zone twice", "a list", "no rule", "no reason",
    "an ignore key", "an empty list", "names that are no strings", "a severity", "a flag",
    "a list that is none", "a number in words", "a huge number", "a blank", "an empty date",
    "an empty name", "a kind with a wildcard", "a namespace with a blank", "an empty namespace",
    "a namespace with a dot", "a long namespace", "an empty rule", "a blank rule",
    "an empty pattern", "a pattern of blanks", "a comment as a pattern",
}])  # fmt: skip
def test_the_schema_refuses_what_the_tool_refuses(text: str) -> None:
    with pytest.raises(ValidationError):
        Draft202012Validator(SCHEMA).validate(reference.read(text))


def test_the_nearest_file_up_to_the_repository_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    inner = tmp_path / "repository" / "k8s" / "web"
    inner.mkdir(parents=True)
    (tmp_path / ".multiaz-lint.yaml").write_text("")
    (tmp_path / "repository" / ".git").mkdir()
    assert config.find([str(inner)]) is None
    (tmp_path / "repository" / ".multiaz-lint.yaml").write_text("")
    assert config.find([str(inner)]) == "repository/.multiaz-lint.yaml"
    (inner / ".multiaz-lint.yaml").write_text("")
    assert config.find([str(inner / "web.yaml")]) == "repository/k8s/web/.multiaz-lint.yaml"


def test_all_that_fits_no_rule_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".multiaz-lint.yaml").write_text(
        "rules:\n  pdb-mising: off\n  replicas-too-few: {minimun: 2}\nselect: [spraed]\n"
        "ignore:\n- {rule: nope, reason: old}\n- {rule: pdb, reason: old}\n"
    )
    assert run(["config", "check"]) == 2
    told = capsys.readouterr().err.splitlines()
    starts = ["2:3: no rule is called 'pdb-mising'", "3:3: rule replicas-too-few has no parameter"]
    starts += ["4:10: no rule is called 'spraed'", "6: no rule is called 'nope'"]
    assert len(told) == len(starts)
    for line, start in zip(told, starts, strict=True):
        assert f".multiaz-lint.yaml:{start}" in line
