"""Which entry of the configuration covers a finding, when there are many of either."""

from __future__ import annotations

import random

import pytest

from multiaz_lint.diagnostic import Diagnostic, Identity, Place
from multiaz_lint.rule import Severity
from multiaz_lint.settings import Ignore
from multiaz_lint.suppress import entries as entries_module
from multiaz_lint.suppress.entries import Entries
from multiaz_lint.suppress.suppression import of_entry

RULE = "replicas-too-few"


def several(ignores: list[Ignore]) -> Entries:
    entries = [of_entry(each, "2026-01-01") for each in ignores]
    for suppression, _ in entries:
        suppression.rules |= set(suppression.written)
    return Entries(entries, {})


def finding(origin: str, kind: str, namespace: str, name: str) -> Diagnostic:
    place = Place(origin, 1, 1, 1, 1)
    resource = Identity("apps/v1", kind, namespace, name) if kind else None
    return Diagnostic(RULE, Severity.ERROR, "words", place, resource=resource)


def reason(ignores: list[Ignore], diagnostic: Diagnostic) -> str | None:
    found = several(ignores).first(diagnostic)
    return found.reason if found else None


def test_of_many_entries_the_first_one_counts_that_would_alone() -> None:
    pick = random.Random(7)
    paths = ["", "k8s", "k8s/", "k8s/a.yaml", "k8s/*.yaml", "k8s\\b", "*/b/*", "/", "..", "./k8s"]
    names = ["", "web", "web-*", "[aw]eb", "db", "web-1"]
    origins = ["k8s/a.yaml", "k8s/b/c.yaml", "../k8s/a.yaml", "/k8s/a.yaml", "other/b/c.yaml"]
    silenced = 0
    for _ in range(600):
        ignores = [
            Ignore(
                pick.choice([(RULE,), ("image-latest",)]),
                path=pick.choice(paths),
                kind=pick.choice(["", "", "Deployment", "Job"]),
                namespace=pick.choice(["", "", "prod", "p*"]),
                name=pick.choice(names),
                expires=pick.choice(["", "", "", "2001-01-01"]),
                reason=str(number),
                origin=pick.choice([".multiaz-lint.yaml", "k8s/.multiaz-lint.yaml"]),
            )
            for number in range(pick.randrange(12))
        ]
        kind = pick.choice(["Deployment", "Job", ""])
        about = finding(
            pick.choice(origins), kind, pick.choice(["prod", "dev"]), pick.choice(names[1:])
        )
        alone = [each.reason for each in ignores if reason([each], about) is not None]
        assert reason(ignores, about) == (alone[0] if alone else None)
        silenced += bool(alone)
    assert silenced > 50


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[Ignore]:
    """The entries that are held against a finding from now on."""
    found: list[Ignore] = []
    plain = entries_module._covers

    def counted(ignore: Ignore, names: tuple[str, str, str]) -> bool:
        found.append(ignore)
        return plain(ignore, names)

    monkeypatch.setattr(entries_module, "_covers", counted)
    return found


@pytest.mark.parametrize(
    "other",
    [
        {"name": "web", "namespace": "n{}"},
        {"name": "web", "path": "p{}"},
        {"namespace": "prod", "kind": "Job{}"},
        {"namespace": "prod", "path": "k8s"},  # the same again and again
    ],
)
def test_many_that_have_something_in_common_are_not_tried_either(
    other: dict[str, str], tried: list[Ignore]
) -> None:
    ignores = [Ignore((RULE,), reason=f"{i}") for i in range(300)]
    for i, each in enumerate(ignores):
        for key, text in other.items():
            setattr(each, key, text.format(i))
    ignores.append(Ignore((RULE,), reason="last", name="web", path="k8s/a.yaml"))
    found = reason(ignores, finding("k8s/a.yaml", "Deployment", "prod", "web"))
    assert found == ("0" if other.get("path") == "k8s" else "last")
    assert len(tried) <= 2


def test_an_entry_for_another_path_takes_nothing_from_one_for_all_paths() -> None:
    ignores = [Ignore((RULE,), path="/", name="web", reason="root")]
    ignores.append(Ignore((RULE,), name="web", reason="all"))
    assert reason(ignores, finding("k8s/a.yaml", "Deployment", "prod", "web")) == "all"


@pytest.mark.parametrize("key", ["name", "namespace", "path"])
def test_entries_for_one_thing_are_not_tried_on_others(key: str, tried: list[Ignore]) -> None:
    each = range(300)
    ignores = [Ignore((RULE,), reason=f"{i}") for i in each]
    for i in each:
        setattr(ignores[i], key, f"one{i}")
    entries = several(ignores)
    found = [entries.first(finding(f"one{i}/a.yaml", "Job", f"one{i}", f"one{i}")) for i in each]
    assert [one.reason for one in found if one] == [f"{i}" for i in each]
    assert len(tried) == len(each)
