"""What a schema has that its structure has no place for (apiextensions pkg/apiserver/schema, 1.37).

The server makes the structure of a schema before it looks at it: NewStructural, in convert.go.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Tree = dict[str, Any]

_PRESERVING = "x-kubernetes-preserve-unknown-fields"
_IN_ORDER = (
    "id", "$schema", "$ref", "patternProperties", "dependencies", "additionalItems", "definitions",
)  # fmt: skip
_UNSUPPORTED = frozenset((*_IN_ORDER, _PRESERVING))


def is_convertible(schema: Tree) -> bool:
    """Tell whether a schema has nothing that the structure has no place for."""
    return _UNSUPPORTED.isdisjoint(schema) or not (
        unsupported(schema) or schema.get(_PRESERVING) is False
    )


def unsupported(schema: Tree) -> str:
    """Name the first key of a schema for which the structure has no place."""
    for name in _IN_ORDER:
        if schema.get(name) or (name == "additionalItems" and schema.get(name) is not None):
            return name
    return ""
