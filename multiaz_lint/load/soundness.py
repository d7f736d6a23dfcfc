"""Takes out of trees what the API server cannot decode, so that rules meet the right types."""

from __future__ import annotations

from multiaz_lint.api import filled, misfits, review, undecodable, without_generated
from multiaz_lint.model import Workload
from multiaz_lint.model.tree import copied, look_up, with_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from multiaz_lint.api import Complaint, Verdict
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.tree import Path

    Branches = dict[str | int, Any]

_MOST = 100_000
"""How many values are taken out at most, should one walk not find them all."""


def settle(resource: Resource, version: tuple[int, int]) -> None:
    """Judge a resource of a known kind once, and take out its values of wrong types.

    The verdict stays with the resource for the rules on validity. What was taken out counts as
    absent; ``facts`` hold its paths, so that nobody takes a default for it, what is said of each,
    and the verdict on what is left.
    """
    verdict = _judged(resource, resource.tree, version)
    if not verdict.known:
        settle_parts(resource, _parts(resource))
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
        verdict = _judged(resource, tree, version)
    if complaints:
        resource.replace(tree)
        resource.facts.unsound = frozenset(each.path for each in complaints)
        resource.facts.undecodable = complaints
        resource.facts.rest = verdict


def _judged(resource: Resource, tree: Any, version: tuple[int, int]) -> Verdict:
    """Judge a tree as who writes it would be told: of a stored Job without what its server made."""
    if resource.kind == "Job" and resource.group == "batch":
        tree = without_generated(tree)
    return review(tree, version=version)


def _parts(resource: Resource) -> Iterable[tuple[Path, str]]:
    """Return what is known of an object whose version and kind no server knows.

    One of a kind that Kubernetes has in another version is taken for one of that.
    """
    from multiaz_lint.api.registered import type_of  # few inputs have such a kind

    go_type = type_of(resource.group, resource.kind)
    if go_type is not None:
        return (((), go_type),)
    if isinstance(resource, Workload):
        template, selector = resource.template_path, ("spec", "selector")
        return ((template, "core/v1.PodTemplateSpec"), (selector, "meta/v1.LabelSelector"))
    return ()


def settle_parts(resource: Resource, parts: Iterable[tuple[Path, str]]) -> None:
    """Take values of wrong types out of the parts that an object shares with those of Kubernetes.

    Each part is a path and the Go type that what stands there is decoded into. No API server
    judges what is left, so it is also left as decoded: null items of sequences are empty ones.
    ``facts.unsound_template`` is the pod template of a workload with what was taken out.
    """
    tree: Any = resource.tree
    unsound: set[Path] = set()
    for place, go_type in parts:
        written = look_up(tree, place)
        part = written
        paths = set(misfits(go_type, part))
        if paths:
            part = _without(part, _branches(paths)) if () not in paths else None
            unsound.update((*place, *path) for path in paths)
        part = filled(go_type, part)
        if part is not written:
            tree = with_value(tree, place, part)
    if unsound:
        resource.facts.unsound = frozenset(unsound)
        if isinstance(resource, Workload):
            resource.facts.unsound_template = resource.template
    if tree is not resource.tree:
        resource.replace(tree)


def unreadable(workload: Workload) -> str:
    """Say what the API server would refuse to decode of its template, were it a Deployment's.

    Annotations are nothing to the scheduler, and some operators make texts of them.
    """
    template = workload.facts.unsound_template
    if template is None:
        return ""
    metadata = template.get("metadata")
    if isinstance(metadata, dict):
        template = {**template, "metadata": {**metadata, "annotations": None}}
    twin = {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": template}}
    complaint = review(twin).decode
    return "" if complaint is None else f"its pod template cannot be read: {complaint.message}"


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
        copy = copied(tree)
        for step, below in branches.items():
            if below and step in tree:
                copy[step] = _without(tree[step], below)
            else:
                copy.pop(step, None)
        return copy
    if isinstance(tree, list):
        items = copied(tree)
        for step, below in branches.items():
            if isinstance(step, int) and step < len(tree):
                items[step] = _without(tree[step], below) if below else None
        return items
    return None
