"""Labels and annotations that stand in several fields of an object as one.

Kustomize puts one node into all fields in which a label is missing. What changes it in one of them
later changes it in all, until a JSON patch makes the object anew (api filters/filtersutil SetEntry
and kyaml yaml FieldSetter, v0.21).
"""

from __future__ import annotations

from multiaz_lint.model.tree import with_value

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
    for path, text in fields if last else ():
        found = last.get(id(text if text.over is None else text.over))
        if found is not None:
            new, source = found
            if path != source:
                trail = trail.put(tree, path, trail.follow(source))
            tree = with_value(tree, path, new)
    return tree, trail


def unshared(tree: Any) -> Any:
    """Return a value whose fields each have their own text."""
    if tree.__class__ is Shared:
        return str(tree)
    for path, text in list(_shared(tree, ())):
        tree = with_value(tree, path, str(text))
    return tree


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
    entries: Iterable[tuple[Any, Any]] = ()
    if isinstance(node, dict):
        entries = ((name, node[name]) for name in sorted(node))
    elif isinstance(node, list):
        entries = enumerate(node)
    for step, value in entries:
        if value.__class__ is Shared:
            yield (*path, step), value
        elif isinstance(value, (dict, list)):
            yield from _shared(value, (*path, step))
