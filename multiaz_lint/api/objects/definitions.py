"""CustomResourceDefinitions (apiextensions-apiserver validation, 1.37).

Versions are judged in ``definition_versions``; what schemas say, and the fields of them that select
objects, in ``api/schemas``.
"""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import Json, Key
from multiaz_lint.api.golang import quoted
from multiaz_lint.api.metadata import METADATA, object_meta
from multiaz_lint.api.objects.definition_versions import SPEC, check_versions, label
from multiaz_lint.api.objects.reached import client, review_versions
from multiaz_lint.api.schemas.definition import check_schemas

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

_SCOPES = ("Cluster", "Namespaced")
_STRATEGIES = ("None", "Webhook")
_APPROVAL = "api-approved.kubernetes.io"


def definition(errors: Errors, tree: Tree) -> None:
    """Check a CustomResourceDefinition (ValidateCustomResourceDefinition)."""
    if not tree["apiVersion"].endswith("/v1"):  # no server that is looked at has an older one
        return
    spec = tree.get("spec") or {}
    group = spec.get("group") or ""
    called = spec.get("names") or {}
    wanted = f"{called.get('plural') or ''}.{group}"

    def form(name: str) -> tuple[str, ...]:
        complaints = names.dns_subdomain(name)
        if name == wanted:
            return complaints
        return (*complaints, 'must be spec.names.plural+"."+spec.group')

    meta = tree.get("metadata") or {}
    prefix = meta.get("generateName")
    if prefix:
        at_end = names.without_trailing_dash(prefix)
        told = [*names.dns_subdomain(at_end)]
        if prefix != wanted:
            told.append('must be spec.names.plural+"."+spec.group')
        errors.each_invalid((METADATA, "generateName"), prefix, told)
    object_meta(errors, meta, form, namespaced=False, kube=False, numbered=True, prefixed=False)
    _approved(errors, meta, group)
    _group(errors, group)
    scope = spec.get("scope") or ""
    if not scope:
        errors.required((SPEC, "scope"))
    elif scope not in _SCOPES:
        errors.unsupported((SPEC, "scope"), scope, _SCOPES)
    versions = [each or {} for each in spec.get("versions") or ()]
    check_versions(errors, versions)
    check_schemas(errors, versions)
    _names(errors, called)
    _preserving(errors, spec, versions)
    _conversion(errors, spec)


def _approved(errors: Errors, meta: Tree, group: str) -> None:
    """Ask for a word of approval where a group is one of the community's."""
    if not f".{group}".endswith((".k8s.io", ".kubernetes.io")):
        return
    from multiaz_lint.api.urls import is_request_url

    place: Link = ((METADATA, "annotations"), Key(_APPROVAL))
    said = (meta.get("annotations") or {}).get(_APPROVAL) or ""
    detail = f"protected groups must have approval annotation {quoted(_APPROVAL)}"
    see = ", see https://github.com/kubernetes/enhancements/pull/1111"
    if not said:
        errors.required(place, detail + see)
    elif not said.startswith("unapproved") and not is_request_url(said):
        detail += ' with either a URL or a reason starting with "unapproved"'
        errors.invalid(place, said, detail + see)


def _group(errors: Errors, group: str) -> None:
    place: Link = (SPEC, "group")
    if not group:
        errors.required(place)
        return
    complaint = names.domain(group, 1, "should be a domain with at least one dot")
    if complaint:
        errors.invalid(place, group, complaint)


def _names(errors: Errors, called: Tree) -> None:
    place: Link = (SPEC, "names")
    kind = called.get("kind") or ""
    several = {
        "plural": called.get("plural") or "",
        "singular": called.get("singular") or kind.lower(),
        "kind": kind,
        "listKind": called.get("listKind") or (f"{kind}List" if kind else ""),
    }
    for key, name in several.items():
        if not name:
            errors.required((place, key))
            continue
        mixed = key in {"kind", "listKind"}
        complaints = names.dns_1035_label(name.lower() if mixed else name)
        if complaints:
            words = "may have mixed case, but should otherwise match: " if mixed else ""
            errors.invalid((place, key), name, words + ",".join(complaints))
    if kind and kind == several["listKind"]:
        detail = "kind and listKind may not be the same"
        errors.invalid((place, "listKind"), kind, detail)
    for key in ("shortNames", "categories"):
        for index, name in enumerate(called.get(key) or ()):
            label(errors, ((place, key), index), name or "")


def _preserving(errors: Errors, spec: Tree, versions: list[Tree]) -> None:
    if spec.get("preserveUnknownFields") is not True:
        return
    place: Link = (SPEC, "preserveUnknownFields")
    schemas = [(version.get("schema") or {}).get("openAPIV3Schema") for version in versions]
    if any("default" in each and each["default"] is not None for each in _schemas(schemas)):
        detail = "must be false in order to use defaults in the schema"
        errors.invalid(place, value=True, detail=detail)
    detail = (
        "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in "
        "spec.versions[*].schema instead"
    )
    errors.invalid(place, value=True, detail=detail)


_OF_ONE = ("not", "items", "additionalProperties", "additionalItems")
_OF_MANY = ("allOf", "anyOf", "oneOf", "items")
_BY_NAME = ("properties", "patternProperties", "definitions", "dependencies")


def _schemas(written: Any) -> Iterator[Tree]:
    """Yield schemas, and all that they are made of."""
    for schema in written:
        if not isinstance(schema, dict):
            continue
        yield schema
        yield from _schemas([schema.get(key) for key in _OF_ONE])
        for key in _OF_MANY:
            each = schema.get(key)
            yield from _schemas(each if isinstance(each, list) else ())
        for key in _BY_NAME:
            yield from _schemas((schema.get(key) or {}).values())


def _conversion(errors: Errors, spec: Tree) -> None:
    conversion = spec.get("conversion")
    if conversion is None:
        return
    place: Link = (SPEC, "conversion")
    strategy = conversion.get("strategy") or ""
    if spec.get("preserveUnknownFields") is True and strategy != "None":
        detail = "must be None if spec.preserveUnknownFields is true"
        errors.invalid((place, "strategy"), Json(strategy), detail)
    if not strategy:
        errors.required((place, "strategy"))
    elif strategy not in _STRATEGIES:
        errors.unsupported((place, "strategy"), strategy, _STRATEGIES)
    webhook = conversion.get("webhook") or {}
    here: Link = (place, "webhookClientConfig")
    at: Link = ((place, "webhook"), "clientConfig")
    written = webhook.get("clientConfig")
    said: Link = (place, "conversionReviewVersions")
    versions = [each or "" for each in webhook.get("conversionReviewVersions") or ()]
    read: Link = ((place, "webhook"), "conversionReviewVersions")
    if strategy == "Webhook":
        if written is None:
            errors.required(here, "required when strategy is set to Webhook", at)
        else:
            client(errors, here, written, at)
        review_versions(errors, said, versions, "", read)
        return
    detail = "should not be set when strategy is not set to Webhook"
    if written is not None:
        errors.forbidden(here, detail, at)
    if versions:
        errors.forbidden(said, detail, read)
