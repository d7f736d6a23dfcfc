"""Custom resources whose pods nobody knows are told: they are not green, they are unknown."""

from __future__ import annotations

from typing import Any

import pytest

from multiaz_lint import pipeline
from multiaz_lint.adapters.read import read
from multiaz_lint.adapters.values import AdapterError
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings

POD = "spec: {containers: [{name: web, image: web}]}"


def told(group: str, kind: str, spec: str, **settings: Any) -> list[str]:
    text = f"apiVersion: {group}/v1\nkind: {kind}\nmetadata: {{name: x}}\nspec: {{{spec}}}\n"
    result = pipeline.check([Source("a.yaml", text)], Settings(plugins=False, **settings))
    assert all(each.line == 4 for each in result.not_checked)
    return [each.why for each in result.not_checked]


@pytest.mark.parametrize(
    ("spec", "asks"),
    [
        ("replicas: 3", "asks for 3 replicas"),
        ("replicas: 1", "asks for 1 replica"),
        (f"replicas: 2, template: {{{POD}}}", "asks for 2 replicas"),
        (f"template: {{{POD}}}", "has a pod template (spec.template)"),
        (f"size: 3, podTemplate: {{{POD}}}", "has a pod template (spec.podTemplate)"),
        (f"groups: [{{n: 1}}, {{template: {{{POD}}}}}]",
         "has a pod template (spec.groups[1].template)"),
        (f"cluster: {{workers: {{template: {{{POD}}}}}}}",
         "has a pod template (spec.cluster.workers.template)"),
        (f"templates: {{podTemplates: [{{name: a, {POD}}}]}}",
         "has a pod template (spec.templates.podTemplates[0])"),
        ("instances: 2", "asks for 2 replicas (spec.instances)"),
        ("predictor: {minReplicas: 1}", "asks for 1 replica (spec.predictor.minReplicas)"),
        ("server: {web: {replicaCount: 3}}", "asks for 3 replicas (spec.server.web.replicaCount)"),
    ],
)  # fmt: skip
def test_one_that_keeps_pods_running_is_told(spec: str, asks: str) -> None:
    words = f"app/x {asks}, and no adapter says what pods it makes"
    way = "describe example.org/App under adapters, or check its pods"
    assert told("example.org", "App", spec) == [f"{words}: {way}"]


GATEWAYS = "gateway.networking.k8s.io"
ADDRESS = "addresses: [{type: Hostname, value: ingress.istio-system.svc.cluster.local}]"


@pytest.mark.parametrize(
    ("group", "kind", "spec"),
    [
        ("ceph.rook.io", "CephFilesystem", "metadataServer: {activeCount: 1, activeStandby: true}"),
        ("clickhouse.altinity.com", "ClickHouseInstallation",
         "configuration: {clusters: [{name: a, layout: {shardsCount: 3, replicasCount: 2}}]}"),
        ("flink.apache.org", "FlinkDeployment", "job: {state: running, parallelism: 2}"),
        ("planetscale.com", "VitessCluster", "cells: [{name: a, gateway: {replicas: 2}}]"),
        (GATEWAYS, "Gateway", "gatewayClassName: istio"),
        (GATEWAYS, "Gateway", "gatewayClassName: istio-waypoint"),
        (GATEWAYS, "Gateway", "gatewayClassName: istio, addresses: [{value: 192.0.2.1}]"),
    ],
)  # fmt: skip
def test_one_that_keeps_pods_without_a_number_is_told(group: str, kind: str, spec: str) -> None:
    words = f"{kind.lower()}/x keeps pods running, and no adapter says what pods it makes"
    way = f"describe {group}/{kind} under adapters, or check its pods"
    assert told(group, kind, spec) == [f"{words}: {way}"]


@pytest.mark.parametrize(
    ("group", "kind", "spec"),
    [
        ("clickhouse.altinity.com", "ClickHouseInstallation", 'stop: "yes"'),
        ("flink.apache.org", "FlinkDeployment", "job: {state: suspended}"),
        (GATEWAYS, "Gateway", "gatewayClassName: gke-l7-global-external-managed"),
        (GATEWAYS, "Gateway", "gatewayClassName: []"),
        (GATEWAYS, "Gateway", f"gatewayClassName: istio, {ADDRESS}"),
        (GATEWAYS, "Gateway", "gatewayClassName: istio, addresses: [{type: []}]"),
    ],
)
def test_one_that_is_off_or_has_none_is_not_told(group: str, kind: str, spec: str) -> None:
    assert told(group, kind, spec) == []


