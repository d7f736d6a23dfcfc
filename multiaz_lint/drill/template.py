"""What a pod template says, and copies with one thing changed; the original stays as it is."""

from __future__ import annotations

from multiaz_lint.model.resource import mapping, sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

REMOVED = object()


def written_at(template: Mapping[str, Any], *path: str) -> Any:
    """Return what is written at a path of the pod's spec; None where nothing is."""
    tree: Any = mapping(template.get("spec"))
    for step in path:
        tree = mapping(tree).get(step)
    return tree


def listed_at(template: Mapping[str, Any], *path: str) -> list[Any]:
    """Return what a list at a path of the pod's spec holds."""
    return sequence(written_at(template, *path))


def changed(tree: Mapping[str, Any], path: Sequence[str | int], value: Any) -> dict[str, Any]:
    """Return a tree with the value at a path replaced, added or removed."""
    copy: dict[str, Any] = _changed(tree, path, value)
    return copy


def _changed(tree: Any, path: Sequence[str | int], value: Any) -> Any:
    if not path:
        return value
    step, rest = path[0], path[1:]
    copy: Any = list(tree) if isinstance(step, int) else dict(tree or {})
    inner = copy[step] if isinstance(step, int) else copy.get(step)
    put = _changed(inner, rest, value)
    if put is REMOVED:
        del copy[step]
    else:
        copy[step] = put
    return copy
