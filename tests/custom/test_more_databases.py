"""What the operators of Dragonfly, CockroachDB and two of MySQL make, by their sources."""

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

DRAGONFLY = "dragonflydb.io/Dragonfly"
COCKROACH = "crdb.cockroachlabs.com/CrdbCluster"
MYSQL = "ps.percona.com/PerconaServerMySQL"
INNODB = "mysql.oracle.com/InnoDBCluster"
DISK = {"resources": {"requests": {"storage": "2Gi"}}}


def told(tree: Tree) -> set[tuple[str, str]]:
    """Return what is found about budgets and votes, and at which field."""
    result = pipeline.check([Source("a.yaml", yaml.safe_dump(tree))], Settings(plugins=False))
    asked = ("pdb-", "replicas-quorum")
    return {
        (each.rule, str(each.field)) for each in result.diagnostics if each.rule.startswith(asked)
    }


def apart(tree: Tree, part: str) -> list[tuple[str, bool]]:
    return [(each.topology_key, each.required) for each in seen(tree)[part].own_terms if each.anti]


# Dragonfly: v1.5, GenerateDragonflyResources of internal/resources/resources.go


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        ({"replicas": 3}, set()),
        ({"replicas": 3, "pdb": {}}, set()),
        (
            {"replicas": 3, "pdb": {"minAvailable": 3}},
            {("pdb-blocks-drain", "spec.pdb.minAvailable")},
        ),
        ({"replicas": 1, "pdb": {"minAvailable": 1}}, set()),
    ],
)
def test_dragonfly_has_a_budget_for_several_pods(spec: Tree, found: set[Any]) -> None:
    assert told(custom(DRAGONFLY, **spec)) == found


def test_dragonfly_has_the_pods_that_are_written() -> None:
    assert seen(custom(DRAGONFLY))[""].replicas.value == 0
    tree = custom(DRAGONFLY, replicas=2, labels={"app": "y", "team": "a"},
                  snapshot={"persistentVolumeClaimSpec": DISK})  # fmt: skip
    (found,) = seen(tree).values()
    labels = {"app": "x", "team": "a", "app.kubernetes.io/name": "dragonfly"}
    assert labels.items() <= found.pod_labels.items()
    assert claimed(tree) == [("df", None, "2Gi")]
    scaled = custom(DRAGONFLY, replicas=2, autoscaler={"enabled": True, "minReplicas": 2})
    assert seen(scaled) == {}
    assert "an autoscaler, which its operator makes" in not_judged(scaled)[0]


# CockroachDB: v2, PdbBuilder and StatefulSetBuilder of pkg/resource


@pytest.mark.parametrize(
    ("bounds", "found"),
    [
        ({}, set()),
        ({"maxUnavailable": 0}, {("pdb-blocks-drain", "spec.maxUnavailable")}),
        ({"minAvailable": 3}, {("pdb-blocks-drain", "spec.minAvailable")}),
    ],
)
def test_cockroach_has_a_budget_of_the_bounds_beside_its_nodes(
    bounds: Tree, found: set[Any]
) -> None:
    tree = custom(COCKROACH, nodes=3, dataStore={"pvc": {"spec": DISK}}, **bounds)
    assert told(tree) == found
    assert claimed(tree) == [("datadir", None, "2Gi")]
    assert seen(tree)[""].parallel


def test_a_cockroach_of_regions_is_not_seen() -> None:
    tree = custom(COCKROACH, regions=[{"code": "us", "nodes": 3}])
    assert seen(tree) == {}
    assert "it has regions" in not_judged(tree)[0]


# Percona's MySQL: v1, CheckNSetDefaults of api/v1/perconaservermysql_types.go


def mysql(**spec: Any) -> Tree:
    return custom(MYSQL, mysql={"size": 3, **spec.pop("mysql", {})}, **spec)


