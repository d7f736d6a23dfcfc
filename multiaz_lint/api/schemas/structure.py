"""What makes one schema structural (apiextensions-apiserver pkg/apiserver/schema, 1.37)."""

from __future__ import annotations

from multiaz_lint.api.errors import Key, dotted
from multiaz_lint.api.schemas.found import ITEM, ROOT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link
    from multiaz_lint.api.schemas.found import Found

    Tree = dict[str, Any]

_INT_OR_STRING = "x-kubernetes-int-or-string"
_EMBEDDED = "x-kubernetes-embedded-resource"
_PRESERVING = "x-kubernetes-preserve-unknown-fields"


def check(found: Found, schema: Tree, link: Link, level: int) -> None:
    """Look at a schema of the structure."""
    errors = found.structural
    kind = schema.get("type") or ""
    embedded = schema.get(_EMBEDDED) is True
    preserving = schema.get(_PRESERVING) is True
    properties = schema.get("properties") or {}
    others = schema.get("additionalProperties")
    if kind == "array" and not isinstance(schema.get("items"), dict):
        errors.required((link, "items"), "must be specified")
    if others is not None and level == ROOT:
        errors.forbidden((link, "additionalProperties"), "must not be used at the root")
    if schema.get(_INT_OR_STRING) is True:
        detail = f"must be false if {_INT_OR_STRING} is true"
        for name, given in ((_PRESERVING, preserving), (_EMBEDDED, embedded)):
            if given:
                errors.invalid((link, name), value=True, detail=detail)
    _pattern(errors, schema, link)
    _typed(errors, schema, link, level)
    if embedded and others is not None:
        detail = f"must not be used if {_EMBEDDED} is set"
        errors.forbidden((link, "additionalProperties"), detail)
    _own(errors, properties, (link, "properties"), level, resource=level == ROOT or embedded)
    if embedded and not preserving and not properties:
        detail = f"must not be empty if {_EMBEDDED} is true without {_PRESERVING}"
        errors.required((link, "properties"), detail)
    if level == ROOT:
        for inner, below in _junctors(schema, link):
            _complete(errors, inner, schema, link, below)


def _typed(errors: Errors, schema: Tree, link: Link, level: int) -> None:
    kind = schema.get("type") or ""
    place: Link = (link, "type")
    if schema.get(_EMBEDDED) is True and kind != "object":
        detail = f"must be object if {_EMBEDDED} is true"
        if kind:
            errors.invalid(place, kind, detail)
        else:
            errors.required(place, detail)
    elif (
        not kind and schema.get(_INT_OR_STRING) is not True and schema.get(_PRESERVING) is not True
    ):
        where = "for specified object fields"
        if level <= ITEM:
            where = "at the root" if level == ROOT else "for specified array items"
        errors.required(place, f"must not be empty {where}")
    if level == ROOT and kind and kind != "object":
        errors.invalid(place, kind, "must be object at the root")


def _own(errors: Errors, properties: Tree, link: Link, level: int, *, resource: bool) -> None:
    """Check what a schema says of the fields that every resource has."""
    for name in ("kind", "apiVersion"):
        if resource and name in properties:
            kind = (properties[name] or {}).get("type") or ""
            if kind != "string":
                errors.invalid(((link, Key(name)), "type"), kind, "must be string")
    if "metadata" not in properties:
        return
    place: Link = (link, Key("metadata"))
    metadata = properties["metadata"] or {}
    kind = metadata.get("type") or ""
    if resource and kind != "object":
        errors.invalid((place, "type"), kind, "must be object")
    if level == ROOT and any(_says(*each) for each in metadata.items()):
        detail = "must not specify anything other than name and generateName, "
        errors.forbidden(place, detail + "but metadata is implicitly specified")


def _says(key: str, value: Any) -> bool:
    """Tell whether a key of the schema of metadata says more than it may."""
    if key in {"type", "default"} or value in (None, "", False):
        return False
    if key == "properties":
        return not {"name", "generateName"}.issuperset(value)
    return bool(value) or key not in {"allOf", "anyOf", "enum", "oneOf"}


def _pattern(errors: Errors, schema: Tree, link: Link) -> None:
    pattern = schema.get("pattern")
    if not pattern or pattern in _good:
        return
    from multiaz_lint.regex.syntax import PatternError, parse

    try:
        parse(pattern)
    except PatternError as error:
        if not str(error).startswith(_OURS):
            detail = "must be a valid regular expression, but isn't: error parsing regexp: "
            errors.invalid((link, "pattern"), pattern, f"{detail}{error}")
        return
    if len(_good) >= _MOST:
        _good.clear()
    _good.add(pattern)


_MOST = 500
_good: set[str] = set()
_OURS = ("longer than", "expression nests", "expression too large")  # bounds that Go has not


def nested(found: Found, schema: Tree, link: Link) -> None:
    """Look at a schema that tells of values only."""
    errors = found.structural
    _pattern(errors, schema, link)
    for key, words in _REFUSED.items():
        value = schema.get(key)
        if value is None or (key not in _POINTERS and value in ("", [], False)):
            continue
        errors.forbidden((link, key), f"must be {words} to be structural")
    if "metadata" in (schema.get("properties") or ()):
        place: Link = ((link, "properties"), Key("metadata"))
        errors.forbidden(place, "must not be specified in a nested context")


_REFUSED = {
    "type": "empty",
    "additionalProperties": "undefined",
    "default": "undefined",
    "title": "empty",
    "description": "empty",
    "nullable": "false",
    _PRESERVING: "false",
    _EMBEDDED: "false",
    _INT_OR_STRING: "false",
    "x-kubernetes-list-map-keys": "empty",
    "x-kubernetes-list-type": "undefined",
    "x-kubernetes-map-type": "undefined",
    "x-kubernetes-validations": "empty",
}
_POINTERS = frozenset(("default", "x-kubernetes-list-type", "x-kubernetes-map-type"))


def _junctors(schema: Tree, link: Link) -> list[tuple[Tree, Link]]:
    found: list[tuple[Tree, Link]] = []
    if schema.get("not") is not None:
        found.append((schema["not"], (link, "not")))
    for name in ("allOf", "anyOf", "oneOf"):
        for index, each in enumerate(schema.get(name) or ()):
            found.append((each or {}, ((link, name), index)))
    return found


def _complete(errors: Errors, value: Tree, schema: Tree | None, link: Link, at: Link) -> None:
    """Check that all that is told of values is in the structure, too."""
    if schema is None:
        errors.required(link, f"because it is defined in {dotted(at)}", at)
        return
    for inner, below in _junctors(value, at):
        _complete(errors, inner, schema, link, below)
    items = value.get("items")
    if isinstance(items, dict):
        own = schema.get("items")
        own = own if isinstance(own, dict) else None
        _complete(errors, items, own, (link, "items"), (at, "items"))
    properties = schema.get("properties") or {}
    for name, inner in (value.get("properties") or {}).items():
        here: Link = ((link, "properties"), Key(name))
        there: Link = ((at, "properties"), Key(name))
        own = (properties[name] or {}) if name in properties else None
        _complete(errors, inner or {}, own, here, there)
