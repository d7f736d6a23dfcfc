"""Rules are found by their files; what a run does not ask is not loaded."""

from __future__ import annotations

import json
import subprocess
import sys
from copy import copy
from typing import TYPE_CHECKING

import pytest

from multiaz_lint import catalog
from multiaz_lint.model import Cluster
from multiaz_lint.rules import index
from multiaz_lint.rules.indexed import Indexed, row

if TYPE_CHECKING:
    from pathlib import Path

    from multiaz_lint.rule import Rule

LOADED = list(catalog.loaded())
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n"
PROGRAM = """\
import json, sys
from multiaz_lint import lint
lint([sys.argv[1]])
print(json.dumps([name for name in sys.modules if name.startswith("multiaz_lint.")]))
"""


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Let the catalog forget what it has found."""
    monkeypatch.setattr(catalog, "_own", [])
    return monkeypatch


def test_the_index_is_about_the_rules_that_are_there() -> None:
    assert list(index.RULES) == [row(rule) for rule in LOADED]


@pytest.mark.parametrize("rule", LOADED, ids=lambda rule: rule.id)
def test_an_indexed_rule_is_that_of_its_module(rule: Rule, fresh: pytest.MonkeyPatch) -> None:
    indexed = catalog.rules(plugins=False)[rule.id]
    assert isinstance(indexed, Indexed)
    for name in ("id", "severity", "on", "needs", "profiles", "category", "module", "preview"):
        assert getattr(indexed, name) == getattr(rule, name), name
    if not rule.module.endswith(".yaml"):
        assert (indexed.check, indexed.where) == (rule.check, rule.where)
    assert (indexed.doc, indexed.parameters) == (rule.doc, rule.parameters)
    with pytest.raises(AttributeError, match="nothing"):
        indexed.nothing  # noqa: B018 - that it is not there is what is shown


def test_a_module_is_not_loaded_for_what_a_cluster_does_not_hold(fresh: pytest.MonkeyPatch) -> None:
    indexed = catalog.rules(plugins=False)["netpol-missing"]
    asked_for: list[str] = []
    fresh.setattr(indexed, "_load", asked_for.append)
    assert indexed.where is not None
    assert not indexed.where(Cluster([]))
    assert asked_for == []


def test_a_check_that_was_replaced_stays(fresh: pytest.MonkeyPatch) -> None:
    indexed = catalog.rules(plugins=False)["replicas-too-few"]
    mine = copy(LOADED[0].check)
    indexed.check = mine
    assert indexed.doc
    assert indexed.check is mine
    assert copy(indexed).doc == indexed.doc


def test_a_rule_that_the_index_does_not_know_yet_is_there(fresh: pytest.MonkeyPatch) -> None:
    fresh.setattr(index, "RULES", index.RULES[1:])
    found = catalog.rules(plugins=False)
    assert index.RULES[0][0] != LOADED[0].id
    assert found.keys() == {rule.id for rule in LOADED}
    assert not any(isinstance(rule, Indexed) for rule in found.values())


def test_rules_that_are_not_asked_are_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text(SERVICE)
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = {name for name in json.loads(done.stdout) if name.startswith("multiaz_lint.rules.")}
    assert "multiaz_lint.rules.network.svc_no_backend" in loaded
    assert "multiaz_lint.rules.spread.spread_missing" not in loaded
    assert "multiaz_lint.declarative" not in json.loads(done.stdout)
