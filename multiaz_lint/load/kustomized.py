"""What kustomizations make of the objects they list: their namespace, and labels they add.

As Kustomize does it (api filters/namespace, v0.21). Only the tree of an object changes: what is
added stands nowhere in its text, and edits are made to that.
"""

from __future__ import annotations

from multiaz_lint.load.kustomize_fields import ITEMS
from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.model.tree import copied, look_up, with_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from multiaz_lint.load.kustomize_builds import Change
    from multiaz_lint.load.kustomize_fields import Labels
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.tree import Path

_WEBHOOKS = frozenset({"MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"})
_SERVICES: dict[tuple[str, str], Path] = {
    ("apiregistration.k8s.io", "APIService"): ("spec", "service"),
    ("apiextensions.k8s.io", "CustomResourceDefinition"): (
        "spec", "conversion", "webhook", "clientConfig", "service",
    ),
}  # fmt: skip
"""Where objects without a namespace name a Service of the kustomization's."""


def change(resources: Iterable[Resource], changes: dict[str, Change]) -> list[Resource]:
    """Change objects as their kustomizations do, and return those with another tree.

    One that holds what no server can decode keeps its tree: nobody judges its labels.
    """
    changed: list[Resource] = []
    hooks: list[tuple[Resource, str]] = []
    moved: dict[tuple[str, str], str] = {}
    for resource in resources:
        each = changes.get(resource.origin)
        if each is None:
            continue
        tree = resource.tree
        if not resource.facts.unsound:
            for added in each.labels:
                tree = _labelled(tree, resource, added)
        if each.namespace:
            if resource.group == "admissionregistration.k8s.io":
                hooks.append((resource, each.namespace))
            if (resource.group, resource.kind) == ("", "Service"):
                moved[resource.namespace, resource.name] = each.namespace
            tree = _moved(tree, resource, each.namespace)
        if tree is not resource.tree:
            resource.replace(tree)
            changed.append(resource)
    changed += [each for each, namespace in hooks if _point(each, namespace, moved)]
    return list(dict.fromkeys(changed))


def _labelled(tree: Any, resource: Resource, added: Labels) -> Any:
    for group, version, kind, path, make in added.specs:
        if (
            kind in {"", resource.kind}
            and group in {"", resource.group}
            and version in {"", resource.version}
        ):
            tree = _with_pairs(tree, path, added.pairs, make=make)
    return tree


def _with_pairs(node: Any, path: tuple[str, ...], pairs: dict[str, str], *, make: bool) -> Any:
    """Copy a tree with pairs in the mapping at a path; lists on the way have it in each item.

    What is no mapping where one must be is left: Kustomize fails there.
    """
    if isinstance(node, list):
        items = copied(node)
        for index, item in enumerate(node):
            items[index] = _with_pairs(item, path, pairs, make=make)
        return items
    if not isinstance(node, dict):
        return node
    copy = copied(node)
    if not path:
        copy.update(pairs)
        return copy
    name = path[0].removesuffix(ITEMS)
    below = node.get(name)
    if below is None:
        if not make or name != path[0]:
            return node
        below = {}
    copy[name] = _with_pairs(below, path[1:], pairs, make=make)
    return copy


def _moved(tree: Any, resource: Resource, namespace: str) -> Any:
    """Return the tree of an object in another namespace, and let the object belong there."""
    kind = (resource.group, resource.kind)
    if kind == ("", "Namespace"):
        if resource.name == namespace:
            return tree
        resource.name = namespace
        resource.belong(resource.group, "")
        return with_value(tree, ("metadata", "name"), namespace)
    if not resource.namespace:
        service = _SERVICES.get(kind)
        if service is not None and isinstance(look_up(tree, service), dict):
            return with_value(tree, (*service, "namespace"), namespace)
        return tree
    if resource.namespace != namespace:
        resource.belong(resource.group, namespace)
    if resource.metadata.get("namespace") in (None, namespace):
        # Nobody reads it in the tree, where the default is not written either.
        return tree
    return with_value(tree, ("metadata", "namespace"), namespace)


def _point(resource: Resource, namespace: str, moved: dict[tuple[str, str], str]) -> bool:
    """Let the webhooks of a configuration call a Service where its kustomization moves it."""
    tree: Any = resource.tree
    if resource.kind not in _WEBHOOKS:
        return False
    for index, hook in enumerate(sequence(tree.get("webhooks"))):
        service = mapping(mapping(mapping(hook).get("clientConfig")).get("service"))
        before = string(service.get("namespace")), string(service.get("name"))
        if before[0] != namespace and moved.get(before) == namespace:
            path = ("webhooks", index, "clientConfig", "service", "namespace")
            tree = with_value(tree, path, namespace)
    if tree is resource.tree:
        return False
    resource.replace(tree)
    return True
