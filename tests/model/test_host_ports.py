"""What ``check`` says of ports of nodes is what the scheduler of the drill does with them."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from multiaz_lint import pipeline
from multiaz_lint.drill.nodes.of_input import of_manifests
from multiaz_lint.drill.plan import Plan
from multiaz_lint.drill.settling import settle
from multiaz_lint.model import Node
from tests.drilled import SETTINGS, Tree, cluster_of, deployment, node, source, workload

RULE = "host-port-taken"
ADDRESSES = (None, None, "0.0.0.0", "127.0.0.1", "10.0.0.9", "::")
TOLERATIONS: tuple[Tree, ...] = (
    {"operator": "Exists"},
    {"key": "edge", "operator": "Exists"},
    {"key": "edge", "value": "x", "effect": "NoSchedule"},
    {"key": "edge", "value": "w"},
    {"key": "edge", "operator": "Exists", "effect": "NoExecute"},
)
TAINTS: tuple[Tree | None, ...] = (
    None,
    {"key": "edge", "value": "x", "effect": "NoSchedule"},
    {"key": "edge", "value": "w", "effect": "NoSchedule"},
    {"key": "edge", "value": "x", "effect": "NoExecute"},
    {"key": "other", "value": "x", "effect": "NoSchedule"},
)
POOLS = (None, "edge", "core")


class Pair:
    """A Deployment and a DaemonSet at random, each with a port of its node."""

    def __init__(self, number: int) -> None:
        self._random = Random(f"host ports {number}")
        labels = {"replicas": self._random.randint(1, 6)}
        self.deployment = deployment("web", **labels, **self._pod())
        daemon = workload(
            "DaemonSet", "agent", **self._pod(), priorityClassName="system-node-critical"
        )
        del daemon["spec"]["replicas"]
        self.daemon = daemon

    def rival(self) -> Tree:
        """Return another Deployment, with a port of its node too."""
        return deployment("api", replicas=self._random.randint(1, 6), **self._pod())

    def _pod(self) -> Tree:
        chance, one = self._random.random, self._random.choice
        port: Tree = {"containerPort": one((80, 80, 81))}
        pod: Tree = {}
        if chance() < 0.3:
            pod["hostNetwork"] = True
        elif chance() < 0.9:
            port["hostPort"] = port["containerPort"]
        for key, values in (("hostIP", ADDRESSES), ("protocol", (None, None, "TCP", "UDP"))):
            value = one(values)
            if value is not None:
                port[key] = value
        pod["containers"] = [{"name": "c", "image": "c:1", "ports": [port]}]
        pool = one((None, None, "edge", "core"))
        if pool is not None:
            pod["nodeSelector"] = {"pool": pool}
        if chance() < 0.4:
            pod["tolerations"] = [one(TOLERATIONS) for _ in range(self._random.randint(1, 2))]
        return pod

    def nodes(self) -> list[Tree]:
        """Return one to seven nodes at random."""
        count = self._random.randint(1, 7)
        one = self._random.choice
        return [made(f"n{at}", one(POOLS), one((None, None, *TAINTS))) for at in range(count)]


def made(name: str, pool: str | None, taint: Tree | None) -> Tree:
    found = node(name, "a", taints=[taint] if taint else [])
    if pool is not None:
        found["metadata"]["labels"]["pool"] = pool
    found["status"] = {"allocatable": {"cpu": "4", "memory": "8Gi", "pods": "110"}}
    return found


def said(*documents: Tree) -> list[Any]:
    found = pipeline.check([source(*documents)], SETTINGS).diagnostics
    return [each for each in found if each.rule == RULE]


def pending(*documents: Tree) -> int:
    """Count the pods that stay Pending once the scheduler is done, those of the DaemonSet first."""
    cluster = cluster_of(*documents)
    world, workloads = Plan(cluster, of_manifests(cluster.of(Node))).world()
    settle(world)
    pods = [pod for each in workloads.values() for rev in each.revisions for pod in rev.pods]
    return sum(pod.node < 0 for pod in pods)


def test_how_many_pods_find_no_port_on_the_nodes_that_there_are() -> None:
    reported = 0
    for number in range(120):
        pair = Pair(number)
        nodes = pair.nodes()
        found = said(pair.deployment, pair.daemon, *nodes)
        alone = pending(
            {**pair.deployment, "spec": {**pair.deployment["spec"], "replicas": 1}}, *nodes
        )
        missing = pending(pair.deployment, pair.daemon, *nodes)
        replicas = pair.deployment["spec"]["replicas"]
        if alone:
            assert not found, number  # no node takes them, with or without the port
        elif found:
            assert found[0].message.startswith(f"{missing} of {replicas} pods"), number
            reported += 1
        else:
            assert not missing, number
    assert reported > 20


def test_workloads_that_take_the_same_port_share_the_nodes() -> None:
    """What is said of both holds; where they may use the same nodes, all is said."""
    reported = 0
    for number in range(150):
        pair = Pair(number)
        web, api, nodes = pair.deployment, pair.rival(), pair.nodes()
        found = said(web, api, *nodes)
        missing = pending(web, api, *nodes)
        shared = [each for each in found if " or deployment/" in each.message]
        for each in shared:
            assert int(each.message.split()[0]) <= missing, number
        reported += bool(shared)
        alone = [
            pending({**each, "spec": {**each["spec"], "replicas": 1}}, *nodes)
            for each in (web, api)
        ]
        pods = [each["spec"]["template"]["spec"] for each in (web, api)]
        alike = all(pods[0].get(key) == pods[1].get(key) for key in ("nodeSelector", "tolerations"))
        if alike and not any(alone) and not found:
            assert not missing, number
    assert reported > 10


def test_no_port_is_left_whatever_nodes_there_are() -> None:
    """A finding without nodes holds on every kind of node; without one some kind has room."""
    reported = 0
    for number in range(60):
        pair = Pair(number)
        found = said(pair.deployment, pair.daemon)
        conflicts = []
        for pool in POOLS:
            for taint in TAINTS:
                nodes = [made(f"n{at}", pool, taint) for at in range(8)]
                if not pending(pair.deployment, *nodes):
                    conflicts.append(bool(pending(pair.deployment, pair.daemon, *nodes)))
        assert bool(found) == (bool(conflicts) and all(conflicts)), number
        reported += bool(found)
    assert reported > 5


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"nodeName": "n1"}, id="on one node"),
        pytest.param({"schedulingGates": [{"name": "a.b/c"}]}, id="gated"),
    ],
)
def test_a_daemon_set_that_does_not_run_on_each_node_is_not_followed(changed: Tree) -> None:
    port = [{"name": "c", "image": "c:1", "ports": [{"containerPort": 80, "hostPort": 80}]}]
    daemon = workload("DaemonSet", "agent", containers=port)
    del daemon["spec"]["replicas"]
    assert said(deployment("web", containers=port), daemon)
    daemon["spec"]["template"]["spec"].update(changed)
    assert not said(deployment("web", containers=port), daemon)
