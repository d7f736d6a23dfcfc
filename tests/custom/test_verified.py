"""What operators make, compared with their sources: what adapters once said otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from multiaz_lint import pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings
from tests.drilled import ZONE, missing, reported
from tests.operators import HOST, claimed, custom, not_judged, seen

if TYPE_CHECKING:
    from tests.drilled import Tree

ELASTIC = "elasticsearch.k8s.elastic.co/Elasticsearch"
CONFIG = "apps.openshift.io/DeploymentConfig"


def rules(tree: Tree) -> set[str]:
    settings = Settings(plugins=False)
    found = pipeline.check([Source("a.yaml", yaml.safe_dump(tree))], settings).diagnostics
    return {each.rule for each in found}


# DeploymentConfig: openshift/origin, pkg/apps/apis/apps/v1/defaults.go; pkg/apps/util/deployment.go


def config(**spec: Any) -> Tree:
    container = {"name": "a", "image": "a:1"}
    template = {"metadata": {"labels": {"app": "a"}}, "spec": {"containers": [container]}}
    return custom(CONFIG, selector={"app": "a"}, template=template, **spec)


def test_a_deployment_config_without_a_number_runs_no_pods() -> None:
    assert seen(config())[""].replicas.value == 0
    assert "replicas-too-few" not in rules(config())
    assert "replicas-too-few" in rules(config(replicas=1))


def test_a_deployment_config_of_a_test_runs_no_pods() -> None:
    assert seen(config(replicas=2, test=True)) == {}
    assert seen(config(replicas=2, test=False))[""].replicas.value == 2


def test_pods_of_a_deployment_config_have_its_name() -> None:
    labels = seen(config(replicas=2))[""].pod_labels
    assert labels == {"app": "a", "deploymentconfig": "x"}


# Elastic: v3.5.0, AppendDefaultPVCs of pkg/controller/common/defaults and of .../logstash/volume

CLAIM = {
    "metadata": {"name": "mine"}, "spec": {"resources": {"requests": {"storage": "5Gi"}}},
}  # fmt: skip


def nodes(**node_set: Any) -> Tree:
    return custom(ELASTIC, nodeSets=[{"name": "a", "count": 3, **node_set}])


@pytest.mark.parametrize(
    ("written", "claims"),
    [
        ({}, [("elasticsearch-data", None, "1Gi")]),
        ({"volumeClaimTemplates": []}, [("elasticsearch-data", None, "1Gi")]),
        ({"volumeClaimTemplates": [CLAIM]}, [("mine", None, "5Gi")]),
    ],
)
def test_elasticsearch_gets_a_disk_only_where_no_claim_is_written(
    written: Tree, claims: list[Any]
) -> None:
    assert claimed(nodes(**written), "a") == claims


def test_logstash_gets_a_disk_beside_others() -> None:
    tree = custom("logstash.k8s.elastic.co/Logstash", count=2, volumeClaimTemplates=[CLAIM])
    assert claimed(tree) == [("mine", None, "5Gi"), ("logstash-data", None, "1.5Gi")]
    (found,) = seen(tree).values()
    assert (found.names_kept_by, found.parallel) == ("a StatefulSet", False)


@pytest.mark.parametrize(
    ("kind", "group", "value"),
    [
        ("Logstash", "logstash", "logstash"),
        ("EnterpriseSearch", "enterprisesearch", "enterprise-search"),
        ("ElasticMapsServer", "maps", "maps"),
        ("PackageRegistry", "packageregistry", "package-registry"),
    ],
)
def test_other_kinds_of_elastic_count_their_pods_alike(kind: str, group: str, value: str) -> None:
    domain = f"{group}.k8s.elastic.co"
    (found,) = seen(custom(f"{domain}/{kind}", count=3)).values()
    assert found.replicas.value == 3
    labels = {"common.k8s.elastic.co/type": value, f"{domain}/name": "x"}
    assert labels.items() <= found.pod_labels.items()
    assert seen(custom(f"{domain}/{kind}"))[""].replicas.value == 0


@pytest.mark.parametrize(("policy", "parallel"), [("OrderedReady", False), ("Parallel", True)])
def test_an_agent_says_how_its_pods_come(policy: str, *, parallel: bool) -> None:
    stateful = {"replicas": 2, "podManagementPolicy": policy}
    (found,) = seen(custom("agent.k8s.elastic.co/Agent", statefulSet=stateful)).values()
    assert found.parallel == parallel


# Zalando: v1.15.1, pkg/cluster/connection_pooler.go

POSTGRES = "acid.zalan.do/postgresql"


@pytest.mark.parametrize(
    ("spec", "poolers"),
    [
        ({}, {}),
        ({"connectionPooler": {"numberOfInstances": 3}}, {"pooler": 3}),
        ({"connectionPooler": {}}, {"pooler": 2}),
        ({"enableConnectionPooler": True}, {"pooler": 2}),
        ({"enableConnectionPooler": False, "connectionPooler": {"numberOfInstances": 3}}, {}),
        ({"enableReplicaConnectionPooler": True}, {"replica pooler": 2}),
        (
            {
                "enableConnectionPooler": True,
                "enableReplicaConnectionPooler": True,
                "connectionPooler": {"numberOfInstances": 3},
            },
            {"pooler": 3, "replica pooler": 3},
        ),
    ],
)
def test_zalando_pools_connections_where_it_is_told(spec: Tree, poolers: dict[str, int]) -> None:
    found = seen(custom(POSTGRES, numberOfInstances=3, **spec))
    assert found.pop("").replicas.value == 3
    assert {part: each.replicas.value for part, each in found.items()} == poolers


def test_the_poolers_of_zalando_have_labels_and_places_of_their_own() -> None:
    tolerations = [{"key": "db", "operator": "Exists"}]
    spec = {"enableConnectionPooler": True, "enableReplicaConnectionPooler": True}
    found = seen(custom(POSTGRES, numberOfInstances=3, tolerations=tolerations, **spec))
    names = {each.pod_labels.get("connection-pooler") for each in found.values()}
    assert names == {None, "x-pooler", "x-pooler-repl"}
    assert {each.pod_labels["application"] for each in found.values()} == {
        "spilo", "db-connection-pooler",
    }  # fmt: skip
    assert all(each.tolerations for each in found.values())


def test_nothing_guards_the_poolers_of_zalando() -> None:
    assert "pdb-missing" not in rules(custom(POSTGRES, numberOfInstances=3))
    assert "pdb-missing" in rules(custom(POSTGRES, numberOfInstances=3, connectionPooler={}))


# CloudNativePG: v1.28, reconcilePodDisruptionBudget of internal/controller/cluster_create.go

CNPG = "postgresql.cnpg.io/Cluster"


@pytest.mark.parametrize(
    ("spec", "held"),
    [
        ({"instances": 1}, True),
        ({}, True),
        ({"instances": 1, "enablePDB": True}, True),
        ({"instances": 1, "enablePDB": False}, False),
        ({"instances": 1, "nodeMaintenanceWindow": {"inProgress": False}}, True),
        ({"instances": 1, "nodeMaintenanceWindow": {"inProgress": True}}, False),
        ({"instances": 2}, False),
    ],
)
def test_the_budget_of_a_primary_holds_a_single_instance(spec: Tree, *, held: bool) -> None:
    assert ("pdb-single-replica" in rules(custom(CNPG, **spec))) == held


# Envoy Gateway: v1.9.1, pdbConfig of internal/infrastructure/kubernetes/proxy/resource_provider.go


@pytest.mark.parametrize(
    ("budget", "found"),
    [
        ({}, {"pdb-missing"}),
        ({"name": "a"}, {"pdb-missing"}),
        ({"patch": {"value": {"spec": {"maxUnavailable": 1}}}}, set()),
        ({"maxUnavailable": 0}, {"pdb-blocks-drain"}),
        ({"minAvailable": 2}, set()),
    ],
)
def test_envoy_gateway_makes_no_budget_without_a_bound(budget: Tree, found: set[str]) -> None:
    kubernetes = {"envoyDeployment": {"replicas": 3}, "envoyPDB": budget}
    tree = custom("gateway.envoyproxy.io/EnvoyProxy", provider={"kubernetes": kubernetes})
    assert {each for each in rules(tree) if each.startswith("pdb-")} == found


# zone awareness and resources of ECK


def test_zone_awareness_of_a_node_set_spreads_it_over_zones() -> None:
    quiet = {"spread-missing", "affinity-zone-missing", "antiaffinity-missing"}
    assert {"spread-missing", "affinity-zone-missing"} <= rules(nodes())
    for aware in ({}, {"topologyKey": ""}, {"topologyKey": ZONE}):
        assert quiet.isdisjoint(rules(nodes(zoneAwareness=aware)))
        (constraint,) = seen(nodes(zoneAwareness=aware))["a"].spread
        assert (constraint.topology_key, constraint.hard, constraint.max_skew) == (ZONE, True, 1)


def test_a_constraint_that_is_written_takes_the_place_of_that_of_zone_awareness() -> None:
    own = {"maxSkew": 2, "topologyKey": ZONE, "whenUnsatisfiable": "ScheduleAnyway"}
    spec = {"topologySpreadConstraints": [own, {**own, "topologyKey": HOST}]}
    found = seen(nodes(zoneAwareness={}, podTemplate={"spec": spec}))["a"]
    assert [(each.topology_key, each.hard) for each in found.spread] == [
        (ZONE, False),
        (HOST, False),
    ]
    assert found.spread[0].selector.matches(found.pod_labels)


@pytest.mark.parametrize(
    ("aware", "words"),
    [
        ({"zones": ["a", "b"]}, "its zones are required of nodes"),
        ({"topologyKey": "example.org/rack"}, "its zone awareness is about another label"),
    ],
)
def test_what_zone_awareness_requires_besides_is_not_judged(aware: Tree, words: str) -> None:
    tree = nodes(zoneAwareness=aware)
    assert seen(tree) == {}
    (note,) = not_judged(tree)
    assert f"was not judged for spec.nodeSets[0]: {words}" in note


def test_resources_beside_a_pod_template_win_over_those_in_it() -> None:
    def asked(**more: Any) -> Any:
        (container,) = seen(nodes(**more))["a"].played_template["spec"]["containers"]
        return container["resources"]

    written = {"requests": {"cpu": "1", "memory": "3Gi"}}
    template = {"spec": {"containers": [{"name": "elasticsearch", "resources": written}]}}
    beside = {"requests": {"cpu": "2"}, "limits": {"memory": "4Gi"}}
    assert asked()["requests"] == {"memory": "2Gi"}
    assert asked(resources=beside) == beside
    assert asked(resources=beside, podTemplate=template) == {
        "requests": {"cpu": "2", "memory": "3Gi"},
        "limits": {"memory": "4Gi"},
    }
    kibana = custom("kibana.k8s.elastic.co/Kibana", count=3, resources=beside)
    (container,) = seen(kibana)[""].played_template["spec"]["containers"]
    assert container["resources"] == beside


# CloudNativePG: pkg/reconciler/hibernation, InheritLabels in internal/controller/cluster_create.go


def test_a_cluster_in_hibernation_runs_no_pods() -> None:
    tree = custom("postgresql.cnpg.io/Cluster", instances=3)
    for value, found in (("off", {""}), ("on", set())):
        tree["metadata"]["annotations"] = {"cnpg.io/hibernation": value}
        assert set(seen(tree)) == found
        assert not_judged(tree) == []


def test_instances_have_the_labels_that_they_inherit() -> None:
    inherited = {"labels": {"team": "a", "cnpg.io/cluster": "other"}}
    tree = custom("postgresql.cnpg.io/Cluster", instances=3, inheritedMetadata=inherited)
    labels = {"team": "a", "cnpg.io/cluster": "x"}
    assert labels.items() <= seen(tree)[""].pod_labels.items()


# ScyllaDB: StatefulSetForRack in pkg/controller/scylladbdatacenter/resource.go


@pytest.mark.parametrize(
    ("metadata", "found"),
    [
        (None, {"team": "a"}),
        ({"annotations": {"a": "b"}}, {"team": "a"}),
        ({"labels": {"tier": "gold", "scylla/rack": "other"}}, {"tier": "gold"}),
        ({"labels": {}}, {}),
    ],
)
def test_pods_of_scylla_have_labels_of_their_own_or_of_the_cluster(
    metadata: Tree | None, found: Tree
) -> None:
    racks = {"name": "d", "racks": [{"name": "a", "members": 1}]}
    spec = {"datacenter": racks} | ({} if metadata is None else {"podMetadata": metadata})
    tree = custom("scylla.scylladb.com/ScyllaCluster", **spec)
    tree["metadata"]["labels"] = {"team": "a", "scylla/cluster": "other"}
    labels = seen(tree)["a"].pod_labels
    assert {key: labels[key] for key in ("team", "tier") if key in labels} == found
    assert (labels["scylla/cluster"], labels["scylla/rack"]) == ("x", "a")


# LeaderWorkerSet: SetExclusiveAffinities in pkg/webhooks/pod_webhook.go


def test_groups_of_several_sets_need_a_domain_each() -> None:
    sets = []
    for name in "ab":
        tree = custom(
            "leaderworkerset.x-k8s.io/LeaderWorkerSet", replicas=2,
            leaderWorkerTemplate={"size": 1, "workerTemplate": {"spec": {"containers": []}}},
        )  # fmt: skip
        key = "leaderworkerset.sigs.k8s.io/exclusive-topology"
        tree["metadata"] = {"name": name, "annotations": {key: ZONE}}
        sets.append(tree)
    alone, both = reported(sets[0]), reported(*sets)
    assert [missing(each) for each in alone["workloads"]] == [[0, 0]]
    assert [missing(each)[1] for each in both["workloads"]] == [1, 1]


# MongoDB community: StatefulSetSpecs in pkg/util/merge/merge_statefulset.go


def test_a_stateful_set_in_the_resource_counts_before_the_number_of_members() -> None:
    def mongo(**spec: Any) -> Any:
        kind = "mongodbcommunity.mongodb.com/MongoDBCommunity"
        return seen(custom(kind, members=3, arbiters=1, statefulSet={"spec": spec}))[""]

    assert (mongo().replicas.value, mongo().parallel) == (3, False)
    assert mongo(replicas=5).replicas.value == 5
    assert not mongo(podManagementPolicy="OrderedReady").parallel
    found = mongo(podManagementPolicy="Parallel")
    assert (found.replicas.value, found.parallel) == (3, True)


# OpenKruise: injectWorkloadSpreadIntoPod in pkg/util/workloadspread/workloadspread.go


def subsets(*each: Tree, kind: str = "CloneSet", group: str = "apps.kruise.io") -> Tree:
    target = {"apiVersion": f"{group}/v1", "kind": kind, "name": "web"}
    return custom("apps.kruise.io/WorkloadSpread", targetRef=target, subsets=list(each))


def in_zone(key: str = ZONE) -> Tree:
    return {"matchExpressions": [{"key": key, "operator": "In", "values": ["a"]}]}


@pytest.mark.parametrize("kind", ["apps.kruise.io/CloneSet", "apps/Deployment"])
@pytest.mark.parametrize(
    ("subset", "binds"),
    [
        ({"requiredNodeSelectorTerm": in_zone()}, True),
        ({"preferredNodeSelectorTerms": [{"weight": 1, "preference": in_zone()}]}, True),
        ({"patch": {"spec": {"nodeSelector": {ZONE: "a"}}}}, True),
        ({"requiredNodeSelectorTerm": in_zone("disk")}, False),
        ({"patch": {"metadata": {"labels": {"subset": "a"}}}, "maxReplicas": 2}, False),
        ({"requiredNodeSelectorTerm": 1, "patch": "a"}, False),
    ],
)
def test_whether_pods_of_a_workload_spread_stand_in_several_zones_is_not_judged(
    kind: str, subset: Tree, binds: bool
) -> None:
    group, _, name = kind.rpartition("/")
    template = {"metadata": {"labels": {"app": "a"}}, "spec": {"containers": [{"name": "a"}]}}
    selector = {"matchLabels": {"app": "a"}}
    web = custom(kind, replicas=3, selector=selector, template=template)
    web["metadata"] = {"name": "web"}
    place = subsets(subset, kind=name, group=group)
    source = Source("a.yaml", yaml.safe_dump_all([web, place]))
    found = pipeline.check([source], Settings(plugins=False))
    told = {each.rule for each in found.diagnostics}
    assert "antiaffinity-missing" in told
    for rule in ("spread-missing", "affinity-zone-missing"):
        assert (rule in told) is not binds
    notes = [each.why for each in found.not_checked if "workloadspread/x" in each.why]
    assert len(notes) == binds
    assumed = [each for each in reported(web, place)["assumptions"] if "workloadspread/x" in each]
    assert len(assumed) == binds


def test_a_soft_constraint_beside_a_workload_spread_is_not_called_a_wish() -> None:
    selector = {"matchLabels": {"app": "a"}}
    soft = {"maxSkew": 1, "topologyKey": ZONE, "whenUnsatisfiable": "ScheduleAnyway"}
    spec = {
        "containers": [{"name": "a"}],
        "topologySpreadConstraints": [{**soft, "labelSelector": selector}],
    }
    template = {"metadata": {"labels": {"app": "a"}}, "spec": spec}
    web = custom("apps.kruise.io/CloneSet", replicas=3, selector=selector, template=template)
    web["metadata"] = {"name": "web"}
    for binds in (False, True):
        place = subsets({"requiredNodeSelectorTerm": in_zone(ZONE if binds else "disk")})
        source = Source("a.yaml", yaml.safe_dump_all([web, place]))
        found = pipeline.check([source], Settings(plugins=False)).diagnostics
        assert ("spread-soft-zone" in {each.rule for each in found}) is not binds
