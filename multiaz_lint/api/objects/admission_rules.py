"""Which requests webhooks and policies of admission see (admissionregistration, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import Json
from multiaz_lint.api.golang import trimmed
from multiaz_lint.api.metadata import METADATA, name_of
from multiaz_lint.api.selectors import label_name, label_selector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

FAILURE_POLICIES = ("Fail", "Ignore")
MATCH_POLICIES = ("Equivalent", "Exact")
REINVOCATION_POLICIES = ("IfNeeded", "Never")
_OPERATIONS = ("*", "CONNECT", "CREATE", "DELETE", "UPDATE")
_MUTABLE = ("*", "CONNECT", "CREATE", "UPDATE")
_SCOPES = ("*", "Cluster", "Namespaced")
_MOST_CONDITIONS = 64
_STATIC = ".static.k8s.io"
_RESERVES_STATIC = (1, 37)


def static_suffix(errors: Errors, meta: Tree | None, version: tuple[int, int]) -> None:
    """Refuse what is left to the server's own files (ManifestBasedAdmissionControlConfig)."""
    name = name_of(meta or {})
    if version >= _RESERVES_STATIC and name.endswith(_STATIC):
        detail = (
            f'names ending with "{_STATIC}" are reserved for static manifest-based '
            "configurations and cannot be managed via the API"
        )
        errors.invalid((METADATA, "name"), name, detail)


def match_resources(errors: Errors, place: Link, written: Tree) -> None:
    """Check which resources a policy, or a binding of one, is about."""
    errors.one_of((place, "matchPolicy"), written.get("matchPolicy"), MATCH_POLICIES)
    for key in ("namespaceSelector", "objectSelector"):
        label_selector(errors, (place, key), written.get(key))
    for key in ("resourceRules", "excludeResourceRules"):
        for index, rule in enumerate(written.get(key) or ()):
            here: Link = ((place, key), index)
            _resource_names(errors, (here, "resourceNames"), _texts(rule or {}, "resourceNames"))
            rule_with_operations(errors, here, rule or {})


def mutable_operations(errors: Errors, place: Link, written: Tree) -> None:
    """Check that the requests can be mutated; the server does not say in which of the rules."""
    here: Link = (place, "resourceRules")
    for index, rule in enumerate(written.get("resourceRules") or ()):
        for number, operation in enumerate(_texts(rule or {}, "operations")):
            if operation not in _MUTABLE:
                at: Link = (((here, index), "operations"), number)
                errors.unsupported((here, "operations"), Json(operation), _MUTABLE, at)


def _resource_names(errors: Errors, place: Link, written: list[str]) -> None:
    seen: set[str] = set()
    for index, name in enumerate(written):
        errors.each_invalid((place, index), name, names.path_segment(name))
        if name in seen:
            errors.duplicate((place, index), name)
        seen.add(name)


def rule_with_operations(errors: Errors, place: Link, rule: Tree) -> None:
    """Check what a rule selects: operations, groups, resources (validateRuleWithOperations)."""
    operations = _texts(rule, "operations")
    here: Link = (place, "operations")
    if not operations:
        errors.required(here)
    _alone(errors, here, operations, "operations")
    for index, operation in enumerate(operations):
        if operation not in _OPERATIONS:
            errors.unsupported((here, index), Json(operation), _OPERATIONS)
    for key, words in (("apiGroups", "API groups"), ("apiVersions", "API versions")):
        values = _texts(rule, key)
        if not values:
            errors.required((place, key))
        _alone(errors, (place, key), values, words)
    for index, version in enumerate(_texts(rule, "apiVersions")):
        if not version:
            errors.required(((place, "apiVersions"), index))
    _resources(errors, (place, "resources"), _texts(rule, "resources"))
    errors.one_of((place, "scope"), rule.get("scope"), _SCOPES)


def _texts(tree: Tree, key: str) -> list[str]:
    return [each or "" for each in tree.get(key) or ()]


def _alone(errors: Errors, place: Link, values: list[str], words: str) -> None:
    if len(values) > 1 and "*" in values:
        errors.invalid(place, Json(values), f"if '*' is present, must not specify other {words}")


def _resources(errors: Errors, place: Link, resources: list[str]) -> None:
    if not resources:
        errors.required(place)
    all_below: set[str] = set()  # x of x/*
    below_all: set[str] = set()  # x of */x
    plain = False
    for index, resource in enumerate(resources):
        here: Link = (place, index)
        if not resource:
            errors.required(here)
            continue
        name, slash, below = resource.partition("/")
        if not slash:
            plain = resource != "*"  # the server remembers the last one only
            continue
        if name in all_below:
            detail = f"if '{name}/*' is present, must not specify {resource}"
            errors.invalid(here, resource, detail)
        if below in below_all:
            detail = f"if '*/{below}' is present, must not specify {resource}"
            errors.invalid(here, resource, detail)
        if below == "*":
            all_below.add(name)
        if name == "*":
            below_all.add(below)
    if len(resources) > 1 and "*/*" in resources:
        detail = "if '*/*' is present, must not specify other resources"
        errors.invalid(place, Json(resources), detail)
    if plain and "*" in resources:
        detail = "if '*' is present, must not specify other resources without subresources"
        errors.invalid(place, Json(resources), detail)


def match_conditions(errors: Errors, place: Link, conditions: Sequence[Any]) -> None:
    """Check the conditions of a webhook or policy (validateMatchConditions)."""
    if len(conditions) > _MOST_CONDITIONS:
        errors.too_many(place, len(conditions), _MOST_CONDITIONS)
    seen: set[str] = set()
    for index, written in enumerate(conditions):
        here: Link = (place, index)
        condition = written or {}
        if not trimmed(condition.get("expression") or ""):
            errors.required((here, "expression"))
        name = condition.get("name") or ""
        if not name:
            errors.required((here, "name"))
            continue
        label_name(errors, (here, "name"), name)
        if name in seen:
            errors.duplicate((here, "name"), name)
        seen.add(name)