def test_components_of_mysql_are_those_that_are_enabled() -> None:
    def counts(**spec: Any) -> Tree:
        return {part: each.replicas.value for part, each in seen(mysql(**spec)).items()}

    proxies = {"haproxy": {"enabled": True, "size": 2}, "router": {"enabled": False, "size": 2}}
    assert counts(proxy=proxies) == {"mysql": 3, "haproxy": 2}
    asynchronous = {"clusterType": "async"}
    orchestrator = {"size": 3}
    assert counts(orchestrator=orchestrator) == {"mysql": 3}
    assert counts(mysql=asynchronous, orchestrator=orchestrator) == {"mysql": 3, "orchestrator": 3}
    unsafe = {"unsafeFlags": {"orchestrator": True}, "mysql": asynchronous}
    assert counts(orchestrator=orchestrator, **unsafe) == {"mysql": 3}
    enabled = {"enabled": True, **orchestrator}
    assert counts(orchestrator=enabled, **unsafe) == {"mysql": 3, "orchestrator": 3}
    assert counts(proxy=proxies, pause=True) == {}


@pytest.mark.parametrize(
    ("affinity", "database", "proxy"),
    [
        (None, [(HOST, True)], []),
        ({"antiAffinityTopologyKey": "none"}, [], []),
        ({"antiAffinityTopologyKey": ZONE}, [(ZONE, True)], [(ZONE, True)]),
        ({"antiAffinityTopologyKey": "rack"}, [(HOST, True)], [("rack", True)]),
        ({"advanced": {"nodeAffinity": {}}}, [], []),
    ],
)
def test_what_keeps_mysql_apart(affinity: Any, database: list[Any], proxy: list[Any]) -> None:
    more = {} if affinity is None else {"affinity": affinity}
    proxies = {each: {"enabled": True, "size": 3, **more} for each in ("haproxy", "router")}
    tree = mysql(mysql=more, proxy=proxies)
    assert apart(tree, "mysql") == database
    assert apart(tree, "haproxy") == apart(tree, "router") == proxy


def test_mysql_has_a_budget_only_where_one_is_written() -> None:
    assert told(mysql()) == {("pdb-missing", "metadata.name")}
    assert told(mysql(mysql={"podDisruptionBudget": {"maxUnavailable": 1}})) == set()
    held = mysql(mysql={"podDisruptionBudget": {"maxUnavailable": 0}})
    assert told(held) == {("pdb-blocks-drain", "spec.mysql.podDisruptionBudget.maxUnavailable")}


@pytest.mark.parametrize(("kind", "votes"), [("group-replication", True), ("async", False)])
def test_members_of_group_replication_vote(kind: str, *, votes: bool) -> None:
    found = told(mysql(mysql={"size": 4, "clusterType": kind}))
    assert (("replicas-quorum", "spec.mysql.size") in found) == votes


# MySQL's own operator: 9.4.0-2.2.5, cluster_objects.py and router_objects.py


def test_innodb_cluster_has_members_read_replicas_and_routers() -> None:
    east = {"name": "east", "baseServerId": 9, "podLabels": {"team": "b"}}
    tree = custom(
        INNODB, instances=2, podLabels={"team": "a"}, readReplicas=[east], router={"instances": 3},
        datadirVolumeClaimTemplate={"storageClassName": "fast"},
    )  # fmt: skip
    found = seen(tree)
    numbers = {part: each.replicas.value for part, each in found.items()}
    assert numbers == {"": 2, "east": 1, "router": 3}
    assert {part for part, each in found.items() if each.parallel} == {"", "east"}
    assert [each.pod_labels.get("team") for each in found.values()] == ["a", "b", None]
    assert found["east"].pod_labels["mysql.oracle.com/read-replica"] == "x-east"
    assert claimed(tree) == [("datadir", "fast", "2Gi")]
    assert claimed(tree, "east") == [("datadir", None, "2Gi")]
    assert told(tree) == {("replicas-quorum", "spec.instances"), ("pdb-missing", "metadata.name")}


def test_only_the_routers_of_an_innodb_cluster_lack_a_budget() -> None:
    east = {"name": "east", "baseServerId": 9, "instances": 3}
    tree = custom(INNODB, instances=3, readReplicas=[east], router={"instances": 1})
    assert told(tree) == set()


def test_a_pod_spec_is_laid_over_the_pods_of_an_innodb_cluster() -> None:
    term = {"topologyKey": ZONE, "labelSelector": {"matchLabels": {"component": "mysqld"}}}
    required = {"requiredDuringSchedulingIgnoredDuringExecution": [term]}
    tree = custom(INNODB, instances=3, podSpec={"affinity": {"podAntiAffinity": required}})
    assert apart(tree, "") == [(ZONE, True)]
    assert apart(tree, "router") == []
