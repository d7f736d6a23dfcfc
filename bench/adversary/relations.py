"""Costly relations: very many objects that select and name each other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bench.adversary.parts import (
    ALL,
    budget,
    claim,
    claimant,
    custom,
    deployment,
    documents,
    ingress,
    limit_range,
    node,
    objects,
    policy,
    scaler,
    service,
    storage_class,
)

if TYPE_CHECKING:
    from bench.adversary.parts import Case, Cases, Files


def selector(count: int, key: str) -> dict[str, Any]:
    if key == "labels":
        return {"matchLabels": {f"k{n}": "v" for n in range(count)}}
    if key == "values":
        return {
            "matchExpressions": [
                {"key": "app", "operator": "In", "values": [f"v{n}" for n in range(count)]}
            ]
        }
    return {
        "matchExpressions": [
            {"key": f"k{n}", "operator": "NotIn", "values": ["v"]} for n in range(count)
        ]
    }


def long_selector(key: str) -> Case:
    def make(count: int) -> Files:
        few = [deployment(f"d{n}", {"app": f"v{n}"}) for n in range(50)]
        many = [budget(f"b{n}", selector(count // 10, key)) for n in range(10)]
        return objects([*few, *many], lines=True)

    return make


def _made_pod(number: int, **owner: str) -> dict[str, Any]:
    labels = {**ALL, "batch.kubernetes.io/job-name": owner["name"]}
    reference = {"uid": "u", "controller": True, **owner}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": f"p{number}",
            "uid": f"p{number}",
            "labels": labels,
            "ownerReferences": [reference],
        },
        "spec": {"containers": [{"name": "a", "image": "b:1"}]},
    }


def _replica_set() -> dict[str, Any]:
    tree = deployment("a", ALL)
    return {**tree, "kind": "ReplicaSet", "metadata": {"name": "a", "uid": "u"}}


def _cron_job() -> dict[str, Any]:
    job = {"spec": {"template": deployment("a", ALL)["spec"]["template"]}}
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": "a"},
        "spec": {"schedule": "0 * * * *", "jobTemplate": job},
    }


def _owned_by_custom(number: int) -> dict[str, Any]:
    tree = deployment(f"d{number}", {"app": f"d{number}"})
    owner = {"apiVersion": "example.com/v1", "kind": "A", "name": "a", "uid": "u"}
    tree["metadata"]["ownerReferences"] = [{**owner, "controller": True}]
    return tree


def _kafka(number: int) -> list[dict[str, Any]]:
    api_version = "kafka.strimzi.io/v1beta2"
    pool = {"name": f"p{number}", "labels": {"strimzi.io/cluster": "a"}}
    return [
        {"apiVersion": api_version, "kind": "Kafka", "metadata": {"name": "a"}, "spec": {}},
        {
            "apiVersion": api_version,
            "kind": "KafkaNodePool",
            "metadata": pool,
            "spec": {"replicas": 3},
        },
    ]


def same_names(count: int) -> Files:
    text = json.dumps(deployment("a", ALL)).encode()
    return {f"d{n}/a.yaml": text for n in range(count)}


def _spread_over_nodes(number: int) -> dict[str, Any]:
    tree = deployment(f"d{number}", ALL)
    tree["spec"]["template"]["spec"].update(
        topologySpreadConstraints=[
            {
                "topologyKey": "kubernetes.io/hostname", "maxSkew": 1,
                "whenUnsatisfiable": "DoNotSchedule", "labelSelector": {"matchLabels": ALL},
            }
        ],
        tolerations=[{"key": f"k{number}", "operator": "Exists"}],
    )  # fmt: skip
    return tree


def _keeping_apart(number: int, node_selection: dict[str, Any]) -> dict[str, Any]:
    own = {"app": f"d{number}"}
    tree = deployment(f"d{number}", own)
    term = {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": own}}
    affinity = {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    tree["spec"]["template"]["spec"]["affinity"] = {**affinity, **node_selection}
    return tree


def _leaving_out(value: str) -> dict[str, Any]:
    expression = {"key": "pool", "operator": "NotIn", "values": [value]}
    terms = [{"matchExpressions": [expression]}]
    required = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}
    return {"nodeAffinity": required}


def _default_class(number: int) -> dict[str, Any]:
    tree = storage_class(f"c{number}")
    tree["metadata"]["annotations"] = {"storageclass.kubernetes.io/is-default-class": "true"}
    return tree


def _of_pool(number: int) -> dict[str, Any]:
    tree = node(f"n{number}")
    tree["metadata"]["labels"] = {"pool": f"p{number}"}
    return tree


def _pool(number: int) -> dict[str, Any]:
    taints = [{"key": "team", "effect": "NoSchedule"}]
    template = {"metadata": {"labels": ALL}, "spec": {"requirements": [], "taints": taints}}
    return {
        "apiVersion": "karpenter.sh/v1", "kind": "NodePool", "metadata": {"name": f"p{number}"},
        "spec": {"template": template},
    }  # fmt: skip


def _asking_for_pools(number: int) -> dict[str, Any]:
    tree = deployment(f"d{number}", {"app": f"d{number}"})
    tree["spec"]["template"]["spec"]["nodeSelector"] = ALL
    return tree


def _vault(number: int) -> dict[str, Any]:
    tree = deployment(f"d{number}", ALL)
    tree["spec"]["template"]["spec"]["containers"][0]["image"] = "vault:1"
    return tree


def claimed(count: int) -> Files:
    """Return a workload that mounts claims."""
    names = [f"c{number}" for number in range(count)]
    tree = deployment("d", ALL)
    tree["spec"]["template"]["spec"]["volumes"] = [
        {"name": name, "persistentVolumeClaim": {"claimName": name}} for name in names
    ]
    return objects([tree, *map(claim, names)], lines=True)


_LEADER = {**ALL, "vault-active": "true"}


CASES: Cases = {
    "objects of JSON, on one line": (
        lambda n: objects([deployment(f"d{i}", {"app": f"d{i}"}) for i in range(n)]), 10_000),
    "objects of JSON, on many lines": (
        lambda n: objects(
            [deployment(f"d{i}", {"app": f"d{i}"}) for i in range(n)], lines=True), 10_000),
    "labels in selectors": (long_selector("labels"), 100_000),
    "values in selectors": (long_selector("values"), 100_000),
    "expressions in selectors": (long_selector("expressions"), 50_000),
    "workloads with a budget each": (
        lambda n: objects([
            *(deployment(f"d{i}", {"app": f"d{i}"}) for i in range(n)),
            *(budget(f"b{i}", {"matchLabels": {"app": f"d{i}"}}) for i in range(n)),
        ], lines=True), 10_000),
    "budgets of one workload": (
        lambda n: objects([deployment("a", ALL, replicas=9),
                           *(budget(f"b{i}", {"matchLabels": ALL}) for i in range(n))]),
        2_000),
    "workloads in as many budgets": (
        lambda n: objects([
            *(deployment(f"d{i}", ALL) for i in range(n)),
            *(budget(f"b{i}", {"matchLabels": ALL}) for i in range(n)),
        ], lines=True), 10_000),
    "workloads in as many budgets by expressions": (
        lambda n: objects([
            *(deployment(f"d{i}", {"app": f"d{i}"}) for i in range(n)),
            *(budget(f"b{i}", {"matchExpressions": [
                {"key": "app", "operator": "NotIn", "values": [f"x{i}"]}]}) for i in range(n)),
        ], lines=True), 10_000),
    "workloads in as many budgets of several values": (
        lambda n: objects([
            *(deployment(f"d{i}", {"app": f"d{i}"}) for i in range(n)),
            *(budget(f"b{i}", {"matchExpressions": [
                {"key": "app", "operator": "In", "values": [f"d{i}", f"d{i + 1}"]}]})
              for i in range(n)),
        ], lines=True), 10_000),
    "workloads with the same labels": (
        lambda n: objects([deployment(f"d{i}", ALL) for i in range(n)], lines=True), 10_000),
    "workloads in as many services": (
        lambda n: objects([
            *(deployment(f"d{i}", ALL) for i in range(n)),
            *(service(f"s{i}", ALL) for i in range(n)),
        ], lines=True), 10_000),
    "workloads in as many network policies": (
        lambda n: objects([
            *(deployment(f"d{i}", ALL) for i in range(n)),
            *(policy(f"s{i}", ALL) for i in range(n)),
        ], lines=True), 10_000),
    "autoscalers of one workload": (
        lambda n: objects([
            deployment("d", ALL), *(scaler(f"s{i}", "d") for i in range(n))], lines=True), 10_000),
    "workloads of the same labels with an autoscaler each": (
        lambda n: objects([
            *(deployment(f"d{i}", ALL) for i in range(n)),
            *(scaler(f"s{i}", f"d{i}") for i in range(n))], lines=True), 5_000),
    "copies in one file": (
        lambda n: documents([json.dumps(deployment("a", ALL)) + "\n"] * n), 10_000),
    "documents of one file": (
        lambda n: documents(
            [json.dumps(deployment(f"d{i}", {"app": f"d{i}"})) + "\n" for i in range(n)]), 10_000),
    "copies in as many folders": (same_names, 5_000),
    "items of one List": (
        lambda n: {"a.json": json.dumps({"apiVersion": "v1", "kind": "List", "items": [
            deployment(f"d{i}", {"app": f"d{i}"}) for i in range(n)]}, indent=1).encode()},
        10_000),
    "metrics of an autoscaler": (
        lambda n: objects([deployment("d", ALL), {**(s := scaler("s", "d")), "spec": {
            **s["spec"], "metrics": [{"type": "Resource", "resource": {"name": f"r{i}", "target": {
                "type": "Utilization", "averageUtilization": 50}}} for i in range(n)]}}],
            lines=True), 20_000),
    "ports of a service": (
        lambda n: objects([deployment("d", ALL), {**(s := service("s", ALL)), "spec": {
            **s["spec"], "ports": [{"name": f"p{i}", "port": i % 65_000 + 1, "targetPort": f"t{i}"}
                                   for i in range(n)]}}], lines=True), 20_000),
    "services and as many paths of an ingress": (
        lambda n: objects([
            *(service(f"s{i}", {"app": f"d{i}"}) for i in range(n)),
            ingress("i", [f"s{i}" for i in range(n)])], lines=True), 10_000),
    "services without pods, beside workloads": (
        lambda n: objects([
            *(deployment(f"d{i}", {"app": f"d{i}"}) for i in range(n)),
            *(service(f"s{i}", {"app": f"x{i}"}) for i in range(n))], lines=True), 5_000),
    "budgets without pods, beside workloads": (
        lambda n: objects([
            *(deployment(f"d{i}", {"app": f"d{i}"}) for i in range(n)),
            *(budget(f"b{i}", {"matchLabels": {"app": f"x{i}"}}) for i in range(n))],
            lines=True), 5_000),
    "autoscalers without workloads": (
        lambda n: objects([
            *(deployment(f"d{i}", {"app": f"d{i}"}) for i in range(n)),
            *(scaler(f"s{i}", f"x{i}") for i in range(n))], lines=True), 5_000),
    "services without pods, beside custom resources": (
        lambda n: objects([
            deployment("d", ALL),
            *(custom(f"c{i}", {"a": {f"k{j}": "v" for j in range(20)}}) for i in range(n)),
            *(service(f"s{i}", {"app": f"x{i}"}) for i in range(n))], lines=True), 3_000),
    "claims of as many storage classes": (
        lambda n: objects([
            *(claimant(i, f"c{i}") for i in range(n)), *(storage_class(f"c{i}") for i in range(n)),
        ], lines=True), 3_000),
    "claims of the default among as many storage classes": (
        lambda n: objects([
            *(claimant(i, None) for i in range(n)), *map(_default_class, range(n)),
        ], lines=True), 3_000),
    "nodes beside workloads": (
        lambda n: objects([
            *(node(f"n{i}") for i in range(n)),
            *(deployment(f"d{i}", {"app": f"d{i}"} ) for i in range(n))], lines=True), 5_000),
    "nodes beside workloads that keep apart": (
        lambda n: objects([
            *(node(f"n{i}") for i in range(n)), *(_keeping_apart(i, {}) for i in range(n))],
            lines=True), 5_000),
    "nodes that as many workloads leave out": (
        lambda n: objects([
            *map(_of_pool, range(n)),
            *(_keeping_apart(i, _leaving_out(f"p{i}")) for i in range(n))], lines=True), 5_000),
    "workloads that spread over as many tainted nodes": (
        lambda n: objects([
            *(node(f"n{i}", taints=[{"key": f"k{i}", "effect": "NoSchedule"}]) for i in range(n)),
            *(_spread_over_nodes(i) for i in range(n))],
            lines=True), 3_000),
    "node pools beside workloads that ask for them": (
        lambda n: objects([
            *(_pool(i) for i in range(n)), *(_asking_for_pools(i) for i in range(n))],
            lines=True), 3_000),
    "budgets and services of the pod that leads": (
        lambda n: objects([
            *(_vault(i) for i in range(n)), *(service(f"s{i}", _LEADER) for i in range(n)),
            *(budget(f"b{i}", {"matchLabels": _LEADER}) for i in range(n))], lines=True), 3_000),
    "pods of as many ReplicaSets of one name": (
        lambda n: objects([
            *(_replica_set() for _ in range(n)),
            *(_made_pod(i, apiVersion="apps/v1", kind="ReplicaSet", name="a") for i in range(n)),
        ], lines=True), 3_000),
    "pods of as many CronJobs of one name": (
        lambda n: objects([
            *(_cron_job() for _ in range(n)),
            *(_made_pod(i, apiVersion="batch/v1", kind="Job", name="a-28812345")
              for i in range(n))], lines=True), 3_000),
    "workloads of as many custom resources of one name": (
        lambda n: objects([
            *(custom("a", {}) for _ in range(n)), *(_owned_by_custom(i) for i in range(n))],
            lines=True), 3_000),
    "node pools of as many Kafkas of one name": (
        lambda n: objects([each for i in range(n) for each in _kafka(i)], lines=True), 3_000),
    "claims of one workload": (claimed, 3_000),
    "workloads under as many LimitRanges": (
        lambda n: objects([
            *(limit_range(f"l{i}") for i in range(n)),
            *(deployment(f"d{i}", {"app": f"d{i}"}) for i in range(n))], lines=True), 3_000),
    "suppressed resources": (
        lambda n: documents([
            json.dumps(deployment(f"d{i}", ALL)) + "  # multiaz-lint: ignore[all] x\n"
            for i in range(n)]), 5_000),
}  # fmt: skip