@pytest.mark.parametrize(
    ("group", "kind", "spec", "at"),
    [
        ("ceph.rook.io", "CephCluster", "mon: {count: 3}", "spec.mon.count"),
        ("scylla.scylladb.com", "ScyllaDBDatacenter", "racks: [{nodes: 3}]",
         "spec.racks[0].nodes"),
        ("aerospike.com", "AerospikeCluster", "size: 3", "spec.size"),
        ("couchbase.com", "CouchbaseCluster", "servers: [{name: all, size: 3}]",
         "spec.servers[0].size"),
        ("app.redislabs.com", "RedisEnterpriseCluster", "nodes: 3", "spec.nodes"),
    ],
)  # fmt: skip
def test_one_with_names_of_its_own_is_told(group: str, kind: str, spec: str, at: str) -> None:
    words = f"{kind.lower()}/x asks for 3 replicas ({at}), and no adapter says what pods it makes"
    way = f"describe {group}/{kind} under adapters, or check its pods"
    assert told(group, kind, spec) == [f"{words}: {way}"]


@pytest.mark.parametrize("spec", ["racks: []", "racks: [{nodes: 0}]", "racks: [x]", "size: 3"])
def test_one_with_names_of_its_own_may_ask_for_none(spec: str) -> None:
    assert told("scylla.scylladb.com", "ScyllaDBDatacenter", spec) == []


@pytest.mark.parametrize(
    "spec",
    [
        "replicas: 0", "replicas: true", 'replicas: "${N}"', "replicas: {min: 2}", "size: 3",
        "instances: 0", "predictor: {minReplicas: 0}", "a: {b: {c: {replicas: 3}}}",
        "values: {replicas: 3}", "batchJobs: {replicas: 3}", "each: [{replicas: 3}]",
        "minReplicas: 3, scaleTargetRef: {name: web}",
        "template: {spec: {containers: 3}}", "template: {spec: {containers: [web]}}",
        "template: {spec: {source: {repoURL: x}}}",  # of Applications
        f"template: {{{POD[:-1]}, restartPolicy: Never}}}}",
        f"jobTemplate: {{{POD}}}", f"daemonSet: {{podTemplate: {{{POD}}}}}",
        f"replicatedJobs: [{{template: {{{POD}}}}}]",
        f"rules: [{{mutate: {{patch: {{spec: {{template: {{{POD}}}}}}}}}}}]",
    ],
)  # fmt: skip
def test_one_that_keeps_none_running_is_not(spec: str) -> None:
    assert told("example.org", "App", spec) == []


@pytest.mark.parametrize("kind", ["SandboxTemplate", "AppTemplate"])
def test_what_others_make_objects_from_keeps_no_pod_running(kind: str) -> None:
    assert told("extensions.agents.x-k8s.io", kind, f"podTemplate: {{{POD}}}") == []
    assert told("extensions.agents.x-k8s.io", kind, "replicas: 3") == []


@pytest.mark.parametrize(
    ("group", "kind"),
    [
        ("cluster.x-k8s.io", "MachineDeployment"),
        ("controlplane.cluster.x-k8s.io", "KubeadmControlPlane"),
        ("machine.openshift.io", "MachineSet"),
        ("hypershift.openshift.io", "NodePool"),
        ("hive.openshift.io", "MachinePool"),
        ("machine.sapcloud.io", "MachineDeployment"),
        ("jetstream.nats.io", "Stream"),
        ("jetstream.nats.io", "KeyValue"),
        ("kafka.strimzi.io", "KafkaTopic"),  # its group has adapters, and it makes no pods
        ("platform.confluent.io", "KafkaTopic"),
        ("kubeflow.org", "MPIJob"),
        ("apps.kruise.io", "DaemonSet"),
    ],
)
def test_neither_are_machines_copies_of_data_and_jobs(group: str, kind: str) -> None:
    assert told(group, kind, "replicas: 3") == []


