"""Lists of custom resources that are sets or maps: nothing stands twice (apiextensions, 1.37)."""

from __future__ import annotations

from multiaz_lint.api.custom.shaping import below
from multiaz_lint.api.errors import Key
from multiaz_lint.api.golang import marshalled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link


def duplicates(errors: Errors, schema: Any, value: Any, link: Link) -> None:
    """Complain of each item that repeats an earlier one, once for each repeated value."""
    if not isinstance(schema, dict):
        return
    if isinstance(value, dict):
        properties = schema.get("properties")
        own = properties if isinstance(properties, dict) else {}
        for name, each in value.items():
            step = name if name in own else Key(name)
            duplicates(errors, below(schema, name), each, (link, step))
    elif isinstance(value, list):
        kind = schema.get("x-kubernetes-list-type")
        if kind == "set":
            _repeated(errors, value, value, link)
        elif kind == "map":
            _entries(errors, schema, value, link)
        for index, each in enumerate(value):
            duplicates(errors, schema.get("items"), each, (link, index))


def _entries(errors: Errors, schema: Any, value: list[Any], link: Link) -> None:
    keys = schema.get("x-kubernetes-list-map-keys")
    if not isinstance(keys, list):
        return
    for index, each in enumerate(value):
        if each is not None and not isinstance(each, dict):
            detail = "must be an object for an array of list-type map"
            errors.invalid((link, index), each, detail)
            return
    found = [{key: each[key] for key in keys if key in each} if each else {} for each in value]
    _repeated(errors, found, found, link)


def _repeated(errors: Errors, value: list[Any], shown: list[Any], link: Link) -> None:
    seen: dict[str, int] = {}
    for index, each in enumerate(value):
        text = marshalled(each)
        seen[text] = seen.get(text, 0) + 1
        if seen[text] == 2:
            errors.duplicate((link, index), shown[index])
