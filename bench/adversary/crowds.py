"""Very many objects that share what others ask for, one label or one name, each asking for all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bench.adversary.parts import budget, deployment, objects, service

if TYPE_CHECKING:
    from bench.adversary.parts import Cases, Files

SHARED = {"part-of": "shop"}


def _sharing(number: int) -> dict[str, Any]:
    """A Deployment with a label of its own and one that all have."""
    tree = deployment(f"d{number}", {"app": f"d{number}"})
    tree["spec"]["template"]["metadata"]["labels"] = {"app": f"d{number}", **SHARED}
    return tree


def _spread(number: int) -> dict[str, Any]:
    tree = _sharing(number)
    tree["spec"]["template"]["spec"]["topologySpreadConstraints"] = [
        {
            "topologyKey": key, "maxSkew": 1, "whenUnsatisfiable": "DoNotSchedule",
            "labelSelector": {"matchLabels": SHARED},
        }
        for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
    ]  # fmt: skip
    return tree


def _spread_but(number: int) -> dict[str, Any]:
    """A Deployment that spreads by all pods but those of one that is not there."""
    tree = _spread(number)
    absent = {"key": "app", "operator": "NotIn", "values": [f"x{number}"]}
    for constraint in tree["spec"]["template"]["spec"]["topologySpreadConstraints"]:
        constraint["labelSelector"] = {"matchExpressions": [absent]}
    return tree


def _drawn(count: int) -> dict[str, Any]:
    """A Deployment of as many terms of affinity to all that share the label."""
    tree = _sharing(count)
    term = {"topologyKey": "topology.kubernetes.io/zone", "labelSelector": {"matchLabels": SHARED}}
    required = "requiredDuringSchedulingIgnoredDuringExecution"
    tree["spec"]["template"]["spec"]["affinity"] = {"podAffinity": {required: [term] * count}}
    return tree


def _alone(number: int) -> dict[str, Any]:
    """A Deployment whose pods stand on no node with pods of any other."""
    tree = deployment(f"d{number}", {"app": f"d{number}"})
    others = {"key": "app", "operator": "NotIn", "values": [f"d{number}"]}
    term = {
        "topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchExpressions": [others]},
    }  # fmt: skip
    required = "requiredDuringSchedulingIgnoredDuringExecution"
    tree["spec"]["template"]["spec"]["affinity"] = {"podAntiAffinity": {required: [term]}}
    return tree


def _daemon(number: int) -> dict[str, Any]:
    tree = deployment(f"d{number}", {"app": f"d{number}"})
    del tree["spec"]["replicas"]
    ports = [{"containerPort": 80, "hostPort": 80}]
    tree["spec"]["template"]["spec"]["containers"][0]["ports"] = ports
    return {**tree, "kind": "DaemonSet"}


def _monitor(number: int) -> dict[str, Any]:
    return {
        "apiVersion": "monitoring.coreos.com/v1", "kind": "PodMonitor",
        "metadata": {"name": f"m{number}"},
        "spec": {"selector": {"matchLabels": SHARED}, "namespaceSelector": {"any": True},
                 "podMetricsEndpoints": [{"port": "a"}]},
    }  # fmt: skip


def _labelled_service(number: int) -> dict[str, Any]:
    tree = service(f"s{number}", SHARED)
    tree["metadata"]["labels"] = {"app": f"s{number}"}
    return tree


def _service_monitor(number: int) -> dict[str, Any]:
    """A monitor of all Services but one that is not there."""
    return {
        "apiVersion": "monitoring.coreos.com/v1", "kind": "ServiceMonitor",
        "metadata": {"name": f"m{number}"},
        "spec": {"selector": {"matchExpressions": [
            {"key": "app", "operator": "NotIn", "values": [f"x{number}"]}]}},
    }  # fmt: skip


def _in_namespace(number: int) -> dict[str, Any]:
    tree = _sharing(number)
    tree["metadata"]["namespace"] = f"n{number}"
    return tree


def _budgets_in_folders(count: int) -> Files:
    """In each folder a workload, and a budget that guards all of them."""
    files = {}
    for number in range(count):
        files[f"f{number}/a.json"] = json.dumps(_sharing(number)).encode()
        guard = budget(f"b{number}", {"matchLabels": SHARED})
        files[f"f{number}/b.json"] = json.dumps(guard).encode()
    return files


def _copies_in_folders(count: int) -> Files:
    """In each folder a workload of its own, and what the others define as well."""
    files = {}
    for number in range(count):
        files[f"f{number}/a.json"] = json.dumps(_sharing(number)).encode()
        several = {"b": budget("b", {"matchLabels": SHARED}), "s": service("s", SHARED)}
        for name, tree in {**several, "t": service("t", {"app": "none"})}.items():
            files[f"f{number}/{name}.json"] = json.dumps(tree).encode()
    return files


def _of_a_claim(number: int) -> dict[str, Any]:
    tree = deployment(f"d{number}", {"app": f"d{number}"})
    claimed = {"name": "v", "persistentVolumeClaim": {"claimName": f"c{number}"}}
    tree["spec"]["template"]["spec"]["volumes"] = [claimed]
    return tree


def _claim_of_devices(count: int) -> dict[str, Any]:
    """A claim of as many devices, under names of their own."""
    requests = [{"name": f"r{i}", "exactly": {"deviceClassName": "gpu"}} for i in range(count)]
    return {
        "apiVersion": "resource.k8s.io/v1",
        "kind": "ResourceClaim",
        "metadata": {"name": "devices"},
        "spec": {"devices": {"requests": requests}},
    }


def _drawn_abroad(number: int, **spaces: Any) -> dict[str, Any]:
    """A Deployment of a namespace of its own that waits for pods of others."""
    tree = deployment(f"d{number}", {"app": f"d{number}"})
    tree["metadata"]["namespace"] = f"n{number}"
    absent = {"matchLabels": {"app": "none"}}
    term = {"topologyKey": "topology.kubernetes.io/zone", "labelSelector": absent, **spaces}
    required = "requiredDuringSchedulingIgnoredDuringExecution"
    tree["spec"]["template"]["spec"]["affinity"] = {"podAffinity": {required: [term]}}
    return tree


CASES: Cases = {
    "requests of one claim of devices": (
        lambda n: objects([_claim_of_devices(n)], lines=True), 10_000),
    "workloads of a claim each": (
        lambda n: objects([_of_a_claim(i) for i in range(n)], lines=True), 3_000),
    "workloads that wait for pods of a named namespace": (
        lambda n: objects([_drawn_abroad(i, namespaces=[f"n{i + 1}"]) for i in range(n)],
                          lines=True), 3_000),
    "workloads that wait for pods of all namespaces": (
        lambda n: objects([_drawn_abroad(i, namespaceSelector={}) for i in range(n)],
                          lines=True), 3_000),
    "terms of affinity to as many workloads": (
        lambda n: objects([_drawn(n), *(_sharing(i) for i in range(n))], lines=True), 3_000),
    "workloads that each keep away from all others": (
        lambda n: objects([_alone(i) for i in range(n)], lines=True), 500),
    "DaemonSets of one port": (
        lambda n: objects([_daemon(i) for i in range(n)], lines=True), 3_000),
    "monitors of as many namespaces": (
        lambda n: objects([*(_monitor(i) for i in range(n)), *(_in_namespace(i) for i in range(n))],
                          lines=True), 3_000),
    "monitors of as many Services of the same workloads": (
        lambda n: objects([*map(_service_monitor, range(n)), *map(_labelled_service, range(n)),
                           *map(_sharing, range(n))], lines=True), 3_000),
    "workloads in as many budgets by keys": (
        lambda n: objects([*(deployment(f"d{i}", {f"k{i}": "v"}) for i in range(n)),
                           *(budget(f"b{i}", {"matchExpressions": [
                               {"key": f"k{i}", "operator": "Exists"}]}) for i in range(n))],
                          lines=True), 5_000),
    "workloads and budgets in as many folders": (_budgets_in_folders, 2_000),
    "folders that define the same": (_copies_in_folders, 2_000),
    "workloads that spread by all but one each": (
        lambda n: objects([_spread_but(i) for i in range(n)], lines=True), 3_000),
    "workloads that spread by one label": (
        lambda n: objects([_spread(i) for i in range(n)], lines=True), 5_000),
}  # fmt: skip
