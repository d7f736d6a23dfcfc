"""The namespace that a kustomization puts its objects into (api filters/namespace, v0.21)."""

from __future__ import annotations

import operator

from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.model.tree import copied, look_up, with_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from multiaz_lint.load.kustomize.built import Built
    from multiaz_lint.model.tree import Path

_WEBHOOKS = frozenset({"MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"})
_SERVICES: dict[tuple[str, str], Path] = {
    ("apiregistration.k8s.io", "APIService"): ("spec", "service"),
    ("apiextensions.k8s.io", "CustomResourceDefinition"): (
        "spec", "conversion", "webhook", "clientConfig", "service",
    ),
}  # fmt: skip
"""Where objects without a namespace name a Service of the kustomization's."""


class Moving:
    """How objects are put into a namespace; by itself as a kustomization does it.

    It ``renames`` Namespaces, and what ``follows`` has no namespace and names a Service of it. With
    ``only_unset`` what has a namespace stays in it.
    """

    __slots__ = ("follows", "only_unset", "renames")

    def __init__(
        self, *, renames: bool = True, follows: bool = True, only_unset: bool = False
    ) -> None:
        self.renames = renames
        self.follows = follows
        self.only_unset = only_unset


def move(objects: Iterable[Built], namespace: str, moving: Moving) -> None:
    """Put objects into a namespace; webhooks among them follow the Services that they call."""
    moved: dict[tuple[str, str], str] = {}
    hooks = []
    for each in objects:
        if moving.only_unset and (not each.namespace or _has_namespace(each)):
            continue
        if (each.group, each.kind) == ("", "Service"):
            moved[each.namespace, each.name] = namespace
        elif each.group == "admissionregistration.k8s.io" and each.kind in _WEBHOOKS:
            hooks.append(each)
        each.tree = _moved(each, namespace, moving)
        each.change.namespace = namespace
    for each in hooks:
        each.tree = _pointed(each, namespace, moved)


def _has_namespace(resource: Built) -> bool:
    written = string(mapping(resource.tree.get("metadata")).get("namespace"))
    return bool(written or resource.change.namespace)


def _moved(resource: Built, namespace: str, moving: Moving) -> Any:
    """Return the tree of an object in another namespace, and let the object belong there."""
    tree = resource.tree
    kind = (resource.group, resource.kind)
    if kind == ("", "Namespace"):
        if resource.name == namespace or not moving.renames:
            return tree
        resource.name = namespace
        if not isinstance(tree.get("metadata"), dict):
            return tree
        return with_value(tree, ("metadata", "name"), namespace)
    if not resource.namespace:
        service = _SERVICES.get(kind) if moving.follows else None
        if service is not None and isinstance(look_up(tree, service), dict):
            return with_value(tree, (*service, "namespace"), namespace)
        return tree
    resource.namespace = namespace
    if mapping(tree.get("metadata")).get("namespace") in (None, namespace):
        # Nobody reads it in the tree, where the default is not written either.
        return tree
    return with_value(tree, ("metadata", "namespace"), namespace)


def _pointed(configuration: Built, namespace: str, moved: dict[tuple[str, str], str]) -> Any:
    """Return the tree of webhooks that call a Service where its kustomization moves it."""
    tree: Any = configuration.tree
    hooks = sequence(tree.get("webhooks"))
    pointed = copied(hooks)
    for index, hook in enumerate(hooks):
        service = mapping(mapping(mapping(hook).get("clientConfig")).get("service"))
        before = string(service.get("namespace")), string(service.get("name"))
        if before[0] != namespace and moved.get(before) == namespace:
            pointed[index] = with_value(hook, ("clientConfig", "service", "namespace"), namespace)
    changed = any(map(operator.is_not, hooks, pointed))
    return with_value(tree, ("webhooks",), pointed) if changed else tree
