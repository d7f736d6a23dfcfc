"""The files and objects that costly inputs are made of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Files = dict[str, bytes]
    Case = Callable[[int], Files]
    Cases = dict[str, tuple[Case, int]]
    """What each input is made of, and how many of it the largest has."""

CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n"
DEPLOYMENT = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n"
POD = DEPLOYMENT + "  template:\n    spec:\n"
ALL = {"app": "all"}


def one(text: str) -> Files:
    return {"a.yaml": text.encode()}


def documents(documents: list[str]) -> Files:
    return one("---\n".join(documents))


def objects(objects: list[dict[str, Any]], *, lines: bool = False) -> Files:
    """Write a List in JSON, on one line or on many."""
    tree = {"apiVersion": "v1", "kind": "List", "items": objects}
    return {"a.json": json.dumps(tree, indent=1 if lines else None).encode()}


def deployment(name: str, labels: dict[str, str], **more: Any) -> dict[str, Any]:
    """A Deployment of one container; ``more`` are fields of its spec."""
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {
            "replicas": 3,
            "selector": {"matchLabels": labels},
            "template": {
                "metadata": {"labels": labels},
                "spec": {"containers": [{"name": "a", "image": "b:1"}]},
            },
            **more,
        },
    }


def budget(name: str, selector: Any) -> dict[str, Any]:
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": name},
        "spec": {"maxUnavailable": 1, "selector": selector},
    }


def scaler(name: str, target: str) -> dict[str, Any]:
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": name},
        "spec": {
            "maxReplicas": 5,
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": target},
        },
    }


def service(name: str, labels: dict[str, str]) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name},
        "spec": {"selector": labels, "ports": [{"port": 80}]},
    }


def policy(name: str, labels: dict[str, str]) -> dict[str, Any]:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": name},
        "spec": {"podSelector": {"matchLabels": labels}, "policyTypes": ["Ingress"]},
    }


def custom(name: str, spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "example.com/v1",
        "kind": "A",
        "metadata": {"name": name},
        "spec": spec,
    }


def node(name: str, **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name}},
        "spec": spec,
    }


def claimant(number: int, storage_class: str | None) -> dict[str, Any]:
    claim = {
        "metadata": {"name": "data"},
        "spec": {
            "storageClassName": storage_class, "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": "1Gi"}},
        },
    }  # fmt: skip
    tree = deployment(f"s{number}", {"app": f"s{number}"}, volumeClaimTemplates=[claim])
    return {**tree, "kind": "StatefulSet"}


def claim(name: str) -> dict[str, Any]:
    return {
        "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": name},
        "spec": {
            "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}},
        },
    }  # fmt: skip


def limit_range(name: str) -> dict[str, Any]:
    return {
        "apiVersion": "v1", "kind": "LimitRange", "metadata": {"name": name},
        "spec": {"limits": [{"type": "Container", "default": {"cpu": "1"}, "max": {"cpu": "2"}}]},
    }  # fmt: skip


def storage_class(name: str) -> dict[str, Any]:
    return {
        "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass",
        "metadata": {"name": name}, "provisioner": "ebs.csi.aws.com",
    }  # fmt: skip


def ingress(name: str, services: list[str]) -> dict[str, Any]:
    paths = [
        {"path": f"/{each}", "pathType": "Prefix", "backend": {
            "service": {"name": each, "port": {"number": 80}}}}
        for each in services
    ]  # fmt: skip
    return {
        "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
        "metadata": {"name": name}, "spec": {"rules": [{"http": {"paths": paths}}]},
    }  # fmt: skip


def schema(count: int) -> dict[str, Any]:
    properties = {f"p{n}": {"type": "string"} for n in range(count)}
    spec = {"type": "object", "properties": properties}
    schema = {"openAPIV3Schema": {"type": "object", "properties": {"spec": spec}}}
    version = {"name": "v1", "served": True, "storage": True, "schema": schema}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "as.example.com"},
        "spec": {
            "group": "example.com", "scope": "Namespaced", "versions": [version],
            "names": {"kind": "A", "plural": "as"},
        },
    }  # fmt: skip
