"""What the API server drops and fills in of a custom resource before it checks the values.

The order is that of apiextensions 1.37: pruning, nulls that no field may hold, defaults.
"""

from __future__ import annotations

from multiaz_lint.api.errors import dotted, steps_of
from multiaz_lint.api.verdict import Complaint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Link

    Tree = dict[str, Any]

_OF_EVERY_OBJECT = frozenset(("apiVersion", "kind", "metadata"))
_ABSENT = object()


class Defaults:
    """The properties of schemas that have a default, looked up once: a schema may have many."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, list[tuple[str, Tree]]]] = {}

    def of(self, properties: Any) -> list[tuple[str, Tree]]:
        """Return the names and schemas of those that have one."""
        known = self._known.get(id(properties))
        if known is None:
            found = properties.items() if isinstance(properties, dict) else ()
            having = [
                (name, inner)
                for name, inner in found
                if isinstance(inner, dict) and inner.get("default") is not None
            ]
            known = self._known[id(properties)] = properties, having
        return known[1]


def shaped(schema: Tree, tree: Tree, defaults: Defaults) -> tuple[Any, list[Complaint]]:
    """Return the resource as it is checked, and the fields that the schema lacks."""
    unknown: list[Link] = []
    root = {**schema, "x-kubernetes-embedded-resource": True}
    value = _defaulted(root, defaults, _without_nulls(root, pruned(root, tree, None, unknown)))
    complaints = [_complaint(link) for link in unknown]
    return value, sorted(complaints, key=lambda complaint: complaint.field)


def _complaint(link: Link) -> Complaint:
    from multiaz_lint.api.golang import quoted

    field = dotted(link)
    return Complaint("unknown", tuple(steps_of(link)), field, f"unknown field {quoted(field)}")


def below(schema: Any, name: str) -> Any:
    """Return the schema of a property: its own, that of all others, or None."""
    if not isinstance(schema, dict):
        return None
    properties = schema.get("properties")
    found = properties.get(name) if isinstance(properties, dict) else None
    if found is None:
        found = schema.get("additionalProperties")
    return found if isinstance(found, dict) else None


def pruned(schema: Any, value: Any, link: Link, unknown: list[Link]) -> Any:
    """Return a value without the fields that the schema lacks; add them to ``unknown``."""
    if not isinstance(schema, dict):
        schema = {}
    if schema.get("x-kubernetes-preserve-unknown-fields") is True:
        return _kept(schema, value, link, unknown)
    if isinstance(value, dict):
        properties = schema.get("properties")
        known = properties if isinstance(properties, dict) else {}
        others = schema.get("additionalProperties") is not None
        embedded = schema.get("x-kubernetes-embedded-resource") is True
        found = {}
        for name, each in value.items():
            if embedded and name in _OF_EVERY_OBJECT:
                found[name] = each
            elif name in known or others:
                found[name] = pruned(below(schema, name), each, (link, name), unknown)
            else:
                unknown.append((link, name))
        return found
    if isinstance(value, list):
        items = schema.get("items")
        return [pruned(items, each, (link, i), unknown) for i, each in enumerate(value)]
    return value


def _kept(schema: Any, value: Any, link: Link, unknown: list[Link]) -> Any:
    """Keep unknown fields; what the schema declares below is pruned by its own rules."""
    if not isinstance(schema, dict):
        return value
    if isinstance(value, dict):
        embedded = schema.get("x-kubernetes-embedded-resource") is True
        found = {}
        for name, each in value.items():
            inner = below(schema, name)
            if inner is None or (embedded and name in _OF_EVERY_OBJECT):
                found[name] = each
            else:
                found[name] = pruned(inner, each, (link, name), unknown)
        return found
    if isinstance(value, list):
        items = schema.get("items")
        return [_kept(items, each, (link, i), unknown) for i, each in enumerate(value)]
    return value


def _without_nulls(schema: Any, value: Any) -> Any:
    if not isinstance(schema, dict):
        return value
    if isinstance(value, dict):
        found = {}
        for name, each in value.items():
            inner = below(schema, name)
            if each is None and _drops_null(inner):
                continue
            found[name] = _without_nulls(inner, each)
        return found
    if isinstance(value, list):
        return [_without_nulls(schema.get("items"), each) for each in value]
    return value


def _drops_null(schema: Any) -> bool:
    return schema is not None and not schema.get("nullable") and schema.get("default") is None


def _defaulted(schema: Any, defaults: Defaults, value: Any) -> Any:
    if not isinstance(schema, dict):
        return value
    if isinstance(value, dict):
        found = dict(value)
        for name, inner in defaults.of(schema.get("properties")):
            if _lacks(found.get(name, _ABSENT), inner):
                found[name] = inner["default"]
        for name, each in found.items():
            found[name] = _or_default(below(schema, name), defaults, each)
        return found
    if isinstance(value, list):
        return [_or_default(schema.get("items"), defaults, each) for each in value]
    return value


def _lacks(value: Any, schema: Tree) -> bool:
    return value is _ABSENT or (value is None and not schema.get("nullable"))


def _or_default(schema: Any, defaults: Defaults, value: Any) -> Any:
    if value is None and isinstance(schema, dict) and not schema.get("nullable"):
        value = schema.get("default")
    return _defaulted(schema, defaults, value)
