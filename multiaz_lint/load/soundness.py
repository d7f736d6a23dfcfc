"""Takes out of trees what the API server cannot decode, so that rules meet the right types."""

from __future__ import annotations

from multiaz_lint.api import review, undecodable
from multiaz_lint.model import ScalableWorkload, mapping
from multiaz_lint.model.tree import Map, Seq

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from multiaz_lint.api import Complaint
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.tree import Path

    Branches = dict[str | int, Any]

_MOST = 100_000
"""How many values are taken out at most, should one walk not find them all."""


def settle(resource: Resource, version: tuple[int, int]) -> None:
    """Judge a resource of a known kind once, and take out its values of wrong types.

    The verdict stays with the resource for the rules on validity. What was taken out counts as
    absent, and ``facts["unsound"]`` holds its paths, so that nobody takes a default for it.
    ``facts["undecodable"]`` holds what is said of each, and ``facts["rest"]`` the verdict on what
    is left.
    """
    verdict = review(resource.tree, version=version)
    if not verdict.known:
        if isinstance(resource, ScalableWorkload):
            _settle_template(resource, version)
        return
    resource.verdict = verdict
    tree: Any = resource.tree
    complaints: list[Complaint] = []
    taken: set[Path] = set()
    while verdict.decode is not None and verdict.decode.path and len(complaints) < _MOST:
        if verdict.decode.path in taken:
            break  # it is missed now: a version of two slashes, for instance
        found = undecodable(tree, verdict.decode)
        complaints += found
        taken.update(each.path for each in found)
        tree = _without(tree, _branches(each.path for each in found))
        verdict = review(tree, version=version)
    if complaints:
        resource.replace(tree)
        resource.facts["unsound"] = frozenset(each.path for each in complaints)
        resource.facts["undecodable"] = complaints
        resource.facts["rest"] = verdict


def _settle_template(workload: ScalableWorkload, version: tuple[int, int]) -> None:
    """Take values of wrong types out of the pod template and selector of somebody else's workload.

    Only its controller knows what it says of them; as Pods they can mean what a Deployment's mean.
    """
    spec = mapping(workload.tree.get("spec"))
    written = {key: spec[key] for key in ("template", "selector") if spec.get(key) is not None}
    if not written or workload.template_path != ("spec", "template"):
        return
    twin: Any = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {}, "spec": written}
    unsound: set[Path] = set()
    for _ in range(_MOST):
        verdict = review(twin, version=version)
        if verdict.decode is None or not verdict.decode.path:
            break
        paths = {each.path for each in undecodable(twin, verdict.decode)}
        twin = _without(twin, _branches(paths))
        unsound |= paths
    if unsound:
        workload.replace(_without(workload.tree, _branches(unsound)))
        workload.facts["unsound"] = frozenset(unsound)


def _branches(paths: Iterable[Path]) -> Branches:
    """Put paths together as a tree; where one ends there is nothing below."""
    root: Branches = {}
    for path in paths:
        node = root
        for step in path:
            node = node.setdefault(step, {})
    return root


def _without(tree: Any, branches: Branches) -> Any:
    """Copy a tree without the values at the ends; an item of a sequence becomes null."""
    if isinstance(tree, dict):
        copy: Any = Map(tree)
        for step, below in branches.items():
            if below and step in tree:
                copy[step] = _without(tree[step], below)
            else:
                copy.pop(step, None)
        return copy
    if isinstance(tree, list):
        items = Seq(tree)
        for step, below in branches.items():
            if isinstance(step, int) and step < len(tree):
                items[step] = _without(tree[step], below) if below else None
        return items
    return None
