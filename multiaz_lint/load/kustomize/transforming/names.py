"""The whole names of objects, with prefixes and suffixes, where these decide who names whom.

Findings show the names of the files. Where prefixes and suffixes alone tell two objects of a build
apart, or others name an object by its whole name, or do not follow it, it gets that name. What
refers to it by name follows as in Kustomize (api internal/accumulator and
internal/konfig/builtinpluginconsts/namereference.go, v0.21).
"""

from __future__ import annotations

from functools import partial

from multiaz_lint.model.resource import mapping, string
from multiaz_lint.model.tree import copied, look_up, with_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
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
_SCALER = "HorizontalPodAutoscaler"
_TARGET = ("spec", "scaleTargetRef")
SCALED = frozenset({"Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"})
"""What a HorizontalPodAutoscaler names and Kustomize follows."""
_UNFOLLOWED: dict[tuple[str, str], tuple[Steps, ...]] = {
    ("autoscaling", _SCALER): (_TARGET,),
    ("keda.sh", "ScaledObject"): (_TARGET,),
    ("argoproj.io", "Rollout"): (("spec", "workloadRef"),),
}
"""Where a workload is named, be it of a custom kind, and Kustomize leaves the name as it is."""


def tell_apart(objects: Iterable[Built], *, knows_more: bool) -> None:
    """Give objects of a build their whole names where that tells what they are, or who means them.

    ``knows_more`` says that a kustomization has rules of its own for who follows names: then what
    Kustomize does not follow by itself says nothing.
    """
    present = [each for each in objects if each.tree is not None]
    if all(each.called == each.name for each in present):
        return
    by_name: ByName = {}
    for each in present:
        for called in dict.fromkeys(called for _, called in each.ids):
            by_name.setdefault((each.kind, called), []).append(each)
    found = (*_twins(present), *_meant(present, by_name, knows_more))
    chosen = {id(each): each for each in found if each.called != each.name}
    kinds = {each.kind for each in chosen.values()}
    for each in present if chosen else ():
        for kind, path in _followed(each):
            if kind in kinds:
                each.tree = _replaced(each.tree, path, partial(_name, each, kind, by_name, chosen))
    for each in chosen.values():
        each.tree = with_value(each.tree, ("metadata", "name"), each.called)


def _twins(objects: Iterable[Built]) -> Iterator[Built]:
    """Yield the objects that have the name of another one but for prefixes and suffixes."""
    alike: dict[tuple[str, ...], list[Built]] = {}
    for each in objects:
        key = (each.group, each.kind, each.namespace, each.name)
        alike.setdefault(key, []).append(each)
    for found in alike.values():
        if len({each.called for each in found}) > 1:
            yield from found


def _meant(objects: Iterable[Built], by_name: ByName, knows_more: bool) -> Iterator[Built]:
    """Yield the objects that others name by more than what is written, or do not follow."""
    for each in objects:
        for kind, path in _followed(each):
            for name in _texts(each.tree, path):
                found = by_name.get((kind, name), ())
                yield from (one for one in found if one.name != name)
        for path in () if knows_more else _UNFOLLOWED.get((each.group, each.kind), ()):
            target = mapping(look_up(each.tree, path))
            kind = string(target.get("kind")) or "Deployment"
            if each.kind != _SCALER or kind not in SCALED:
                yield from by_name.get((kind, string(target.get("name"))), ())


def _followed(of: Built) -> list[tuple[str, Steps]]:
    """Return the fields of an object that hold names, and of what kind, as Kustomize knows them."""
    at = _POD_SPECS.get(of.kind, ())
    fields = [(kind, (*at, *path)) for kind, path in _OF_PODS] if at else []
    fields += _OTHERS.get(of.kind, ())
    if of.kind == _SCALER:
        target = string(mapping(look_up(of.tree, _TARGET)).get("kind"))
        fields += [(target, (*_TARGET, "name"))] if target in SCALED else []
    return fields


def _texts(node: Any, path: Steps) -> Iterator[str]:
    """Yield the texts at a path, in each item of lists on the way."""
    if isinstance(node, list):
        for item in node:
            yield from _texts(item, path)
    elif path and isinstance(node, dict):
        yield from _texts(node.get(path[0]), path[1:])
    elif not path and isinstance(node, str):
        yield node


def _name(of: Built, kind: str, by_name: ByName, chosen: Mapping[int, Built], name: str) -> str:
    """Return the new name of what an object means by one: the twin that is prefixed as it is."""
    found = [each for each in by_name.get((kind, name), ()) if each.namespace in {of.namespace, ""}]
    if len(found) > 1:
        found = [each for each in found if each.affixes == of.affixes]
    return found[0].called if len(found) == 1 and id(found[0]) in chosen else name


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
