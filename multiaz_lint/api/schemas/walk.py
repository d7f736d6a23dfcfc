"""A schema and all below it: what makes it structural (apiextensions, 1.37).

Most of a definition are fields with a type and a description, of which nothing can be wrong: they
are passed over at once, for definitions are large.
"""

from __future__ import annotations

from multiaz_lint.api.errors import Key
from multiaz_lint.api.schemas.found import FIELD, ITEM, LOOSE, NESTED, ROOT, SchemaContext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Link
    from multiaz_lint.api.schemas.found import Found

    Tree = dict[str, Any]

_SCALARS = frozenset(("boolean", "integer", "number", "string"))
_HARMLESS = frozenset(
    (
        "description",
        "enum",
        "example",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "externalDocs",
        "format",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "multipleOf",
        "nullable",
        "required",
        "title",
        "type",
    )
)
_LAYOUT = _HARMLESS | {"items", "properties"}
_META = frozenset(("apiVersion", "kind", "metadata"))


def walk(found: Found, schema: Any, link: Link, context: SchemaContext) -> None:
    """Look at a schema and at all below it."""
    schema = schema or {}
    level = context.level
    keys = schema.keys()
    embedded = False
    if not (ROOT < level < NESTED and keys <= _LAYOUT and _fits(schema)) or context.refused:
        from multiaz_lint.api.schemas import forms, structure
        from multiaz_lint.api.schemas.convertible import is_convertible

        embedded = schema.get("x-kubernetes-embedded-resource") is True
        if not is_convertible(schema):
            found.unstructured = True
        forms.check(found, schema, link, context)
        if level < NESTED:
            structure.check(found, schema, link, level)
            if context.defaults and schema.get("default") is not None:
                found.defaults.append((link, _as_resource(schema) if level == ROOT else schema))
        elif level == NESTED:
            structure.nested(found, schema, link)
        _others(found, schema, link, context)
    properties = schema.get("properties")
    if properties:
        _properties(found, properties, (link, "properties"), context, embedded=embedded)
    items = schema.get("items")
    if isinstance(items, dict):
        if not _is_plain(items) or context.refused or level >= NESTED:
            walk(found, items, (link, "items"), context.at(ITEM))
    elif isinstance(items, list) and items:
        found.unstructured = True
        for index, each in enumerate(items):
            walk(found, each, ((link, "items"), index), context.at(LOOSE))


def _as_resource(schema: Tree) -> Tree:
    return {**schema, "x-kubernetes-embedded-resource": True}


_TYPES = _SCALARS | {"array", "object"}


def _fits(schema: Tree) -> bool:
    """Tell whether nothing is wrong with the type of a schema of plain keys."""
    kind = schema.get("type")
    return kind in _TYPES and (kind != "array" or isinstance(schema.get("items"), dict))


def _is_plain(schema: Tree) -> bool:
    return schema.get("type") in _SCALARS and schema.keys() <= _HARMLESS


def _properties(
    found: Found, properties: Tree, link: Link, context: SchemaContext, *, embedded: bool
) -> None:
    root = context.level == ROOT
    below = context.at(FIELD)
    watched = below.level >= NESTED or bool(below.refused)
    for name, inner in properties.items():
        if not watched and inner and inner.get("type") in _SCALARS and inner.keys() <= _HARMLESS:
            continue
        here = below
        if (root or embedded) and name in _META:
            refused = f"in top-level {name}" if root else ""
            here = below.but(FIELD, in_meta=True, refused=refused, defaults=False)
        walk(found, inner, (link, Key(name)), here)


def _others(found: Found, schema: Tree, link: Link, context: SchemaContext) -> None:
    """Look at the rarer schemas below one."""
    more = schema.get("additionalProperties")
    if isinstance(more, dict):
        level = LOOSE if context.level >= NESTED else FIELD
        refused = (
            "inside additionalProperties applying to object metadata" if context.in_meta else ""
        )
        here = context.but(level, refused=refused, defaults=False)
        if context.level >= NESTED or here.refused or not _is_plain(more):
            walk(found, more, (link, "additionalProperties"), here)
    if context.level >= NESTED:
        nested = context
    elif schema.keys().isdisjoint(_WITH_NESTED):
        return
    else:
        nested = context.but(NESTED)
    if isinstance(schema.get("not"), dict):
        walk(found, schema["not"], (link, "not"), nested)
    for name in ("allOf", "anyOf", "oneOf"):
        each = schema.get(name)
        if not each or (name == "anyOf" and context.level < NESTED and _is_either(each)):
            continue
        for index, inner in enumerate(each):
            if index == 0 and name == "allOf" and context.level < NESTED:
                walk(found, _without_either(inner), ((link, name), index), nested)
            else:
                walk(found, inner, ((link, name), index), nested)
    loose = context.but(LOOSE)
    for name, each in (schema.get("definitions") or {}).items():
        walk(found, each, ((link, "definitions"), Key(name)), loose)
    for name, each in (schema.get("dependencies") or {}).items():
        if isinstance(each, dict):
            walk(found, each, ((link, "dependencies"), Key(name)), loose)


def _is_either(schemas: list[Any]) -> bool:
    """Tell whether these are the two types of what is an integer or a string."""
    if schemas == _EITHER:
        return True
    said = [
        {k: v for k, v in (each or {}).items() if v not in ("", None, False)} for each in schemas
    ]
    return said == _EITHER


_EITHER = [{"type": "integer"}, {"type": "string"}]


def _without_either(schema: Any) -> Any:
    if schema and schema.get("anyOf") and _is_either(schema["anyOf"]):
        return {key: value for key, value in schema.items() if key != "anyOf"}
    return schema


_WITH_NESTED = frozenset(("allOf", "anyOf", "definitions", "dependencies", "not", "oneOf"))
