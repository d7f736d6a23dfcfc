"""What operators make of ZooKeeper, XtraDB clusters, MinIO and Keycloak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from multiaz_lint import pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.model.custom.claims import MOST_CLAIMS
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
    for kind in ("ephemeral", "Ephemeral"):
        assert claimed(custom(ZOOKEEPER, storageType=kind)) == []
        assert not_checked(custom(ZOOKEEPER, storageType=kind)) == []


def test_a_claim_of_zookeeper_has_a_size_whatever_else_is_written() -> None:
    written = {"storageClassName": "fast"}
    for kind in ({}, {"storageType": "Persistence"}):
        tree = custom(ZOOKEEPER, persistence={"spec": written}, **kind)
        assert claimed(tree) == [("data", "fast", "20Gi")]


def test_members_of_zookeeper_have_the_labels_of_the_cluster() -> None:
    (found,) = seen(custom(ZOOKEEPER, labels={"team": "a"})).values()
    assert {"team": "a", "app": "x", "kind": "ZookeeperMember"}.items() <= found.pod_labels.items()


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
        ({"antiAffinityTopologyKey": "example.org/rack"}, [(HOST, True)]),
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


def test_a_budget_of_xtradb_without_bounds_lets_no_pod_go() -> None:
    tree = xtradb()
    assert "pdb-blocks-drain" not in rules(tree)
    tree["spec"]["pxc"]["podDisruptionBudget"] = {}
    assert "pdb-blocks-drain" in rules(tree)


def test_pods_of_xtradb_have_labels_and_claims_of_their_own() -> None:
    claim = {
        "metadata": {"name": "spool"},
        "spec": {"resources": {"requests": {"storage": "1Gi"}}},
    }
    tree = xtradb(haproxy={"enabled": True, "size": 2, "sidecarPVCs": [claim]})
    tree["spec"]["pxc"] |= {"labels": {"team": "a"}, "sidecarPVCs": [claim]}
    found = seen(tree)
    labels = {"team": "a", "app.kubernetes.io/part-of": "percona-xtradb-cluster"}
    assert labels.items() <= found["pxc"].pod_labels.items()
    assert [name for name, *_ in claimed(tree, "pxc")] == ["datadir", "spool"]
    assert [name for name, *_ in claimed(tree, "haproxy")] == ["spool"]


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


def test_servers_of_keys_of_minio_are_seen() -> None:
    pool = {"name": "a", "servers": 4}
    assert counts(custom(TENANT, pools=[pool], kes={})) == {"a": 4, "kes": 2}
    kes = {"replicas": 3, "labels": {"team": "a"}, "tolerations": [{"key": "b"}]}
    found = seen(custom(TENANT, pools=[pool], kes=kes))["kes"]
    assert (found.replicas.value, found.parallel) == (3, True)
    assert {"v1.min.io/kes": "x-kes", "team": "a"}.items() <= found.pod_labels.items()
    assert [each.key for each in found.tolerations] == ["b"]
    assert "pdb-missing" in rules(custom(TENANT, pools=[pool], kes=kes))


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


def test_servers_of_minio_have_as_many_claims_as_there_are_volumes() -> None:
    spec = {"storageClassName": "fast", "resources": {"requests": {"storage": "1Ti"}}}
    template = {"metadata": {"name": "data"}, "spec": spec}
    pool = {"name": "a", "servers": 4, "volumeClaimTemplate": template}
    tree = custom(TENANT, pools=[{**pool, "volumesPerServer": 2}])
    assert claimed(tree, "a") == [("data0", "fast", "1Ti"), ("data1", "fast", "1Ti")]
    assert claimed(custom(TENANT, pools=[pool]), "a") == []
    most = custom(TENANT, pools=[{**pool, "volumesPerServer": 10**9}])
    assert len(claimed(most, "a")) == MOST_CLAIMS


@pytest.mark.parametrize(
    ("volumes", "told"), [(True, True), ([], True), ("many", True), (-3, False)]
)
def test_a_number_of_volumes_that_is_none_makes_no_claims(volumes: Any, *, told: bool) -> None:
    template = {"spec": {"resources": {"requests": {"storage": "1Ti"}}}}
    pool = {"name": "a", "servers": 4, "volumeClaimTemplate": template}
    tree = custom(TENANT, pools=[{**pool, "volumesPerServer": volumes}])
    assert claimed(tree, "a") == []
    assert any("volumesPerServer" in each for each in not_checked(tree)) is told


@pytest.mark.parametrize(
    ("policy", "parallel"), [(None, True), ("Parallel", True), ("OrderedReady", False)]
)
@pytest.mark.parametrize(("name", "label"), [("a", "a"), (None, "ss-0")])
def test_servers_of_minio_come_at_once_and_have_the_labels_of_all(
    policy: str | None, name: str | None, label: str, *, parallel: bool
) -> None:
    pool = {"servers": 4, "labels": {"tier": "hot"}, **({} if name is None else {"name": name})}
    spec = {} if policy is None else {"podManagementPolicy": policy}
    tree = custom(TENANT, pools=[pool], **spec)
    tree["metadata"]["labels"] = {"app": "minio", "tier": "any"}
    (found,) = seen(tree).values()
    assert found.parallel is parallel
    labels = {"app": "minio", "tier": "hot", "v1.min.io/pool": label, "v1.min.io/tenant": "x"}
    assert labels.items() <= found.pod_labels.items()


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


def test_instances_of_keycloak_have_the_labels_of_their_template() -> None:
    tree = custom(KEYCLOAK, unsupported={"podTemplate": {"metadata": {"labels": {"team": "a"}}}})
    (found,) = seen(tree).values()
    assert {"team": "a", "app": "keycloak"}.items() <= found.pod_labels.items()


def test_an_empty_list_of_constraints_is_none_to_keycloak() -> None:
    tree = custom(KEYCLOAK, instances=3, scheduling={"topologySpreadConstraints": []})
    (found,) = seen(tree).values()
    assert [each.topology_key for each in found.spread] == [ZONE, HOST]


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
    ("pdb", "blocks"),
    [
        ({"enable": True, "minAvailable": 3}, True),
        ({"enable": True, "minAvailable": 2}, False),
        ({"enable": False, "minAvailable": 3}, False),
        ({"minAvailable": 3}, False),
    ],
)
def test_a_budget_of_opensearch_is_judged_if_it_is_enabled(pdb: Tree, *, blocks: bool) -> None:
    pools = [{"component": "nodes", "replicas": 3, "pdb": pdb}]
    found = rules(custom("opensearch.org/OpenSearchCluster", nodePools=pools))
    assert ("pdb-blocks-drain" in found) is blocks
    assert ("pdb-missing" in found) is (pdb.get("enable") is not True)


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
