"""Bindings of policies of admission (pkg/apis/admissionregistration/validation, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import Json
from multiaz_lint.api.metadata import object_meta
from multiaz_lint.api.objects.admission_rules import (
    match_resources,
    mutable_operations,
    static_suffix,
)
from multiaz_lint.api.selectors import label_selector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")
_ACTIONS = ("Audit", "Deny", "Warn")
_NOT_FOUND = ("Deny", "Allow")
_EXCLUSIVE = "name and selector are mutually exclusive"


def validating_binding(errors: Errors, tree: Tree, version: tuple[int, int]) -> None:
    """Check a ValidatingAdmissionPolicyBinding, and what it does with a violation."""
    _binding(errors, tree, version)
    actions = (tree.get("spec") or {}).get("validationActions") or ()
    _validation_actions(errors, (SPEC, "validationActions"), [each or "" for each in actions])


def mutating_binding(errors: Errors, tree: Tree, version: tuple[int, int]) -> None:
    """Check a MutatingAdmissionPolicyBinding, and the requests that it changes."""
    _binding(errors, tree, version)
    resources = (tree.get("spec") or {}).get("matchResources")
    if resources is not None:
        mutable_operations(errors, (SPEC, "matchResources"), resources)


def _binding(errors: Errors, tree: Tree, version: tuple[int, int]) -> None:
    meta = tree.get("metadata")
    object_meta(errors, meta, names.dns_subdomain, namespaced=False, kube=False, numbered=True)
    static_suffix(errors, meta, version)
    spec: Tree = tree.get("spec") or {}
    policy = spec.get("policyName") or ""
    if not policy:
        errors.required((SPEC, "policyName"))
    else:
        errors.each_invalid((SPEC, "policyName"), policy, names.dns_subdomain(policy))
    reference = spec.get("paramRef")
    if reference is not None:
        action = reference.get("parameterNotFoundAction")
        if action is None and tree["apiVersion"].endswith("/v1alpha1"):
            action = "Deny"
        _param_ref(errors, (SPEC, "paramRef"), reference, action or "")
    resources = spec.get("matchResources")
    if resources is not None:
        match_resources(errors, (SPEC, "matchResources"), resources)


def _param_ref(errors: Errors, place: Link, reference: Tree, action: str) -> None:
    name, selector = reference.get("name") or "", reference.get("selector")
    if name:
        errors.each_invalid((place, "name"), name, names.path_segment(name))
    if name and selector is not None:
        errors.forbidden((place, "name"), _EXCLUSIVE)
    label_selector(errors, (place, "selector"), selector)
    if name and selector is not None:
        errors.forbidden((place, "selector"), _EXCLUSIVE)
    if not name and selector is None:
        errors.required(place, "one of name or selector must be specified")
    if not action:
        errors.required((place, "parameterNotFoundAction"))
    elif action not in _NOT_FOUND:
        errors.unsupported((place, "parameterNotFoundAction"), Json(action), _NOT_FOUND)


def _validation_actions(errors: Errors, place: Link, actions: Sequence[str]) -> None:
    if not actions:
        errors.required(place)
    seen: set[str] = set()
    for index, action in enumerate(actions):
        if action not in _ACTIONS:
            errors.unsupported((place, index), Json(action), _ACTIONS)
        if action in seen:
            errors.duplicate((place, index), Json(action))
        seen.add(action)
    if {"Deny", "Warn"} <= seen:
        detail = (
            "must not contain both Deny and Warn (repeating the same validation failure "
            "information in the API response and headers serves no purpose)"
        )
        errors.invalid(place, Json(list(actions)), detail)
