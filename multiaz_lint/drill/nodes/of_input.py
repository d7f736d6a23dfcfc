"""The Nodes of the input as the nodes that a drill plays on."""

from __future__ import annotations

from multiaz_lint.drill.casting import left_out
from multiaz_lint.drill.nodes.node import DEFAULT_ALLOCATABLE, Node
from multiaz_lint.drill.nodes.shape import MADE_CAPACITY, Shape
from multiaz_lint.model.labels import compile_map
from multiaz_lint.model.nodes.taints import CONDITIONS, NO_SCHEDULE, UNSCHEDULABLE
from multiaz_lint.model.placeholders import is_placeholder
from multiaz_lint.model.resource import mapping, sequence
from multiaz_lint.model.words import counted, listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from multiaz_lint.model import Field
    from multiaz_lint.model.node import Node as NodeManifest

    Tree = Mapping[str, Any]


def of_manifests(
    manifests: Sequence[NodeManifest], refused: Mapping[int, tuple[str, Field]] | None = None
) -> Shape:
    """Return the shape of Node objects that there can be; the last definition of a node counts.

    `refused` has what the API server says to those that it refuses.
    """
    said: list[str] = []
    by_name = {each.name: each for each in _there(manifests, refused or {}, said)}
    if not by_name:
        return Shape(list, "no node is left of the input", said)
    assumed = [*said, *_without_capacity(by_name.values()), *_unwell(by_name.values())]
    zones = {manifest.zone for manifest in by_name.values()}
    count = len(by_name)
    words = (
        f"{counted(count, 'node')} of the input in "
        f"{', '.join(sorted(zone or 'no zone' for zone in zones))}"
    )
    return Shape(lambda: [_node(each) for each in by_name.values()], words, assumed)


def _there(
    manifests: Iterable[NodeManifest],
    refused: Mapping[int, tuple[str, Field]],
    said: list[str],
) -> Iterator[NodeManifest]:
    """Yield the nodes that can be there; those that have a uid come from an API server."""
    for each in manifests:
        refusal = refused.get(id(each))
        holes = _holes(each)
        if holes:
            said.append(left_out.unfilled(each, holes))
        elif each.facts.unsound:
            said.append(left_out.undecodable(each))
        elif refusal is not None and not each.metadata.get("uid"):
            said.append(left_out.refused(each, refusal[0]))
        else:
            yield each


def _holes(node: NodeManifest) -> list[str]:
    """Return the fields that cannot be decoded; nothing unless all of them are placeholders."""
    fields = [node.at(*path) for path in sorted(node.facts.unsound, key=str)]
    filled = all(is_placeholder(field.written) for field in fields)
    return list(map(str, fields)) if filled else []


def _without_capacity(manifests: Iterable[NodeManifest]) -> Iterator[str]:
    for each in manifests:
        if not _offered(each):
            yield f"node {each.name} does not say its capacity: taken as {_words(MADE_CAPACITY)}"


def _unwell(manifests: Iterable[NodeManifest]) -> Iterator[str]:
    """Tell the conditions of nodes that have not the taints for them."""
    by_condition: dict[tuple[str, str], list[str]] = {}
    for each in manifests:
        awaited = {taint["key"] for taint in each.awaited_taints}
        for condition in each.conditions:
            if CONDITIONS[condition] in awaited:
                by_condition.setdefault(condition, []).append(each.name)
    for condition, names in by_condition.items():
        one = len(names) == 1
        who = f"node {listed(names)} has" if one else f"nodes {listed(names)} have"
        yield (
            f"{who} the condition {' '.join(condition)}, "
            f"so {'it is' if one else 'they are'} taken as tainted by {CONDITIONS[condition]}"
        )


def _offered(manifest: NodeManifest) -> dict[str, Any]:
    status = mapping(manifest.get("status"))
    return mapping(status.get("allocatable")) or mapping(status.get("capacity"))


def _with_defaults(offered: dict[str, Any]) -> dict[str, Any]:
    """Fill up what a node offers, unless it says all that any scheduler needs."""
    return offered if DEFAULT_ALLOCATABLE.keys() <= offered.keys() else {**MADE_CAPACITY, **offered}


def _words(capacity: Tree) -> str:
    return ", ".join(f"{value} {name}" for name, value in capacity.items())


def _node(manifest: NodeManifest) -> Node:
    taints: list[Tree] = [*manifest.taints, *manifest.awaited_taints]
    if manifest.unschedulable and not any(t.get("key") == UNSCHEDULABLE for t in taints):
        taints.append({"key": UNSCHEDULABLE, "effect": NO_SCHEDULE})
    labels = compile_map(manifest.labels).equalities
    return Node(
        manifest.name,
        labels,
        taints,
        _with_defaults(_offered(manifest)),
        unschedulable=manifest.unschedulable,
        images=_images(manifest),
    )


def _images(manifest: NodeManifest) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for image in sequence(mapping(manifest.get("status")).get("images")):
        size = mapping(image).get("sizeBytes")
        if isinstance(size, int):
            for name in sequence(mapping(image).get("names")):
                sizes[str(name)] = size
    return sizes
