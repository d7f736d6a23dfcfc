"""What the operators of Crunchy and Percona make of PostgreSQL, by their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from multiaz_lint import pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings
from tests.drilled import ZONE
from tests.operators import HOST, custom, not_judged, seen

if TYPE_CHECKING:
    from tests.drilled import Tree

CRUNCHY = "postgres-operator.crunchydata.com/PostgresCluster"
PERCONA_PG = "pgv2.percona.com/PerconaPGCluster"
DISK = {"resources": {"requests": {"storage": "2Gi"}}}


def told(tree: Tree) -> set[tuple[str, str]]:
    """Return what is found about budgets, and at which field."""
    result = pipeline.check([Source("a.yaml", yaml.safe_dump(tree))], Settings(plugins=False))
    found = result.diagnostics
    return {(each.rule, str(each.field)) for each in found if each.rule.startswith("pdb-")}


# Crunchy, and Percona, which makes a cluster of it: getMinAvailable and generatePGBouncerDeployment


@pytest.mark.parametrize("kind", [CRUNCHY, PERCONA_PG])
@pytest.mark.parametrize("place", ["instances[0]", "proxy.pgBouncer"])
@pytest.mark.parametrize(
    ("written", "found"),
    [
        ({"replicas": 3}, ""),
        ({"replicas": 3, "minAvailable": 2}, ""),
        ({"replicas": 3, "minAvailable": 3}, "pdb-blocks-drain"),
        ({"replicas": 3, "minAvailable": "100%"}, "pdb-blocks-drain"),
        ({"replicas": 3, "minAvailable": 0}, "pdb-missing"),
        ({"replicas": 1}, ""),
        ({"replicas": 1, "minAvailable": 1}, "pdb-single-replica"),
        ({}, ""),
    ],
)
def test_a_least_number_of_postgres_and_poolers_is_that_of_a_budget(
    kind: str, place: str, written: Tree, found: str
) -> None:
    instance = {"name": "a", "replicas": 3, "dataVolumeClaimSpec": DISK}
    spec = {"instances": [instance], "proxy": {"pgBouncer": {"replicas": 3}}}
    if place == "proxy.pgBouncer":
        spec["proxy"] = {"pgBouncer": written}
    else:
        instance.update({"replicas": 1, **written})
    field = "metadata.name" if found == "pdb-missing" else f"spec.{place}.minAvailable"
    assert told(custom(kind, **spec)) == ({(found, field)} if found else set())


@pytest.mark.parametrize(("kind", "off"), [(CRUNCHY, "shutdown"), (PERCONA_PG, "pause")])
def test_poolers_are_spread_softly_and_stop_with_the_cluster(kind: str, off: str) -> None:
    tree = custom(kind, proxy={"pgBouncer": {"replicas": 2}})
    found = seen(tree)["pgBouncer"]
    assert [(each.topology_key, each.hard) for each in found.spread] == [
        (ZONE, False),
        (HOST, False),
    ]
    assert all(each.selector.matches(found.pod_labels) for each in found.spread)
    assert "pgBouncer" not in seen(
        custom(kind, proxy={"pgBouncer": {"replicas": 2}}, **{off: True})
    )
    assert "pgBouncer" not in seen(custom(kind, proxy={}))


def test_only_crunchy_can_be_told_not_to_spread() -> None:
    spec = {"proxy": {"pgBouncer": {"replicas": 2}}, "disableDefaultPodScheduling": True}
    assert not seen(custom(CRUNCHY, **spec))["pgBouncer"].spread
    assert seen(custom(PERCONA_PG, **spec))["pgBouncer"].spread


def test_sidecars_of_percona_are_none_of_a_pod_spec() -> None:
    instance = {"name": "a", "replicas": 3, "containers": {"replicaCertCopy": {"resources": {}}}}
    tree = custom(PERCONA_PG, instances=[instance])
    assert not_judged(tree) == []
    assert seen(tree)["a"].replicas.value == 3
