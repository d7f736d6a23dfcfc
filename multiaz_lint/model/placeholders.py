"""Values that another tool fills in before a manifest is applied."""

from __future__ import annotations

from multiaz_lint.model.encrypted import OPENING, is_hidden

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.model.field import Field

_MAPS = frozenset({"selector", "labelSelector", "matchLabels", "labels", "annotations"})
"""Fields that the API server refuses as a whole for one of their keys or values."""


def is_placeholder(value: object) -> bool:
    """Whether a value holds a variable of a shell or template, or stands in for something."""
    return isinstance(value, str) and (
        "${" in value
        or "{{" in value
        or "$(" in value
        or (value[:1] == "$" and value[1:].replace("_", "").isalnum())
        or (value[:1] == "<" and value[-1:] == ">")
        or ("__" in value and _holds_capitals(value))
        or is_hidden(value)
    )


def _holds_capitals(value: str) -> bool:
    """Whether a value holds a word of capitals in two underscores each: ``__INGRESS_HOST__``.

    Names of variables have them in their midst, as ``LOG__LEVEL__DEFAULT``, and labels of programs
    that begin so, as ``__meta_kubernetes_pod_name``, are in small letters.
    """
    parts = value.split("__")
    return any(
        word.isupper() and word.replace("_", "").isalnum()
        for before, word, after in zip(parts, parts[1:], parts[2:], strict=False)
        if not (before[-1:].isalnum() or after[:1].isalnum())
    )


def may_hold_placeholder(text: str) -> bool:
    """Whether a text has the signs of a placeholder somewhere; most have none."""
    return "$" in text or "{{" in text or "<" in text or "__" in text or OPENING in text


def holds_placeholder(value: Any) -> bool:
    """Whether some key or value in a tree is a placeholder."""
    return next(placeholders_in(value), None) is not None


def placeholders_in(value: Any) -> Iterator[str]:
    """Yield the keys and values in a tree that are placeholders."""
    if isinstance(value, dict):
        yield from filter(is_placeholder, value)
        value = value.values()
    elif not isinstance(value, list):
        if is_placeholder(value):
            yield value
        return
    for each in value:
        yield from placeholders_in(each)


def is_unfilled(field: Field) -> bool:
    """Whether what the API server says of a field may change once placeholders are filled in.

    It may be one itself. They may also be keys on the way to it, and values of the map that is
    refused as a whole.
    """
    if is_placeholder(field.written) or any(map(is_placeholder, field.path)):
        return True
    return bool(field.path) and field.path[-1] in _MAPS and holds_placeholder(field.written)
