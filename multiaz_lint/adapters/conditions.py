"""What adapters ask of fields: that they have certain values."""

from __future__ import annotations

from multiaz_lint.adapters import values
from multiaz_lint.adapters.values import AdapterError
from multiaz_lint.unknown import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.model.custom.made import Alternatives
    from multiaz_lint.model.tree import Path


def conditions(path: Path, entry: Any) -> tuple[tuple[Path, Any], ...]:
    """Read which value fields must have, by their paths."""
    entry = values.mapping(path, entry)
    return tuple((values.path_of((*path, name), name), value) for name, value in entry.items())


def alternatives(path: Path, entry: Any) -> Alternatives:
    """Read conditions of which a list means one of several values."""
    return tuple(
        (at, tuple(value) if isinstance(value, list) else (value,))
        for at, value in conditions(path, entry)
    )


def known_values(path: Path, entry: Any) -> Alternatives:
    """Read which values fields may have."""
    for name, known in values.mapping(path, entry).items():
        if not isinstance(known, list) or not known:
            words = (
                "the list is empty" if known == [] else f"{shown(known)} is not a list of values"
            )
            raise AdapterError((*path, name), words)
        if any(isinstance(value, (dict, list)) or value is None for value in known):
            raise AdapterError((*path, name), "values are texts, numbers, true or false")
    return alternatives(path, entry)
