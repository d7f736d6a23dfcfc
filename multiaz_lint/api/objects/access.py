"""Roles and their bindings (pkg/apis/rbac/validation, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import Json
from multiaz_lint.api.metadata import object_meta
from multiaz_lint.api.selectors import convertible, label_selector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

_GROUP = "rbac.authorization.k8s.io"
_SUBJECTS = ("ServiceAccount", "User", "Group")


def _name(value: str) -> tuple[str, ...]:
    """Judge a name; a generateName is judged as one, and may not be "." or ".." (1.37)."""
    return names.path_segment(value)


def role(errors: Errors, tree: Tree) -> None:
    """Check a Role (ValidateRole)."""
    object_meta(errors, tree.get("metadata"), _name)
    _rules(errors, tree, namespaced=True)


def cluster_role(errors: Errors, tree: Tree) -> None:
    """Check a ClusterRole (ValidateClusterRole)."""
    object_meta(errors, tree.get("metadata"), _name, namespaced=False)
    _rules(errors, tree, namespaced=False)
    aggregation = tree.get("aggregationRule")
    if aggregation is None:
        return
    place: Link = ((None, "aggregationRule"), "clusterRoleSelectors")
    selectors = aggregation.get("clusterRoleSelectors") or ()
    if not selectors:
        detail = "at least one clusterRoleSelector required if aggregationRule is non-nil"
        errors.required(place, detail)
    for index, selector in enumerate(selectors):
        label_selector(errors, (place, index), selector)
        if not convertible(selector):
            errors.invalid((place, index), Json(None), "invalid label selector.")


def _rules(errors: Errors, tree: Tree, *, namespaced: bool) -> None:
    for index, written in enumerate(tree.get("rules") or ()):
        place: Link = ((None, "rules"), index)
        rule = written or {}
        if not rule.get("verbs"):
            errors.required((place, "verbs"))
        urls = rule.get("nonResourceURLs")
        if urls:
            here: Link = (place, "nonResourceURLs")
            shown = Json([url or "" for url in urls])
            if namespaced:
                detail = "namespaced rules cannot apply to non-resource URLs"
                errors.invalid(here, shown, detail)
            if rule.get("apiGroups") or rule.get("resources") or rule.get("resourceNames"):
                detail = "rules cannot apply to both regular resources and non-resource URLs"
                errors.invalid(here, shown, detail)
            continue
        for key, what in (("apiGroups", "api group"), ("resources", "resource")):
            if not rule.get(key):
                detail = f"resource rules must supply at least one {what}"
                errors.required((place, key), detail)


def role_binding(errors: Errors, tree: Tree) -> None:
    """Check a RoleBinding (ValidateRoleBinding)."""
    object_meta(errors, tree.get("metadata"), _name)
    _binding(errors, tree, ("Role", "ClusterRole"), namespaced=True)


def cluster_role_binding(errors: Errors, tree: Tree) -> None:
    """Check a ClusterRoleBinding (ValidateClusterRoleBinding)."""
    object_meta(errors, tree.get("metadata"), _name, namespaced=False)
    _binding(errors, tree, ("ClusterRole",), namespaced=False)


def _binding(errors: Errors, tree: Tree, kinds: Sequence[str], *, namespaced: bool) -> None:
    place: Link = (None, "roleRef")
    reference = tree.get("roleRef") or {}
    group, kind = reference.get("apiGroup") or _GROUP, reference.get("kind") or ""
    if group != _GROUP:
        errors.unsupported((place, "apiGroup"), group, (_GROUP,))
    if kind not in kinds:
        errors.unsupported((place, "kind"), kind, kinds)
    name = reference.get("name") or ""
    if not name:
        errors.required((place, "name"))
    else:
        errors.each_invalid((place, "name"), name, names.path_segment(name))
    alpha = tree["apiVersion"].endswith("/v1alpha1")
    for index, written in enumerate(tree.get("subjects") or ()):
        subject = written or {}
        if alpha:  # conversion takes no group but that of the kind
            subject = {key: value for key, value in subject.items() if key != "apiGroup"}
        _subject(errors, ((None, "subjects"), index), subject, namespaced=namespaced)


def _subject(errors: Errors, place: Link, subject: Tree, *, namespaced: bool) -> None:
    name, kind = subject.get("name") or "", subject.get("kind") or ""
    group = subject.get("apiGroup") or ""
    if not name:
        errors.required((place, "name"))
    if kind == "ServiceAccount":
        if name:
            errors.each_invalid((place, "name"), name, names.dns_subdomain(name))
        if group:
            errors.unsupported((place, "apiGroup"), group, ("",))
        if not namespaced and not subject.get("namespace"):
            errors.required((place, "namespace"))
    elif kind in _SUBJECTS:
        if group and group != _GROUP:
            errors.unsupported((place, "apiGroup"), group, (_GROUP,))
    else:
        errors.unsupported((place, "kind"), kind, _SUBJECTS)
