"""Which kind is seen through which view: by API group and kind, never by kind alone."""

from __future__ import annotations

from multiaz_lint.model.resource import Resource, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.model.resource import Manifest
    from multiaz_lint.model.tree import Path

_VIEWS = {
    "workload_kinds": (
        "apps/Deployment apps/StatefulSet apps/DaemonSet apps/ReplicaSet /ReplicationController "
        "batch/Job batch/CronJob /Pod argoproj.io/Rollout keda.sh/ScaledJob"
    ),
    "disruption": "policy/PodDisruptionBudget",
    "autoscaling": "autoscaling/HorizontalPodAutoscaler keda.sh/ScaledObject",
    "storage": "/PersistentVolumeClaim /PersistentVolume storage.k8s.io/StorageClass",
    "traffic": (
        "/Service networking.k8s.io/Ingress networking.k8s.io/NetworkPolicy "
        "monitoring.coreos.com/PodMonitor monitoring.coreos.com/ServiceMonitor"
    ),
    "node": "/Node",
    "quota": "/ResourceQuota",
    "admission": (
        "admissionregistration.k8s.io/ValidatingWebhookConfiguration "
        "admissionregistration.k8s.io/MutatingWebhookConfiguration "
        "apiregistration.k8s.io/APIService"
    ),
}
_MODULES = {
    tuple(name.rsplit("/", 1)): module for module, names in _VIEWS.items() for name in names.split()
}
_MOVED = {
    ("extensions", "Deployment"): "apps",
    ("extensions", "DaemonSet"): "apps",
    ("extensions", "ReplicaSet"): "apps",
    ("extensions", "NetworkPolicy"): "networking.k8s.io",
    ("extensions", "Ingress"): "networking.k8s.io",
}
"""Kinds that a removed API version served from another group: the object is the same."""
_classes: dict[tuple[str, str], type[Resource]] = {}


def view_of(group: str, kind: str) -> type[Resource]:
    """Return the view of a kind; plain Resource for kinds that have none."""
    key = (group, kind)
    view = _classes.get(key)
    if view is None:
        module = _MODULES.get(key)
        if module is None:
            view = Resource
        else:
            from importlib import import_module

            view = getattr(import_module(f"multiaz_lint.model.{module}"), kind)
        _classes[key] = view
    return view


def groups_of(kind: str) -> tuple[str, ...]:
    """Return the groups in which a kind of this name has a view."""
    return tuple(group for group, known in _MODULES if known == kind)


def home_of(group: str, kind: str) -> str:
    """Return the group that serves a kind today, for one that may have moved."""
    return _MOVED.get((group, kind), group)


_seen: dict[tuple[Any, Any], tuple[str, type[Resource]]] = {}
_MOST_SEEN = 10_000


def resource(
    tree: dict[str, Any], manifest: Manifest, prefix: Path = (), default_namespace: str = "default"
) -> Resource:
    """See a tree, which has an apiVersion and a kind, through the view of its kind."""
    key = (tree["apiVersion"], tree["kind"])
    found = _seen.get(key)
    if found is None:
        group = string(key[0]).rpartition("/")[0]
        kind = string(key[1])
        group = home_of(group, kind)
        if len(_seen) >= _MOST_SEEN:
            _seen.clear()
        found = _seen[key] = group, view_of(group, kind)
    seen = found[1](tree, manifest, prefix, default_namespace)
    if seen.group != found[0]:
        seen.belong(found[0], seen.namespace)
    return seen
