"""What operators make of ZooKeeper, XtraDB clusters, MinIO and Keycloak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from multiaz_lint import pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings
from tests.drilled import ZONE
from tests.operators import HOST, claimed, custom, seen

if TYPE_CHECKING:
    from tests.drilled import Tree

ZOOKEEPER = "zookeeper.pravega.io/ZookeeperCluster"
XTRADB = "pxc.percona.com/PerconaXtraDBCluster"
TENANT = "minio.min.io/Tenant"
KEYCLOAK = "k8s.keycloak.org/Keycloak"


def counts(tree: Tree) -> dict[str, int | None]:
    return {part: found.replicas.value for part, found in seen(tree).items()}


def rules(tree: Tree) -> set[str]:
    settings = Settings(plugins=False)
    found = pipeline.check([Source("a.yaml", yaml.safe_dump(tree))], settings).diagnostics
    return {each.rule for each in found}


def not_checked(tree: Tree) -> list[str]:
    settings = Settings(plugins=False)
    result = pipeline.check([Source("a.yaml", yaml.safe_dump(tree))], settings)
    return [each.why for each in result.not_checked]


def apart(tree: Tree, part: str = "") -> list[tuple[str, bool]]:
    terms = [each for each in seen(tree)[part].own_terms if each.anti]
    return [(each.topology_key, each.required) for each in terms]


# ZooKeeper


@pytest.mark.parametrize(("spec", "members"), [({}, 3), ({"replicas": 5}, 5)])
def test_members_of_zookeeper_are_counted(spec: Tree, members: int) -> None:
    assert counts(custom(ZOOKEEPER, **spec)) == {"": members}


def test_members_of_zookeeper_prefer_different_nodes_unless_told_otherwise() -> None:
    assert apart(custom(ZOOKEEPER)) == [(HOST, False)]
    assert apart(custom(ZOOKEEPER, pod={"affinity": {}})) == []
    assert "antiaffinity-missing" in rules(custom(ZOOKEEPER, pod={"affinity": {}}))
    assert "pdb-missing" not in rules(custom(ZOOKEEPER))


def test_members_of_zookeeper_have_claims_unless_they_are_ephemeral() -> None:
    written = {"storageClassName": "fast", "resources": {"requests": {"storage": "1Gi"}}}
    for kind in (None, "persistence"):
        spec = {} if kind is None else {"storageType": kind}
        assert claimed(custom(ZOOKEEPER, **spec)) == [("data", None, "20Gi")]
        tree = custom(ZOOKEEPER, persistence={"spec": written}, **spec)
        assert claimed(tree) == [("data", "fast", "1Gi")]
    assert claimed(custom(ZOOKEEPER, storageType="ephemeral")) == []


# Percona XtraDB Cluster


def xtradb(affinity: Any = None, **spec: Any) -> Tree:
    size = {"requests": {"storage": "6Gi"}}
    pxc: Tree = {"size": 3, "volumeSpec": {"persistentVolumeClaim": {"resources": size}}}
    if affinity is not None:
        pxc["affinity"] = affinity
    return custom(XTRADB, **{"pxc": pxc, **spec})


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        ({}, {"pxc": 3}),
        ({"haproxy": {"enabled": True, "size": 2}}, {"pxc": 3, "haproxy": 2}),
        ({"haproxy": {"enabled": False, "size": 2}}, {"pxc": 3}),
        ({"proxysql": {"enabled": True, "size": 2}}, {"pxc": 3, "proxysql": 2}),
        ({"pause": True}, {}),
    ],
)
def test_pods_of_xtradb_are_counted(spec: Tree, found: dict[str, int]) -> None:
    assert counts(xtradb(**spec)) == found


@pytest.mark.parametrize(
    ("affinity", "terms"),
    [
        (None, [(HOST, True)]),
        ({"antiAffinityTopologyKey": ZONE}, [(ZONE, True)]),
        ({"antiAffinityTopologyKey": "none"}, []),
        ({"advanced": {}}, []),
    ],
)
def test_pods_of_xtradb_are_on_different_nodes(affinity: Any, terms: list[Any]) -> None:
    assert apart(xtradb(affinity), "pxc") == terms


def test_pods_of_xtradb_have_claims_and_a_budget() -> None:
    assert claimed(xtradb(), "pxc") == [("datadir", None, "6Gi")]
    assert "pdb-missing" not in rules(xtradb())
    tree = xtradb()
    tree["spec"]["pxc"]["podDisruptionBudget"] = {"maxUnavailable": 0}
    assert "pdb-blocks-drain" in rules(tree)


def test_a_constraint_of_xtradb_is_a_soft_one_for_its_own_pods_by_default() -> None:
    tree = xtradb()
    tree["spec"]["pxc"]["topologySpreadConstraints"] = [{"topologyKey": ZONE}]
    (constraint,) = seen(tree)["pxc"].own_spread
    assert (constraint.hard, constraint.tree["maxSkew"]) == (False, 1)


# MinIO


def test_servers_of_each_pool_of_minio_are_counted() -> None:
    tree = custom(TENANT, pools=[{"name": "a", "servers": 4}, {"servers": 2}])
    assert counts(tree) == {"a": 4, "1": 2}


@pytest.mark.parametrize(("name", "asked"), [("a", False), (None, True)])
def test_a_pool_of_minio_with_a_name_has_a_budget(name: str | None, *, asked: bool) -> None:
    pool = {"servers": 4, **({} if name is None else {"name": name})}
    assert ("pdb-missing" in rules(custom(TENANT, pools=[pool]))) is asked


def test_a_pool_of_minio_holds_its_placement() -> None:
    labels = {"v1.min.io/pool": "a"}
    constraint = {
        "maxSkew": 1,
        "topologyKey": ZONE,
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": {"matchLabels": labels},
    }
    pool = {"name": "a", "servers": 4, "topologySpreadConstraints": [constraint]}
    assert "spread-missing" not in rules(custom(TENANT, pools=[pool]))


# Keycloak


@pytest.mark.parametrize(("spec", "instances"), [({}, 1), ({"instances": 3}, 3)])
def test_instances_of_keycloak_are_counted(spec: Tree, instances: int) -> None:
    assert counts(custom(KEYCLOAK, **spec)) == {"": instances}


def test_instances_of_keycloak_are_spread_softly_unless_told_otherwise() -> None:
    found = rules(custom(KEYCLOAK, instances=3))
    assert {"spread-soft-zone", "pdb-missing"} <= found
    assert found.isdisjoint({"spread-missing", "antiaffinity-missing", "requests-missing"})
    hard = {
        "maxSkew": 1,
        "topologyKey": ZONE,
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": {"matchLabels": {"app": "keycloak"}},
    }
    scheduling = {"topologySpreadConstraints": [hard]}
    found = rules(custom(KEYCLOAK, instances=3, scheduling=scheduling))
    assert "spread-soft-zone" not in found
    assert "antiaffinity-missing" in found


def test_keycloak_with_a_template_of_its_own_is_told() -> None:
    tree = custom(KEYCLOAK, unsupported={"podTemplate": {"spec": {"affinity": {}}}})
    assert counts(tree) == {}
    why = "spec.unsupported.podTemplate says how its pods are placed"
    assert not_checked(tree) == [f"keycloak/x was not judged: {why}"]


# OpenSearch from v3 on, and agents of Prometheus


def test_a_cluster_of_opensearch_is_seen_in_its_new_group() -> None:
    pools = [{"component": "nodes", "replicas": 3}]
    dashboards = {"enable": True, "replicas": 1}
    for group, label in (
        ("opensearch.org", "opensearch.org"), ("opensearch.opster.io", "opster.io"),
    ):  # fmt: skip
        tree = custom(f"{group}/OpenSearchCluster", nodePools=pools, dashboards=dashboards)
        assert counts(tree) == {"nodes": 3, "dashboards": 1}
        assert seen(tree)["nodes"].pod_labels[f"{label}/opensearch-nodepool"] == "nodes"


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        ({}, {"": 1}),
        ({"replicas": 2, "mode": "StatefulSet"}, {"": 2}),
        ({"mode": "DaemonSet"}, {}),
    ],
)
def test_agents_of_prometheus_are_counted(spec: Tree, found: dict[str, int]) -> None:
    assert counts(custom("monitoring.coreos.com/PrometheusAgent", **spec)) == found