def test_one_of_a_group_that_has_adapters_for_others_is_told() -> None:
    (words,) = told("kafka.strimzi.io", "KafkaMirrorMaker", "replicas: 2")
    assert "describe kafka.strimzi.io/KafkaMirrorMaker under adapters" in words
    assert told("kafka.strimzi.io", "KafkaMirrorMaker2", "replicas: 2") == []


APP = "apiVersion: example.org/v1\nkind: App\nmetadata: {name: x}\nspec:\n  replicas: 2\n"
PATCHED = "resources: [../../base]\npatches:\n- path: more.yaml\n"


def test_one_of_a_base_is_told_once_and_where_its_number_stands() -> None:
    files = {
        "base/kustomization.yaml": "resources: [app.yaml]\n",
        "base/app.yaml": APP,
        "overlays/dev/kustomization.yaml": 'resources: [../../base]\nnamePrefix: ""\n',
        "overlays/test/kustomization.yaml": "resources: [../../base]\n",
        "overlays/prod/kustomization.yaml": PATCHED,
        "overlays/prod/more.yaml": "# more\n" + APP.replace("2", "5"),
    }
    sources = [Source(name, text) for name, text in files.items()]
    found = pipeline.check(sources, Settings(plugins=False)).not_checked
    told = [(each.origin, each.line, each.why.partition(",")[0]) for each in found]
    assert told == [
        ("base/app.yaml", 5, "app/x asks for 2 replicas"),
        ("overlays/prod/more.yaml", 6, "app/x asks for 5 replicas"),
    ]


def test_nor_is_one_that_an_adapter_sees() -> None:
    result = pipeline.check(
        [
            Source(
                "a.yaml",
                "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: x}\n"
                "spec: {instances: 3, replicas: 3}\n",
            )
        ],
        Settings(plugins=False),
    )
    assert result.workloads == 1
    assert result.not_checked == []


@pytest.mark.parametrize(
    ("kind", "spec", "words"),
    [
        ("kafka.strimzi.io/Kafka", "kafka: 3", "spec.kafka: it is a number, not a mapping"),
        ("elasticsearch.k8s.elastic.co/Elasticsearch", "nodeSets: {name: a, count: 3}",
         "spec.nodeSets: it is a mapping, not a list"),
        ("elasticsearch.k8s.elastic.co/Elasticsearch", "nodeSets: [a]",
         "spec.nodeSets[0]: it is a text, not a mapping"),
        ("opensearch.opster.io/OpenSearchCluster", 'dashboards: {enable: "true", replicas: 2}',
         "spec.dashboards.enable: it is a text, not true or false"),
        ("opentelemetry.io/OpenTelemetryCollector", "mode: [statefulset], replicas: 2",
         "spec.mode: it is a list, not a text"),
    ],
)  # fmt: skip
def test_a_value_of_a_wrong_type_where_pods_are_asked_for_is_told(
    kind: str, spec: str, words: str
) -> None:
    group, _, name = kind.partition("/")
    assert told(group, name, spec) == [f"{name.lower()}/x was not judged for {words}"]


@pytest.mark.parametrize(
    ("kind", "spec", "words"),
    [
        ("opentelemetry.io/OpenTelemetryCollector", "mode: statefullset",
         ("spec.mode: it is 'statefullset', and the operator knows daemonset, deployment, sidecar "
          "or statefulset")),
        ("opentelemetry.io/OpenTelemetryCollector", "managementState: Unmanaged",
         "spec.managementState: it is 'Unmanaged', and the operator knows managed or unmanaged"),
        ("kafka.strimzi.io/KafkaNodePool", "replicas: 3, storage: {type: persistent}",
         ("spec.storage.type: it is 'persistent', and the operator knows ephemeral, "
          "persistent-claim or jbod")),
        ("postgresql.cnpg.io/Cluster", "affinity: {podAntiAffinityType: Required}",
         ("spec.affinity.podAntiAffinityType: it is 'Required', and the operator knows required or "
          "preferred")),
        ("ray.io/RayCluster", "managedBy: kueue, headGroupSpec: {template: {spec: {}}}",
         ("spec.managedBy: it is 'kueue', and the operator knows ray.io/kuberay-operator or "
          "kueue.x-k8s.io/multikueue")),
    ],
)  # fmt: skip
def test_a_value_that_the_operator_does_not_know_is_told(kind: str, spec: str, words: str) -> None:
    group, _, name = kind.partition("/")
    assert told(group, name, spec) == [f"{name.lower()}/x was not judged for {words}"]


