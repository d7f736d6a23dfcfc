"""Budgets that are missing, and budgets that select nothing: what fix makes of them together."""

from __future__ import annotations

import pytest

from multiaz_lint import fix, mending
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings
from tests.manifests import WEB

BUDGET = """\
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector: {matchLabels: {app: old}}
"""
DATABASE = (
    WEB.replace("Deployment", "StatefulSet").replace("app: web", "app: db")
    .replace("spec:\n  replicas", "spec:\n  serviceName: web\n  replicas")
)  # fmt: skip
CNPG = """\
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: {name: web}
spec: {instances: 3, storage: {size: 1Gi}}
"""


def mended(*texts: str, select: tuple[str, ...] = ("pdb",)) -> tuple[fix.FixPlan, str]:
    settings = Settings(plugins=False, select=select)
    sources = [Source(f"{n}.yaml", text, named=True) for n, text in enumerate(texts)]
    _, plan = mending.plan(sources, settings, fix.FixOptions(unsafe=True))
    changed = {each.origin: each.new for each in plan.changes}
    whole = [changed.get(each.origin, each.text) for each in sources]
    return plan, "---\n".join(whole)


def test_a_budget_that_selects_nothing_is_given_the_pods_of_its_name() -> None:
    plan, text = mended(WEB, BUDGET)
    assert {each.rule for each in plan.cured} >= {"pdb-selector-dangling"}
    assert plan.refused == []
    assert text.count("kind: PodDisruptionBudget") == 1
    assert "matchLabels: {app: web}}\n" in text.partition("PodDisruptionBudget")[2]
    assert not [each for each in plan.remaining if each.rule == "pdb-missing"]


@pytest.mark.parametrize(
    ("image", "always"),
    [
        pytest.param("web:1", True, id="a web server"),
        pytest.param("quay.io/coreos/etcd:v3.5.15", False, id="members that vote"),
    ],
)
def test_a_new_budget_has_the_policy_that_is_asked_of_others(image: str, *, always: bool) -> None:
    plan, text = mended(DATABASE.replace("web:1", image))
    assert {each.rule for each in plan.cured} == {"pdb-missing"}
    assert ("AlwaysAllow" in text) is always
    assert plan.remaining == []


def test_a_name_that_another_budget_has_is_not_given_twice() -> None:
    other = WEB.replace("name: web", "name: other").replace("app: web", "app: old")
    plan, text = mended(WEB, BUDGET, other)
    assert plan.refused == []
    assert "metadata: {name: web-pdb}" in text


LEFT_ALONE = {
    "something about it is silenced": BUDGET.replace(
        "{name: web}", "{name: web, annotations: {multiaz-lint/ignore: pdb-selector-dangling}}"
    ),
    "a controller owns it": BUDGET.replace(
        "{name: web}",
        "{name: web, ownerReferences: [{apiVersion: v1, kind: X, name: x, controller: true}]}",
    ),
    "its selector is invalid": BUDGET.replace(
        "{matchLabels: {app: old}}", "{matchExpressions: [{key: app, operator: Foo}]}"
    ),
    "an operator may make the pods": BUDGET.replace("app: old", "acme.io/x: z"),
    "two workloads have its name": f"{BUDGET}---\n{DATABASE}",
    "it is meant for another namespace": (
        f"{BUDGET}---\n"
        + WEB.replace("{name: web}", "{name: old, namespace: two}").replace("app: web", "app: old")
    ),
}


@pytest.mark.parametrize("budget", LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_a_budget_of_its_name_that_is_left_alone_is_joined_by_another(budget: str) -> None:
    plan, text = mended(WEB, budget)
    written = budget.partition("  selector: ")[2].partition("\n")[0]
    assert f"selector: {written}\n" in text
    assert "metadata: {name: web-pdb}" in text
    assert not [each for each in plan.remaining if str(each.resource) == "deployment/web"]


def test_a_label_of_their_own_does_not_make_other_workloads_meant() -> None:
    api = WEB.replace("{name: web}", "{name: api, labels: {app: old}}").replace(
        "app: web", "app: a"
    )
    _, text = mended(WEB.replace("{name: web}", "{name: web, labels: {app: old}}"), BUDGET, api)
    assert "selector: {matchLabels: {app: web}}\n" in text.partition("PodDisruptionBudget")[2]
    assert "web-pdb" not in text


def test_pods_of_an_operator_that_guards_them_itself_are_left_to_it() -> None:
    plan, _ = mended(CNPG, BUDGET)
    assert plan.changes == []


def test_what_has_no_name_of_its_own_gets_no_budget() -> None:
    for metadata in ("{generateName: web-}", "{labels: {a: b}}"):
        text = WEB.replace("{name: web}", metadata)
        plan, _ = mended(text, BUDGET.replace("{name: web}", metadata))
        assert plan.changes == []


@pytest.mark.parametrize("select", [("pdb",), ()], ids=["its rules", "all rules"])
def test_two_workloads_of_one_name_get_budgets_of_two(select: tuple[str, ...]) -> None:
    plan, text = mended(WEB, DATABASE, select=select)
    assert text.count("kind: PodDisruptionBudget") == 2
    assert "\nmetadata: {name: web-pdb}\n" in text
    assert not [each for each in plan.refused if each.diagnostic.rule == "pdb-missing"]


def test_the_name_as_it_stands_is_meant_first() -> None:
    other = WEB.replace("name: web", "name: web-pdb").replace("app: web", "app: other")
    _, text = mended(WEB, other, BUDGET.replace("{name: web}", "{name: web-pdb}"))
    assert (
        "selector: {matchLabels: {app: other}}\n" in text.partition("name: web-pdb}\nspec:\n  m")[2]
    )


def test_who_stands_beside_the_guilty_ones_in_other_files_is_mended() -> None:
    second = BUDGET.replace("{name: web}", "{name: web-pdb}")
    plan, text = mended(WEB, second, BUDGET, select=())
    assert "topologySpreadConstraints" in text
    assert not [each for each in plan.refused if each.diagnostic.rule == "spread-missing"]


def test_a_budget_in_the_wrong_namespace_is_moved_and_none_is_added() -> None:
    web = WEB.replace("{name: web}", "{name: web, namespace: shop}", 1)
    own = BUDGET.replace("{name: web}", "{name: web, namespace: default}").replace("old", "web")
    plan, text = mended(web, own, select=("pdb", "ns-mismatch"))
    assert text.count("kind: PodDisruptionBudget") == 1
    assert text.count("namespace: shop") == 2
    assert plan.remaining == []


@pytest.mark.parametrize("select", [("pdb",), ("ns-mismatch", "pdb"), ("ns-mismatch",)], ids=str)
def test_a_budget_in_another_namespace_is_moved_whichever_rule_is_asked(
    select: tuple[str, ...],
) -> None:
    away = BUDGET.replace("name: web}", "name: web, namespace: dev}").replace("old", "web")
    here = WEB.replace("name: web}\nspec", "name: web, namespace: prod}\nspec")
    _, text = mended(away, here, select=select)
    assert text == away.replace("dev", "prod") + "---\n" + here
