"""Labels and annotations that stand in several fields of an object as one.

Kustomize puts one node into all fields in which a label is missing. What changes it in one of them
later changes it in all, until a JSON patch makes the object anew (api filters/filtersutil SetEntry
and kyaml yaml FieldSetter, v0.21).
"""

from __future__ import annotations

from multiaz_lint.model.tree import copied

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from multiaz_lint.load.kustomize.trail import Trail
    from multiaz_lint.model.tree import Path


class Shared(str):
    """A text that several fields hold as one: they hold this very object.

    One of ``over`` has been written over that in some field, and not yet in the others.
    """

    __slots__ = ("over",)

    over: Shared | None


def shared(text: str, over: Shared | None = None) -> Shared:
    """Return a text for several fields."""
    made = Shared(text)
    made.over = over
    return made


def written_over(old: Any, new: Any) -> Any:
    """Return what a field holds when a value is written over the one that it has."""
    if old.__class__ is Shared and isinstance(new, str):
        return shared(new, old if old.over is None else old.over)
    return new


def settled(tree: Any, trail: Trail) -> tuple[Any, Trail]:
    """Return a tree in which all that share a text have what was written over it last.

    Kustomize goes through the fields of a mapping in the order of their names.
    """
    fields = list(_shared(tree, ()))
    last = {id(text.over): (shared(text), path) for path, text in fields if text.over is not None}
    changes: dict[str | int, Any] = {}
    for path, text in fields if last else ():
        found = last.get(id(text if text.over is None else text.over))
        if found is not None:
            new, source = found
            *above, step = path
            inner = changes
            for each in above:
                inner = inner.setdefault(each, {})
            inner[step] = new, None if path == source else trail.follow(source)
    return _changed(tree, trail, changes) if changes else (tree, trail)


def _changed(tree: Any, trail: Trail, changes: dict[str | int, Any]) -> tuple[Any, Trail]:
    """Return a tree with other texts, and its trail: whatever holds some of them is copied once.

    ``changes`` has the shape of the tree, and for each text the trail that it gets, if it does.
    """
    tree, steps = copied(tree), {}
    for step, change in changes.items():
        at = None
        if isinstance(change, dict):
            own = trail.step(step)
            tree[step], inner = _changed(tree[step], own, change)
            at = inner if inner is not own else None
        else:
            tree[step], at = change
        if at is not None:
            steps[step] = at
    return tree, trail.with_steps(tree, steps) if steps else trail


def unshared(node: Any) -> Any:
    """Return a tree in which each field has its own text."""
    if node.__class__ is Shared:
        return str(node)
    copy = node
    for step, value in _entries(node):
        own = unshared(value)
        if own is not value:
            if copy is node:
                copy = copied(node)
            copy[step] = own
    return copy


def mentions(patch: Any, names: Iterable[str]) -> bool:
    """Whether a patch says something of fields with one of some names."""
    left = [patch]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            if any(name in node for name in names):
                return True
            left += node.values()
        elif isinstance(node, list):
            left += node
    return False


def _shared(node: Any, path: Path) -> Iterator[tuple[Path, Shared]]:
    """Yield the texts of a tree that are shared, and their paths."""
    for step, value in _entries(node):
        if value.__class__ is Shared:
            yield (*path, step), value
        elif isinstance(value, (dict, list)):
            yield from _shared(value, (*path, step))


def _entries(node: Any) -> Iterable[tuple[Any, Any]]:
    """Return what a node holds: what a mapping does by the order of its names."""
    if isinstance(node, dict):
        return [(name, node[name]) for name in sorted(node)]
    return enumerate(node) if isinstance(node, list) else ()
