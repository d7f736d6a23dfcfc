"""The namespace that a kustomization puts its objects into (api filters/namespace, v0.21)."""

from __future__ import annotations

import operator
from functools import partial

from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.model.tree import copied, look_up, with_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from multiaz_lint.load.kustomize.built import Built
    from multiaz_lint.model.tree import Path

    Tree = Mapping[str, Any]

_WEBHOOKS = frozenset({"MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"})
_BINDINGS = frozenset({"RoleBinding", "ClusterRoleBinding"})
_ACCOUNT = "ServiceAccount"
_SERVICES: dict[tuple[str, str], tuple[Path, bool]] = {
    ("apiregistration.k8s.io", "APIService"): (("spec", "service", "namespace"), True),
    ("apiextensions.k8s.io", "CustomResourceDefinition"): (
        ("spec", "conversion", "webhook", "clientConfig", "service", "namespace"), False,
    ),
}  # fmt: skip
"""Where objects without a namespace say that of a Service, and whether it is made there."""


class Moving:
    """How objects are put into a namespace; by itself as a kustomization does it.

    It ``renames`` Namespaces, and what ``follows`` has no namespace and names a Service of it. With
    ``only_unset`` what has a namespace stays in it. ``subjects`` says which of role bindings get
    it (setRoleBindingSubjects).
    """

    __slots__ = ("follows", "only_unset", "renames", "subjects")

    def __init__(
        self,
        *,
        renames: bool = True,
        follows: bool = True,
        only_unset: bool = False,
        subjects: str = "",
    ) -> None:
        self.subjects = subjects or "defaultOnly"
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
        if binds_roles(each):
            each.tree = _with_subjects(each.tree, partial(_subject, namespace, moving))
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
        path, makes = _SERVICES.get(kind, ((), False)) if moving.follows else ((), False)
        fits = makes and all(
            isinstance(look_up(tree, path[:steps]), (dict, type(None)))
            for steps in range(1, len(path))
        )
        is_there = bool(path) and look_up(tree, path) is not None
        return with_value(tree, path, namespace) if fits or is_there else tree
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


def binds_roles(resource: Built) -> bool:
    """Whether it is a RoleBinding or ClusterRoleBinding, of whatever group, with subjects."""
    return resource.kind in _BINDINGS and isinstance(resource.tree.get("subjects"), list)


def _subject(namespace: str, moving: Moving, subject: Tree) -> str:
    """Return the namespace that a subject gets with those of its kind; empty for none."""
    if moving.subjects == "allServiceAccounts":
        meant = subject.get("kind") == _ACCOUNT
    else:
        meant = moving.subjects == "defaultOnly" and subject.get("name") == "default"
    stays = moving.only_unset and string(subject.get("namespace"))
    return namespace if meant and not stays else ""


def _with_subjects(tree: Any, namespace_of: Callable[[Tree], str]) -> Any:
    """Return the tree of a role binding whose subjects are in other namespaces."""
    subjects = copied(tree["subjects"])
    for index, subject in enumerate(tree["subjects"]):
        if isinstance(subject, dict):
            namespace = namespace_of(subject)
            if namespace and subject.get("namespace") != namespace:
                subjects[index] = with_value(subject, ("namespace",), namespace)
    changed = any(map(operator.is_not, subjects, tree["subjects"]))
    return with_value(tree, ("subjects",), subjects) if changed else tree


def follow_accounts(objects: Iterable[Built]) -> None:
    """Let role bindings of a whole build name the namespaces of its ServiceAccounts.

    So they do where a kustomization has moved or renamed these, whatever kind they say it is that
    they name (api filters/nameref setMapping, v0.21).
    """
    bindings: list[Built] = []
    accounts: dict[str, list[Built]] = {}
    for each in objects:
        if each.tree is None:
            continue
        if each.kind == _ACCOUNT and not each.group:
            for name in dict.fromkeys(name for _, name in each.earlier_ids):
                accounts.setdefault(name, []).append(each)
        elif each.group == "rbac.authorization.k8s.io" and binds_roles(each):
            bindings.append(each)
    for each in bindings if accounts else ():
        each.tree = _with_subjects(each.tree, partial(_followed, each, _reached(each), accounts))


def _reached(binding: Built) -> frozenset[str]:
    """Return the namespaces where a role binding looks for accounts; none where in all."""
    if not binding.namespace:
        return frozenset()
    named = (
        string(subject.get("namespace"))
        for subject in map(mapping, binding.tree["subjects"])
        if subject.get("kind") == _ACCOUNT
    )
    return frozenset((binding.id_now[0], *named))


def _followed(
    binding: Built, reached: frozenset[str], accounts: dict[str, list[Built]], subject: Tree
) -> str:
    """Return where the account is that a subject names; empty where it is none of the build."""
    found = [
        each
        for each in accounts.get(string(subject.get("name")), ())
        if not reached or each.id_now[0] in reached
    ]
    if "namespace" in subject:
        namespace = string(subject["namespace"])
        first = [each for each in found if each.ids[0][0] == namespace]
        found = first or [each for each in found if each.id_now[0] == namespace]
    if len(found) > 1:
        found = [each for each in found if each.affixes == binding.affixes]
    namespaces = {each.id_now[0] for each in found if _has_namespace(each)}
    return namespaces.pop() if len(namespaces) == 1 else ""
