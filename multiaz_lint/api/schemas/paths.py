"""Paths to fields as definitions write them, followed in a schema (apiextensions, 1.37)."""

from __future__ import annotations

import re

from multiaz_lint.api.errors import Key, dotted
from multiaz_lint.api.schemas.convertible import unsupported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link
    from multiaz_lint.api.schemas.found import Found

    Tree = dict[str, Any]

_PART = re.compile(r"'(?:[^']*?\\')*[^']*'|'.*|[.\[\]]|[^.\[\]]+", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_MEANT = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_NOWHERE = "does not refer to a valid field"
_END = "unexpected end of JSON path"
_MOST = 8


class Followed:
    """Where a path leads, or why it leads nowhere."""

    __slots__ = ("link", "problem", "schema")

    def __init__(self) -> None:
        self.link: Link = None
        self.schema: Tree | None = None
        self.problem = ""


def followed(path: str, schema: Tree, *, brackets: bool = True) -> Followed:
    """Follow a path, the steps of which are ``.name`` or, with ``brackets``, ``['name']``."""
    found = Followed()
    found.schema = schema
    parts = iter(_PART.findall(path))
    for part in parts:
        if part == ".":
            found.problem = _step(found, next(parts, None))
        elif part != "[":
            found.problem = f"expected [ or . but got: {part}"
        elif not brackets:
            found.problem = "array notation is not allowed"
        else:
            found.problem = _in_brackets(found, parts)
        if found.problem or found.schema is None:
            break
    return found


def _in_brackets(found: Followed, parts: Iterator[str]) -> str:
    part = next(parts, None)
    if part is None:
        return _END
    if len(part) < 2 or part[0] != "'" or part[-1] != "'":
        return f"expected single quoted string but got {part}"
    inner = part[1:-1]
    for sign in _ESCAPE.findall(inner):
        if sign not in _MEANT and sign not in "'\\":
            return f"invalid string literal: invalid escape char \\{sign}"
    name = _ESCAPE.sub(lambda each: _MEANT.get(each[1], each[1]), inner)
    problem = _step(found, name)
    if problem:
        return problem
    part = next(parts, None)
    if part is None:
        return _END
    return "" if part == "]" else f"expected ] but got {part}"


def _step(found: Followed, name: str | None) -> str:
    if name is None:
        return _END
    schema = found.schema or {}
    properties, others = schema.get("properties"), schema.get("additionalProperties")
    if properties:
        if name not in properties:
            return _NOWHERE
        found.link, found.schema = (found.link, name), properties[name] or {}
    elif others is not None:
        found.link = (found.link, Key(name))
        found.schema = others if isinstance(others, dict) else None
    else:
        return _NOWHERE
    return ""


def check_paths(found: Found) -> None:
    """Check the paths of rules, each in the schema that has the rule."""
    known: dict[int, str] = {}
    for schema, path, link in found.paths:
        if found.unstructured and _misfit(schema, known):
            continue
        if followed(path, schema).problem:
            found.formal.invalid(link, path, "must be a valid path")


def _misfit(schema: Any, known: dict[int, str]) -> str:
    """Say why the server cannot make the structure of a schema; ``known`` says so of others."""
    if not isinstance(schema, dict):
        return "OpenAPIV3Schema 'items' must be a schema, but is an array" if schema else ""
    found = known.get(id(schema))
    if found is None:
        found = known[id(schema)] = _told(schema, known)
    return found


def _told(schema: Tree, known: dict[int, str]) -> str:
    name = unsupported(schema)
    if name:
        return f"OpenAPIV3Schema '{'schema' if name == '$schema' else name}' is not supported"
    words = _misfit(schema.get("not"), known)
    for name in ("allOf", "anyOf", "oneOf"):
        for each in schema.get(name) or ():
            words = words or _misfit(each, known)
    if not words and schema.get("x-kubernetes-preserve-unknown-fields") is False:
        words = "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined"
    words = words or _misfit(schema.get("items"), known)
    for each in (schema.get("properties") or {}).values():
        words = words or _misfit(each, known)
    others = schema.get("additionalProperties")
    return words or (_misfit(others, known) if isinstance(others, dict) else "")


def check_selectable(errors: Errors, fields: Iterable[Any], schema: Tree, link: Link) -> None:
    """Check the fields by which objects can be selected."""
    words = _misfit(schema, {})
    if words:
        parent = link[0] if link else None
        errors.invalid(((parent, "schema"), "openAPIV3Schema"), "", words)
        schema = {}
    unique: set[str] = set()
    for index, each in enumerate(fields):
        place: Link = ((link, index), "jsonPath")
        path = (each or {}).get("jsonPath") or ""
        if not path:
            errors.required(place)
            continue
        found = followed(path, schema, brackets=False)
        if found.problem:
            errors.invalid(place, path, f"is an invalid path: {found.problem}")
            continue
        text = dotted(found.link)
        if text == "metadata" or text.startswith("metadata."):
            errors.invalid(place, path, "must not point to fields in metadata")
        if (found.schema or {}).get("type") not in {"string", "boolean", "integer"}:
            detail = "must point to a field of type string, boolean or integer. "
            detail += "Enum string fields and strings with formats are allowed."
            errors.invalid(place, path, detail)
        if text in unique:
            errors.duplicate(place, path)
        unique.add(text)
    if len(unique) > _MOST:
        errors.too_many(link, len(unique), _MOST)
