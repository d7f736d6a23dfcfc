"""Policies of admission (pkg/apis/admissionregistration/validation, 1.37).

What CEL makes of their expressions is not judged.
"""

from __future__ import annotations

from multiaz_lint.api import forms, names
from multiaz_lint.api.errors import Json
from multiaz_lint.api.golang import trimmed
from multiaz_lint.api.metadata import name_of, object_meta
from multiaz_lint.api.objects.admission_rules import (
    FAILURE_POLICIES,
    REINVOCATION_POLICIES,
    match_conditions,
    match_resources,
    mutable_operations,
    static_suffix,
)
from multiaz_lint.api.selectors import label_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")
_PATCH_TYPES = ("ApplyConfiguration", "JSONPatch")
_PATCHES = {"JSONPatch": "jsonPatch", "ApplyConfiguration": "applyConfiguration"}
_REASONS = ("Forbidden", "Invalid", "RequestEntityTooLarge")
_MOST_ANNOTATIONS = 20
_LONGEST_VALUE = 5 * 1024
_RESERVED = frozenset(
    (
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for",
        "function", "if", "import", "let", "loop", "package", "namespace", "return", "var", "void",
        "while",
    )
)  # fmt: skip


def validating_policy(errors: Errors, tree: Tree, version: tuple[int, int]) -> None:
    """Check a ValidatingAdmissionPolicy (validateValidatingAdmissionPolicySpec)."""
    spec = _policy(errors, tree, version)
    validations, notes = spec.get("validations") or (), spec.get("auditAnnotations") or ()
    if not validations and not notes:
        for key in ("validations", "auditAnnotations"):
            detail = "validations or auditAnnotations must contain at least one item"
            errors.required((SPEC, key), detail)
    for index, validation in enumerate(validations):
        _validation(errors, ((SPEC, "validations"), index), validation or {})
    _annotations(errors, [each or {} for each in notes], name_of(tree.get("metadata") or {}))


def mutating_policy(errors: Errors, tree: Tree, version: tuple[int, int]) -> None:
    """Check a MutatingAdmissionPolicy (validateMutatingAdmissionPolicySpec)."""
    spec = _policy(errors, tree, version)
    constraints = spec.get("matchConstraints")
    if constraints is not None:
        mutable_operations(errors, (SPEC, "matchConstraints"), constraints)
    place: Link = (SPEC, "mutations")
    mutations = spec.get("mutations") or ()
    if not mutations:
        errors.required(place, "mutations must contain at least one item")
    for index, mutation in enumerate(mutations):
        _mutation(errors, (place, index), mutation or {})
    place = (SPEC, "reinvocationPolicy")
    policy = spec.get("reinvocationPolicy") or ""
    if not policy:
        errors.required(place)
    elif policy not in REINVOCATION_POLICIES:
        errors.unsupported(place, Json(policy), REINVOCATION_POLICIES)


def _policy(errors: Errors, tree: Tree, version: tuple[int, int]) -> Tree:
    """Check what policies of both kinds have; return the spec."""
    meta = tree.get("metadata")
    object_meta(errors, meta, names.dns_subdomain, namespaced=False, kube=False, numbered=True)
    static_suffix(errors, meta, version)
    spec: Tree = tree.get("spec") or {}
    errors.one_of((SPEC, "failurePolicy"), spec.get("failurePolicy"), FAILURE_POLICIES)
    kind = spec.get("paramKind")
    if kind is not None:
        _param_kind(errors, (SPEC, "paramKind"), kind)
    place: Link = (SPEC, "matchConstraints")
    constraints = spec.get("matchConstraints")
    if constraints is None:
        errors.required(place)
    else:
        match_resources(errors, place, constraints)
        if not constraints.get("resourceRules"):
            errors.required((place, "resourceRules"))
    match_conditions(errors, (SPEC, "matchConditions"), spec.get("matchConditions") or ())
    for index, variable in enumerate(spec.get("variables") or ()):
        _variable(errors, ((SPEC, "variables"), index), variable or {})
    return spec


