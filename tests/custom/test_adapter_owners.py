"""What operators read in other resources, and the budgets and selectors that they fill in."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from multiaz_lint import pipeline
from multiaz_lint.config import ConfigError, parse
from multiaz_lint.model.custom.adapted import CustomWorkload
from tests.adapted import cluster_of as adapted
from tests.drilled import EVEN, SETTINGS, ZONE, Tree, cluster_of, drilled, reported, source

STRIMZI, OLDER = "kafka.strimzi.io/v1", "kafka.strimzi.io/v1beta2"
METRICS = "operator.victoriametrics.com/v1beta1"


def resource(
    api_version: str, kind: str, name: str, labels: Tree | None = None, **spec: Any
) -> Tree:
    metadata = {"name": name} | ({"labels": labels} if labels else {})
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, "spec": spec}


def found(*resources: Tree) -> dict[str, str]:
    """Return the findings, by rule and name of the resource, with the field that they stand at."""
    diagnostics = pipeline.check([source(*resources)], SETTINGS).diagnostics
    return {
        f"{each.rule} {each.resource.name}": str(each.field)
        for each in diagnostics
        if each.resource is not None
    }


def spread(**more: Any) -> Tree:
    return {**EVEN, **more}


# node pools of Strimzi


def pool(cluster: str = "k", version: str = STRIMZI, /, **spec: Any) -> Tree:
    labels = {"strimzi.io/cluster": cluster}
    spec = {"replicas": 3, "roles": ["broker"], **spec}
    return resource(version, "KafkaNodePool", "b", labels, **spec)


def kafka(version: str = OLDER, /, **spec: Any) -> Tree:
    return resource(version, "Kafka", "k", kafka=spec)


RACK = {"topologyKey": ZONE}


@pytest.mark.parametrize(
    ("labels", "known"),
    [
        ({"strimzi.io/name": "k-kafka"}, True),
        ({"app.kubernetes.io/instance": "k", "strimzi.io/pool-name": "b"}, True),
        ({"strimzi.io/broker-role": "true"}, False),
    ],
)
def test_a_node_pool_is_selected_as_its_cluster(labels: Tree, known: bool) -> None:
    constraint = spread(labelSelector={"matchLabels": labels})
    report = reported(pool(template={"pod": {"topologySpreadConstraints": [constraint]}}))
    assert [each["verdict"] for each in report["workloads"]] != ["down"]
    assert known != any("may add" in each for each in report["assumptions"])
    other = {
        "pod": {
            "topologySpreadConstraints": [
                spread(labelSelector={"matchLabels": {"strimzi.io/name": "k"}})
            ]
        }
    }
    assert "spread-selector-self b" in found(pool(template=other))


def test_a_node_pool_without_a_cluster_has_no_labels_of_one() -> None:
    lonely = pool(template={"pod": {"topologySpreadConstraints": [
        spread(labelSelector={"matchLabels": {"strimzi.io/name": "k-kafka"}})
    ]}})  # fmt: skip
    del lonely["metadata"]["labels"]
    (said,) = (each for each in reported(lonely)["assumptions"] if "may add" in each)
    assert "strimzi.io/name=k-kafka" in said


def test_rack_awareness_of_the_cluster_holds_for_its_pools() -> None:
    assert "affinity-zone-missing b" in found(pool(), kafka())
    assert "affinity-zone-missing b" in found(pool("other"), kafka(rack=RACK))
    for roles in (["broker"], ["controller", "broker"]):
        assert "affinity-zone-missing b" not in found(pool(roles=roles), kafka(rack=RACK))
    assert "affinity-zone-missing b" in found(pool(roles=["controller"]), kafka(rack=RACK))


def test_up_to_0_48_rack_awareness_prefers_other_racks_for_pools() -> None:
    for roles in (["broker"], ["controller"]):
        more: Tree
        for more in ({}, {"template": {}}):
            told = found(pool("k", OLDER, roles=roles, **more), kafka(rack=RACK))
            assert "spread-missing b" not in told
            assert told["spread-soft-zone b"] == "spec.kafka.rack.topologyKey"
            told = found(pool(roles=roles, **more), kafka(STRIMZI, rack=RACK))
            assert "spread-missing b" in told
            assert "spread-soft-zone b" not in told


def test_a_rack_that_no_label_of_nodes_names_keeps_nothing_apart() -> None:
    aware = {"type": "environment-variable", "envVarName": "RACK"}
    assert "antiaffinity-missing k" in found(kafka(replicas=3, rack=aware))
    assert "antiaffinity-missing b" in found(pool("k", OLDER), kafka(rack=aware))


def test_a_cluster_of_node_pools_or_of_an_unknown_version_has_no_brokers_of_its_own() -> None:
    """Definitions up to 0.45 require a number of replicas and ZooKeeper, which nobody reads."""

    def told(version: str = OLDER, **annotations: str) -> set[str]:
        tree = resource(version, "Kafka", "k", kafka={"replicas": 3}, zookeeper={"replicas": 3})
        tree["metadata"]["annotations"] = {
            f"strimzi.io/{key}": annotations[key] for key in annotations
        }
        return {each.part for each in adapted(yaml.safe_dump(tree)).of(CustomWorkload)}

    assert told() == {"kafka", "zookeeper"}
    assert told(**{"node-pools": "enabled"}) == {"zookeeper"}
    assert told(**{"node-pools": "enabled", "kraft": "migration"}) == {"zookeeper"}
    assert told(**{"node-pools": "enabled", "kraft": "enabled"}) == set()
    assert told(STRIMZI) == set()
    later = kafka("kafka.strimzi.io/v2", replicas=3), pool("k", "kafka.strimzi.io/v2")
    notes = [each.why for each in pipeline.check([source(*later)], SETTINGS).not_checked]
    assert [note.partition(" ")[0] for note in notes] == ["kafka/k", "kafkanodepool/b"]


def test_rack_awareness_prefers_other_racks_for_brokers() -> None:
    """It is only a wish, beside whatever affinity is written (KafkaCluster, getMergedAffinity)."""
    preferred = {
        "weight": 1,
        "preference": {"matchExpressions": [{"key": "a", "operator": "Exists"}]},
    }
    node = {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [preferred]}}
    written = {"pod": {"affinity": node}}
    for template in ({}, {"template": written}):
        assert "spread-missing k" in found(kafka(replicas=3, **template))
        told = found(kafka(replicas=3, rack=RACK, **template))
        assert "spread-missing k" not in told
        assert told["spread-soft-zone k"] == "spec.kafka.rack.topologyKey"


@pytest.mark.parametrize("kind", ["KafkaConnect", "KafkaMirrorMaker2", "KafkaBridge"])
def test_rack_awareness_of_other_components_requires_the_label(kind: str) -> None:
    assert "affinity-zone-missing c" in found(resource(STRIMZI, kind, "c", replicas=3))
    host = {"topologyKey": "kubernetes.io/hostname"}
    assert "affinity-zone-missing c" in found(resource(STRIMZI, kind, "c", replicas=3, rack=host))
    aware = resource(STRIMZI, kind, "c", replicas=3, rack=RACK)
    assert "affinity-zone-missing c" not in found(aware)


@pytest.mark.parametrize("kind", ["KafkaConnect", "KafkaMirrorMaker2", "KafkaBridge"])
def test_the_budget_of_other_components_lets_go_what_their_template_says(kind: str) -> None:
    def asking(**bounds: Any) -> dict[str, str]:
        template = {"podDisruptionBudget": bounds}
        return found(resource(STRIMZI, kind, "c", replicas=3, template=template))

    place = "spec.template.podDisruptionBudget.maxUnavailable"
    assert asking(maxUnavailable=0)["pdb-blocks-drain c"] == place
    assert asking(maxUnavailable=2)["pdb-too-loose c"] == place
    for harmless in (asking(maxUnavailable=1), asking(metadata={"labels": {"a": "b"}})):
        assert not any(each.startswith("pdb-") for each in harmless)


def test_a_node_pool_without_a_template_has_that_of_its_cluster() -> None:
    own = {"pod": {"terminationGracePeriodSeconds": 60}}
    labels = {"matchLabels": {"strimzi.io/name": "k-kafka"}}
    template = {"pod": {"topologySpreadConstraints": [spread(labelSelector=labels)]}}
    assert "spread-missing b" not in found(pool(), kafka(template=template))
    each: Tree
    for each in (own, {"kafkaContainer": {}}, {}):
        for version in (OLDER, STRIMZI):
            told = found(pool("k", version, template=each), kafka(template=template))
            assert "spread-missing b" in told
    void = {"pod": {"topologySpreadConstraints": [spread(labelSelector={})]}}
    told = found(pool(), kafka(template=void))
    place = "spec.kafka.template.pod.topologySpreadConstraints[0].labelSelector"
    assert told["spread-selector-self b"] == place


def test_an_owner_that_no_server_could_decode_breaks_nothing() -> None:
    template = {"pod": {"tolerations": ["x"], "topologySpreadConstraints": {"a": "b"}}}
    told = found(pool(), kafka(template=template))
    assert "spread-missing b" in told
    assert not any("crashed" in each for each in told)
    assert drilled(pool(), kafka(template=template))["b"]["verdict"]


# budgets that an operator makes


def metrics(kind: str = "VMAuth", **spec: Any) -> Tree:
    return resource(METRICS, kind, "vm", replicaCount=3, **spec)


BUDGET = "podDisruptionBudget"


@pytest.mark.parametrize("kind", ["VMAuth", "VMAgent", "VMAlert", "VMAlertmanager"])
def test_a_budget_that_the_resource_asks_for_is_there(kind: str) -> None:
    assert "pdb-missing vm" in found(metrics(kind))
    told = found(metrics(kind, podDisruptionBudget={"maxUnavailable": 1}))
    assert not any(each.startswith("pdb-") for each in told)


@pytest.mark.parametrize("part", ["vmselect", "vminsert", "vmstorage"])
def test_so_is_that_of_a_component(part: str) -> None:
    component = {"replicaCount": 3, BUDGET: {"maxUnavailable": 1}}
    other = "vmselect" if part == "vminsert" else "vminsert"
    alone: Tree = {part: component}
    told = found(resource(METRICS, "VMCluster", "vm", **alone))
    assert "pdb-missing vm" not in told
    both: Tree = {part: component, other: {"replicaCount": 3}}
    told = found(resource(METRICS, "VMCluster", "vm", **both))
    assert "pdb-missing vm" in told


@pytest.mark.parametrize(
    ("bounds", "field"),
    [
        ({"maxUnavailable": 0}, f"spec.{BUDGET}.maxUnavailable"),
        ({"minAvailable": 3}, f"spec.{BUDGET}.minAvailable"),
        ({}, f"spec.{BUDGET}"),
    ],
)
def test_it_is_judged_and_played_where_it_is_written(bounds: Tree, field: str) -> None:
    told = found(metrics(podDisruptionBudget=bounds))
    assert told["pdb-blocks-drain vm"] == field
    report = reported(metrics(podDisruptionBudget=bounds))
    (played,) = report["workloads"]
    assert (played["name"], played["kind"], played["verdict"]) == ("vm", "VMAuth", "stuck")
    words = "draining zone a, b or c never ends: pods of vmauth/vm stay: Cannot evict pod"
    assert any(words in each for each in report["said"])


def test_it_selects_the_labels_that_it_is_told() -> None:
    asked = {"maxUnavailable": 1, "selectorLabels": {"app": "other"}}
    assert "pdb-missing vm" in found(metrics(podDisruptionBudget=asked))


def test_a_budget_of_your_own_beside_it_is_one_too_many() -> None:
    own = {
        "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "own"},
        "spec": {
            "maxUnavailable": 1,
            "selector": {"matchLabels": {"app.kubernetes.io/instance": "vm"}},
        },
    }  # fmt: skip
    assert not any("overlap" in each for each in found(metrics(), own))
    told = found(metrics(podDisruptionBudget={"maxUnavailable": 1}), own)
    assert any("pdb-overlap" in each for each in told)


# selectors that an operator fills in


@pytest.mark.parametrize("value", ["OnResource", "OnShard"])
@pytest.mark.parametrize("selector", [None, {"matchLabels": {"prometheus": "main"}}])
def test_prometheus_fills_in_its_labels(value: str, selector: Tree | None) -> None:
    constraint = spread(additionalLabelSelectors=value)
    if selector is not None:
        constraint["labelSelector"] = selector
    main = resource(
        "monitoring.coreos.com/v1", "Prometheus", "main",
        replicas=3, topologySpreadConstraints=[constraint],
    )  # fmt: skip
    told = found(main)
    assert "spread-selector-self main" not in told
    assert "spread-missing main" not in told
    assert drilled(main)["main"]["verdict"] == "degraded", (
        "a StatefulSet keeps the names of its pods"
    )


def test_without_being_asked_it_fills_in_nothing() -> None:
    main = resource(
        "monitoring.coreos.com/v1", "Prometheus", "main",
        replicas=3, topologySpreadConstraints=[spread()],
    )  # fmt: skip
    assert "spread-selector-self main" in found(main)


# values of wrong types

POOLS = """\
adapters:
- kind: example.org/Pool
  at: spec.pools[*]
  replicas: replicas
  owner: {kind: example.org/Ring, label: example.org/ring}
  fields: {topologySpreadConstraints: owner.spec.spread}
