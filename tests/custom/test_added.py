"""What operators add to what is written: constraints, affinity, budgets and labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from multiaz_lint import pipeline
from multiaz_lint.adapters.read import read
from multiaz_lint.adapters.values import AdapterError
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings
from tests.drilled import ZONE
from tests.operators import HOST, claimed, custom, seen

if TYPE_CHECKING:
    from tests.drilled import Tree

CRUNCHY = "postgres-operator.crunchydata.com/PostgresCluster"
FAILOVER = "databases.spotahome.com/RedisFailover"
REDIS = "redis.redis.opstreelabs.in"
COLLECTOR = "opentelemetry.io/OpenTelemetryCollector"
METRICS = "operator.victoriametrics.com"
HARD_ZONE = {"topologyKey": ZONE, "whenUnsatisfiable": "DoNotSchedule", "maxSkew": 1}


def rules(tree: Tree) -> set[str]:
    settings = Settings(plugins=False)
    found = pipeline.check([Source("a.yaml", yaml.safe_dump(tree))], settings).diagnostics
    return {each.rule for each in found}


def postgres(instance: Tree | None = None, **spec: Any) -> Tree:
    return custom(CRUNCHY, instances=[{"name": "a", "replicas": 2, **(instance or {})}], **spec)


def spread(tree: Tree) -> list[tuple[Any, bool]]:
    return [(each.tree["topologyKey"], each.hard) for each in seen(tree)["a"].spread]


def test_crunchy_adds_constraints_to_those_that_are_written() -> None:
    soft = [(ZONE, False), (HOST, False)]
    labels = {"postgres-operator.crunchydata.com/cluster": "x"}
    zone = {**HARD_ZONE, "labelSelector": {"matchLabels": labels}}
    assert spread(postgres()) == soft
    assert spread(postgres({"topologySpreadConstraints": [zone]})) == [(ZONE, True), *soft]
    assert "antiaffinity-missing" not in rules(postgres({"topologySpreadConstraints": [zone]}))


def test_constraints_are_added_or_laid_over_others() -> None:
    entry = {"kind": "example.org/Ring", "replicas": "spec.size", "added": True, "patched": True}
    with pytest.raises(AdapterError, match="added and patched exclude one another"):
        read([entry])


def test_crunchy_adds_no_constraints_if_told_so() -> None:
    tree = postgres(disableDefaultPodScheduling=True)
    assert spread(tree) == []
    assert {"spread-missing", "antiaffinity-missing"} <= rules(tree)
    assert "antiaffinity-missing" not in rules(postgres(disableDefaultPodScheduling=False))


def test_crunchy_makes_no_budget_for_a_minimum_of_none() -> None:
    assert "pdb-missing" not in rules(postgres())
    assert "pdb-missing" in rules(postgres({"minAvailable": 0}))


@pytest.mark.parametrize("part", ["redis", "sentinel"])
def test_redis_is_kept_apart_unless_an_affinity_is_written(part: str) -> None:
    none = custom(FAILOVER, redis={}, sentinel={})
    terms = [each for each in seen(none)[part].own_terms if each.anti]
    assert [(each.topology_key, each.required) for each in terms] == [(HOST, False)]
    assert "antiaffinity-missing" not in rules(none)
    written = custom(FAILOVER, **{"redis": {}, "sentinel": {}, part: {"affinity": {}}})
    assert [each for each in seen(written)[part].own_terms if each.anti] == []
    assert "antiaffinity-missing" in rules(written)


@pytest.mark.parametrize("part", ["redis", "sentinel"])
def test_a_budget_of_redis_can_be_switched_off(part: str) -> None:
    assert "pdb-missing" not in rules(custom(FAILOVER, redis={}, sentinel={}))
    off = {"redis": {}, "sentinel": {}, part: {"disablePodDisruptionBudget": True}}
    assert "pdb-missing" in rules(custom(FAILOVER, **off))


@pytest.mark.parametrize(
    ("replicas", "pdb", "blocks"),
    [
        (3, {"enabled": True}, False),
        (2, {"enabled": True}, True),  # it keeps more than half of them
        (3, {"enabled": True, "maxUnavailable": 0}, True),
        (3, {"enabled": False, "maxUnavailable": 0}, False),
    ],
)
@pytest.mark.parametrize("kind", ["RedisReplication", "RedisCluster"])
def test_a_budget_of_redis_is_judged(kind: str, replicas: int, pdb: Tree, *, blocks: bool) -> None:
    spec = {"pdb": pdb} if kind == "RedisReplication" else {"redisLeader": {"pdb": pdb}}
    found = rules(custom(f"{REDIS}/{kind}", clusterSize=replicas, **spec))
    assert ("pdb-blocks-drain" in found) == blocks


def test_a_collector_has_the_labels_of_its_resource() -> None:
    tree = custom(COLLECTOR, replicas=2)
    tree["metadata"]["labels"] = {
        "team": "a", "app.kubernetes.io/name": "mine", "app.kubernetes.io/part-of": "mine",
    }  # fmt: skip
    (found,) = seen(tree).values()
    labels = {
        "team": "a",
        "app.kubernetes.io/name": "mine",
        "app.kubernetes.io/part-of": "opentelemetry",
    }
    assert labels.items() <= found.pod_labels.items()


@pytest.mark.parametrize("part", ["vmselect", "vminsert", "vmstorage"])
def test_a_constraint_of_victoria_metrics_counts_the_pods_of_its_component(part: str) -> None:
    component = {"replicaCount": 3, "topologySpreadConstraints": [HARD_ZONE]}
    tree = custom(f"{METRICS}/VMCluster", **{part: component})
    (found,) = seen(tree)[part].own_spread
    assert found.hard
    assert "spread-selector-self" not in rules(tree)
    assert seen(tree)[part].names_kept_by == ("" if part == "vminsert" else "a StatefulSet")


def test_so_does_one_of_its_alerts() -> None:
    tree = custom(f"{METRICS}/VMAlert", replicaCount=3, topologySpreadConstraints=[HARD_ZONE])
    assert [each.hard for each in seen(tree)[""].own_spread] == [True]


def test_pods_of_victoria_metrics_have_the_claims_of_their_storage() -> None:
    asked = {"spec": {"resources": {"requests": {"storage": "2Gi"}}}}
    storage = {"volumeClaimTemplate": asked}
    beside = [{"metadata": {"name": "more"}, **asked}]
    tree = custom(
        f"{METRICS}/VMCluster",
        vmselect={"persistentVolume": storage},
        vmstorage={"storage": storage, "claimTemplates": beside},
    )
    assert claimed(tree, "vmselect") == [("vmselect-cachedir", None, "2Gi")]
    assert [name for name, *_ in claimed(tree, "vmstorage")] == ["vmstorage-db", "more"]
    both = custom(f"{METRICS}/VMCluster", vmselect={"storage": {}, "persistentVolume": storage})
    assert claimed(both, "vmselect") == []
    empty = {"storage": {**storage, "emptyDir": {}}}
    assert claimed(custom(f"{METRICS}/VMCluster", vmstorage=empty), "vmstorage") == []


def test_an_agent_of_victoria_metrics_on_each_node_has_no_number() -> None:
    assert [*seen(custom(f"{METRICS}/VMAgent", replicaCount=3))] == [""]
    assert [*seen(custom(f"{METRICS}/VMAgent", replicaCount=3, daemonSetMode=True))] == []


RABBIT = "rabbitmq.com/RabbitmqCluster"


def test_rabbitmq_is_not_spread_where_an_annotation_says_so() -> None:
    key = "rabbitmq.com/disable-default-topology-spread-constraints"
    for value, told, made in (
        ("false", "spread-soft-zone", [(ZONE, False)]),
        ("true", "spread-missing", []),
    ):
        tree = custom(RABBIT, replicas=3)
        tree["metadata"]["annotations"] = {key: value}
        (found,) = seen(tree).values()
        assert [(each.topology_key, each.hard) for each in found.spread] == made
        assert {"spread-soft-zone", "spread-missing"} & rules(tree) == {told}


@pytest.mark.parametrize("part", ["redis", "sentinel"])
def test_the_budget_of_a_redis_holds_a_single_pod_where_it_is(part: str) -> None:
    def told(**more: Any) -> bool:
        spec = {"redis": {"replicas": 3}, "sentinel": {"replicas": 3}}
        return "pdb-single-replica" in rules(custom(FAILOVER, **{**spec, part: more}))

    assert told(replicas=1)
    assert not told(replicas=1, disablePodDisruptionBudget=True)
    assert not told(replicas=3)