def _param_kind(errors: Errors, place: Link, written: Tree) -> None:
    here: Link = (place, "apiVersion")
    api_version = written.get("apiVersion") or ""
    group, _, version = api_version.rpartition("/")
    if not api_version:
        errors.required(here)
    elif "/" in group:
        errors.invalid(here, api_version, f"unexpected GroupVersion string: {api_version}")
    else:
        if group and names.dns_subdomain(group):
            errors.invalid(here, group, ",".join(names.dns_subdomain(group)))
        if not version:
            errors.invalid(here, api_version, "version must be specified")
        elif names.dns_1035_label(version):
            errors.invalid(here, version, ",".join(names.dns_1035_label(version)))
    kind = written.get("kind") or ""
    if not kind:
        errors.required((place, "kind"))
    elif names.dns_1035_label(kind.lower()):
        complaints = ",".join(names.dns_1035_label(kind.lower()))
        detail = f"may have mixed case, but should otherwise match: {complaints}"
        errors.invalid((place, "kind"), kind, detail)


def _variable(errors: Errors, place: Link, variable: Tree) -> None:
    name = variable.get("name") or ""
    if not trimmed(name):
        errors.required((place, "name"), "name is not specified")
    elif forms.c_identifier(name) or name in _RESERVED:
        errors.invalid((place, "name"), name, "must be a valid CEL identifier")
    if not trimmed(variable.get("expression") or ""):
        errors.required((place, "expression"), "expression is not specified")


def _validation(errors: Errors, place: Link, validation: Tree) -> None:
    get = validation.get
    if not trimmed(get("expression") or ""):
        errors.required((place, "expression"), "expression is not specified")
    for key in ("messageExpression", "message"):
        text = get(key) or ""
        if text and not trimmed(text):
            errors.invalid((place, key), text, "must be non-empty if specified")
    message = get("message") or ""
    if not {"\n", "\r"}.isdisjoint(trimmed(message)):
        errors.invalid((place, "message"), message, "must not contain line breaks")
    errors.one_of((place, "reason"), get("reason"), _REASONS)


def _annotations(errors: Errors, written: Sequence[Tree], policy: str) -> None:
    """Check what a policy adds to audit events, whose keys begin with its name."""
    place: Link = (SPEC, "auditAnnotations")
    if len(written) > _MOST_ANNOTATIONS:
        value = [
            {"Key": each.get("key") or "", "ValueExpression": each.get("valueExpression") or ""}
            for each in written
        ]
        detail = f"must not have more than {_MOST_ANNOTATIONS} auditAnnotations"
        errors.invalid(place, Json(value, "raw"), detail)
    seen: set[str] = set()
    for index, note in enumerate(written):
        key, here = note.get("key") or "", (place, index)
        if policy:
            label_name(errors, (here, "key"), f"{policy}/{key}")
        else:
            errors.invalid((here, "key"), key, "requires metadata.name be non-empty")
        expression = trimmed(note.get("valueExpression") or "")
        if not expression:
            errors.required((here, "valueExpression"), "valueExpression is not specified")
        elif len(expression.encode()) > _LONGEST_VALUE:
            detail = f"must not exceed {_LONGEST_VALUE} bytes in length"
            errors.required((here, "valueExpression"), detail)
        if key in seen:
            errors.duplicate((here, "key"), key)
        seen.add(key)


def _mutation(errors: Errors, place: Link, mutation: Tree) -> None:
    kind = mutation.get("patchType") or ""
    if not kind:
        errors.required((place, "patchType"))
        return
    if kind not in _PATCHES:
        errors.unsupported((place, "patchType"), Json(kind), _PATCH_TYPES)
        return
    for name, key in _PATCHES.items():
        patch = mutation.get(key)
        if name != kind:
            if patch is not None:
                detail = f"must not be specified when patchType is {kind}"
                errors.invalid((place, key), f"{{{key}}}", detail)
        elif patch is None:
            errors.required((place, key), f"must be specified when patchType is {kind}")
        elif not trimmed(patch.get("expression") or ""):
            errors.required(((place, key), "expression"))
