"""Configurations of admission webhooks (pkg/apis/admissionregistration/validation, 1.37).

What CEL makes of the expressions of match conditions is not judged.
"""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.metadata import object_meta
from multiaz_lint.api.objects.admission_rules import (
    FAILURE_POLICIES,
    MATCH_POLICIES,
    REINVOCATION_POLICIES,
    match_conditions,
    rule_with_operations,
    static_suffix,
)
from multiaz_lint.api.objects.reached import REVIEWS, client, review_versions
from multiaz_lint.api.selectors import label_selector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

_SIDE_EFFECTS = ("None", "NoneOnDryRun")
_LONGEST_TIMEOUT = 30


def validating_webhooks(errors: Errors, tree: Tree, version: tuple[int, int]) -> None:
    """Check a ValidatingWebhookConfiguration."""
    _configuration(errors, tree, version, mutating=False)


def mutating_webhooks(errors: Errors, tree: Tree, version: tuple[int, int]) -> None:
    """Check a MutatingWebhookConfiguration."""
    _configuration(errors, tree, version, mutating=True)


def _configuration(errors: Errors, tree: Tree, version: tuple[int, int], *, mutating: bool) -> None:
    meta = tree.get("metadata")
    object_meta(errors, meta, names.dns_subdomain, namespaced=False, kube=False, numbered=True)
    static_suffix(errors, meta, version)
    beta = tree["apiVersion"].endswith("/v1beta1")
    seen: set[str] = set()
    for index, written in enumerate(tree.get("webhooks") or ()):
        place: Link = ((None, "webhooks"), index)
        hook = written or {}
        if beta:
            hook = _older(hook)
        _webhook(errors, place, hook)
        if mutating:
            policy = hook.get("reinvocationPolicy")
            errors.one_of((place, "reinvocationPolicy"), policy, REINVOCATION_POLICIES)
        name = hook.get("name") or ""
        if name in seen:
            errors.duplicate((place, "name"), name)
        elif name:
            seen.add(name)


def _older(hook: Tree) -> Tree:
    """Return a webhook of v1beta1 with what that version has where nothing is written."""
    effects = hook.get("sideEffects")
    return {
        **hook,
        "sideEffects": "Unknown" if effects is None else effects,
        "admissionReviewVersions": hook.get("admissionReviewVersions") or ["v1beta1"],
    }


def _webhook(errors: Errors, place: Link, hook: Tree) -> None:
    get = hook.get
    _qualified_name(errors, (place, "name"), get("name") or "")
    for index, rule in enumerate(get("rules") or ()):
        rule_with_operations(errors, ((place, "rules"), index), rule or {})
    errors.one_of((place, "failurePolicy"), get("failurePolicy"), FAILURE_POLICIES)
    errors.one_of((place, "matchPolicy"), get("matchPolicy"), MATCH_POLICIES)
    if get("sideEffects") is None:
        detail = f"must specify one of {', '.join(_SIDE_EFFECTS)}"
        errors.required((place, "sideEffects"), detail)
    errors.one_of((place, "sideEffects"), get("sideEffects"), _SIDE_EFFECTS)
    timeout = get("timeoutSeconds")
    if timeout is not None and not 1 <= timeout <= _LONGEST_TIMEOUT:
        detail = "the timeout value must be between 1 and 30 seconds"
        errors.invalid((place, "timeoutSeconds"), int(timeout), detail)
    for key in ("namespaceSelector", "objectSelector"):
        label_selector(errors, (place, key), get(key))
    here: Link = (place, "clientConfig")
    client(errors, here, get("clientConfig") or {}, here)
    match_conditions(errors, (place, "matchConditions"), get("matchConditions") or ())
    versions = [each or "" for each in get("admissionReviewVersions") or ()]
    here = (place, "admissionReviewVersions")
    review_versions(errors, here, versions, f"must specify one of {', '.join(REVIEWS)}", here)


def _qualified_name(errors: Errors, place: Link, name: str) -> None:
    if not name:
        errors.required(place)
        return
    detail = "should be a domain with at least three segments separated by dots"
    complaint = names.domain(name, 2, detail)
    if complaint:
        errors.invalid(place, name, complaint)
