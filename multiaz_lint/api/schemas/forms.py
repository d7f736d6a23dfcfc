"""What a schema of a definition may have, wherever it stands (apiextensions validation, 1.37)."""

from __future__ import annotations

from multiaz_lint.api.errors import OMITTED, Json, Key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link
    from multiaz_lint.api.schemas.found import Found, SchemaContext

    Tree = dict[str, Any]

_TYPES = ("array", "boolean", "integer", "number", "object", "string")
_LIST, _KEYS, _MAP = (
    "x-kubernetes-list-type",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-map-type",
)


def check(found: Found, schema: Tree, link: Link, context: SchemaContext) -> None:
    """Check the form of one schema, wherever it stands."""
    errors = found.formal
    kind = schema.get("type") or ""
    if kind and kind not in _TYPES:
        errors.unsupported((link, "type"), kind, _TYPES)
    if kind == "null":
        detail = "type cannot be set to null, use nullable as an alternative"
        errors.forbidden((link, "type"), detail)
    if context.refused and schema.get("default") is not None:
        errors.forbidden((link, "default"), f"must not be set {context.refused}")
    _unsupported(errors, schema, link)
    if context.in_meta and schema.get("x-kubernetes-embedded-resource") is True:
        detail = "must not be used inside of resource meta"
        errors.forbidden((link, "x-kubernetes-embedded-resource"), detail)
    if schema.get("uniqueItems") is True:
        detail = "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"
        errors.forbidden((link, "uniqueItems"), detail)
    others = schema.get("additionalProperties")
    if schema.get("properties") and others is not None and others is not True:
        detail = "additionalProperties and properties are mutual exclusive"
        errors.forbidden((link, "additionalProperties"), detail)
    if schema.get("x-kubernetes-preserve-unknown-fields") is False:
        here: Link = (link, "x-kubernetes-preserve-unknown-fields")
        errors.invalid(here, value=False, detail="must be true or undefined")
    if _MAP in schema or _LIST in schema or _KEYS in schema:
        _collections(errors, schema, link)
    if schema.get("x-kubernetes-validations"):
        from multiaz_lint.api.schemas.rules import check_rules

        check_rules(found, schema, link)


def _unsupported(errors: Errors, schema: Tree, link: Link) -> None:
    for name in ("id", "patternProperties", "definitions"):
        if schema.get(name):
            errors.forbidden((link, name), f"{name} is not supported")
    for name in ("additionalItems", "dependencies", "$ref"):
        if schema.get(name) is not None:
            errors.forbidden((link, name), f"{name} is not supported")
    items = schema.get("items")
    if items and isinstance(items, list):
        errors.forbidden((link, "items"), "items must be a schema object and not an array")


def _collections(errors: Errors, schema: Tree, link: Link) -> None:
    """Check how lists and maps are merged."""
    form, kind = schema.get(_MAP), schema.get("type") or ""
    if form is not None:
        _of_type(errors, link, kind, "object", _MAP)
        if form not in {"atomic", "granular"}:
            errors.unsupported((link, _MAP), form, ("atomic", "granular"))
    form, keys = schema.get(_LIST), schema.get(_KEYS) or []
    items = schema.get("items")
    inner = items if isinstance(items, dict) else None
    if form is not None:
        if not _of_type(errors, link, kind, "array", _LIST):
            pass
        elif form == "set" and inner is not None:
            _of_set(errors, inner, (link, "items"))
        if form not in {"atomic", "map", "set"}:
            errors.unsupported((link, _LIST), form, ("atomic", "set", "map"))
    if keys and form != "map":
        detail = f"must be map if {_KEYS} is non-empty"
        if form is None:
            errors.required((link, _LIST), detail)
        else:
            errors.invalid((link, _LIST), form, detail)
    if form == "map":
        _of_map(errors, schema, link, keys)
    if form in {"map", "set"} and inner is not None:
        _never_null(errors, inner, (link, "items"), form, keys)


def _of_type(errors: Errors, link: Link, kind: str, wanted: str, name: str) -> bool:
    if kind == wanted:
        return True
    detail = f"must be {wanted} if {name} is specified"
    if kind:
        errors.invalid((link, "type"), kind, detail)
    else:
        errors.required((link, "type"), detail)
    return False


def _of_set(errors: Errors, items: Tree, link: Link) -> None:
    detail = f"must be atomic as item of a list with {_LIST}=set"
    form = items.get(_LIST)
    if items.get("type") == "array" and form not in {None, "atomic"}:
        errors.invalid((link, _LIST), Json(form), detail)
    elif items.get("type") == "object" and items.get(_MAP) != "atomic":
        errors.invalid((link, _MAP), Json(form), detail)  # the server shows the type of a list


def _of_map(errors: Errors, schema: Tree, link: Link, keys: list[str]) -> None:
    items = schema.get("items")
    place: Link = (link, "items")
    if not keys:
        errors.required((link, _KEYS), f"must not be empty if {_LIST} is map")
    if items is None:
        errors.required(place, f"must have a schema if {_LIST} is map")
    elif not isinstance(items, dict):
        errors.invalid(place, OMITTED, f"must only have a single schema if {_LIST} is map")
    elif items.get("type") != "object":
        detail = f"must be object if parent array's {_LIST} is map"
        errors.invalid((place, "type"), items.get("type") or "", detail)
    else:
        _keys(errors, items, link, keys)


def _keys(errors: Errors, items: Tree, link: Link, keys: list[str]) -> None:
    properties = items.get("properties") or {}
    seen: set[str] = set()
    for key in keys:
        if key not in properties:
            detail = "entries must all be names of item properties"
            errors.invalid((link, _KEYS), Json(keys), detail)
        elif (properties[key] or {}).get("type") in {"array", "object"}:
            detail = f"must be a scalar type if parent array's {_LIST} is map"
            place: Link = ((((link, "items"), "properties"), Key(key)), "type")
            errors.invalid(place, "object", detail)  # the server shows the type of the items
        if key in seen:
            errors.invalid((link, _KEYS), Json(keys), "must not contain duplicate entries")
        seen.add(key)


def _never_null(errors: Errors, items: Tree, link: Link, form: str, keys: list[str]) -> None:
    if items.get("nullable") is True:
        errors.forbidden((link, "nullable"), f"cannot be nullable when {_LIST} is {form}")
    if form != "map":
        return
    properties = items.get("properties") or {}
    required = set(items.get("required") or ())
    for key in keys:
        if key not in properties:
            continue
        inner = properties[key] or {}
        place: Link = ((link, "properties"), Key(key))
        told = f"this property is in {_KEYS}, so it "
        needed = "must have a default or be a required property"
        if key not in required and inner.get("default") is None:
            errors.required((place, "default"), told + needed)
        if inner.get("nullable") is True:
            errors.forbidden((place, "nullable"), told + "cannot be nullable")
