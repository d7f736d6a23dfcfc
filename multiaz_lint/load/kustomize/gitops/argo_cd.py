"""What Applications of Argo CD add to a kustomization (argo-cd util/kustomize Build, v2.14)."""

from __future__ import annotations

import re

from multiaz_lint.load.kustomize.gitops.delivery import Delivery, place_in
from multiaz_lint.load.kustomize.gitops.folders import folder_of
from multiaz_lint.load.kustomize.gitops.repositories import of_argo_cd
from multiaz_lint.load.kustomize.kustomization import entries, named_entries
from multiaz_lint.load.kustomize.transforming.added import ANNOTATED, EVERYWHERE, LABELLED, given
from multiaz_lint.load.kustomize.transforming.images import split
from multiaz_lint.model.resource import mapping, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.load.kustomize.gitops.repositories import Repositories
    from multiaz_lint.model.resource import Resource

KINDS = frozenset({"Application", "ApplicationSet"})
_NUMBER = re.compile("[+-]?[0-9]{1,18}")
_OPENING = "{{"
_KEPT = "*"
"""What stands for the name or the tag as it is, in an image of ``kustomize edit set image``."""


def deliveries_of(
    resource: Resource, tops: dict[str, str], repositories: Repositories
) -> Iterator[Delivery]:
    """Yield what the sources of an Application have built, or those of an ApplicationSet's."""
    spec, at = resource.spec, place_in(resource, "spec")
    of_set = resource.kind == "ApplicationSet"
    # Beside the template each generator may have one of its own, and a patch may change all.
    varies = of_set and _varies(spec)
    if of_set:
        spec = mapping(mapping(spec.get("template")).get("spec"))
        at = at.step("template").step("spec")
    # Where there are sources, nobody reads the source.
    sources = entries(at, spec, ("sources",)) or [(spec.get("source"), at.step("source"))]
    for each, place in sources:
        source = mapping(each)
        # A source of Helm or a directory is no kustomization's.
        if not string(source.get("path")) or source.get("helm") or source.get("directory"):
            continue
        folder, outside = folder_of(resource, source.get("path"), tops)
        found = Delivery.by(resource, folder, resource.kind)
        written, at = mapping(source.get("kustomize")), place.step("kustomize")
        found.take(written, at, "namespace")
        found.images = [
            (_image(each), of)
            for each, of in entries(at, written, ("images",))
            if isinstance(each, str)
        ]
        for entry, of in named_entries(at, written, "replicas"):
            count = _count(entry.get("count") or 0)
            if count is None:
                name = string(entry["name"])
                outside = f"the count of {name} is no number, which Argo CD refuses"
            found.replicas.append(({**entry, "count": count}, of))
        plain = written.get("labelWithoutSelector") is True
        for field, specs in (
            ("commonLabels", LABELLED if plain else EVERYWHERE),
            ("commonAnnotations", ANNOTATED),
        ):
            found.added += given(at.step(field), written.get(field), specs)
        outside = repositories.fault(of_argo_cd(source)) or outside
        if varies or (of_set and _is_filled(source)):
            outside = "generators fill in its Applications"
        found.fault = outside
        yield found


def _varies(spec: Any) -> bool:
    """Whether an ApplicationSet makes Applications by more than its one template."""
    return spec.get("templatePatch") is not None or any(
        each.get("template") is not None
        for each in _parts(spec.get("generators"))
        if isinstance(each, dict)
    )


def _is_filled(source: Any) -> bool:
    """Whether some text of a source is filled in for each Application."""
    return any(
        isinstance(text, str) and _OPENING in text
        for each in _parts(source)
        for text in (*each, *(each.values() if isinstance(each, dict) else ()))
    )


def _parts(tree: Any) -> Iterator[Any]:
    """Yield the mappings and sequences of a tree, each once: aliases may name one often."""
    left, seen = [tree], set()
    while left:
        node = left.pop()
        if isinstance(node, (dict, list)) and id(node) not in seen:
            seen.add(id(node))
            yield node
            left += node.values() if isinstance(node, dict) else node


def _count(written: Any) -> Any:
    """Return a number of replicas, a text may hold it (argo-cd GetIntCount); None for none."""
    if not isinstance(written, str):
        return written
    return int(written) if _NUMBER.fullmatch(written) else None


def _image(written: str) -> dict[str, Any]:
    """Return what ``kustomize edit set image`` makes of NAME=NEW:TAG or NAME:TAG (v5.8)."""
    name, equals, new = written.partition("=")
    new_name, tag, digest = split(new if equals else written)
    return {
        "name": name if equals else new_name,
        "newName": new_name if equals and new_name != _KEPT else "",
        "newTag": tag if tag != _KEPT else "",
        "digest": digest,
    }
