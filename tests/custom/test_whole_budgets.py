"""Disruption budgets that stand whole in a resource, for all of its components: those of ECK.

v3.5.0: expectedPDB of pkg/controller/elasticsearch/pdb/reconcile_default.go takes the spec as it
is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from multiaz_lint import pipeline
from multiaz_lint.adapters.read import read
from multiaz_lint.adapters.values import AdapterError
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings
from tests.operators import custom

if TYPE_CHECKING:
    from tests.drilled import Tree

ELASTIC = "elasticsearch.k8s.elastic.co/Elasticsearch"
OWN = {"matchLabels": {"elasticsearch.k8s.elastic.co/cluster-name": "x"}}
OTHER = {"matchLabels": {"elasticsearch.k8s.elastic.co/cluster-name": "y"}}
SET = {"matchLabels": {"elasticsearch.k8s.elastic.co/statefulset-name": "x-es-data"}}
SPEC = "spec.podDisruptionBudget.spec"
MISSING = {("pdb-missing", "metadata.name")}


def elastic(budget: Any, **of_data: Any) -> Tree:
    sets = [{"name": "masters", "count": 3}, {"name": "data", "count": 3, **of_data}]
    return custom(ELASTIC, nodeSets=sets, podDisruptionBudget=budget)


def told(tree: Tree) -> set[tuple[str, str]]:
    """Return what is found about budgets, and at which field."""
    result = pipeline.check([Source("a.yaml", yaml.safe_dump(tree))], Settings(plugins=False))
    found = result.diagnostics
    return {(each.rule, str(each.field)) for each in found if each.rule.startswith("pdb-")}


@pytest.mark.parametrize(
    ("budget", "found"),
    [
        pytest.param(None, set(), id="the operator's own"),
        pytest.param(
            {"metadata": {"labels": {"a": "b"}}}, set(), id="the operator's own, labelled"
        ),
        pytest.param({}, MISSING, id="none"),
        pytest.param({"spec": {}}, MISSING, id="none, said otherwise"),
        pytest.param({"spec": {"minAvailable": 5, "selector": OWN}}, set(), id="one may go"),
        pytest.param(
            {"spec": {"minAvailable": 6, "selector": OWN}},
            {("pdb-blocks-drain", f"{SPEC}.minAvailable")},
            id="as many as both sets have",
        ),
        pytest.param(
            {"spec": {"maxUnavailable": 0, "selector": OWN}},
            {("pdb-blocks-drain", f"{SPEC}.maxUnavailable")},
            id="none may go",
        ),
        pytest.param(
            {"spec": {"selector": OWN}},
            {("pdb-blocks-drain", SPEC)},
            id="a selector without bounds",
        ),
        pytest.param(
            {"spec": {"maxUnavailable": 3, "selector": OWN}},
            {("pdb-too-loose", f"{SPEC}.maxUnavailable")},
            id="as many as a set has",
        ),
        pytest.param(
            {"spec": {"maxUnavailable": 1}},
            {*MISSING, ("pdb-selector-empty", f"{SPEC}.selector")},
            id="bounds without a selector",
        ),
        pytest.param(
            {"spec": {"maxUnavailable": 1, "selector": OTHER}}, MISSING, id="another cluster's"
        ),
        pytest.param(
            {"spec": {"maxUnavailable": 1, "selector": SET}}, MISSING, id="that of one set alone"
        ),
    ],
)
def test_a_budget_that_is_written_is_taken_as_it_is(
    budget: Any, found: set[tuple[str, str]]
) -> None:
    assert told(elastic(budget)) == found


def test_a_budget_is_not_judged_by_a_part_of_the_pods_that_it_guards() -> None:
    budget = {"spec": {"minAvailable": 5, "selector": OWN}}
    assert told(elastic(budget, zoneAwareness={"zones": ["a", "b"]})) == set()
    assert told(elastic({}, zoneAwareness={"zones": ["a", "b"]})) == MISSING


@pytest.mark.parametrize("more", [{"labels": "a"}, {"missing": {"minAvailable": 1}}])
def test_a_whole_budget_has_its_own_selector_and_bounds(more: Tree) -> None:
    budget = {"at": "spec.budget", "whole": True, **more}
    with pytest.raises(AdapterError, match="has its own selector and bounds"):
        read([{"kind": "example.org/Ring", "replicas": "spec.size", "budget": budget}])