"""


def test_what_no_server_decodes_in_an_owner_counts_for_no_component() -> None:
    ring = resource("example.org/v1", "Ring", "r", spread=[{**EVEN, "maxSkew": "x"}])
    pools = [{"name": "a", "replicas": 3}]
    pool = resource("example.org/v1", "Pool", "p", {"example.org/ring": "r"}, pools=pools)
    settings = parse("c.yaml", POOLS).settings
    (workload,) = cluster_of(ring, pool, settings=settings).of(CustomWorkload)
    (constraint,) = workload.pod_spec["topologySpreadConstraints"]
    assert constraint == {key: value for key, value in EVEN.items() if key != "maxSkew"}


# the format

HEAD = "adapters:\n- kind: example.org/Database\n  replicas: spec.size\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  owner: {label: a}\n", "4:3: adapters[0].owner.kind: null is not group/Kind"),
        ("  owner: {kind: example.org/Ring}\n", "4:3: adapters[0].owner: key 'label' is missing"),
        (
            "  owner: {kind: Ring, label: a}\n",
            "4:11: adapters[0].owner.kind: 'Ring' is not group/Kind",
        ),
        ("  budget: {labels: a}\n", "4:3: adapters[0].budget: key 'at' is missing"),
        ("  budget: {at: [a]}\n", "is no path such as"),
        ("  selects_by: 5\n", "5 is not a text"),
        ("  budget: {at: a, bounds: b}\n", "there is no key 'bounds'"),
    ],
)
def test_mistakes_stand_at_their_place(text: str, words: str) -> None:
    with pytest.raises(ConfigError) as error:
        parse("c.yaml", HEAD + text)
    assert words in str(error.value)
