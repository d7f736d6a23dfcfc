"""What operators make of custom resources that serve: Ray, collectors of telemetry and others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from multiaz_lint import pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.rule import Severity
from multiaz_lint.settings import Settings
from tests.drilled import ZONE, missing, reported
from tests.operators import CASSANDRA, HOST, claimed, custom, not_judged, seen

if TYPE_CHECKING:
    from multiaz_lint.model.custom.adapted import CustomWorkload
    from tests.drilled import Tree


def counts(tree: Tree) -> dict[str, int | None]:
    """Return the numbers of pods that a resource asks for, by component."""
    return {part: found.replicas.value for part, found in seen(tree).items()}


def only(tree: Tree) -> CustomWorkload:
    (found,) = seen(tree).values()
    return found


def pods(name: str, cpu: str = "100m", **labels: str) -> Tree:
    resources = {"requests": {"cpu": cpu}}
    container = {"name": name, "image": "a:1", "resources": resources}
    return {"metadata": {"labels": labels}, "spec": {"containers": [container]}}


# Ray


def ray(kind: str = "RayCluster", workers: Tree | None = None, **cluster: Any) -> Tree:
    config = {"headGroupSpec": {"template": pods("head")}, **cluster}
    if workers is not None:
        config["workerGroupSpecs"] = [{"groupName": "gpu", "template": pods("ray"), **workers}]
    spec = config if kind == "RayCluster" else {"rayClusterConfig": config}
    return custom(f"ray.io/{kind}", **spec)


@pytest.mark.parametrize("kind", ["RayCluster", "RayService"])
@pytest.mark.parametrize(
    ("workers", "cluster", "found"),
    [
        pytest.param({"replicas": 3, "minReplicas": 1}, {}, {"head": 1, "gpu": 3}, id="replicas"),
        pytest.param({"minReplicas": 2}, {}, {"head": 1, "gpu": 2}, id="the least"),
        pytest.param({}, {}, {"head": 1, "gpu": 0}, id="nothing is written"),
        pytest.param({"replicas": 1, "minReplicas": 2}, {}, {"head": 1, "gpu": 2}, id="too few"),
        pytest.param({"replicas": 3, "maxReplicas": 1}, {}, {"head": 1, "gpu": 1}, id="too many"),
        pytest.param(
            {"replicas": 3, "minReplicas": 2, "maxReplicas": 1}, {}, {"head": 1, "gpu": 1},
            id="bounds that contradict",
        ),
        pytest.param(
            {"replicas": 3, "minReplicas": 1}, {"enableInTreeAutoscaling": True},
            {"head": 1, "gpu": 1}, id="with the autoscaler",
        ),
        pytest.param({"replicas": 3}, {"suspend": True}, {}, id="suspended"),
        pytest.param({"replicas": 3, "numOfHosts": 4}, {}, {"head": 1}, id="several hosts"),
        pytest.param({"replicas": 3, "numOfHosts": 1}, {}, {"head": 1, "gpu": 3}, id="one host"),
    ],
)  # fmt: skip
def test_ray_has_a_head_and_groups_of_workers(
    kind: str, workers: Tree, cluster: Tree, found: dict[str, int]
) -> None:
    assert counts(ray(kind, workers, **cluster)) == found


def test_a_bound_of_workers_is_told_where_it_stands() -> None:
    found = seen(ray(workers={"replicas": 3, "maxReplicas": 1}))["gpu"]
    assert str(found.replicas) == "spec.workerGroupSpecs[0].maxReplicas"


def test_a_bound_of_workers_that_is_no_number_is_told() -> None:
    (note,) = not_judged(ray(workers={"replicas": 3, "minReplicas": "2"}))
    where = "spec.workerGroupSpecs[0].minReplicas"
    assert note == f"raycluster/x (gpu) was not judged for {where}: it is a text, not a number"


def test_the_labels_of_ray_are_on_its_pods() -> None:
    found = seen(ray(workers={"replicas": 1}))
    assert found["head"].pod_labels["ray.io/node-type"] == "head"
    assert found["gpu"].pod_labels["ray.io/group"] == "gpu"
    assert {each.pod_labels["ray.io/cluster"] for each in found.values()} == {"x"}
    service = seen(ray("RayService", {"replicas": 1}))["gpu"]
    assert "ray.io/cluster" not in service.pod_labels  # that name ends in random letters


def test_a_head_of_ray_stays_away_until_its_old_pod_is_gone() -> None:
    assert {each.names_kept_by for each in seen(ray(workers={})).values()} == {"the operator"}


def test_ray_clusters_of_another_cluster_are_not_seen() -> None:
    assert counts(ray(workers={"replicas": 1}, managedBy="kueue.x-k8s.io/multikueue")) == {}


def test_requests_in_the_templates_of_ray_are_played() -> None:
    tree = ray(workers={"replicas": 3})
    tree["spec"]["workerGroupSpecs"][0]["template"] = pods("ray", "100")
    found = {each["component"]: missing(each) for each in reported(tree)["workloads"]}
    assert found == {"head": [0, 0], "gpu": [3, 3]}
    assert not any("requests" in each for each in seen(tree)["gpu"].unknown)


def test_the_one_head_of_ray_is_told_without_advice_to_run_more() -> None:
    source = Source("m.yaml", yaml.safe_dump(ray(workers={"replicas": 3})))
    told = pipeline.check([source], Settings(plugins=False)).diagnostics
    (found,) = [each for each in told if each.rule == "replicas-too-few"]
    assert "raycluster/x (head) runs 1 replica," in found.message
    assert found.severity == Severity.INFO
    assert found.hint is not None
    assert "set " not in found.hint


# collectors of telemetry

COLLECTOR = "opentelemetry.io/OpenTelemetryCollector"


@pytest.mark.parametrize(
    ("spec", "makes", "least"),
    [
        pytest.param({}, "Deployment", 1, id="nothing is written"),
        pytest.param({"mode": "deployment", "replicas": 3}, "Deployment", 3, id="a Deployment"),
        pytest.param({"mode": "statefulset", "replicas": 3}, "StatefulSet", 3, id="names"),
        pytest.param(
            {"replicas": 3, "autoscaler": {"minReplicas": 2, "maxReplicas": 5}},
            "Deployment", 2, id="an autoscaler",
        ),
        pytest.param({"replicas": 3, "autoscaler": {"maxReplicas": 5}}, "Deployment", 3,
                     id="an autoscaler that begins there"),
        pytest.param({"mode": "daemonset"}, None, 0, id="a DaemonSet"),
        pytest.param({"mode": "sidecar"}, None, 0, id="a sidecar"),
        pytest.param({"managementState": "unmanaged"}, None, 0, id="left alone"),
    ],
)  # fmt: skip
def test_a_collector_has_pods_of_its_own_in_two_modes(
    spec: Tree, makes: str | None, least: int
) -> None:
    found = list(seen(custom(COLLECTOR, **spec)).values())
    assert [(each.adapter.makes, each.replicas.value) for each in found] == (
        [(makes, least)] if makes else []
    )


def test_the_labels_of_a_collector_are_on_its_pods() -> None:
    tree = custom(COLLECTOR)
    labels = only(tree).pod_labels
    assert labels["app.kubernetes.io/name"] == "x-collector"
    assert labels["app.kubernetes.io/instance"] == "default.x"
    tree["metadata"]["labels"] = {"app.kubernetes.io/name": "mine", "app": "x"}
    assert only(tree).pod_labels["app.kubernetes.io/name"] == "mine"
    assert only(tree).pod_labels["app"] == "x"


def rules(*trees: Tree) -> set[str]:
    source = Source("m.yaml", yaml.safe_dump_all(trees))
    return {each.rule for each in pipeline.check([source], Settings(plugins=False)).diagnostics}


@pytest.mark.parametrize(
    ("kind", "spec", "asked"),
    [
        (COLLECTOR, {}, False),
        ("opentelemetry.io/TargetAllocator", {}, False),
        ("opentelemetry.io/TargetAllocator", {"allocationStrategy": "least-weighted"}, True),
        ("opentelemetry.io/OpAMPBridge", {}, True),
    ],
)
def test_the_operator_of_collectors_makes_their_budgets(kind: str, spec: Tree, asked: bool) -> None:
    assert ("pdb-missing" in rules(custom(kind, replicas=3, **spec))) == asked


def test_a_budget_of_a_collector_is_judged_where_it_is_written() -> None:
    tree = custom(COLLECTOR, replicas=3, podDisruptionBudget={"maxUnavailable": 0})
    assert "pdb-blocks-drain" in rules(tree)


# CloudNativePG


def test_a_pooler_without_a_template_has_pods_all_the_same() -> None:
    bare = custom("postgresql.cnpg.io/Pooler", cluster={"name": "db"}, type="rw")
    assert counts(bare) == {"": 1}
    assert "replicas-too-few" in rules(bare)
    (found,) = reported(bare)["workloads"]
    assert found["verdict"] == "down"


# Envoy Gateway

ENVOY = "gateway.envoyproxy.io/EnvoyProxy"


def proxies(**kubernetes: Any) -> Tree:
    return custom(ENVOY, provider={"type": "Kubernetes", "kubernetes": kubernetes})


@pytest.mark.parametrize(
    ("tree", "found"),
    [
        pytest.param(custom(ENVOY), {"": 1}, id="nothing is written"),
        pytest.param(proxies(envoyDeployment={"replicas": 4}), {"": 4}, id="replicas"),
        pytest.param(
            proxies(envoyDeployment={"patch": {"value": {"spec": {"replicas": 5}}}}),
            {"": 5},
            id="a patch",
        ),
        pytest.param(
            proxies(envoyDeployment={"replicas": 4}, envoyHpa={"maxReplicas": 9}),
            {"": 1},
            id="an autoscaler that has no minimum",
        ),
        pytest.param(
            proxies(envoyHpa={"minReplicas": 2, "maxReplicas": 9}), {"": 2}, id="an autoscaler"
        ),
        pytest.param(proxies(envoyDaemonSet={"pod": {}}), {}, id="a DaemonSet"),
        pytest.param(custom(ENVOY, provider={"type": "Host"}), {}, id="no pods"),
    ],
)
def test_proxies_are_as_many_as_envoy_gateway_makes(tree: Tree, found: dict[str, int]) -> None:
    assert counts(tree) == found


def test_proxies_stand_where_their_pod_or_a_patch_of_it_says() -> None:
    spread = {
        "maxSkew": 1,
        "topologyKey": ZONE,
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": {"matchLabels": {"gateway.envoyproxy.io/owning-gateway-name": "edge"}},
    }
    pod = {"topologySpreadConstraints": [spread]}
    patch = {"type": "StrategicMerge", "value": {"spec": {"template": {"spec": pod}}}}
    assert "spread-missing" in rules(proxies(envoyDeployment={"replicas": 3}))
    for written in ({"pod": pod}, {"patch": patch}):
        told = rules(proxies(envoyDeployment={"replicas": 3, **written}))
        assert not told & {"spread-missing", "spread-selector-self"}


def test_the_budget_of_proxies_is_what_is_asked_for() -> None:
    deployment = {"replicas": 3}
    assert "pdb-missing" in rules(proxies(envoyDeployment=deployment))
    asked = rules(proxies(envoyDeployment=deployment, envoyPDB={"minAvailable": 2}))
    assert not {each for each in asked if each.startswith("pdb-")}
    asked = rules(proxies(envoyDeployment=deployment, envoyPDB={"minAvailable": 3}))
    assert "pdb-blocks-drain" in asked


def test_a_budget_may_select_by_labels_of_the_domain_of_the_operator() -> None:
    own = {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "edge"},
        "spec": {
            "maxUnavailable": 1,
            "selector": {"matchLabels": {"gateway.envoyproxy.io/owning-gateway-name": "edge"}},
        },
    }
    assert "pdb-missing" not in rules(proxies(envoyDeployment={"replicas": 3}), own)


# Grafana


def test_a_grafana_that_runs_elsewhere_has_no_pods() -> None:
    kind = "grafana.integreatly.org/Grafana"
    assert counts(custom(kind)) == {"": 1}
    assert counts(custom(kind, external={"url": "https://example.org"})) == {}


# LeaderWorkerSet

EXCLUSIVE = "leaderworkerset.sigs.k8s.io/exclusive-topology"


def leaders(**template: Tree) -> Tree:
    return custom(
        "leaderworkerset.x-k8s.io/LeaderWorkerSet",
        replicas=2, leaderWorkerTemplate={"size": 4, **template},
    )  # fmt: skip


def test_leaders_have_the_template_of_workers_unless_there_is_one_for_them() -> None:
    worker, leader = pods("worker", role="worker"), pods("leader", role="leader")
    found = only(leaders(workerTemplate=worker))
    assert (found.replicas.value, found.pod_labels["role"]) == (2, "worker")
    assert found.pod_labels["leaderworkerset.sigs.k8s.io/worker-index"] == "0"
    found = only(leaders(workerTemplate=worker, leaderTemplate=leader))
    assert found.pod_labels["role"] == "leader"
    bare = {"spec": leader["spec"]}
    assert "role" not in only(leaders(workerTemplate=worker, leaderTemplate=bare)).pod_labels


def test_leaders_may_have_a_domain_for_themselves() -> None:
    tree = leaders(workerTemplate=pods("worker"))
    assert only(tree).pod_terms == ()
    tree["metadata"]["annotations"] = {EXCLUSIVE: "topology.kubernetes.io/zone"}
    (term,) = only(tree).pod_terms
    assert (term.topology_key, term.required, term.anti) == (ZONE, True, True)


# ECK and OpenSearch


def test_an_agent_on_every_node_has_no_number_of_pods() -> None:
    kind = "agent.k8s.elastic.co/Agent"
    assert counts(custom(kind, daemonSet={})) == {}
    assert counts(custom(kind, deployment={})) == {"": 1}
    assert counts(custom(kind, statefulSet={})) == {"": 1}


def opensearch(**pool: Any) -> Tree:
    pools = [{"component": "data", "replicas": 3, **pool}]
    return custom("opensearch.opster.io/OpenSearchCluster", nodePools=pools)


def test_pools_of_opensearch_go_by_their_component() -> None:
    (found,) = seen(opensearch(labels={"team": "a"})).values()
    labels = {"opster.io/opensearch-nodepool": "data", "team": "a"}
    assert labels.items() <= found.pod_labels.items()
    tree = custom("opensearch.opster.io/OpenSearchCluster", dashboards={"replicas": 1})
    assert counts(tree) == {}


@pytest.mark.parametrize(
    ("pool", "claims"),
    [
        ({}, [("data", None, "30Gi")]),
        ({"diskSize": "5Gi"}, [("data", None, "5Gi")]),
        ({"persistence": {"pvc": {"storageClass": "fast"}}}, [("data", "fast", "30Gi")]),
        ({"persistence": {"emptyDir": {}}}, []),
        ({"persistence": {"hostPath": {"path": "/a"}}}, []),
    ],
)
def test_pools_of_opensearch_have_claims(pool: Tree, claims: list[Any]) -> None:
    assert claimed(opensearch(**pool), "data") == claims


@pytest.mark.parametrize(("enable", "asked"), [(True, False), (False, True)])
def test_a_pool_of_opensearch_may_ask_for_a_budget(enable: bool, asked: bool) -> None:
    found = rules(opensearch(pdb={"enable": enable, "maxUnavailable": 1}))
    assert ("pdb-missing" in found) == asked


# Cassandra


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        ({}, {"": 3}),
        ({"racks": []}, {"": 3}),
        ({"racks": [{"name": "a"}]}, {"a": 3}),
        ({"racks": [{"name": "a"}, {"name": "b"}]}, {"a": 2, "b": 1}),
        ({"racks": [{"name": each} for each in "abcd"]}, {"a": 1, "b": 1, "c": 1, "d": 0}),
        ({"nodeAffinityLabels": {ZONE: "a"}}, {"": 3}),
        ({"nodeAffinityLabels": {}}, {"": 3}),
        ({"stopped": True}, {}),
        ({"stopped": True, "racks": [{"name": "a"}]}, {}),
        ({"stopped": True, "nodeAffinityLabels": {ZONE: "a"}}, {}),
    ],
)
def test_racks_of_cassandra_share_the_size_of_their_datacenter(
    spec: Tree, found: dict[str, int]
) -> None:
    assert counts(custom(CASSANDRA, size=3, **spec)) == found


def racks(size: int, *zones: str | None, **spec: Any) -> Tree:
    """A datacenter with a rack for each of some zones, to which it is bound; None binds none."""
    found = []
    for number, zone in enumerate(zones):
        bound = {} if zone is None else {"nodeAffinityLabels": {ZONE: zone}}
        found.append({"name": f"r{number}", **bound})
    return custom(CASSANDRA, size=size, racks=found, **spec)


def test_racks_of_cassandra_are_bound_by_the_labels_of_nodes() -> None:
    tree = racks(
        3, "a", None, nodeAffinityLabels={ZONE: "d", "disk": "ssd"}, nodeSelector={"e": "f"}
    )
    first, second = seen(tree).values()
    assert first.node_selector == {ZONE: "a", "disk": "ssd", "e": "f"}
    assert second.node_selector == {ZONE: "d", "disk": "ssd", "e": "f"}
    where = f"spec.racks[0].nodeAffinityLabels[{ZONE}]"
    assert str(first.pod("nodeSelector", ZONE)) == where
    assert first.pod_labels["cassandra.datastax.com/rack"] == "r0"


def test_racks_of_cassandra_in_a_zone_each_are_what_is_asked_for() -> None:
    found = rules(racks(3, "a", "b", "c"))
    assert not found & {"replicas-too-few", "spread-missing", "pdb-missing", "affinity-single-zone"}
    assert "spread-missing" in rules(racks(3, None, None, None))
    assert "replicas-too-few" in rules(racks(2, "a", "b"))


def test_a_lost_zone_takes_the_pods_of_its_rack() -> None:
    found = {each["component"]: each for each in reported(racks(3, "a", "b", "c"))["workloads"]}
    assert {part: each["verdict"] for part, each in found.items()} == dict.fromkeys(
        ("r0", "r1", "r2"), "down"
    )


def test_pods_of_one_rack_keep_those_of_others_off_their_nodes() -> None:
    one, two = (each for each in seen(racks(2, None, None)).values())
    (term,) = one.pod_terms
    assert (term.topology_key, term.required, term.anti) == (HOST, True, True)
    assert term.selector.matches(two.pod_labels)


def test_racks_of_cassandra_have_the_claims_of_their_datacenter() -> None:
    sized = {"storageClassName": "fast", "resources": {"requests": {"storage": "5Gi"}}}
    storage = {"cassandraDataVolumeClaimSpec": sized}
    for tree in (
        racks(3, "a", storageConfig=storage),
        custom(CASSANDRA, size=3, storageConfig=storage, nodeAffinityLabels={"a": "b"}),
    ):
        (part,) = seen(tree)
        assert claimed(tree, part) == [("server-data", "fast", "5Gi")]


@pytest.mark.parametrize(("several", "keys"), [(None, [HOST]), (False, [HOST]), (True, [])])
def test_pods_of_cassandra_are_on_different_nodes(several: bool | None, keys: list[str]) -> None:
    tree = custom(CASSANDRA, size=3, allowMultipleNodesPerWorker=several)
    terms = only(tree).pod_terms
    assert [term.topology_key for term in terms if term.required and term.anti] == keys
    assert "pdb-missing" not in rules(tree)


def test_pods_of_cassandra_have_claims() -> None:
    sized = {"storageClassName": "fast", "resources": {"requests": {"storage": "5Gi"}}}
    storage = {
        "cassandraDataVolumeClaimSpec": sized,
        "additionalVolumes": [{"name": "logs", "mountPath": "/logs", "pvcSpec": sized}],
    }
    (data, more) = claimed(custom(CASSANDRA, size=3, storageConfig=storage))
    assert data == ("server-data", "fast", "5Gi")
    assert more[1:] == ("fast", "5Gi")


# TiDB

TIDB = "pingcap.com/TidbCluster"


def test_a_cluster_of_tidb_has_the_components_that_are_written() -> None:
    spec = {"pd": {"replicas": 3}, "tikv": {"replicas": 4}, "tidb": {"replicas": 2}}
    assert counts(custom(TIDB, **spec)) == {"pd": 3, "tikv": 4, "tidb": 2}
    assert counts(custom(TIDB, **spec, affinity={})) == {}
    spec["pd"]["suspendAction"] = {"suspendStatefulSet": True}  # type: ignore[assignment]
    assert counts(custom(TIDB, **spec)) == {"tikv": 4, "tidb": 2}


def test_spread_constraints_of_tidb_are_hard_and_select_a_component() -> None:
    by_zone, by_host = [{"topologyKey": ZONE}], [{"topologyKey": HOST}]
    components = {
        "pd": {"replicas": 3},
        "tikv": {"replicas": 3, "topologySpreadConstraints": by_host},
    }
    tree = custom(TIDB, **components, topologySpreadConstraints=by_zone)
    found = {part: each.spread for part, each in seen(tree).items()}
    (pd,), (tikv,) = found["pd"], found["tikv"]
    assert (pd.topology_key, pd.hard, pd.max_skew) == (ZONE, True, 1)
    assert pd.selector.equalities["app.kubernetes.io/component"] == "pd"
    assert (tikv.topology_key, tikv.hard) == (HOST, True)
    assert str(tikv.field) == "spec.tikv.topologySpreadConstraints[0]"
    assert not rules(tree) & {"spread-selector-self", "spread-selector-empty"}


def test_components_of_tidb_have_their_tolerations_or_those_of_the_cluster() -> None:
    tree = custom(
        TIDB,
        pd={"replicas": 3, "nodeSelector": {"a": "pd"}},
        tidb={"replicas": 2, "tolerations": [{"key": "mine"}], "labels": {"team": "a"}},
        tolerations=[{"key": "all"}], nodeSelector={"a": "b", "c": "d"},
    )  # fmt: skip
    pd, tidb = seen(tree)["pd"], seen(tree)["tidb"]
    assert [each.key for each in pd.tolerations] == ["all"]
    assert pd.node_selector == {"a": "pd", "c": "d"}
    assert [each.key for each in tidb.tolerations] == ["mine"]
    assert tidb.pod_labels["team"] == "a"
    assert tidb.pod_labels["app.kubernetes.io/instance"] == "x"


def test_components_of_tidb_have_claims() -> None:
    tikv = {
        "replicas": 3, "storageClassName": "fast", "requests": {"storage": "5Gi"},
        "storageVolumes": [{"name": "wal", "storageSize": "1Gi", "mountPath": "/wal"}],
    }  # fmt: skip
    data, wal = claimed(custom(TIDB, tikv=tikv), "tikv")
    assert data == ("tikv", "fast", "5Gi")
    assert wal[2] == "1Gi"
    claim = {"storageClassName": "fast", "resources": {"requests": {"storage": "9Gi"}}}
    ((_, *found),) = claimed(
        custom(TIDB, tiflash={"replicas": 1, "storageClaims": [claim]}), "tiflash"
    )
    assert found == ["fast", "9Gi"]


# Numaflow


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        ({"replicas": 3}, {"": 0}),
        ({"replicas": 3, "scale": {"min": 2, "max": 5}}, {"": 2}),
        ({"replicas": 3, "scale": {"disabled": True, "min": 2}}, {"": 3}),
        ({"scale": {"disabled": True}}, {"": 1}),
        ({"scale": {"min": 2}, "lifecycle": {"desiredPhase": "Paused"}}, {}),
    ],
)
def test_a_vertex_of_numaflow_scales_by_itself_unless_told_otherwise(
    spec: Tree, found: dict[str, int]
) -> None:
    assert counts(custom("numaflow.numaproj.io/MonoVertex", **spec)) == found


def test_a_vertex_of_numaflow_knows_no_spread_constraints() -> None:
    constraint = {"maxSkew": 1, "topologyKey": ZONE, "whenUnsatisfiable": "DoNotSchedule"}
    found = only(
        custom(
            "numaflow.numaproj.io/MonoVertex",
            scale={"min": 3},
            topologySpreadConstraints=[constraint],
            nodeSelector={"disk": "ssd"},
        )
    )
    assert found.spread == ()
    assert not found.spreadable
    assert found.node_selector == {"disk": "ssd"}


def test_pods_of_numaflow_are_replaced_before_the_old_ones_are_gone() -> None:
    metadata = {"labels": {"team": "a"}}
    found = only(custom("numaflow.numaproj.io/MonoVertex", scale={"min": 3}, metadata=metadata))
    assert found.names_kept_by == ""
    assert found.pod_labels["numaflow.numaproj.io/mono-vertex-name"] == "x"
    assert found.pod_labels["team"] == "a"


# KServe


def inference(mode: str | None = None, **spec: Any) -> Tree:
    tree = custom("serving.kserve.io/InferenceService", **spec)
    if mode is not None:
        tree["metadata"]["annotations"] = {"serving.kserve.io/deploymentMode": mode}
    return tree


def scaled_by(key: str, value: str, mode: str, **spec: Any) -> Tree:
    tree = inference(mode, **spec)
    tree["metadata"]["annotations"][key] = value
    return tree


MODEL = {"model": {"modelFormat": {"name": "sklearn"}}}


@pytest.mark.parametrize(
    ("mode", "spec", "found"),
    [
        pytest.param(None, {"predictor": MODEL}, {"predictor": 1}, id="nothing is written"),
        pytest.param(
            "Standard", {"predictor": {**MODEL, "minReplicas": 3}, "transformer": {}},
            {"predictor": 3, "transformer": 1}, id="of two components",
        ),
        pytest.param(
            "Knative", {"predictor": {**MODEL, "minReplicas": 0}}, {"predictor": 0}, id="to zero"
        ),
        pytest.param("ModelMesh", {"predictor": MODEL}, {}, id="pods of others"),
        pytest.param("Standard", {"predictor": {**MODEL, "workerSpec": {}}}, {}, id="over nodes"),
    ],
)  # fmt: skip
def test_a_model_has_pods_for_each_component(
    mode: str | None, spec: Tree, found: dict[str, int]
) -> None:
    assert counts(inference(mode, **spec)) == found


@pytest.mark.parametrize(
    ("mode", "asked"),
    [(None, False), ("Knative", False), ("Serverless", False), ("Standard", True),
     ("RawDeployment", True)],
)  # fmt: skip
def test_pods_of_models_are_spread_where_knative_does_not_refuse_it(mode: str, asked: bool) -> None:
    found = rules(inference(mode, predictor={**MODEL, "minReplicas": 3}))
    assert ("spread-missing" in found, "antiaffinity-missing" in found) == (asked, asked)
    assert "pdb-missing" in found
    assert "requests-missing" not in found


def test_a_pod_spec_stands_beside_the_model() -> None:
    spread = [{"maxSkew": 1, "topologyKey": ZONE, "whenUnsatisfiable": "DoNotSchedule"}]
    resources = {"requests": {"cpu": "4"}}
    predictor = {
        "sklearn": {"resources": resources},
        "labels": {"team": "a"},
        "topologySpreadConstraints": spread,
    }
    found = only(inference("Standard", predictor=predictor))
    (constraint,) = found.spread
    assert str(constraint.field) == "spec.predictor.topologySpreadConstraints[0]"
    labels = {"app": "isvc.x-predictor", "component": "predictor", "team": "a"}
    assert labels.items() <= found.pod_labels.items()
    (container,) = found.played_template["spec"]["containers"]
    assert container == {"name": "kserve-container", "resources": resources}


BY_DEPLOYMENTS = "serving.kserve.io/autoscalerClass"
BY_KNATIVE = "autoscaling.knative.dev/class"


@pytest.mark.parametrize(
    ("mode", "key", "value", "least"),
    [
        ("Standard", "team", "a", 1),
        ("RawDeployment", BY_DEPLOYMENTS, "hpa", 1),
        ("Standard", BY_DEPLOYMENTS, "keda", 0),
        ("RawDeployment", BY_DEPLOYMENTS, "none", 0),
        ("Knative", "team", "a", 0),
        ("Serverless", BY_KNATIVE, "kpa.autoscaling.knative.dev", 0),
        ("Knative", BY_KNATIVE, "hpa.autoscaling.knative.dev", 1),
    ],
)
def test_kubernetes_own_autoscaler_keeps_a_pod_of_a_model(
    mode: str, key: str, value: str, least: int
) -> None:
    for written, found in ((0, least), (3, 3)):
        parts = {part: {"minReplicas": written} for part in ("predictor", "transformer")}
        assert counts(scaled_by(key, value, mode, **parts)) == dict.fromkeys(parts, found)


@pytest.mark.parametrize(
    ("mode", "key", "value", "words"),
    [
        ("Standard", BY_DEPLOYMENTS, "external",
         "for spec.predictor: an autoscaler of others scales it, whatever minReplicas says"),
        ("Standard", BY_DEPLOYMENTS, "kpa", "it is 'kpa', and the operator knows hpa, keda, none"),
        ("Knative", BY_KNATIVE, "own.example", "it is 'own.example', and the operator knows kpa"),
    ],
)  # fmt: skip
def test_a_model_that_others_scale_is_not_judged(
    mode: str, key: str, value: str, words: str
) -> None:
    tree = scaled_by(key, value, mode, predictor={"minReplicas": 2})
    assert counts(tree) == {}
    (note,) = not_judged(tree)
    assert words in note


@pytest.mark.parametrize("mode", ["Standard", "Knative"])
def test_pods_of_a_model_have_all_its_labels(mode: str) -> None:
    tree = inference(mode, predictor={**MODEL, "labels": {"team": "own"}})
    tree["metadata"]["labels"] = {"team": "a", "tier": "gold", "component": "other"}
    labels = {"team": "own", "tier": "gold", "component": "predictor"}
    assert labels.items() <= only(tree).pod_labels.items()


def test_a_stopped_model_has_no_pods() -> None:
    tree = inference(predictor=MODEL)
    tree["metadata"]["annotations"] = {"serving.kserve.io/stop": "true"}
    assert counts(tree) == {}


# Knative


def knative(annotations: Tree | None = None, **pod: Any) -> Tree:
    template = {**pods("web"), "metadata": {"annotations": annotations or {}}}
    template["spec"] |= pod
    return custom("serving.knative.dev/Service", template=template)


@pytest.mark.parametrize(
    ("annotations", "least"),
    [
        ({}, 0),
        ({BY_KNATIVE: "kpa.autoscaling.knative.dev"}, 0),
        ({BY_KNATIVE: "hpa.autoscaling.knative.dev"}, 1),
        ({BY_KNATIVE: "hpa.autoscaling.knative.dev", "autoscaling.knative.dev/min-scale": "0"}, 1),
        ({BY_KNATIVE: "hpa.autoscaling.knative.dev", "autoscaling.knative.dev/min-scale": "3"}, 3),
    ],
)
def test_only_its_own_autoscaler_scales_a_service_of_knative_to_zero(
    annotations: Tree, least: int
) -> None:
    assert counts(knative(annotations)) == {"": least}


def test_a_service_of_knative_that_others_scale_is_not_judged() -> None:
    tree = knative({BY_KNATIVE: "own.example", "autoscaling.knative.dev/min-scale": "2"})
    assert counts(tree) == {}
    assert not_judged(tree) == ["service/x was not judged: an autoscaler of others scales it"]


def test_pods_of_knative_prefer_different_nodes_unless_an_affinity_is_written() -> None:
    for found in (only(knative()), only(inference(predictor=MODEL))):
        (term,) = found.pod_terms
        assert (term.required, term.topology_key) == (False, HOST)
        assert term.selector.matches(found.pod_labels)
    assert only(knative(affinity={"nodeAffinity": {}})).pod_terms == ()


# ScyllaDB


def scylla(*members: int, bound: bool = True, **placement: Any) -> Tree:
    """A cluster with a rack for each number of members, in a zone of its own."""
    racks = []
    for zone, number in zip("abc", members, strict=False):
        found: Tree = {"name": zone, "members": number, "storage": {"capacity": "9G"}}
        demand = {"key": ZONE, "operator": "In", "values": [zone]}
        terms = {"nodeSelectorTerms": [{"matchExpressions": [demand]}]}
        if bound:
            found["placement"] = {
                "nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": terms}
            }
        racks.append({**found, **placement})
    return custom("scylla.scylladb.com/ScyllaCluster", datacenter={"name": "d", "racks": racks})


def test_each_rack_of_scylla_has_members() -> None:
    assert counts(scylla(1, 2, 1)) == {"a": 1, "b": 2, "c": 1}
    assert counts(custom("scylla.scylladb.com/ScyllaCluster", datacenter={})) == {}


def test_racks_in_a_zone_each_are_what_is_asked_for() -> None:
    found = rules(scylla(1, 1, 1))
    assert not found & {"replicas-too-few", "spread-missing", "pdb-missing", "affinity-single-zone"}


def test_racks_that_may_stand_in_one_zone_are_told() -> None:
    found = rules(scylla(3, bound=False))
    assert {"spread-missing", "antiaffinity-missing"} <= found
    assert "pdb-missing" not in found


def test_pods_of_scylla_have_their_rack_and_a_claim() -> None:
    tree = scylla(3, storage={"capacity": "9G", "storageClassName": "fast"})
    assert claimed(tree, "a") == [("data", "fast", "9G")]
    (found,) = seen(tree).values()
    assert (found.names_kept_by, found.parallel) == ("a StatefulSet", False)
    labels = {"app": "scylla", "scylla/cluster": "x", "scylla/rack": "a"}
    assert labels.items() <= found.pod_labels.items()
