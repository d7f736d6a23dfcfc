"""Recovery times, singletons and software that votes."""

from __future__ import annotations

from typing import Any

import pytest

from multiaz_lint.model import Deployment, ScalableWorkload
from multiaz_lint.model.outage.quorum import majority, software_that_votes
from multiaz_lint.model.outage.recovery import held_up, recovery_of
from multiaz_lint.model.outage.singleton import elects_leader, intended_singleton
from tests.manifests import cluster, resource

SECONDS = "{key: node.kubernetes.io/%s, operator: Exists, effect: NoExecute, tolerationSeconds: %d}"


def workload(spec: str = "", container: str = "", kind: str = "Deployment", rest: str = "") -> str:
    return f"""
apiVersion: apps/v1
kind: {kind}
metadata: {{name: web}}
spec:
  {rest}
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata: {{labels: {{app: web}}}}
    spec:
      {spec}
      containers:
      - {{name: web, image: "web:1.0"{container and ", " + container}}}
"""


def recovery(text: str, nodes: int = 1, **platform: Any) -> int | None:
    seen = cluster(text, **platform)
    return recovery_of(seen.of(ScalableWorkload)[0], seen, nodes).seconds


@pytest.mark.parametrize(
    ("spec", "seconds"),
    [
        pytest.param("", 2 * (2 * 30 + 300), id="the grace of 30 s twice, then the next count"),
        pytest.param("terminationGracePeriodSeconds: 90", 2 * (2 * 90 + 300), id="a longer grace"),
        pytest.param(
            "terminationGracePeriodSeconds: 600",
            2 * 600 + 300 + 1000,
            id="controllers wait 1,000 s at most",
        ),
    ],
)
def test_a_full_quota_holds_replacements_up(spec: str, seconds: int) -> None:
    seen = cluster(workload(spec))
    only = seen.of(Deployment)[0]
    parts = {part.name: part.seconds for part in recovery_of(only, seen, quota=True).parts}
    assert parts.pop("quota") == seconds
    assert parts == {part.name: part.seconds for part in recovery_of(only, seen).parts}


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        pytest.param(workload(), 55 + 300 + 1 + 5, id="the defaults"),
        pytest.param(
            workload(f"tolerations: [{SECONDS % ('unreachable', 30)}]"),
            55 + 30 + 1 + 5,
            id="the toleration of unreachable counts",
        ),
        pytest.param(
            workload(f"tolerations: [{SECONDS % ('not-ready', 30)}]"),
            55 + 300 + 1 + 5,
            id="a silent node is never not-ready",
        ),
        pytest.param(
            workload(container="readinessProbe: {initialDelaySeconds: 7, successThreshold: 2}"),
            55 + 300 + 1 + 7 + 2 * 10 + 5,
            id="the readiness probe succeeds twice",
        ),
        pytest.param(
            workload(container="startupProbe: {periodSeconds: 5, failureThreshold: 12}"),
            55 + 300 + 1 + 60 + 5,
            id="the startup probe bounds the start",
        ),
        pytest.param(workload("tolerations: [{operator: Exists}]"), None, id="never evicted"),
        pytest.param(workload(kind="StatefulSet"), None, id="a StatefulSet waits for its node"),
        pytest.param(
            workload("terminationGracePeriodSeconds: 0", kind="StatefulSet"),
            55 + 300 + 1 + 5,
            id="without grace nothing is left to wait for",
        ),
        pytest.param(
            workload(
                "terminationGracePeriodSeconds: 0",
                kind="StatefulSet",
                rest="volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: "
                "[ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]",
            ),
            55 + 300 + 360 + 1 + 5,
            id="without grace its volume is taken off the lost node after six minutes",
        ),
        pytest.param(
            workload("volumes: [{name: d, persistentVolumeClaim: {claimName: d}}]"),
            None,
            id="a volume for one node waits as well",
        ),
    ],
)
def test_the_parts_add_up(text: str, seconds: int | None) -> None:
    assert recovery(text) == seconds


def test_the_nodes_of_a_zone_are_tainted_one_after_the_other() -> None:
    assert recovery(workload(), nodes=7) == 361 + 60


LOCAL = """
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: local-path}
provisioner: rancher.io/local-path
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], storageClassName: local-path}
"""


@pytest.mark.parametrize("grace", ["", "terminationGracePeriodSeconds: 0\n      "])
def test_a_disk_of_a_node_is_attached_to_none(grace: str) -> None:
    """The replacement is made, and waits for the node affinity of its volume."""
    mounted = f"{grace}volumes: [{{name: d, persistentVolumeClaim: {{claimName: data}}}}]"
    seen = cluster(workload(mounted) + LOCAL)
    only = seen.of(Deployment)[0]
    assert held_up(only, seen) is None
    (part,) = recovery_of(only, seen).endless
    assert part.why == "claim data is on the disk of the lost node: they start nowhere else"


