"""What operators make of custom resources: anti-affinity, requests, claims, kinds of pods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from multiaz_lint import catalog, pipeline
from multiaz_lint.adapters.adapt import shipped
from multiaz_lint.config import ConfigError, parse
from multiaz_lint.drill.playing.moments import EVICTED
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings
from tests.drilled import HARD, ZONE, Tree, drilled, missing, node, reported, workload
from tests.operators import CASSANDRA, HOST, claimed, custom, seen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model.custom.adapter import Adapter
    from multiaz_lint.model.tree import Path

RULES = catalog.rules(plugins=False)


# anti-affinity


def apart(tree: Tree, part: str = "") -> list[tuple[str, bool, str]]:
    """Return the topology keys of terms, whether they are required, and where they are written."""
    terms = seen(tree)[part].pod_terms
    return [(term.topology_key, term.required, str(term.at("topologyKey"))) for term in terms]


CNPG = "postgresql.cnpg.io/Cluster"
PERCONA = "psmdb.percona.com/PerconaServerMongoDB"
OTHER = {"topologyKey": "example.org/rack", "labelSelector": {"matchLabels": {"a": "b"}}}


@pytest.mark.parametrize(
    ("affinity", "terms"),
    [
        pytest.param({}, [(HOST, False, "spec.affinity.topologyKey")], id="nothing is written"),
        pytest.param(
            {"topologyKey": ZONE, "podAntiAffinityType": "required"},
            [(ZONE, True, "spec.affinity.topologyKey")], id="required over zones",
        ),
        pytest.param({"enablePodAntiAffinity": False}, [], id="switched off"),
        pytest.param(
            {"podAntiAffinityType": "required", "additionalPodAntiAffinity": {HARD: [OTHER]}},
            [
                ("example.org/rack", True,
                 f"spec.affinity.additionalPodAntiAffinity.{HARD}[0].topologyKey"),
                (HOST, True, "spec.affinity.topologyKey"),
            ],
            id="beside additional anti-affinity",
        ),
        pytest.param(
            {"enablePodAntiAffinity": False, "additionalPodAffinity": {HARD: [OTHER]}},
            [("example.org/rack", True,
              f"spec.affinity.additionalPodAffinity.{HARD}[0].topologyKey")],
            id="additional affinity",
        ),
    ],
)  # fmt: skip
def test_cloudnative_pg_keeps_instances_apart(
    affinity: Tree, terms: list[tuple[str, bool, str]]
) -> None:
    tree = custom(CNPG, instances=3, affinity=affinity)
    assert apart(tree) == terms
    workload = seen(tree)[""]
    made = [each for each in workload.own_terms if each.topology_key != "example.org/rack"]
    assert len(made) == sum(key != "example.org/rack" for key, *_ in terms)


@pytest.mark.parametrize(
    ("affinity", "keys"),
    [
        pytest.param(None, [(HOST, True)], id="nothing is written"),
        pytest.param({"antiAffinityTopologyKey": ZONE}, [(ZONE, True)], id="zones"),
        pytest.param({"antiAffinityTopologyKey": "none"}, [], id="none"),
        pytest.param(
            {"antiAffinityTopologyKey": ZONE, "advanced": {"podAntiAffinity": {HARD: [OTHER]}}},
            [("example.org/rack", True)], id="advanced takes its place",
        ),
    ],
)  # fmt: skip
def test_percona_requires_different_nodes_or_zones(
    affinity: Tree | None, keys: list[tuple[str, bool]]
) -> None:
    tree = custom(PERCONA, replsets=[{"name": "rs0", "size": 3, "affinity": affinity}])
    assert [each[:2] for each in apart(tree, "rs0")] == keys


def test_what_an_override_says_is_laid_over_the_rest() -> None:
    zones = {HARD: {"nodeSelectorTerms": [{"matchExpressions": [{"key": ZONE}]}]}}
    pod = {
        "nodeSelector": {ZONE: "a"},
        "affinity": {"podAntiAffinity": {HARD: [OTHER]}, "podAffinity": {HARD: []}},
        "tolerations": [{"key": "theirs"}],
    }
    tree = custom(
        "rabbitmq.com/RabbitmqCluster",
        replicas=3,
        affinity={"nodeAffinity": zones, "podAffinity": {HARD: [OTHER]}},
        tolerations=[{"key": "ours"}],
        override={"statefulSet": {"spec": {"replicas": 5, "template": {"spec": pod}}}},
    )
    found = seen(tree)[""]
    there = "spec.override.statefulSet.spec.template.spec"
    assert found.replicas.value == 5
    assert found.node_selector == {ZONE: "a"}
    assert str(found.pod("nodeSelector", ZONE)) == f"{there}.nodeSelector[{ZONE}]"
    assert [each.key for each in found.tolerations] == ["theirs"]
    assert [str(each.field) for each in found.node_terms] == [
        f"spec.affinity.nodeAffinity.{HARD}.nodeSelectorTerms[0]"
    ]
    assert [str(each.field) for each in found.pod_terms] == [
        f"{there}.affinity.podAntiAffinity.{HARD}[0]"
    ]


@pytest.mark.parametrize(
    ("written", "constraints"),
    [
        pytest.param([], [(ZONE, "ScheduleAnyway", 1)], id="an empty list patches nothing"),
        pytest.param(
            [{"topologyKey": ZONE, "whenUnsatisfiable": "DoNotSchedule"}],
            [(ZONE, "DoNotSchedule", 1)], id="that of its key is changed",
        ),
        pytest.param(
            [{"topologyKey": HOST, "whenUnsatisfiable": "DoNotSchedule", "maxSkew": 2}],
            [(HOST, "DoNotSchedule", 2), (ZONE, "ScheduleAnyway", 1)], id="another one is added",
        ),
        pytest.param(
            [{"topologyKey": [], "whenUnsatisfiable": "DoNotSchedule"}],
            [("", "DoNotSchedule", 0), (ZONE, "ScheduleAnyway", 1)], id="a key of a wrong type",
        ),
    ],
)  # fmt: skip
def test_an_override_patches_the_spread_constraints_of_the_operator(
    written: list[Tree], constraints: list[tuple[str, str, int]]
) -> None:
    template = {"spec": {"topologySpreadConstraints": written}}
    override = {"statefulSet": {"spec": {"template": template}}}
    tree = custom("rabbitmq.com/RabbitmqCluster", replicas=3, override=override)
    spread = seen(tree)[""].spread
    found = [(each.topology_key, each.tree["whenUnsatisfiable"], each.max_skew) for each in spread]
    assert found == constraints


def test_zalando_reads_the_node_affinity_of_a_resource() -> None:
    terms = [{"matchExpressions": [{"key": ZONE, "operator": "In", "values": ["a"]}]}]
    affinity = {HARD: {"nodeSelectorTerms": terms}}
    found = seen(custom("acid.zalan.do/postgresql", numberOfInstances=3, nodeAffinity=affinity))[""]
    (term,) = found.node_terms
    assert str(term.field) == f"spec.nodeAffinity.{HARD}.nodeSelectorTerms[0]"


# requests, and what the pods are made by


def asking(cpu: str) -> Tree:
    return {"requests": {"cpu": cpu}}


def patches(name: str, cpu: str) -> Tree:
    return {"spec": {"containers": [{"name": name, "resources": asking(cpu)}]}}


ELASTIC = "elasticsearch.k8s.elastic.co/Elasticsearch"
REDIS = "redis.redis.opstreelabs.in"
LWS = "leaderworkerset.x-k8s.io/LeaderWorkerSet"
OPENSEARCH = "opensearch.opster.io/OpenSearchCluster"
COLLECTOR = "opentelemetry.io/OpenTelemetryCollector"
STATEFUL = {
    "CloudNativePG": lambda cpu: custom(CNPG, instances=3, resources=asking(cpu)),
    "Crunchy": lambda cpu: custom(
        "postgres-operator.crunchydata.com/PostgresCluster",
        instances=[{"name": "a", "replicas": 3, "resources": asking(cpu)}],
    ),
    "ECK": lambda cpu: custom(
        ELASTIC,
        nodeSets=[{"name": "a", "count": 3, "podTemplate": patches("elasticsearch", cpu)}],
    ),
    "a container beside that of the operator": lambda cpu: custom(
        ELASTIC, nodeSets=[{"name": "a", "count": 3, "podTemplate": patches("beside", cpu)}]
    ),
    "an Agent of ECK": lambda cpu: custom(
        "agent.k8s.elastic.co/Agent",
        statefulSet={"replicas": 3, "podTemplate": patches("agent", cpu)},
    ),
    "LeaderWorkerSet": lambda cpu: custom(
        LWS, replicas=3, leaderWorkerTemplate={"workerTemplate": patches("a", cpu)}
    ),
    "leaders of their own": lambda cpu: custom(
        LWS,
        replicas=3,
        leaderWorkerTemplate={
            "leaderTemplate": patches("a", cpu), "workerTemplate": patches("a", "1m"),
        },
    ),
    "OpenSearch": lambda cpu: custom(
        OPENSEARCH, nodePools=[{"component": "a", "replicas": 3, "resources": asking(cpu)}]
    ),
    "a collector with names": lambda cpu: custom(
        COLLECTOR, mode="statefulset", replicas=3, resources=asking(cpu)
    ),
    "Cassandra": lambda cpu: custom(CASSANDRA, size=3, resources=asking(cpu)),
    "MongoDB": lambda cpu: custom(
        "mongodbcommunity.mongodb.com/MongoDBCommunity",
        members=3,
        statefulSet={"spec": {"template": patches("mongod", cpu)}},
    ),
    "Percona": lambda cpu: custom(
        PERCONA, replsets=[{"name": "a", "size": 3, "resources": asking(cpu)}]
    ),
    "Prometheus": lambda cpu: custom(
        "monitoring.coreos.com/Prometheus", replicas=3, resources=asking(cpu)
    ),
    "the sidecar of Prometheus": lambda cpu: custom(
        "monitoring.coreos.com/Prometheus", replicas=3, thanos={"resources": asking(cpu)}
    ),
    "RabbitMQ": lambda cpu: custom(
        "rabbitmq.com/RabbitmqCluster", replicas=3, resources=asking(cpu)
    ),
    "an override of RabbitMQ": lambda cpu: custom(
        "rabbitmq.com/RabbitmqCluster",
        replicas=3,
        resources=asking("1m"),
        override={"statefulSet": {"spec": {"template": patches("rabbitmq", cpu)}}},
    ),
    "Redis": lambda cpu: custom(
        f"{REDIS}/RedisReplication", clusterSize=3, kubernetesConfig={"resources": asking(cpu)}
    ),
    "Strimzi": lambda cpu: custom(
        "kafka.strimzi.io/KafkaNodePool", replicas=3, resources=asking(cpu)
    ),
    "Zalando": lambda cpu: custom(
        "acid.zalan.do/postgresql", numberOfInstances=3, resources=asking(cpu)
    ),
}  # fmt: skip
STATELESS = {
    "Kibana": lambda cpu: custom(
        "kibana.k8s.elastic.co/Kibana", count=3, podTemplate=patches("kibana", cpu)
    ),
    "APM": lambda cpu: custom(
        "apm.k8s.elastic.co/ApmServer", count=3, podTemplate=patches("apm-server", cpu)
    ),
    "an Agent": lambda cpu: custom(
        "agent.k8s.elastic.co/Agent",
        deployment={"replicas": 3, "podTemplate": patches("agent", cpu)},
    ),
    "a Beat": lambda cpu: custom(
        "beat.k8s.elastic.co/Beat",
        deployment={"replicas": 3, "podTemplate": patches("filebeat", cpu)},
    ),
    "a collector": lambda cpu: custom(COLLECTOR, replicas=3, resources=asking(cpu)),
    "a target allocator": lambda cpu: custom(
        "opentelemetry.io/TargetAllocator", replicas=3, resources=asking(cpu)
    ),
    "an OpAMP bridge": lambda cpu: custom(
        "opentelemetry.io/OpAMPBridge", replicas=3, resources=asking(cpu)
    ),
    "Grafana": lambda cpu: custom(
        "grafana.integreatly.org/Grafana",
        deployment={"spec": {"replicas": 3, "template": patches("grafana", cpu)}},
    ),
    "the dashboards of OpenSearch": lambda cpu: custom(
        OPENSEARCH, dashboards={"enable": True, "replicas": 3, "resources": asking(cpu)}
    ),
    "a pooler": lambda cpu: custom(
        "postgresql.cnpg.io/Pooler", instances=3, template=patches("pgbouncer", cpu)
    ),
}  # fmt: skip
EVERY = {**STATEFUL, **STATELESS}


@pytest.mark.parametrize("make", EVERY.values(), ids=EVERY)
def test_pods_that_ask_for_more_than_any_node_has_never_run(make: Any) -> None:
    report = reported(make("100"))
    (found,) = report["workloads"]
    assert (found["verdict"], missing(found)) == ("down", [3, 3])
    assert any("Insufficient cpu" in each for each in report["said"])
    (small,) = drilled(make("100m")).values()
    assert missing(small) == [0, 0]


@pytest.mark.parametrize("make", STATEFUL.values(), ids=STATEFUL)
def test_pods_that_keep_their_names_are_not_replaced_as_of_a_stateful_set(make: Any) -> None:
    (found,) = drilled(make("100m")).values()
    twin = workload("StatefulSet", "twin")
    twin["spec"]["podManagementPolicy"] = "Parallel"
    assert missing(found, EVICTED) == missing(drilled(twin)["twin"], EVICTED) == [1, 1]
    rules = {each.rule for each in _checked(make("100m"))}
    assert "sts-stuck-unreachable" in rules


@pytest.mark.parametrize("make", STATELESS.values(), ids=STATELESS)
def test_pods_of_a_deployment_that_an_operator_makes_are_replaced(make: Any) -> None:
    (found,) = drilled(make("100m")).values()
    assert missing(found, EVICTED) == [0, 0]
    assert "sts-stuck-unreachable" not in {each.rule for each in _checked(make("100m"))}


def _checked(tree: Tree) -> list[Any]:
    source = Source("m.yaml", yaml.safe_dump(tree))
    return list(pipeline.check([source], Settings(plugins=False)).diagnostics)


def test_what_an_operator_asks_for_by_itself_counts() -> None:
    (found,) = seen(custom("rabbitmq.com/RabbitmqCluster", replicas=3)).values()
    (container,) = found.played_template["spec"]["containers"]
    assert container["resources"]["requests"] == {"cpu": "1", "memory": "2Gi"}
    assert found.containers == ()  # whose probes are none of the user's business
    (found,) = seen(STATEFUL["RabbitMQ"]("3")).values()
    (container,) = found.played_template["spec"]["containers"]
    assert container["resources"] == {"requests": {"cpu": "3"}}


def test_of_several_places_of_resources_the_first_that_is_written_counts() -> None:
    tree = custom(
        f"{REDIS}/RedisCluster",
        clusterSize=3,
        kubernetesConfig={"resources": asking("1")},
        redisLeader={"resources": asking("2")},
    )
    asked = {
        part: found.played_template["spec"]["containers"][0]["resources"]["requests"]["cpu"]
        for part, found in seen(tree).items()
    }
    assert asked == {"leader": "2", "follower": "1"}


# claims

SIZED = {"resources": {"requests": {"storage": "5Gi"}}, "storageClassName": "fast"}
FAST = [("data", "fast", "5Gi")]


@pytest.mark.parametrize(
    ("tree", "part", "claims"),
    [
        pytest.param(
            custom(CNPG, instances=3, storage={"size": "5Gi", "storageClass": "fast"},
                   walStorage={"pvcTemplate": SIZED}),
            "", [*FAST, ("wal", "fast", "5Gi")], id="CloudNativePG",
        ),
        pytest.param(
            custom(CNPG, instances=3, storage={"size": "5Gi"},
                   tablespaces=[{"name": "t", "storage": {"size": "1Gi"}}]),
            "", [("data", None, "5Gi"), ("claim-2-0", None, "1Gi")], id="tablespaces",
        ),
        pytest.param(
            custom(ELASTIC, nodeSets=[{"name": "a", "count": 3}]),
            "a", [("elasticsearch-data", None, "1Gi")], id="ECK makes one by itself",
        ),
        pytest.param(
            custom(ELASTIC, nodeSets=[{"name": "a", "count": 3, "volumeClaimTemplates": [
                {"metadata": {"name": "elasticsearch-data"}, "spec": SIZED}]}]),
            "a", [("elasticsearch-data", "fast", "5Gi")], id="ECK with one that is written",
        ),
        pytest.param(
            custom(ELASTIC, nodeSets=[{"name": "a", "count": 3, "podTemplate": {"spec": {
                "volumes": [{"name": "elasticsearch-data", "emptyDir": {}}]}}}]),
            "a", [], id="ECK with a volume in its place",
        ),
        pytest.param(
            custom("rabbitmq.com/RabbitmqCluster", replicas=3,
                   persistence={"storageClassName": "fast"}),
            "", [("persistence", "fast", "10Gi")], id="RabbitMQ with a class alone",
        ),
        pytest.param(
            custom("rabbitmq.com/RabbitmqCluster", replicas=3, persistence={"storage": "0Gi"}),
            "", [], id="RabbitMQ without",
        ),
        pytest.param(
            custom(f"{REDIS}/RedisReplication", clusterSize=3,
                   storage={"volumeClaimTemplate": {"spec": SIZED}}),
            "", [("x", "fast", "5Gi")], id="Redis",
        ),
        pytest.param(
            custom(f"{REDIS}/RedisCluster", clusterSize=3,
                   storage={"volumeClaimTemplate": {"spec": SIZED}}),
            "leader", [], id="Redis without persistence",
        ),
        pytest.param(
            custom(f"{REDIS}/RedisCluster", clusterSize=3, persistenceEnabled=True,
                   storage={"volumeClaimTemplate": {"spec": SIZED}}),
            "leader", FAST, id="Redis with persistence",
        ),
        pytest.param(
            custom("monitoring.coreos.com/Prometheus", replicas=3,
                   storage={"volumeClaimTemplate": {"metadata": {"name": "data"}, "spec": SIZED}}),
            "", FAST, id="Prometheus",
        ),
        pytest.param(
            custom("kafka.strimzi.io/KafkaNodePool", replicas=3,
                   storage={"type": "persistent-claim", "size": "5Gi", "class": "fast"}),
            "", FAST, id="Strimzi",
        ),
        pytest.param(
            custom("kafka.strimzi.io/KafkaNodePool", replicas=3, storage={
                "type": "jbod", "volumes": [
                    {"type": "ephemeral"}, {"type": "persistent-claim", "size": "5Gi"}]}),
            "", [("claim-1-0", None, "5Gi")], id="Strimzi with several",
        ),
        pytest.param(
            custom("apps.kruise.io/StatefulSet", replicas=3, template={"spec": {"containers": []}},
                   volumeClaimTemplates=[{"metadata": {"name": "data"}, "spec": SIZED}]),
            "", FAST, id="OpenKruise",
        ),
    ],
)  # fmt: skip
def test_claims_of_custom_resources(
    tree: Tree, part: str, claims: list[tuple[str, str | None, str]]
) -> None:
    assert claimed(tree, part) == claims


def test_a_claim_stands_where_it_is_written() -> None:
    (field,) = seen(custom(CNPG, instances=3, storage={"size": "5Gi"}))[""].claim_fields
    assert (str(field), field.span.line) == ("spec.storage.size", 8)


@pytest.mark.parametrize("stored", [True, False])
def test_a_volume_keeps_the_pod_of_a_lost_zone_pending(stored: bool) -> None:
    storage = {"volumeClaimTemplate": {"spec": SIZED}} if stored else None
    tree = custom(
        "monitoring.coreos.com/Prometheus", replicas=1, storage=storage,
        terminationGracePeriodSeconds=0,
    )  # fmt: skip
    assert missing(drilled(tree)["x"], EVICTED) == ([0, 1] if stored else [0, 0])


def test_components_do_not_share_their_volumes() -> None:
    storage = {"type": "persistent-claim", "size": "5Gi"}
    parts = {"replicas": 3, "storage": storage}
    tree = custom("kafka.strimzi.io/Kafka", kafka=parts, zookeeper=parts)
    report = reported({**tree, "apiVersion": "kafka.strimzi.io/v1beta2"})
    assert [missing(each) for each in report["workloads"]] == [[0, 0], [0, 0]]
    assert [each["verdict"] for each in report["workloads"]] == ["degraded", "degraded"]


# pods that stand


def standing(number: int, zone: str, labels: Tree, owner: Tree, claim: str = "") -> Tree:
    volumes = [{"name": "v", "persistentVolumeClaim": {"claimName": claim}}] if claim else []
    containers = [{"name": "c", "image": "c:1", "resources": asking("1500m")}]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": f"pod-{number}",
            "uid": f"uid-{number}",
            "labels": labels,
            "ownerReferences": [{**owner, "uid": "o", "controller": True}],
        },
        "spec": {"nodeName": f"n-{zone}", "containers": containers, "volumes": volumes},
        "status": {"phase": "Running"},
    }


def owned_by(kind: str, name: str) -> Tree:
    group, _, kind = kind.rpartition("/")
    return {"apiVersion": f"{group}/v1", "kind": kind, "name": name}


def large(name: str, zone: str) -> Tree:
    capacity = {"cpu": "2", "memory": "8Gi", "pods": "10"}
    return {**node(name, zone), "status": {"allocatable": capacity}}


NODES = [large(f"n-{zone}", zone) for zone in "abc"]
PROMETHEUS = custom("monitoring.coreos.com/Prometheus", replicas=2, resources=asking("1500m"))
BY_PROMETHEUS = {
    "app.kubernetes.io/name": "prometheus",
    "app.kubernetes.io/instance": "x",
    "app.kubernetes.io/managed-by": "prometheus-operator",
    "operator.prometheus.io/name": "x",
    "prometheus": "x",
}


def ready(found: Tree, event: str) -> dict[str, int]:
    """Return how many pods are missing at the worst, by zone."""
    return {each["zone"]: each["missing"][1] for each in found["events"] if each["event"] == event}


@pytest.mark.parametrize(
    ("labels", "stateful_set"),
    [
        pytest.param({"a": "b"}, True, id="by the owner of their StatefulSet"),
        pytest.param(BY_PROMETHEUS, False, id="by their labels"),
    ],
)
def test_pods_of_a_dump_belong_to_the_resource_of_their_operator(
    labels: Tree, stateful_set: bool
) -> None:
    owner = owned_by("apps/StatefulSet", "prometheus-x")
    pods = [standing(0, "a", labels, owner), standing(1, "b", labels, owner)]
    twin = workload("StatefulSet", "prometheus-x", 2)
    reference = owned_by("monitoring.coreos.com/Prometheus", "x")
    twin["metadata"]["ownerReferences"] = [{**reference, "uid": "x", "controller": True}]
    more = [twin] if stateful_set else []
    (found,) = reported(PROMETHEUS, *NODES, *pods, *more)["workloads"]
    assert ready(found, EVICTED) == {"a": 1, "b": 1, "c": 0}  # none stands in c


def test_pods_of_a_dump_belong_to_the_component_whose_labels_they_have() -> None:
    sets = [{"name": name, "count": 1} for name in ("hot", "cold")]
    labels = {
        "common.k8s.elastic.co/type": "elasticsearch",
        "elasticsearch.k8s.elastic.co/cluster-name": "x",
    }
    owner = owned_by(ELASTIC, "x")
    own = "elasticsearch.k8s.elastic.co/statefulset-name"
    pods = [
        standing(0, "c", {**labels, own: "x-es-hot"}, owner),
        standing(1, "b", {**labels, own: "x-es-cold"}, owner),
    ]
    parts = reported(custom(ELASTIC, nodeSets=sets), *NODES, *pods)["workloads"]
    lost = {each["component"]: ready(each, EVICTED) for each in parts}
    assert lost == {"hot": {"a": 0, "b": 0, "c": 1}, "cold": {"a": 0, "b": 1, "c": 0}}


def test_a_pod_of_a_dump_keeps_the_claim_that_its_operator_named() -> None:
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "x-7", "uid": "c"},
        "spec": {"volumeName": "disk", "accessModes": ["ReadWriteOnce"], **SIZED},
        "status": {"phase": "Bound"},
    }
    terms = [{"matchExpressions": [{"key": ZONE, "operator": "In", "values": ["b"]}]}]
    disk = {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": "disk"},
        "spec": {
            "capacity": {"storage": "5Gi"},
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": "fast",
            "csi": {"driver": "ebs.csi.aws.com", "volumeHandle": "h"},
            "claimRef": {"namespace": "default", "name": "x-7"},
            "nodeAffinity": {"required": {"nodeSelectorTerms": terms}},
        },
    }
    storage = {"size": "5Gi", "storageClass": "fast"}
    tree = custom(CNPG, instances=1, storage=storage)
    pod = standing(7, "b", {"cnpg.io/cluster": "x"}, owned_by(CNPG, "x"), "x-7")
    report = reported(tree, *NODES, pod, claim, disk)
    assert ready(report["workloads"][0], "nodes deleted") == {"a": 0, "b": 1, "c": 0}
    events = report["workloads"][0]["events"]
    assert not any("unbound" in reason for each in events for reason in each["reasons"])


# values of wrong types

ODD = ("x", [{"spec": "x"}], {"spec": "x", "requests": "x", "metadata": "x"}, {"spec": {"x": [3]}})


def paths_of(adapter: Adapter) -> Iterator[Path]:
    """Yield where an adapter looks for something, from the place of a component."""
    yield from (path for paths in adapter.fields.values() for path in paths)
    yield from (path for each in adapter.containers.values() for path in each.resources)
    for claims in adapter.claims or ():
        at = (*claims.at, 0) if claims.each else claims.at
        yield claims.at
        for path in (claims.template, claims.spec, claims.size, claims.storage_class):
            yield at if path is None else (*at, *path)
    if adapter.antiaffinity is not None:
        yield adapter.antiaffinity.topology_key
    for pod in adapter.pod:
        for name in ("containers", "initContainers", "volumes"):
            yield (*pod, name)


def put(tree: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return [put({}, rest, value)]
    below = tree if isinstance(tree, dict) else {}
    return {**below, step: put(below.get(step), rest, value)}


@pytest.mark.parametrize("adapter", shipped(), ids=lambda each: f"{each.kind}-{each.component}")
def test_no_rule_and_no_drill_meets_a_value_of_a_wrong_type(adapter: Adapter) -> None:
    place = (*adapter.at, 0) if adapter.each else adapter.at
    plain = custom(f"{adapter.group}/{adapter.kind}")
    for path in adapter.replicas[:1]:
        plain = put(plain, (*place, *path), 3)
    for path, values in adapter.when:
        if None not in values:
            plain = put(plain, tuple(0 if step == "*" else step for step in path), values[0])
    settings = Settings(plugins=False, rules={name: {"severity": "error"} for name in RULES})
    trees = [put(plain, (*place, *path), odd) for path in paths_of(adapter) if path for odd in ODD]
    for tree in trees:
        result = pipeline.check([Source("m.yaml", yaml.safe_dump(tree))], settings)
        assert "rule-crashed" not in {each.rule for each in result.diagnostics}, tree
    if trees:
        assert reported(*({**each, "metadata": {"name": f"n{n}"}} for n, each in enumerate(trees)))


# what is not known

OWN = """\
adapters:
- kind: example.org/Database
  replicas: spec.size