@pytest.mark.parametrize("mode", ["sidecar", "''", "null", '"${MODE}"'])
def test_values_that_it_knows_or_that_are_filled_in_are_not(mode: str) -> None:
    assert told("opentelemetry.io", "OpenTelemetryCollector", f"mode: {mode}") == []


@pytest.mark.parametrize(
    ("kind", "spec", "words"),
    [
        ("kafka.strimzi.io/KafkaNodePool", "replicas: 3, storage: 100Gi",
         "spec.storage: it is a text, not a mapping"),
        ("kafka.strimzi.io/KafkaNodePool",
         "replicas: 3, storage: {type: jbod, volumes: {type: persistent-claim}}",
         "spec.storage.volumes: it is a mapping, not a list"),
        ("kafka.strimzi.io/KafkaNodePool", "replicas: 3, resources: 2Gi",
         "spec.resources: it is a text, which the API server cannot decode"),
        ("kafka.strimzi.io/KafkaNodePool", "replicas: 3, template: big",
         "spec.template: it is a text, not a mapping"),
        ("postgresql.cnpg.io/Cluster", 'instances: 3, enablePDB: "false"',
         "spec.enablePDB: it is a text, not true or false"),
        ("postgresql.cnpg.io/Cluster", "instances: 3, affinity: {enablePodAntiAffinity: 0}",
         "spec.affinity.enablePodAntiAffinity: it is a number, not true or false"),
        ("postgresql.cnpg.io/Cluster", "instances: 3, storage: {size: [1Gi]}",
         "spec.storage.size: it is a list, not a text or a number"),
        ("opentelemetry.io/OpenTelemetryCollector", "replicas: 3, podDisruptionBudget: 1",
         "spec.podDisruptionBudget: it is a number, not a mapping"),
    ],
)  # fmt: skip
def test_a_value_of_a_wrong_type_beside_pods_that_are_seen_is_told(
    kind: str, spec: str, words: str
) -> None:
    group, _, name = kind.partition("/")
    assert told(group, name, spec) == [f"{name.lower()}/x was not judged for {words}"]


def test_adapters_of_ones_own_say_what_their_operators_know() -> None:
    entry = {
        "kind": "example.org/App", "replicas": "spec.size", "known": {"spec.mode": ["a", "b"]},
        "claims": [{"at": "spec.disk", "size": "size", "known": {"type": ["fast"]}}],
        "makes": "StatefulSet",
    }  # fmt: skip
    spec = "size: 3, mode: c, disk: {size: 1Gi, type: slow}"
    assert sorted(told("example.org", "App", spec, adapters=tuple(read([entry])))) == [
        "app/x was not judged for spec.disk.type: it is 'slow', and the operator knows fast",
        "app/x was not judged for spec.mode: it is 'c', and the operator knows a or b",
    ]


@pytest.mark.parametrize("spec", ["pools: [{size: 3}]", "pools: [{size: 3}, 4]"])
def test_a_component_may_be_one_item_of_a_list(spec: str) -> None:
    entry = {"kind": "example.org/App", "at": "spec.pools[0]", "replicas": "size"}
    assert told("example.org", "App", spec, adapters=tuple(read([entry]))) == []


@pytest.mark.parametrize(
    ("pools", "words"),
    [
        ("{size: 3}", "spec.pools: it is a mapping, not a list"),
        ("[4]", "spec.pools[0]: it is a number, not a mapping"),
    ],
)
def test_what_holds_no_such_component_is_told(pools: str, words: str) -> None:
    entry = {"kind": "example.org/App", "at": "spec.pools[0]", "replicas": "size"}
    text = (
        f"apiVersion: example.org/v1\nkind: App\nmetadata: {{name: x}}\nspec: {{pools: {pools}}}\n"
    )
    settings = Settings(plugins=False, adapters=tuple(read([entry])))
    result = pipeline.check([Source("a.yaml", text)], settings)
    notes = {each.why for each in result.not_checked if each.line == 4}
    assert notes == {f"app/x was not judged for {words}"}


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({"spec.mode": "a"}, "'a' is not a list of values"),
        ({"spec.mode": []}, "the list is empty"),
        ({"spec.mode": [{}]}, "values are texts, numbers, true or false"),
    ],
)
def test_what_operators_know_is_a_list_of_values(known: Any, words: str) -> None:
    with pytest.raises(AdapterError, match=words):
        read([{"kind": "example.org/App", "replicas": "spec.size", "known": known}])