def test_nodes_are_noticed_ten_seconds_earlier_up_to_1_31() -> None:
    assert recovery(workload(), kubernetes=(1, 31)) == 351


def test_the_recorded_outage_is_within_the_time_line() -> None:
    """A real cluster deleted the pod of a silent node after 348 s; the replacement was next."""
    seen = cluster(workload())
    parts = {part.name: part.seconds for part in recovery_of(seen.of(Deployment)[0], seen).parts}
    assert 348 <= (parts["detection"] or 0) + (parts["toleration"] or 0) <= 360


@pytest.mark.parametrize(
    ("container", "elects"),
    [
        ("args: [--leader-elect]", True),
        ("args: [--enable-leader-election=true]", True),
        ("args: [--leader-elect=false]", False),
        ('args: [--leader-elect, "false"]', False),
        ("command: [run, --leader-election-id, web]", True),
        ("env: [{name: LEADER_ELECTION_ENABLED, value: 'true'}]", True),
        ("env: [{name: LEADER_ELECTION_ENABLED, value: 'false'}]", False),
        ("args: [--follow-leader]", False),
        ("env: [{name: DISABLE_LEADER_ELECTION, value: 'false'}]", True),
        ("env: [{name: DISABLE_LEADER_ELECTION, value: 'true'}]", False),
        ("args: [--disable-leader-election]", False),
        ("args: [--disable-leader-election=false]", True),
        ("args: [leader-elect]", False),
    ],
)
def test_leader_election_is_seen_in_flags_and_variables(container: str, *, elects: bool) -> None:
    seen = cluster(workload(container=container))
    assert elects_leader(seen.of(Deployment)[0], seen) is elects


RBAC = """
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: lease}
rules: [{apiGroups: [coordination.k8s.io], resources: [leases], verbs: [%s]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: %sBinding
metadata: {name: lease}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: lease}
subjects: [{kind: ServiceAccount, name: web%s}]
"""


@pytest.mark.parametrize(
    ("verbs", "kind", "subject", "elects"),
    [
        ("get, update", "Role", "", True),
        ("'*'", "ClusterRole", ", namespace: default", True),
        ("get, list, watch", "Role", "", False),
        ("update", "ClusterRole", ", namespace: shop", False),
    ],
)
def test_leader_election_is_seen_in_rbac(
    verbs: str, kind: str, subject: str, *, elects: bool
) -> None:
    seen = cluster(workload("serviceAccountName: web") + RBAC % (verbs, kind, subject))
    assert elects_leader(seen.of(Deployment)[0], seen) is elects


def test_recreate_with_one_replica_and_a_volume_is_a_singleton() -> None:
    volume = "volumes: [{name: d, persistentVolumeClaim: {claimName: d}}]"
    for text, meant in (
        (workload(volume, rest="strategy: {type: Recreate}"), True),
        (workload(volume, rest="strategy: {type: Recreate}\n  replicas: 2"), False),
        (workload(volume), False),
        (workload(rest="strategy: {type: Recreate}"), False),
    ):
        seen = cluster(text)
        assert intended_singleton(seen.of(Deployment)[0], seen) is meant


@pytest.mark.parametrize(
    ("container", "software"),
    [
        ("image: etcd", "etcd"),
        ("image: 'quay.io/coreos/etcd:v3.6.1'", "etcd"),
        ("image: 'host:5000/x/etcd@sha256:00'", "etcd"),
        ("image: etcd-exporter", None),
        ("image: 'confluentinc/cp-zookeeper:7.0'", "ZooKeeper"),
        ("image: mongo", None),
        ("image: mongo, args: [--replSet, rs0]", "MongoDB"),
        ("image: consul, args: [agent, -server]", "Consul"),
        ("image: consul, args: [agent]", None),
        ("image: redis", None),
        ("image: redis, args: [--sentinel]", "Redis Sentinel"),
        ("image: elasticsearch", None),
        ("image: elasticsearch, env: [{name: node.roles, value: 'data'}]", None),
        ("image: elasticsearch, env: [{name: node.roles, value: 'master,data'}]", "Elasticsearch"),
        ("image: vault, env: [{name: VAULT_RAFT_NODE_ID, value: x}]", "Vault"),
        ("image: 'nginx:1'", None),
    ],
)
def test_software_that_votes_is_known_by_its_image(container: str, software: str | None) -> None:
    text = workload().replace('image: "web:1.0"', container)
    assert software_that_votes(resource(text)) == software


def test_majorities() -> None:
    assert [majority(members) for members in range(1, 8)] == [1, 2, 2, 3, 3, 4, 4]
