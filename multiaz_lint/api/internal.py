"""Internal Go structs as messages show them: Go names, every field, in Go's order."""

from __future__ import annotations

from multiaz_lint.api.decoding.go_types import table
from multiaz_lint.api.golang import general, marshalled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def struct(value: Any, kind: str) -> str:
    """Write a tree as encoding/json writes the internal type of that name."""
    if kind == "raw":
        return _ordered(value)
    if kind == "float64":
        return general(value)
    fields: dict[str, Any] = table("internal").INTERNAL
    return _value(value, kind, fields)


def _ordered(value: Any) -> str:
    """Write a tree whose keys already stand in Go's order."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{marshalled(k)}:{_ordered(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_ordered, value)) + "]"
    return marshalled(value)


def _value(value: Any, kind: str, structs: dict[str, Any]) -> str:
    pointer = kind.startswith("*")
    kind = kind.lstrip("*")
    if value is None and (pointer or kind.startswith(("[]", "map[")) or kind == "any"):
        return "null"
    if kind in structs:
        parts = []
        for go_name, json_name, below, omit in structs[kind]:
            found = _find(value or {}, json_name, go_name)
            tagged = json_name != go_name
            if tagged and omit and found in (None, "", 0, False, [], {}):
                continue
            parts.append(f'"{json_name}":{_value(found, below, structs)}')
        return "{" + ",".join(parts) + "}"
    if kind.startswith("[]"):
        return "[" + ",".join(_value(item, kind[2:], structs) for item in value) + "]"
    if kind == "map[string]string":
        return marshalled({key: each or "" for key, each in value.items()})
    if value is None:
        return _zero(kind)
    return marshalled(_in_utc(value) if kind == _TIME else value)


_TIME = "meta/v1.Time"
_NEVER = "0001-01-01T00:00:00Z"


def _in_utc(text: str) -> str | None:
    """Return a time as metav1.Time writes it: in UTC, without fractions of a second."""
    from datetime import UTC, datetime

    try:
        time = datetime.fromisoformat(text).astimezone(UTC)
    except (OverflowError, ValueError):  # the year 0, or an hour of one digit: Go knows those
        return text
    written = f"{time:%Y-%m-%dT%H:%M:%SZ}".rjust(len(_NEVER), "0")
    return None if written == _NEVER else written


def _find(value: dict[str, Any], json_name: str, go_name: str) -> Any:
    """Find a field by its JSON name, or by the external name that the Go name stands for."""
    if json_name in value:
        return value[json_name]
    lower = go_name.lower()
    return next((item for key, item in value.items() if key.lower() == lower), None)


def _zero(kind: str) -> str:
    if kind == "bool":
        return "false"
    if kind in {"int32", "int64", "int", "intstr.IntOrString"}:
        return "0"
    if kind == "resource.Quantity":
        return '"0"'
    return '""'