@pytest.mark.parametrize(
    "spec", ["nodeSets: null", "nodeSets: []", "nodeSets: [null]", "version: 9", "nodeSets: [{}]"]
)
def test_where_nothing_asks_for_pods_nothing_is_told(spec: str) -> None:
    assert told("elasticsearch.k8s.elastic.co", "Elasticsearch", spec) == []


@pytest.mark.parametrize(
    "group", ["database.aws.crossplane.io", "redis.cnrm.cloud.google.com", "rds.services.k8s.aws"]
)
def test_a_number_of_what_a_provider_runs_is_none_of_pods(group: str) -> None:
    assert told(group, "Instance", "forProvider: {replicas: 3}, replicaCount: 2") == []


ALTERNATIVE = "podTemplateSpec: {spec: {affinity: {nodeAffinity: {}}}}"


@pytest.mark.parametrize(
    ("group", "kind", "spec", "why"),
    [
        ("cassandra.datastax.com", "CassandraDatacenter",
         "size: 3, racks: [{name: a, zone: a}]",
         "its zone is required by a label that nodes have no more"),
        ("cassandra.datastax.com", "CassandraDatacenter",
         "size: 3, racks: [{name: a, affinity: {}}]",
         "it has an affinity besides that of the pod template"),
        ("cassandra.datastax.com", "CassandraDatacenter",
         f"size: 3, racks: [{{name: a}}], {ALTERNATIVE}",
         "a node affinity in its pod template is an alternative to nodeAffinityLabels"),
        ("cassandra.datastax.com", "CassandraDatacenter",
         f"size: 3, nodeAffinityLabels: {{a: b}}, {ALTERNATIVE}",
         "a node affinity in its pod template is an alternative to spec.nodeAffinityLabels"),
        ("cassandra.datastax.com", "CassandraDatacenter", f"size: 3, {ALTERNATIVE}", ""),
        ("cassandra.datastax.com", "CassandraDatacenter",
         "size: 3, stopped: true, racks: [{name: a, zone: a}]", ""),
        ("cassandra.datastax.com", "CassandraDatacenter", "size: 3, racks: []", ""),
        ("pingcap.com", "TidbCluster", "affinity: {}, pd: {replicas: 3}",
         "spec.affinity holds for those of its components that have none of their own"),
        ("serving.kserve.io", "InferenceService",
         "predictor: {workerSpec: {}, model: {modelFormat: {name: x}}}",
         "its model runs over several nodes"),
        ("ray.io", "RayCluster",
         (f"headGroupSpec: {{template: {{{POD}}}}}, "
         f"workerGroupSpecs: [{{groupName: a, numOfHosts: 2, template: {{{POD}}}}}]"),
         "a replica of this group has pods on several hosts and needs all of them"),
    ],
)  # fmt: skip
def test_pods_that_an_adapter_cannot_see_are_told(
    group: str, kind: str, spec: str, why: str
) -> None:
    """Such a resource would be green otherwise: its adapter knows the kind, and sees nothing."""
    found = told(group, kind, spec)
    assert [each.partition(": ")[2] for each in found] == ([why] if why else [])


def test_an_adapter_of_the_configuration_tells_what_it_does_not_see() -> None:
    unseen = [{"why": "its shards differ", "unless": {"spec.shards": None}}]
    entry = {"kind": "example.org/App", "replicas": "spec.size", "unseen": unseen}
    found = told("example.org", "App", "size: 3, shards: [1, 2]", adapters=tuple(read([entry])))
    assert found == ["app/x was not judged: its shards differ"]


@pytest.mark.parametrize(
    ("unseen", "words"),
    [
        ({}, "a mapping is not a list of mappings"),
        ([{"when": {"spec.a": 1}}], "key 'why' is missing: what keeps the pods from being seen"),
        ([{"why": "so"}], "one of when and unless says which pods are not seen"),
    ],
)
def test_what_is_not_seen_is_described_in_full(unseen: Any, words: str) -> None:
    with pytest.raises(AdapterError, match=words):
        read([{"kind": "example.org/App", "replicas": "spec.size", "unseen": unseen}])
