"""Resources inside of the default of a schema (apiextensions pkg/apiserver/schema/objectmeta)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import Errors, Json, Key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.api.errors import Link

    Tree = dict[str, Any]

_HEAD = ("apiVersion", "kind")


def check_resources(schema: Tree, value: Any, link: Link) -> Errors | None:
    """Return what is wrong with the heads of resources; None where one has metadata."""
    found = list(_resources(schema, value, link))
    errors = Errors()
    if any("metadata" in tree for tree, _ in found):
        return None
    for tree, place in found:
        for name in _HEAD:
            given = tree.get(name, "")
            if not isinstance(given, str):  # the server stops here
                shown = Json(given) if isinstance(given, (dict, list)) or given is None else given
                errors.invalid((place, name), shown, "must be a string")
                return errors
    for tree, place in found:
        for name in _HEAD:
            if name not in tree:
                errors.required((place, name))
            elif not tree[name]:
                errors.invalid((place, name), "", "must not be empty")
        version, kind = tree.get("apiVersion") or "", tree.get("kind") or ""
        if version.count("/") > 1:
            detail = f"unexpected GroupVersion string: {version}"
            errors.invalid((place, "apiVersion"), version, detail)
        complaints = names.dns_1035_label(kind.lower()) if kind else ()
        if complaints:
            detail = "may have mixed case, but should otherwise match: " + ",".join(complaints)
            errors.invalid((place, "kind"), kind, detail)
    return errors


def _resources(schema: Any, value: Any, link: Link) -> Iterator[tuple[Tree, Link]]:
    if not isinstance(schema, dict):
        return
    if isinstance(value, dict):
        if schema.get("x-kubernetes-embedded-resource") is True:
            yield value, link
        properties = schema.get("properties") or {}
        for name, each in value.items():
            if name in properties:
                yield from _resources(properties[name], each, (link, name))
            else:
                yield from _resources(schema.get("additionalProperties"), each, (link, Key(name)))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _resources(schema.get("items"), each, (link, index))
