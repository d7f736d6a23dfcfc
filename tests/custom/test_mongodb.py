"""What Percona's operator makes of a PerconaServerMongoDB."""

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
    from multiaz_lint.result import Result
    from tests.drilled import Tree

KIND = "psmdb.percona.com/PerconaServerMongoDB"
CLAIM = {"persistentVolumeClaim": {"resources": {"requests": {"storage": "3Gi"}}}}


def database(*sets: Tree, **spec: Any) -> Tree:
    return custom(KIND, replsets=[{"name": "rs0", "size": 3, **each} for each in sets], **spec)


def sharded(**sharding: Any) -> Tree:
    return database({}, sharding={"enabled": True, **sharding})


def checked(tree: Tree) -> Result:
    return pipeline.check([Source("a.yaml", yaml.safe_dump(tree))], Settings(plugins=False))


def apart(tree: Tree, part: str) -> list[tuple[str, bool]]:
    terms = [each for each in seen(tree)[part].own_terms if each.anti]
    return [(each.topology_key, each.required) for each in terms]


@pytest.mark.parametrize(
    ("tree", "found"),
    [
        pytest.param(database({}), {"rs0": 3}, id="a replica set"),
        pytest.param(database({}, pause=True), {}, id="paused"),
        pytest.param(
            database({}, sharding={"enabled": False, "mongos": {"size": 2}}), {"rs0": 3},
            id="not sharded",
        ),
        pytest.param(
            sharded(configsvrReplSet={"size": 3}, mongos={"size": 2}),
            {"rs0": 3, "cfg": 3, "mongos": 2}, id="sharded",
        ),
    ],
)  # fmt: skip
def test_pods_of_a_database_are_counted(tree: Tree, found: dict[str, int]) -> None:
    assert {part: each.replicas.value for part, each in seen(tree).items()} == found


@pytest.mark.parametrize(
    ("key", "terms"),
    [
        (ZONE, [(ZONE, True)]),
        ("topology.kubernetes.io/rack", [(HOST, True)]),  # not one that the operator knows
        ("none", []),
    ],
)
def test_pods_of_a_sharded_database_are_apart(key: str, terms: list[tuple[str, bool]]) -> None:
    affinity = {"affinity": {"antiAffinityTopologyKey": key}}
    tree = sharded(configsvrReplSet={"size": 3, **affinity}, mongos={"size": 2, **affinity})
    assert apart(tree, "cfg") == apart(tree, "mongos") == terms
    assert apart(tree, "rs0") == [(HOST, True)]
    assert apart(database(affinity), "rs0") == terms


def test_pods_of_a_database_have_the_labels_of_their_set() -> None:
    tree = sharded(configsvrReplSet={"size": 3}, mongos={"size": 2})
    tree["spec"]["replsets"][0]["labels"] = {"team": "a"}
    own = {
        "app.kubernetes.io/name": "percona-server-mongodb",
        "app.kubernetes.io/instance": tree["metadata"]["name"],
        "app.kubernetes.io/managed-by": "percona-server-mongodb-operator",
        "app.kubernetes.io/part-of": "percona-server-mongodb",
    }
    component, replset = "app.kubernetes.io/component", "app.kubernetes.io/replset"
    found = {part: each.pod_labels for part, each in seen(tree).items()}
    assert found["rs0"] == {**own, component: "mongod", replset: "rs0", "team": "a"}
    assert found["cfg"] == {**own, component: "cfg", replset: "cfg"}
    assert found["mongos"] == {**own, component: "mongos"}


def test_pods_of_a_database_have_the_claims_of_their_set() -> None:
    asked = {"resources": {"requests": {"storage": "1Gi"}}}
    beside = [{"metadata": {"name": "extra"}, "spec": asked}]
    tree = sharded(configsvrReplSet={"size": 3, "volumeSpec": CLAIM}, mongos={"size": 2})
    tree["spec"]["replsets"][0].update(volumeSpec=CLAIM, sidecarPVCs=beside)
    names = {part: [name for name, *_ in claimed(tree, part)] for part in seen(tree)}
    assert names == {"rs0": ["mongod-data", "extra"], "cfg": ["mongod-data"], "mongos": []}


@pytest.mark.parametrize(
    ("budget", "blocks"),
    [({"maxUnavailable": 0}, True), ({"minAvailable": 3}, True), ({"maxUnavailable": 1}, False)],
)
def test_a_budget_of_a_database_is_judged(budget: Tree, *, blocks: bool) -> None:
    rules = {each.rule for each in checked(database({"podDisruptionBudget": budget})).diagnostics}
    assert ("pdb-blocks-drain" in rules) == blocks
    assert "pdb-missing" not in rules


def test_a_budget_of_a_database_without_bounds_is_not_asked_for() -> None:
    rules = {each.rule for each in checked(database({})).diagnostics}
    assert not {"pdb-missing", "pdb-blocks-drain", "pdb-too-loose"} & rules


def test_a_constraint_of_a_database_is_a_hard_one_for_its_own_pods_by_default() -> None:
    constraint = {"topologyKey": ZONE}
    workload = seen(database({"topologySpreadConstraints": [constraint]}))["rs0"]
    (found,) = workload.own_spread  # it selects the workload's own pods
    assert (found.hard, found.tree["maxSkew"]) == (True, 1)
