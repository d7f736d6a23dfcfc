"""Parts of one custom resource that do the same: what is said of them together, and once."""

from __future__ import annotations

import pytest

from multiaz_lint import pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings

_BOUND = (
    "nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: "
    "[{matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [%s]}]}]}}"
)
_APART = "podAntiAffinity: {%sDuringSchedulingIgnoredDuringExecution: [%s]}"
_TERM = "{topologyKey: topology.kubernetes.io/zone, labelSelector: {matchLabels: {%s}}}"
_CLUSTER = _TERM % "scylla/cluster: db"
_HARD = _APART % ("required", _CLUSTER)
_SOFT = _APART % ("preferred", "{weight: 1, podAffinityTerm: " + _CLUSTER + "}")
_OWN = _APART % ("required", _TERM % "scylla/rack: %s")
_ABC = "the parts of scyllacluster/db (a, b, c)"


def _racks(*racks: tuple[int, str]) -> str:
    text = (
        "apiVersion: scylla.scylladb.com/v1\nkind: ScyllaCluster\nmetadata: {name: db}\n"
        "spec:\n  datacenter:\n    name: east\n    racks:\n"
    )
    for name, (members, placement) in zip("abcdef", racks, strict=False):
        text += f"    - name: {name}\n      members: {members}\n      storage: {{capacity: 1Gi}}\n"
        text += f"      placement: {{{placement}}}\n"
    return text


def _found(text: str) -> list[tuple[str, int, str]]:
    settings = Settings(plugins=False, select=("replicas-too-few", "spread-missing"))
    found = pipeline.check([Source("a.yaml", text)], settings).diagnostics
    return [(each.rule, each.place.line, each.message) for each in found]


@pytest.mark.parametrize("members", [1, 3])
def test_racks_that_nothing_binds_are_told_once(members: int) -> None:
    """They run as many pods as asked for: what is missing is a zone for each."""
    words = f"nothing binds {_ABC} to a zone each: all {3 * members} pods may run in one, and be"
    (found,) = _found(_racks(*[(members, "")] * 3))
    assert found == ("spread-missing", 7, f"{words} lost with it")


def test_too_few_in_all_racks_are_told_once() -> None:
    (spread, few) = sorted(_found(_racks((1, ""), (1, ""))), reverse=True)
    assert few[:2] == ("replicas-too-few", 7)
    assert few[2] == (
        "the parts of scyllacluster/db (a, b) run 2 replicas, fewer than the 3 zones: "
        "losing a zone that runs any leaves 1 of 2 at best"
    )
    assert spread[0] == "spread-missing"


def test_racks_bound_to_a_zone_each_are_fine() -> None:
    assert _found(_racks(*[(1, _BOUND % zone) for zone in ("z1", "z2", "z3")])) == []


def test_a_rack_beside_bound_ones_may_run_in_the_zone_of_another() -> None:
    (found,) = _found(_racks((1, _BOUND % "z1"), (1, _BOUND % "z2"), (1, "")))
    assert found[2] == (
        "nothing binds scyllacluster/db (c) to a zone: it may run in that of scyllacluster/db (a), "
        "and be lost with it"
    )


def test_racks_bound_to_one_zone_are_lost_with_it() -> None:
    found = _found(_racks(*[(1, _BOUND % "z1")] * 3))
    assert [each[:2] for each in found] == [("replicas-too-few", line) for line in (9, 13, 17)]


def test_racks_that_required_anti_affinity_keeps_apart_are_fine() -> None:
    assert _found(_racks(*[(1, _HARD)] * 3)) == []


def test_a_preference_binds_no_rack() -> None:
    words = f"only a preference keeps {_ABC} in different zones: all 3 pods may run in one, and be"
    assert [each[2] for each in _found(_racks(*[(1, _SOFT)] * 3))] == [f"{words} lost with it"]


def test_anti_affinity_to_the_own_rack_alone_keeps_no_racks_apart() -> None:
    (found,) = _found(_racks(*[(1, _OWN % rack) for rack in "abc"]))
    assert found[2].startswith(f"nothing binds {_ABC} to a zone each")


def test_no_rack_is_multiplied_for_want_of_a_zone() -> None:
    settings = Settings(plugins=False, select=("replicas-too-few", "spread-missing"))
    text = _racks((1, ""), (1, ""))
    assert not any(
        each.fix for each in pipeline.check([Source("a.yaml", text)], settings).diagnostics
    )


def test_a_single_rack_is_judged_as_before() -> None:
    ((rule, line, _),) = _found(_racks((1, "")))
    assert (rule, line) == ("replicas-too-few", 9)


def test_node_sets_of_other_roles_are_no_parts_of_one() -> None:
    text = (
        "apiVersion: elasticsearch.k8s.elastic.co/v1\nkind: Elasticsearch\nmetadata: {name: es}\n"
        "spec:\n  version: 8.17.0\n  nodeSets:\n"
        "  - {name: master, count: 3, config: {node.roles: [master]}}\n"
        "  - {name: ml, count: 1, config: {node.roles: [ml]}}\n"
    )
    rules = sorted((rule, line) for rule, line, _ in _found(text))
    assert rules == [("replicas-too-few", 8), ("spread-missing", 7)]


def test_nothing_impossible_is_advised_where_there_is_no_place_for_constraints() -> None:
    """A rack of ScyllaDB has affinity and tolerations alone: with anti-affinity all is done."""
    settings = Settings(plugins=False, select=("spread-missing",))
    (found,) = pipeline.check([Source("a.yaml", _racks((3, "")))], settings).diagnostics
    assert str(found.hint).startswith("require anti-affinity over topology.kubernetes.io/zone")
    assert _found(_racks((3, _HARD))) == []
    assert _found(_racks((3, _SOFT))) == []


_SETS = """
apiVersion: %s
kind: %s
metadata: {name: hippo}
spec:
  instances:
  - {name: a, replicas: 2}
  - {name: b, replicas: 1}
"""


@pytest.mark.parametrize(
    ("group", "kind"),
    [
        ("postgres-operator.crunchydata.com/v1beta1", "PostgresCluster"),
        ("pgv2.percona.com/v2", "PerconaPGCluster"),
    ],
)
def test_what_an_operator_spreads_softly_is_told_once_of_all_sets(group: str, kind: str) -> None:
    """Its constraints count the pods of all sets, and are meant to: these hold the same data."""
    text = _SETS.lstrip() % (group, kind)
    settings = Settings(plugins=False, select=("spread", "replicas-too-few"))
    found = pipeline.check([Source("a.yaml", text)], settings).diagnostics
    name = f"{kind.lower()}/hippo"
    words = f"only a preference keeps the parts of {name} (a, b) in different zones"
    said = f"{words}: all 3 pods may run in one, and be lost with it"
    assert [(each.rule, each.message) for each in found] == [("spread-missing", said)]
