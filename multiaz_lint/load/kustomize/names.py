"""The names of objects that a build makes several times of the same text, and who names them.

Findings show the names of the files. Where prefixes and suffixes alone tell two objects of a build
apart, these are put into their names, and what refers to such an object follows it (api
internal/accumulator and internal/konfig/builtinpluginconsts/namereference.go, v0.21).
"""

from __future__ import annotations

from functools import partial

from multiaz_lint.model.resource import mapping, string
from multiaz_lint.model.tree import copied, look_up, with_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from multiaz_lint.load.kustomize.built import Built

    Steps = tuple[str, ...]
    ByName = dict[tuple[str, str], list[Built]]

_POD_SPECS: dict[str, Steps] = {
    "Pod": ("spec",),
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
    **dict.fromkeys(
        ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job"),
        ("spec", "template", "spec"),
    ),
}
_CONTAINERS = ("containers", "initContainers")
_OF_PODS: tuple[tuple[str, Steps], ...] = (
    ("PersistentVolumeClaim", ("volumes", "persistentVolumeClaim", "claimName")),
    ("ServiceAccount", ("serviceAccountName",)),
    ("PriorityClass", ("priorityClassName",)),
    ("ConfigMap", ("volumes", "configMap", "name")),
    ("ConfigMap", ("volumes", "projected", "sources", "configMap", "name")),
    ("Secret", ("volumes", "secret", "secretName")),
    ("Secret", ("volumes", "projected", "sources", "secret", "name")),
    ("Secret", ("imagePullSecrets", "name")),
    *(
        (kind, (containers, *rest))
        for containers in _CONTAINERS
        for kind, rest in (
            ("ConfigMap", ("env", "valueFrom", "configMapKeyRef", "name")),
            ("ConfigMap", ("envFrom", "configMapRef", "name")),
            ("Secret", ("env", "valueFrom", "secretKeyRef", "name")),
            ("Secret", ("envFrom", "secretRef", "name")),
        )
    ),
)
_OTHERS: dict[str, tuple[tuple[str, Steps], ...]] = {
    "StatefulSet": (
        ("Service", ("spec", "serviceName")),
        ("StorageClass", ("spec", "volumeClaimTemplates", "spec", "storageClassName")),
    ),
    "PersistentVolumeClaim": (
        ("PersistentVolume", ("spec", "volumeName")),
        ("StorageClass", ("spec", "storageClassName")),
    ),
    "PersistentVolume": (("StorageClass", ("spec", "storageClassName")),),
    "Ingress": (
        ("Service", ("spec", "rules", "http", "paths", "backend", "service", "name")),
        ("Service", ("spec", "defaultBackend", "service", "name")),
        ("IngressClass", ("spec", "ingressClassName")),
    ),
    "APIService": (("Service", ("spec", "service", "name")),),
    **dict.fromkeys(
        ("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"),
        (("Service", ("webhooks", "clientConfig", "service", "name")),),
    ),
}
_SCALED = frozenset({"Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"})
"""What a HorizontalPodAutoscaler names and Kustomize follows."""
_TARGET = ("spec", "scaleTargetRef")


def tell_apart(objects: Iterable[Built]) -> None:
    """Give objects of a build their whole names where they have the same without them."""
    present = [each for each in objects if each.tree is not None]
    alike: dict[tuple[str, ...], list[Built]] = {}
    for each in present:
        key = (each.group, each.kind, each.namespace, each.name)
        alike.setdefault(key, []).append(each)
    several = [found for found in alike.values() if len({each.called for each in found}) > 1]
    twins = [each for found in several for each in found]
    by_name: ByName = {}
    for each in twins:
        for called in dict.fromkeys(called for _, called in each.ids):
            by_name.setdefault((each.kind, called), []).append(each)
    for each in present if twins else ():
        _follow(each, by_name)
    for each in twins:
        each.tree = with_value(each.tree, ("metadata", "name"), each.called)
        each.name = each.called


def _follow(of: Built, by_name: ByName) -> None:
    """Let an object name the twins that it names by the names that they get."""
    kinds = {kind for kind, _ in by_name}
    at = _POD_SPECS.get(of.kind, ())
    fields = [(kind, (*at, *path)) for kind, path in _OF_PODS] if at else []
    fields += _OTHERS.get(of.kind, ())
    if of.kind == "HorizontalPodAutoscaler":
        target = string(mapping(look_up(of.tree, _TARGET)).get("kind"))
        fields += [(target, (*_TARGET, "name"))] if target in _SCALED else []
    for kind, path in fields:
        if kind in kinds:
            of.tree = _replaced(of.tree, path, partial(_name, of, kind, by_name))


def _name(of: Built, kind: str, by_name: ByName, name: str) -> str:
    """Return the new name of what an object means by one: the twin that is prefixed as it is."""
    found = [each for each in by_name.get((kind, name), ()) if each.namespace in {of.namespace, ""}]
    if len(found) > 1:
        found = [each for each in found if each.affixes == of.affixes]
    return found[0].called if len(found) == 1 else name


def _replaced(node: Any, path: Steps, new: Callable[[str], str]) -> Any:
    """Copy a tree with another text at a path, in each item of lists on the way."""
    if isinstance(node, list):
        items = copied(node)
        items[:] = [_replaced(item, path, new) for item in node]
        return items
    if not path:
        return new(node) if isinstance(node, str) else node
    below = node.get(path[0]) if isinstance(node, dict) else None
    if below is None:
        return node
    copy = copied(node)
    copy[path[0]] = _replaced(below, path[1:], new)
    return copy
