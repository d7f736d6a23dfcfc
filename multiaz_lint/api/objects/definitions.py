"""CustomResourceDefinitions (apiextensions-apiserver validation, 1.37).

What schemas say, and the fields of them that select objects, is judged in ``api/schemas``. The
server looks at what all versions have alike as at one thing of the whole, and names it so.
"""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import OMITTED, Json, Key
from multiaz_lint.api.golang import quoted
from multiaz_lint.api.metadata import METADATA, object_meta
from multiaz_lint.api.objects.reached import client, review_versions
from multiaz_lint.api.schemas.definition import check_schemas

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")
_VERSIONS: Link = (SPEC, "versions")
_SCOPES = ("Cluster", "Namespaced")
_STRATEGIES = ("None", "Webhook")
_APPROVAL = "api-approved.kubernetes.io"
_LONGEST_WARNING = 256


def definition(errors: Errors, tree: Tree) -> None:
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
    _versions(errors, versions)
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


def _versions(errors: Errors, versions: list[Tree]) -> None:
    for index, version in enumerate(versions):
        place: Link = (_VERSIONS, index)
        if (version.get("schema") or {}).get("openAPIV3Schema") is None:
            errors.required(((place, "schema"), "openAPIV3Schema"))
        _label(errors, (place, "name"), version.get("name") or "")
        if index == 0 and version.get("name"):  # the server writes it down for the whole, too
            _label(errors, (SPEC, "version"), version["name"], (place, "name"))
        _warning(errors, (place, "deprecationWarning"), version)
    _each(errors, versions, "subresources", _subresources, _scale)
    _each(errors, versions, "additionalPrinterColumns", _columns, _column_values)
    _stored(errors, versions)
    called = [version.get("name") or "" for version in versions]
    if len(set(called)) < len(called):
        errors.invalid(_VERSIONS, OMITTED, "must contain unique version names")


def _label(errors: Errors, place: Link, name: str, at: Link = None) -> None:
    complaints = names.dns_1035_label(name)
    if complaints:
        errors.invalid(place, name, ",".join(complaints), at)


def _warning(errors: Errors, place: Link, version: Tree) -> None:
    warning = version.get("deprecationWarning")
    if warning is None:
        return
    if not version.get("deprecated"):
        errors.invalid(place, Json(warning), "can only be set for deprecated versions")
        return
    if len(warning.encode()) > _LONGEST_WARNING:
        errors.invalid(place, Json(warning), "must be <= 256 characters long")
    if not warning:
        errors.invalid(place, Json(warning), "must not be an empty string")
    index = 0
    for char in warning:
        if not char.isprintable():
            detail = "must only contain printable UTF-8 characters; "
            detail += f"non-printable character found at index {index}"
            errors.invalid(place, Json(warning), detail)
            break
        index += len(char.encode())


def _each(
    errors: Errors,
    versions: list[Tree],
    key: str,
    check: Callable[[Errors, Link, Link, Any], None],
    values: Callable[[Any], Any],
) -> None:
    """Check a field of all versions: once, where it is the same in each."""
    written = [version.get(key) for version in versions]
    first = values(written[0]) if written else None
    if all(values(each) == first for each in written):
        if written:
            check(errors, (SPEC, key), ((_VERSIONS, 0), key), written[0])
        return
    for index, each in enumerate(written):
        place: Link = ((_VERSIONS, index), key)
        check(errors, place, place, each)


def _scale(written: Any) -> Any:
    """Return what the server compares of subresources."""
    if written is None:
        return None
    scale = written.get("scale")
    if scale is not None:
        scale = [scale.get(key) or "" for key in ("specReplicasPath", "statusReplicasPath")] + [
            scale.get("labelSelectorPath")
        ]
    return written.get("status") is not None, scale


def _subresources(errors: Errors, place: Link, at: Link, written: Any) -> None:
    scale = (written or {}).get("scale")
    if scale is None:
        return
    for key, roots, where in (
        ("specReplicasPath", (".spec.",), ".spec"),
        ("statusReplicasPath", (".status.",), ".status"),
        ("labelSelectorPath", (".spec.", ".status."), "either .spec or .status"),
    ):
        here: Link = ((place, "scale"), key)
        there: Link = ((at, "scale"), key)
        path = scale.get(key) or ""
        if not path:
            if key != "labelSelectorPath":
                errors.required(here, at=there)
        elif not path.startswith("."):
            errors.invalid(here, path, "must be a simple json path starting with .", there)
        elif not path.startswith(roots):
            value = Json(path) if len(roots) > 1 else path  # of a pointer
            errors.invalid(here, value, f"should be a json path under {where}", there)


def _column_values(written: Any) -> Any:
    """Return what the server compares of columns."""
    return [
        [
            *((each or {}).get(key) or "" for key in ("name", "type", "format", "description")),
            (each or {}).get("priority") or 0,
            (each or {}).get("jsonPath") or "",
        ]
        for each in written or ()
    ]


_TYPES = ("boolean", "date", "integer", "number", "string")
_FORMATS = ("byte", "date", "date-time", "double", "float", "int32", "int64", "password")


def _columns(errors: Errors, place: Link, at: Link, written: Any) -> None:
    for index, each in enumerate(written or ()):
        column = each or {}
        here: Link = (place, index)
        there: Link = (at, index)
        kind, form = column.get("type") or "", column.get("format") or ""
        path = column.get("jsonPath") or ""
        if not column.get("name"):
            errors.required((here, "name"), at=(there, "name"))
        detail = f"must be one of {','.join(_TYPES)}"
        if not kind:
            errors.required((here, "type"), detail, (there, "type"))
        elif kind not in _TYPES:
            errors.invalid((here, "type"), kind, detail, (there, "type"))
        if form and form not in _FORMATS:
            detail = f"must be one of {','.join(_FORMATS)}"
            errors.invalid((here, "format"), form, detail, (there, "format"))
        if not path:
            errors.required((here, "JSONPath"), at=(there, "jsonPath"))
        elif not path.startswith("."):
            detail = "must be a simple json path starting with ."
            errors.invalid((here, "JSONPath"), path, detail, (there, "jsonPath"))


def _stored(errors: Errors, versions: list[Tree]) -> None:
    """Check that one version is stored; which ones were, the server writes down by itself."""
    stored = [version.get("name") or "" for version in versions if version.get("storage")]
    if len(stored) != 1:
        detail = "must have exactly one version marked as storage version"
        errors.invalid(_VERSIONS, OMITTED, detail)
    place: Link = ((None, "status"), "storedVersions")
    if not stored:
        detail = "must have at least one stored version"
        errors.invalid(place, Json(None), detail, _VERSIONS)
    missing = stored[:1]
    for version in versions:
        name = version.get("name") or ""
        if name in missing:
            missing = []
        elif version.get("storage"):
            detail = f"must have the storage version {name}"
            errors.invalid(place, Json(stored[:1]), detail, _VERSIONS)


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
            _label(errors, ((place, key), index), name or "")


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
