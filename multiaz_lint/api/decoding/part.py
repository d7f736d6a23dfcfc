"""Parts of somebody else's object that are of a Go type of Kubernetes, as its decoder takes them.

Custom resources have fields beside it that the type does not have; they stay as they are.
"""

from __future__ import annotations

from operator import is_not

from multiaz_lint.api.decoding.go_types import basic, fields_of
from multiaz_lint.api.decoding.structure import checker
from multiaz_lint.model.tree import Map, Seq, copied

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.api.verdict import Complaint
    from multiaz_lint.model.tree import Path


def refusal(go_type: str, value: Any) -> Complaint | None:
    """Return the first thing that a strict decoder says of a value of this type; None if nothing.

    Paths count from the value.
    """
    if value is None or checker(go_type)(value):
        return None
    from multiaz_lint.api.decoding.decode import complaints

    return next(iter(complaints(go_type, value)), None)


def misfits(go_type: str, value: Any) -> Iterator[Path]:
    """Yield the paths of the values that cannot be decoded into the type."""
    if not isinstance(value, dict):
        yield from _misfits(go_type, value, ())
        return
    for name, below in value.items():
        described = _below(go_type, name)
        if described is not None:
            yield from _misfits(described, below, (name,))


def _misfits(go_type: str, value: Any, path: Path) -> Iterator[Path]:
    if value is None or checker(go_type)(value):
        return
    from multiaz_lint.api.decoding.decode import undecodable

    for complaint in undecodable(go_type, value):
        yield (*path, *complaint.path)


def filled(go_type: str, value: Any) -> Any:
    """Return a value without nulls in its sequences and maps: the decoder makes empty ones of them.

    It is the same value where it has none; nothing in it is a misfit.
    """
    if isinstance(value, dict):
        changes = {}
        for name, below in value.items():
            described = _below(go_type, name)
            if described is not None:
                full = _full(go_type, described, below)
                if full is not below:
                    changes[name] = full
        if not changes:
            return value
        full = copied(value)
        full.update(changes)
        return full
    if isinstance(value, list):
        element = go_type.lstrip("*")[2:]
        items = [_full(go_type, element, item) for item in value]
        return Seq(items) if any(map(is_not, items, value)) else value
    return value


def _full(go_type: str, below: str, value: Any) -> Any:
    if value is not None:
        return filled(below, value)
    held = go_type.lstrip("*").startswith(("[]", "map["))
    return _empty(below) if held else None


def _empty(go_type: str) -> Any:
    """Return what an entry of this type is when nothing is said of it."""
    if go_type.startswith("*") or go_type == "resource.Quantity":
        return None
    if basic(go_type) == "string":
        return ""
    return Map() if _fields_of(go_type) is not None else None


def _below(go_type: str, name: str) -> str | None:
    """Return the type of an entry of a map or a field of a struct; None if it has no such field."""
    go_type = go_type.lstrip("*")
    if go_type.startswith("map["):
        return go_type[go_type.index("]") + 1 :]
    described = (_fields_of(go_type) or {}).get(name)
    return described[0] if isinstance(described, tuple) else described


def _fields_of(go_type: str) -> dict[str, str | tuple[str, ...]] | None:
    return fields_of(go_type) if "." in go_type and not go_type.startswith("[]") else None
