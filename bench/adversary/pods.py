"""Costly objects: one with very many of something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench.adversary.parts import (
    ALL,
    DEPLOYMENT,
    POD,
    custom,
    deployment,
    objects,
    one,
    schema,
)

if TYPE_CHECKING:
    from bench.adversary.parts import Cases, Files


def containers(count: int) -> Files:
    lines = "".join(f"      - {{name: c{n}, image: 'x:1'}}\n" for n in range(count))
    return one(f"{POD}      containers:\n{lines}")


def label_keys(count: int) -> Files:
    """A term of anti-affinity that wants as many labels to be alike as others to differ."""
    term = {
        "topologyKey": "kubernetes.io/hostname",
        "labelSelector": {},
        "matchLabelKeys": [f"a{n}" for n in range(count)],
        "mismatchLabelKeys": [f"b{n}" for n in range(count)],
    }
    tree = deployment("web", {"app": "web"})
    required = "requiredDuringSchedulingIgnoredDuringExecution"
    tree["spec"]["template"]["spec"]["affinity"] = {"podAntiAffinity": {required: [term]}}
    return objects([tree], lines=True)


def block_containers(count: int) -> Files:
    lines = "".join(f"      - name: c{n}\n        image: x:latest\n" for n in range(count))
    return one(f"{POD}      containers:\n{lines}")


def pod(**fields: Any) -> Files:
    """A Deployment whose pod spec has more fields; its container too, where it says ``a``."""
    tree = deployment("a", ALL)
    spec = tree["spec"]["template"]["spec"]
    spec["containers"][0].update(fields.pop("a", {}))
    spec.update(fields)
    return objects([tree], lines=True)


def volumes(count: int) -> Files:
    return pod(
        volumes=[{"name": f"v{n}", "emptyDir": {}} for n in range(count)],
        a={"volumeMounts": [{"name": f"v{n}", "mountPath": f"/{n}"} for n in range(count)]},
    )


def terms(count: int) -> list[dict[str, Any]]:
    selector = {"matchLabels": ALL}
    return [{"topologyKey": f"k{n}", "labelSelector": selector} for n in range(count)]


def spreads(count: int) -> list[dict[str, Any]]:
    return [{**term, "maxSkew": 1, "whenUnsatisfiable": "DoNotSchedule"} for term in terms(count)]


def node_terms(count: int) -> dict[str, Any]:
    terms = [
        {"matchExpressions": [{"key": f"k{n}", "operator": "In", "values": ["v"]}]}
        for n in range(count)
    ]
    required = {"nodeSelectorTerms": terms}
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": required}}


CASES: Cases = {
    "bad labels": (
        lambda n: one(DEPLOYMENT + "  template:\n    metadata:\n      labels:\n" + "".join(
            f"        k!{i}: v\n" for i in range(n))), 50_000),
    "unknown fields": (
        lambda n: one(DEPLOYMENT + "".join(f"  replica{i}: 1\n" for i in range(n))), 50_000),
    "values of wrong types": (
        lambda n: one(f"{POD}      containers:\n" + "".join(
            f"      - name: {i}\n        image: [x]\n" for i in range(n))), 20_000),
    "keys of labels that match and that do not": (label_keys, 20_000),
    "containers in braces": (containers, 100_000),
    "containers": (block_containers, 100_000),
    "volumes and their mounts": (volumes, 20_000),
    "variables": (
        lambda n: pod(a={"env": [{"name": f"V{i}", "value": "x"} for i in range(n)]}), 50_000),
    "host ports": (
        lambda n: pod(a={"ports": [
            {"containerPort": i, "hostPort": i} for i in range(1, n + 1)]}), 10_000),
    "ports": (
        lambda n: pod(a={"ports": [
            {"name": f"p{i}", "containerPort": i % 65_000 + 1} for i in range(n)]}), 50_000),
    "tolerations": (
        lambda n: pod(tolerations=[
            {"key": f"k{i}", "operator": "Exists", "effect": "NoExecute"} for i in range(n)]),
        50_000),
    "spread constraints": (
        lambda n: pod(topologySpreadConstraints=spreads(n)), 10_000),
    "anti-affinity terms": (
        lambda n: pod(affinity={"podAntiAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": terms(n)}}), 10_000),
    "node selector terms": (
        lambda n: pod(affinity=node_terms(n)), 20_000),
    "fields of a custom resource, by its schema": (
        lambda n: objects([schema(n), custom("a", {f"p{i}": "v" for i in range(n)})],
                           lines=True), 20_000),
    "custom resources of a large schema": (
        lambda n: objects([schema(n), *(custom(f"a{i}", {"p0": "v"}) for i in range(n))],
                           lines=True), 5_000),
    "digits of a number": (
        lambda n: one(f"{DEPLOYMENT}  replicas: {'9' * n}\n"), 1_000_000),
    "digits of a quantity": (
        lambda n: one(f"{POD}      containers:\n      - name: a\n        resources: "
                       f"{{requests: {{cpu: {'9' * n}e999999999}}}}\n"), 1_000_000),
}  # fmt: skip
