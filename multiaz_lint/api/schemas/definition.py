"""The schemas of a CustomResourceDefinition, and the fields by which its objects are selected.

The server looks at what all versions have alike as at one thing of the whole, and names it so
(apiextensions, 1.37).
"""

from __future__ import annotations

import json

from multiaz_lint.api.errors import OMITTED, FieldError
from multiaz_lint.api.schemas.found import ROOT, Found, SchemaContext
from multiaz_lint.api.schemas.walk import walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

_SPEC: Link = (None, "spec")
_VERSIONS: Link = (_SPEC, "versions")
_WHOLE: Link = (_SPEC, "validation")
_SCHEMA = "openAPIV3Schema"


def check_schemas(errors: Errors, versions: list[Tree]) -> None:
    """Check what the versions of a definition say of their objects."""
    if not versions:
        return
    written = [version.get("schema") for version in versions]
    alike = all(each == written[0] for each in written)
    with_status = _with_status(versions)
    wrong: list[FieldError] = []
    if not alike:
        for index, each in enumerate(written):
            place: Link = ((_VERSIONS, index), "schema")
            wrong += _wrong((each or {}).get(_SCHEMA), place, status=with_status[index])
    selectable = any(version.get("selectableFields") for version in versions)
    if wrong or selectable:  # what is written in different words may be the same
        meant = [_comparable(each) for each in written]
        alike = all(each == meant[0] for each in meant)
    if alike:
        read: Link = ((_VERSIONS, 0), "schema")
        wrong = _wrong((written[0] or {}).get(_SCHEMA), _WHOLE, status=any(with_status))
        for error in wrong:
            error.at = _moved(error.at or error.link, _WHOLE, read)
    errors.extend(wrong)
    if selectable:
        _selectable(errors, versions, alike=alike)


def _with_status(versions: list[Tree]) -> list[bool]:
    """Tell of which versions the status is a resource of its own: of several the first counts."""
    first: dict[str, bool] = {}
    for version in versions:
        status = (version.get("subresources") or {}).get("status") is not None
        first.setdefault(version.get("name") or "", status)
    return [first[version.get("name") or ""] for version in versions]


def _wrong(schema: Tree | None, place: Link, *, status: bool) -> list[FieldError]:
    if schema is None:
        return []
    link: Link = (place, _SCHEMA)
    found = Found()
    walk(found, schema, link, SchemaContext(ROOT))
    if status and not schema.keys() <= _AT_ROOT:
        _with_status_root(found, schema, link)
    if schema.get("nullable") is True:
        found.formal.forbidden((link, "nullable"), "nullable cannot be true at the root")
    told = found.errors()
    if found.unstructured and not told:  # of all that is unsupported, nothing else tells of this
        found.formal.invalid(link, "", "OpenAPIV3Schema 'schema' is not supported")
        told = list(found.formal)
    return told


_ALLOWED = (
    "Description",
    "Type",
    "Format",
    "Title",
    "Maximum",
    "ExclusiveMaximum",
    "Minimum",
    "ExclusiveMinimum",
    "MaxLength",
    "MinLength",
    "Pattern",
    "MaxItems",
    "MinItems",
    "UniqueItems",
    "MultipleOf",
    "Required",
    "Items",
    "Properties",
    "ExternalDocs",
    "Example",
    "XPreserveUnknownFields",
    "XValidations",
)
_AT_ROOT = frozenset(
    (
        *(name[0].lower() + name[1:] for name in _ALLOWED if name[0] != "X"),
        "x-kubernetes-preserve-unknown-fields",
        "x-kubernetes-validations",
    )
) - {"type"}
_BEFORE_TYPE = ("id", "$schema", "$ref")


def _with_status_root(found: Found, schema: Tree, link: Link) -> None:
    """Check the root of a schema of which the status is taken: the server stops at the first."""
    kind = schema.get("type") or ""
    if kind not in {"", "object"} and not any(_is_set(schema, name) for name in _BEFORE_TYPE):
        detail = 'only "object" is allowed as the type at the root of the schema'
        detail += " if the status subresource is enabled"
        found.formal.invalid((link, "type"), kind, detail)
    elif any(_is_set(schema, name) for name in schema if name != "type" and name not in _AT_ROOT):
        detail = f"only [{' '.join(_ALLOWED)}] fields are allowed at the root of the schema"
        detail += " if the status subresource is enabled"
        found.formal.invalid(link, OMITTED, detail)


def _is_set(schema: Tree, name: str) -> bool:
    value = schema.get(name)
    return value is not None and (name in _POINTERS or (value is not False and value != ""))


_POINTERS = frozenset(
    (
        "$ref",
        "additionalItems",
        "additionalProperties",
        "default",
        "example",
        "externalDocs",
        "items",
        "not",
        "x-kubernetes-list-type",
        "x-kubernetes-map-type",
        "x-kubernetes-preserve-unknown-fields",
    )
)


def _moved(link: Link, root: Link, to: Link) -> Link:
    if link is None or link is root:
        return to if link is root else None
    return _moved(link[0], root, to), link[1]


def _comparable(written: Tree | None) -> Any:
    """Return what the server compares of a schema: nothing counts as much as what is empty."""
    return None if written is None else _meant(written.get(_SCHEMA))


def _meant(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_meant(each or {}) for each in schema]
    if not isinstance(schema, dict):
        return schema
    said: Tree = {}
    for name, value in schema.items():
        if value is None or (name not in _POINTERS and value in ("", [], {}, False)):
            continue
        if name in _BY_NAME:
            said[name] = {key: _meant(each or {}) for key, each in value.items()}
        elif name in _BELOW:
            said[name] = _meant(value)
        elif name in {"default", "enum", "example"}:
            said[name] = json.dumps(value, sort_keys=True)
        else:
            said[name] = value
    return said


_BY_NAME = frozenset(("definitions", "dependencies", "patternProperties", "properties"))
_BELOW = frozenset(
    ("additionalItems", "additionalProperties", "allOf", "anyOf", "items", "not", "oneOf")
)


def _selectable(errors: Errors, versions: list[Tree], *, alike: bool) -> None:
    from multiaz_lint.api.schemas.paths import check_selectable

    written = [version.get("selectableFields") or [] for version in versions]
    paths = [[(each or {}).get("jsonPath") or "" for each in fields] for fields in written]
    shared = all(each == paths[0] for each in paths)
    for index, version in enumerate(versions[:1] if shared else versions):
        if not written[index]:
            continue
        at: Link = ((_VERSIONS, index), "selectableFields")
        place: Link = (_SPEC, "selectableFields") if shared else at
        schema = (version.get("schema") or {}).get(_SCHEMA)
        if alike != shared or schema is None:
            detail = "may only be set when validations.schema is included"
            if not shared:
                detail = "may only be set when `version.schema.openAPIV3Schema` is not included"
            errors.invalid(place, "", detail, at)
        else:
            start = len(errors)
            check_selectable(errors, written[index], schema, place)
            for error in errors[start:]:
                error.at = _moved(error.link, place, at)
