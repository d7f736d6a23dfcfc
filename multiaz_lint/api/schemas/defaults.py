"""Defaults of a schema, which have to be what it allows (apiextensions defaulting, 1.37)."""

from __future__ import annotations

from multiaz_lint.api.custom.scalars import format_of, kinds_of
from multiaz_lint.api.custom.shaping import below, pruned
from multiaz_lint.api.custom.values import checked
from multiaz_lint.api.errors import Errors, FieldError, Json, dotted, steps_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from multiaz_lint.api.errors import Link

    Tree = dict[str, Any]

_EITHER = "x-kubernetes-int-or-string"
_COMBINED = ("allOf", "anyOf", "oneOf", "not")
_BELOW = (*_COMBINED, "items", "properties")


def judge(errors: Errors, link: Link, schema: Tree) -> None:
    """Hold the default of a schema against it, but for what is not judged here.

    That is the metadata of an embedded resource, and values with a format that is none of the type.
    """
    value = schema["default"]
    place: Link = (link, "default")
    unknown: list[Link] = []
    pruned(schema, value, None, unknown)
    if unknown:
        errors.invalid(place, _shown(value), "must not have unknown fields")
    if _reaches(schema, value, _is_resource):
        from multiaz_lint.api.schemas.embedded import check_resources

        told = check_resources(schema, value, place)
        if told is None or told:
            errors.extend(told or ())
            return
    if _reaches(schema, value, _has_odd_format):
        return
    for error in checked(_untyped(schema, value), value):
        at = place
        for depth, step in enumerate(steps_of(error.at or error.link)):
            at = (at, step if depth or isinstance(step, int) else step.removeprefix("."))
        named = dotted(error.link).removeprefix(".")
        here: Link = place if error.link is None else (place, named)
        errors.append(FieldError(here, error.type, error.value, error.detail, at))


def _shown(value: Any) -> Any:
    return Json(value) if isinstance(value, (dict, list)) else value


def _reaches(schema: Any, value: Any, test: Callable[[Tree, Any], bool]) -> bool:
    """Tell whether a test holds for a part of a value and its schema."""
    if not isinstance(schema, dict):
        return False
    if test(schema, value):
        return True
    if isinstance(value, dict):
        return any(_reaches(below(schema, name), each, test) for name, each in value.items())
    if isinstance(value, list):
        return any(_reaches(schema.get("items"), each, test) for each in value)
    return False


def _is_resource(schema: Tree, value: Any) -> bool:
    return isinstance(value, dict) and schema.get("x-kubernetes-embedded-resource") is True


def _has_odd_format(schema: Tree, _value: Any) -> bool:
    """Tell whether the server, which keeps any format here, compares types in another way."""
    form = schema.get("format")
    return bool(form) and format_of(schema, kinds_of(schema)) != form


def _untyped(schema: Any, value: Any) -> Any:
    """Return a schema as the server holds a default against it: there it loses this type.

    What is said of other properties is lost where schemas are combined.
    """
    if not isinstance(schema, dict):
        return schema
    if schema.get(_EITHER) is True:
        schema = {key: each for key, each in schema.items() if key != _EITHER}
    if not schema.keys().isdisjoint(_COMBINED):
        schema = _combined(schema, _COMBINED)
    if isinstance(value, dict) and value:
        own = dict(schema.get("properties") or {})
        others = schema.get("additionalProperties")
        for name, each in value.items():
            if name in own:
                own[name] = _untyped(own[name], each)
            else:
                others = _untyped(others, each)
        return {**schema, "properties": own, "additionalProperties": others}
    if isinstance(value, list) and value:
        items = schema.get("items")
        for each in value:
            items = _untyped(items, each)
        return {**schema, "items": items}
    return schema


def _combined(schema: Tree, keys: Sequence[str]) -> Tree:
    """Return a schema whose schemas below these keys say nothing of other properties."""
    found = dict(schema)
    for key in keys:
        each = schema.get(key)
        if key == "properties" and isinstance(each, dict):
            found[key] = {name: _bare(inner) for name, inner in each.items()}
        elif isinstance(each, list):
            found[key] = [_bare(inner) for inner in each]
        elif isinstance(each, dict):
            found[key] = _bare(each)
    return found


def _bare(schema: Any) -> Any:
    if not isinstance(schema, dict):
        return schema
    found = _combined(schema, _BELOW)
    found.pop("additionalProperties", None)
    return found
