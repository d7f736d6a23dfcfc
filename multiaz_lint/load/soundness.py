"""Takes out of trees what the API server cannot decode, so that rules meet the right types."""

from __future__ import annotations

from multiaz_lint.api import review
from multiaz_lint.model.tree import Map, Seq

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.tree import Path

_MOST = 500
"""How many wrong values are taken out one by one; a manifest with more loses its spec."""


def settle(resource: Resource, version: tuple[int, int]) -> None:
    """Judge a resource of a known kind once, and take out its values of wrong types.

    The verdict stays with the resource for the rules on validity. What was taken out counts as
    absent, and ``facts["unsound"]`` holds its paths, so that nobody takes a default for it.
    ``facts["undecodable"]`` holds what is said of each, and ``facts["rest"]`` the verdict on what
    is left.
    """
    verdict = review(resource.tree, version=version)
    if not verdict.known:
        return
    resource.facts["verdict"] = verdict
    tree: Any = resource.tree
    unsound: set[Path] = set()
    undecodable = []
    while verdict.decode is not None and verdict.decode.path:
        path = verdict.decode.path
        tree = _without(tree, path) if len(unsound) < _MOST else _without(tree, path[:1])
        unsound.add(path)
        undecodable.append(verdict.decode)
        if len(unsound) > 2 * _MOST:
            break
        verdict = review(tree, version=version)
    if unsound:
        resource.tree = tree
        resource.facts["unsound"] = frozenset(unsound)
        resource.facts["undecodable"] = undecodable
        resource.facts["rest"] = verdict


def _without(tree: Any, path: Path) -> Any:
    """Copy a tree without the value at a path; an item of a sequence becomes null."""
    step, rest = path[0], path[1:]
    if isinstance(tree, dict):
        copy: Any = Map(tree)
        if rest and step in tree:
            copy[step] = _without(tree[step], rest)
        else:
            copy.pop(step, None)
        return copy
    if isinstance(tree, list) and isinstance(step, int) and step < len(tree):
        items = Seq(tree)
        items[step] = _without(tree[step], rest) if rest else None
        return items
    return None