"""
MORE = """\
  makes: StatefulSet
  parallel: true
  containers:
    db: {resources: [spec.db, spec.all], missing: {requests: {cpu: 1}}}
  claims: [{name: data, size: spec.disk}]
  antiaffinity: {topology_key: spec.apart, required: true}
"""


def unknown(settings: Settings) -> list[str]:
    tree = custom("example.org/Database", size=3, disk="1Gi", apart=ZONE)
    return list(seen(tree, adapters=settings.adapters)[""].unknown)


NOT_KNOWN = "not known: taken for none"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        pytest.param(
            "",
            f"the requests and volumes of the pods of database/x are {NOT_KNOWN}; how the operator "
            "replaces lost pods of database/x is not known: taken for a ReplicaSet, which makes "
            "others at once",
        ),
        ("  makes: Deployment\n", f"the requests of the pods of database/x are {NOT_KNOWN}"),
        pytest.param(
            "  makes: Pod\n  containers: {db: {}}\n",
            "the volumes of the pods of database/x, and containers that its operator adds, are "
            f"{NOT_KNOWN}",
        ),
        (
            "  makes: Pod\n  claims: []\n",
            f"the requests of the pods of database/x are {NOT_KNOWN}",
        ),
        (MORE, f"containers that the operator of database/x adds to its pods are {NOT_KNOWN}"),
    ],
)
def test_what_an_adapter_does_not_say_is_assumed(more: str, said: str) -> None:
    assert "; ".join(unknown(parse("c.yaml", OWN + more).settings)) == said


def test_a_drill_says_what_it_does_not_know() -> None:
    report = reported(custom("operator.victoriametrics.com/VMAuth", replicaCount=3))
    words = "of the pods of vmauth/x are not known: taken for none"
    assert any(words in each for each in report["assumptions"])


def test_users_say_what_their_operators_make() -> None:
    adapters = parse("c.yaml", OWN + MORE).settings.adapters
    tree = custom("example.org/Database", size=3, disk="1Gi", apart=ZONE, all=asking("2"))
    (found,) = seen(tree, adapters=adapters).values()
    assert (found.names_kept_by, found.parallel) == ("a StatefulSet", True)
    assert claimed(tree, adapters=adapters) == [("data", None, "1Gi")]
    assert [(term.topology_key, term.required) for term in found.pod_terms] == [(ZONE, True)]
    (container,) = found.played_template["spec"]["containers"]
    assert container == {"name": "db", "resources": asking("2")}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("StatefulSet", "Sts"), "'Sts' is not one of Deployment, StatefulSet, Pod"),
        (("parallel: true", "parallel: yes please"), "'yes please' is not true or false"),
        (("missing:", "missin:"), "there is no key 'missin'; did you mean 'missing'?"),
        (("cpu: 1", "cpu: []"), "containers cannot have these resources: "),
        (("size: spec.disk", "size: spec..disk"), "'spec..disk' is no path"),
        (("{name: data, size: spec.disk}", "{name: data}"),
         "one of template, spec, size and missing_size says what is claimed"),
        (("[{name: data, size: spec.disk}]", "{}"), "claims: a mapping is not a list of mappings"),
        (("makes: StatefulSet", "makes: Deployment"),
         "only what makes a StatefulSet or a Pod gives each pod claims of its own"),
        (("topology_key: spec.apart, ", ""), "key 'topology_key' is missing"),
        (("[spec.db, spec.all]", "[3.., a]"), "'3..' is no path"),
    ],
)  # fmt: skip
def test_mistakes_in_what_an_operator_makes_are_told(change: tuple[str, str], told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse("c.yaml", OWN + MORE.replace(*change))
    assert told in str(caught.value)


def test_shipped_adapters_say_what_the_pods_are_made_by() -> None:
    unsaid = {each.group for each in shipped() if not each.makes}
    assert unsaid <= {"operator.victoriametrics.com"}
