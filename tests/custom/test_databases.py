"""What the operators of MariaDB and of Apache Solr make, by their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from multiaz_lint import pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings
from tests.drilled import ZONE
from tests.operators import HOST, claimed, custom, not_judged, seen

if TYPE_CHECKING:
    from tests.drilled import Tree

MARIADB = "k8s.mariadb.com/MariaDB"
SOLR = "solr.apache.org/SolrCloud"
GALERA = {"galera": {"enabled": True}}


def told(tree: Tree) -> dict[str, str]:
    """Return the rules that find something, with the field that the last of each finds it at."""
    source = Source("a.yaml", yaml.safe_dump(tree))
    found = pipeline.check([source], Settings(plugins=False)).diagnostics
    return {each.rule: str(each.field) for each in found}


def terms(tree: Tree, part: str = "") -> list[tuple[str, bool]]:
    return [(each.topology_key, each.required) for each in seen(tree)[part].own_terms if each.anti]


# MariaDB


def test_a_database_and_the_proxy_before_it_have_pods() -> None:
    def counts(**spec: Any) -> Tree:
        return {part: each.replicas.value for part, each in seen(custom(MARIADB, **spec)).items()}

    assert counts() == {"": 1}
    assert counts(replicas=3, maxScale={"enabled": True, "replicas": 2}) == {"": 3, "maxscale": 2}
    assert counts(maxScale={"enabled": True}) == {"": 1, "maxscale": 1}
    assert counts(replicas=3, maxScale={"enabled": False, "replicas": 2}) == {"": 3}
    assert not_judged(custom(MARIADB)) == []


def test_the_operator_makes_a_budget_for_replicas_that_follow_one_another() -> None:
    assert "pdb-missing" in told(custom(MARIADB, replicas=3))
    for more in (GALERA, {"replication": {"enabled": True}}):
        assert "pdb-missing" not in told(custom(MARIADB, replicas=3, **more))
    budget = {"maxUnavailable": 0}
    for more in ({}, GALERA):
        found = told(custom(MARIADB, replicas=3, podDisruptionBudget=budget, **more))
        assert found["pdb-blocks-drain"] == "spec.podDisruptionBudget.maxUnavailable"
    proxied = custom(MARIADB, replicas=3, maxScale={"enabled": True, "replicas": 2}, **GALERA)
    assert "pdb-missing" not in told(proxied)


@pytest.mark.parametrize(
    ("affinity", "found"),
    [
        ({}, []),
        ({"antiAffinityEnabled": False}, []),
        ({"antiAffinityEnabled": True}, [(HOST, True)]),
        ({"antiAffinityEnabled": True, "nodeAffinity": {}}, []),
        (
            {
                "podAntiAffinity": {
                    "requiredDuringSchedulingIgnoredDuringExecution": [
                        {
                            "topologyKey": ZONE,
                            "labelSelector": {"matchLabels": {"app.kubernetes.io/instance": "x"}},
                        }
                    ]
                }
            },
            [(ZONE, True)],
        ),
    ],
)
def test_databases_are_kept_apart_where_it_is_asked_for(
    affinity: Tree, found: list[tuple[str, bool]]
) -> None:
    assert terms(custom(MARIADB, replicas=3, affinity=affinity)) == found


def test_a_proxy_keeps_away_from_its_own_pods_and_from_the_database() -> None:
    affinity = {"antiAffinityEnabled": True}
    proxy = {"enabled": True, "replicas": 2, "affinity": affinity}
    tree = custom(MARIADB, replicas=3, maxScale=proxy)
    assert terms(tree) == []
    (term,) = seen(tree)["maxscale"].pod_terms
    for pods in seen(tree).values():
        assert term.selector.matches(pods.pod_labels)


@pytest.mark.parametrize(
    ("spec", "claims"),
    [
        ({"storage": {"size": "5Gi"}}, [("storage", None, "5Gi")]),
        (
            {"storage": {"size": "5Gi", "storageClassName": "fast", "ephemeral": False}},
            [("storage", "fast", "5Gi")],
        ),
        ({"storage": {"ephemeral": True}}, []),
        (
            {"storage": {"size": "5Gi"}, **GALERA},
            [("storage", None, "5Gi"), ("galera", None, "100Mi")],
        ),
        (
            {
                "storage": {"size": "5Gi"},
                "galera": {"enabled": True, "config": {"reuseStorageVolume": True}},
            },
            [("storage", None, "5Gi")],
        ),
    ],
)
def test_databases_have_a_disk_each(spec: Tree, claims: list[Any]) -> None:
    assert claimed(custom(MARIADB, replicas=3, **spec)) == claims


def test_spread_constraints_of_a_database_are_read() -> None:
    constraint = {
        "maxSkew": 1, "topologyKey": ZONE, "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": {"matchLabels": {"app.kubernetes.io/instance": "x"}},
    }  # fmt: skip
    tree = custom(MARIADB, replicas=3, topologySpreadConstraints=[constraint], **GALERA)
    assert {"spread-missing", "spread-selector-self"}.isdisjoint(told(tree))


# Solr


def solr(options: Tree | None = None, **spec: Any) -> Tree:
    return custom(SOLR, customSolrKubeOptions={"podOptions": options or {}}, **spec)


def test_a_cloud_of_solr_has_pods_and_the_zookeeper_that_it_asks_for() -> None:
    found = seen(custom(SOLR))
    assert {part: each.replicas.value for part, each in found.items()} == {"": 3}
    found = seen(custom(SOLR, replicas=5, zookeeperRef={"provided": {"replicas": 1}}))
    assert {part: each.replicas.value for part, each in found.items()} == {"": 5, "zookeeper": 1}
    assert found["zookeeper"].pod_labels["app"] == "x-solrcloud-zookeeper"
    assert terms(custom(SOLR, zookeeperRef={"provided": {}}), "zookeeper") == [(HOST, False)]


def test_a_budget_for_solr_is_made_unless_it_is_not_wanted() -> None:
    assert "pdb-missing" not in told(custom(SOLR))
    for enabled in (True, False):
        budget = {"podDisruptionBudget": {"enabled": enabled}}
        assert ("pdb-missing" in told(custom(SOLR, availability=budget))) is not enabled


def test_a_constraint_of_solr_without_a_selector_gets_that_of_its_pods() -> None:
    constraint = {"maxSkew": 1, "topologyKey": ZONE, "whenUnsatisfiable": "DoNotSchedule"}
    tree = solr({"topologySpreadConstraints": [constraint], "labels": {"team": "a"}})
    (found,) = seen(tree)[""].spread
    assert found.selector.matches({"solr-cloud": "x", "technology": "solr-cloud"})
    assert seen(tree)[""].pod_labels["team"] == "a"
    assert "spread-missing" not in told(tree)


def test_pods_of_solr_come_all_at_once_unless_told_otherwise() -> None:
    assert seen(solr())[""].parallel
    options = {"statefulSetOptions": {"podManagementPolicy": "OrderedReady"}}
    found = seen(custom(SOLR, customSolrKubeOptions=options))
    assert [each.parallel for each in found.values()] == [False]


def test_disks_and_requests_of_solr_are_read() -> None:
    spec = {"resources": {"requests": {"storage": "5Gi"}}, "storageClassName": "fast"}
    persistent = {"persistent": {"pvcTemplate": {"spec": spec}}}
    resources = {"requests": {"cpu": "1"}}
    tree = solr({"resources": resources}, dataStorage=persistent)
    assert claimed(tree) == [("data", "fast", "5Gi")]
    assert claimed(solr(dataStorage={"ephemeral": {}})) == []
    (container,) = seen(tree)[""].played_template["spec"]["containers"]
    assert container == {"name": "solrcloud-node", "resources": resources}
