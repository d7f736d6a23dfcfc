"""How many zones and nodes a workload's pods can use, and what binds them to one."""

from __future__ import annotations

import pytest

from multiaz_lint.model import HOSTNAME, ZONE, Cluster, Platform, Workload
from multiaz_lint.model.nodes.domains import domains, zones_of
from multiaz_lint.model.nodes.named_zones import named_zones
from multiaz_lint.model.nodes.pins import pin_of
from tests.manifests import resources

NODES = """
apiVersion: v1
kind: Node
metadata: {name: n1, labels: {topology.kubernetes.io/zone: a, pool: web}}
---
apiVersion: v1
kind: Node
metadata: {name: n2, labels: {topology.kubernetes.io/zone: b, pool: web}}
---
apiVersion: v1
kind: Node
metadata: {name: n3, labels: {topology.kubernetes.io/zone: c, pool: db}}
---
apiVersion: v1
kind: Node
metadata: {name: cp, labels: {topology.kubernetes.io/zone: c}}
spec:
  taints: [{key: node-role.kubernetes.io/control-plane, effect: NoSchedule}]
---
"""


def deployment(pod_spec: str) -> str:
    return (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"
        f"spec:\n  template:\n    spec: {pod_spec}\n"
    )


def affinity(*terms: str) -> str:
    return (
        "{affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
        f"{{nodeSelectorTerms: [{', '.join(terms)}]}}}}}}}}"
    )


def term(*expressions: str) -> str:
    return f"{{matchExpressions: [{', '.join(expressions)}]}}"


IN_A = f"{{key: {ZONE}, operator: In, values: [a]}}"
IN_AB = f"{{key: {ZONE}, operator: In, values: [a, b]}}"
NOT_IN_A = f"{{key: {ZONE}, operator: NotIn, values: [a]}}"
EXISTS = f"{{key: {ZONE}, operator: Exists}}"
BIG = "{key: size, operator: In, values: [big]}"


def judged(pod_spec: str, *, nodes: bool = False, **platform: object) -> tuple[Workload, Cluster]:
    text = (NODES if nodes else "") + deployment(pod_spec)
    cluster = Cluster(resources(text), Platform(**platform))  # type: ignore[arg-type]
    return cluster.of(Workload)[0], cluster


@pytest.mark.parametrize(
    ("pod_spec", "names", "count"),
    [
        pytest.param("{}", None, 3, id="nothing written leaves all zones"),
        pytest.param(affinity(term(EXISTS)), None, 3, id="Exists names none"),
        pytest.param(affinity(term(IN_AB)), frozenset("ab"), 2, id="In names its values"),
        pytest.param(affinity(term(IN_AB, IN_A)), frozenset("a"), 1, id="expressions are ANDed"),
        pytest.param(affinity(term(IN_A), term(BIG)), None, 3, id="terms are ORed"),
        pytest.param(affinity(term(NOT_IN_A)), None, 3, id="NotIn of unknown zones names none"),
        pytest.param(
            affinity(term(IN_A, NOT_IN_A), term(IN_AB)),
            frozenset("ab"),
            2,
            id="a term that nothing matches does not count",
        ),
        pytest.param(f"{{nodeSelector: {{{ZONE}: a}}}}", frozenset("a"), 1, id="nodeSelector"),
        pytest.param("{nodeName: n1}", None, 1, id="a node stands in one zone"),
    ],
)
def test_zones_by_node_selection(pod_spec: str, names: frozenset[str] | None, count: int) -> None:
    workload, cluster = judged(pod_spec)
    assert named_zones(workload, cluster) == names
    assert zones_of(workload, cluster) == count


def test_not_in_counts_where_all_zones_are_known() -> None:
    workload, cluster = judged(affinity(term(NOT_IN_A)), zones=3, zone_names=("a", "b", "c"))
    assert named_zones(workload, cluster) == frozenset("bc")
    assert zones_of(workload, cluster) == 2
    assert pin_of(workload, cluster) is None


def test_not_in_of_all_but_one_zone_binds() -> None:
    workload, cluster = judged(affinity(term(NOT_IN_A)), zones=2, zone_names=("a", "b"))
    pin = pin_of(workload, cluster)
    assert pin is not None
    assert pin.to == "zone b"


@pytest.mark.parametrize(
    ("pod_spec", "zones", "hosts"),
    [
        pytest.param("{}", 3, 3, id="a taint that is not tolerated takes a node away"),
        pytest.param("{tolerations: [{operator: Exists}]}", 3, 4, id="tolerated taints do not"),
        pytest.param("{nodeSelector: {pool: web}}", 2, 2, id="a pool in two zones"),
        pytest.param("{nodeSelector: {pool: db}}", 1, 1, id="a pool in one zone"),
        pytest.param("{nodeName: n1}", 1, 1, id="one node"),
    ],
)
def test_domains_by_the_nodes_of_the_input(pod_spec: str, zones: int, hosts: int) -> None:
    workload, cluster = judged(pod_spec, nodes=True, zones=3, zone_names=("a", "b", "c"))
    assert domains(ZONE, workload, cluster) == zones
    assert domains(HOSTNAME, workload, cluster) == hosts


def test_without_nodes_only_zones_are_known() -> None:
    workload, cluster = judged("{}")
    assert domains(ZONE, workload, cluster) == 3
    assert domains(HOSTNAME, workload, cluster) is None
    assert domains("example.com/rack", workload, cluster) is None


@pytest.mark.parametrize(
    ("pod_spec", "to"),
    [
        pytest.param("{}", None, id="nothing"),
        pytest.param("{nodeName: n1}", "node n1", id="a node's name"),
        pytest.param(f"{{nodeSelector: {{{HOSTNAME}: n1}}}}", "node n1", id="a hostname"),
        pytest.param(f"{{nodeSelector: {{{ZONE}: a}}}}", "zone a", id="a zone"),
        pytest.param(affinity(term(IN_A)), "zone a", id="affinity to one zone"),
        pytest.param(affinity(term(IN_A), term(IN_A, BIG)), "zone a", id="every term says a"),
        pytest.param(affinity(term(IN_AB)), None, id="two zones"),
        pytest.param(affinity(term(IN_A), term(BIG)), None, id="a term without the zone"),
        pytest.param(
            affinity("{matchFields: [{key: metadata.name, operator: In, values: [n1]}]}"),
            "node n1",
            id="affinity to one node",
        ),
    ],
)
def test_what_binds_pods_to_one_zone(pod_spec: str, to: str | None) -> None:
    workload, cluster = judged(pod_spec)
    pin = pin_of(workload, cluster)
    assert (pin.to if pin else None) == to
