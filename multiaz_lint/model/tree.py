"""The values of a manifest: mappings and sequences that know where their entries stand."""

from __future__ import annotations

from multiaz_lint.model.cached import Remembered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    Path = tuple[str | int, ...]


class Map(dict):  # type: ignore[type-arg]  # the values are anything
    """A YAML mapping with string keys; ``marks`` belongs to the reader that made it.

    Scalars are plain Python values (str, int, float, bool, None), resolved as Kubernetes resolves
    them. ``marks`` holds one mark for each entry, in the order of the entries.
    """

    __slots__ = ("marks",)
    marks: list[Any]
    duplicates: tuple[str, ...] = ()
    """Keys that were written more than once; the value is the last one written."""


class DuplicateMap(Map):
    """A mapping in which some key was written more than once.

    ``earlier`` holds the overridden entries: each key with the mark of its earlier place.
    """

    __slots__ = ("duplicates", "earlier")
    earlier: tuple[tuple[str, Any], ...]


class Seq(list):  # type: ignore[type-arg]  # the items are anything
    """A YAML sequence; ``marks`` belongs to the reader that made it."""

    __slots__ = ("marks",)
    marks: list[Any]


def copied(node: Any) -> Any:
    """Copy a mapping or sequence to change it: without marks; keys written twice are still told."""
    if isinstance(node, DuplicateMap):
        twice = DuplicateMap(node)
        twice.duplicates, twice.earlier = node.duplicates, node.earlier
        return twice
    return Map(node) if isinstance(node, dict) else Seq(node)


def size(tree: Any, most: int = 1_000_000) -> int:
    """Count the values of a tree, itself included, up to a bound."""
    count, stack = 0, [tree]
    while stack and count < most:
        node = stack.pop()
        count += 1
        if isinstance(node, (dict, list)):
            stack += node.values() if isinstance(node, dict) else node
    return count


def repeats(tree: Any) -> int:
    """Count keys that a mapping of a tree has more than once; what aliases share counts once."""
    count, stack, seen = 0, [tree], set()
    while stack:
        node = stack.pop()
        if isinstance(node, (dict, list)) and id(node) not in seen:
            seen.add(id(node))
            count += len(getattr(node, "duplicates", ()))
            stack += node.values() if isinstance(node, dict) else node
    return count


def depth(tree: Any) -> int:
    """Return how many mappings and sequences stand in one another, the outermost included."""
    deepest, level = 0, [tree]
    while True:
        level = [each for each in level if isinstance(each, (dict, list))]
        if not level:
            return deepest
        deepest += 1
        level = [
            each for node in level for each in (node.values() if isinstance(node, dict) else node)
        ]


def look_up(tree: Any, path: Iterable[str | int]) -> Any:
    """Return the value at a path, or None where it is absent."""
    node = tree
    for step in path:
        if isinstance(node, dict):
            node = node.get(step)
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            node = node[step]
        else:
            return None
    return node


def with_value(tree: Any, path: Path, value: Any) -> Any:
    """Copy a tree with another value at a path; mappings that are missing on the way are made."""
    if not path:
        return value
    step, *rest = path
    copy = copied({} if tree is None else tree)
    below = copy[step] if isinstance(step, int) else copy.get(step)
    copy[step] = with_value(below, tuple(rest), value)
    return copy


def path_text(path: Path) -> str:
    """Write a path in Kubernetes' own notation: ``spec.template.spec.containers[0].name``."""
    text: str = _texts[path]
    return text


def _written(path: Path) -> str:
    text = ""
    for step in path:
        if isinstance(step, int) or "." in step or "/" in step:
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text


_texts = Remembered(_written, 10_000)
