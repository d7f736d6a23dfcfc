"""JSON patches (RFC 6902), as Kustomize applies them (evanphx/json-patch v4)."""

from __future__ import annotations

import re

from multiaz_lint.load.kustomize.patches.merge import PatchError
from multiaz_lint.load.kustomize.trail import Trail
from multiaz_lint.model.resource import string
from multiaz_lint.model.tree import copied, depth, size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.load.kustomize.patches.merge import Found

_INDEX = re.compile(r"[+-]?[0-9]{1,99}")
_END = "-"
_LARGEST = 10_000
"""How many values the operations of a patch may copy: each could double the object."""


def patched(
    tree: Any, trail: Trail, patch: list[Any], by: Trail, nesting: int
) -> tuple[Any, Trail]:
    """Return an object behind all operations of a patch, and where its values stand.

    Raises:
        PatchError: An operation cannot be made, or nests values deeper than the bound.

    """
    copies = 0
    for index, operation in enumerate(patch):
        if not isinstance(operation, dict):
            raise PatchError("has an operation that is no mapping")
        if operation.get("op") == "copy":
            copies += size(_at(tree, trail, _steps(operation.get("from")))[0], _LARGEST)
            if copies >= _LARGEST:
                raise PatchError("copies more than it may")
        tree, trail = _operated(tree, trail, operation, by.step(index), nesting)
    if not isinstance(tree, dict):
        raise PatchError("makes something else of the object")
    return tree, trail


def _operated(
    tree: Any, trail: Trail, operation: dict[str, Any], by: Trail, nesting: int
) -> tuple[Any, Trail]:
    kind, path = string(operation.get("op")), _steps(operation.get("path"))
    if len(path) > nesting:
        raise PatchError(f"names a path of more than {nesting} steps")
    if kind in {"add", "replace"}:
        value = operation.get("value"), by.step("value")
        _refuse_deep(path, value[0], nesting)
        return _put(tree, trail, path, value, adds=kind == "add")
    if kind == "remove":
        return _put(tree, trail, path, by.step("path").removed())
    if kind in {"move", "copy"}:
        source = _steps(operation.get("from"))
        moved = _at(tree, trail, source)
        _refuse_deep(path, moved[0], nesting)
        if kind == "move":
            tree, trail = _put(tree, trail, source, by.step("from").removed())
        return _put(tree, trail, path, moved, adds=True)
    if kind == "test":
        value = _at(tree, trail, path, missing=True)[0]
        if not _equal(value, operation.get("value")):
            raise PatchError(f"tests {operation.get('path')} for another value")
        return tree, trail
    raise PatchError(f"has the unknown operation {kind or operation.get('op')!r}")


def _refuse_deep(path: list[str], value: Any, nesting: int) -> None:
    if len(path) + depth(value) > nesting:
        raise PatchError(f"nests values deeper than {nesting}")


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_equal(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_equal, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _steps(pointer: Any) -> list[str]:
    if not isinstance(pointer, str):
        raise PatchError("has an operation without path")
    if pointer and not pointer.startswith("/"):
        raise PatchError(f"has the path {pointer}, which does not begin with /")
    parts = pointer.split("/")[1:]
    return [each.replace("~1", "/").replace("~0", "~") for each in parts]


def _at(tree: Any, trail: Trail, steps: list[str], *, missing: bool = False) -> tuple[Any, Trail]:
    for step in steps:
        if isinstance(tree, dict) and step in tree:
            tree, trail = tree[step], trail.step(step)
        elif isinstance(tree, list):
            index = _index(tree, step)
            tree, trail = tree[index], trail.step(index)
        elif missing:
            return None, trail
        else:
            raise PatchError(f"names {step}, which is not there")
    return tree, trail


def _index(items: list[Any], step: str, *, adds: bool = False) -> int:
    """Return which item is meant; for what is added also the place behind the last one."""
    if adds and step == _END:
        return len(items)
    size = len(items) + adds
    index = int(step) if _INDEX.fullmatch(step) else size
    if not -size <= index < size:
        raise PatchError(f"names item {step} of {len(items)}")
    return index + size if index < 0 else index


def _put(
    tree: Any, trail: Trail, steps: list[str], value: Found | Trail, *, adds: bool = False
) -> tuple[Any, Trail]:
    """Copy a tree with a value at a path, added or in place of one.

    Without value it is removed, by what stands at a trail. A list that is empty then stands there.
    """
    if not steps:
        if isinstance(value, Trail) or value[1] is None:
            raise PatchError("removes the whole object")
        return value[0], value[1]
    step, *rest = steps
    copy: Any = copied(tree) if isinstance(tree, (dict, list)) else None
    below: Any
    if isinstance(tree, dict):
        below = trail.entries(tree)
        if step not in tree and (rest or isinstance(value, Trail)):
            raise PatchError(f"names {step}, which is not there")
        if rest:
            copy[step], below[step] = _put(tree[step], below[step], rest, value, adds=adds)
        elif isinstance(value, Trail):
            del copy[step]
            below[step] = value
        else:
            copy[step], below[step] = value
    elif isinstance(tree, list):
        below = [trail.step(at) for at in range(len(tree))]
        index = _index(tree, step, adds=adds and not rest)
        if rest:
            copy[index], below[index] = _put(tree[index], below[index], rest, value, adds=adds)
        elif isinstance(value, Trail):
            del copy[index], below[index]
            trail = trail if copy else value
        elif adds:
            copy.insert(index, value[0])
            below.insert(index, value[1])
        else:
            copy[index], below[index] = value
    else:
        raise PatchError(f"names {step} of what is no mapping or sequence")
    return copy, Trail(trail.manifest, trail.path, below)
