"""What GitOps tools have built: by Kustomizations of Flux, and by Applications of Argo CD.

Each adds what it says to the kustomization in the folder that it names, as if that said it
(fluxcd/pkg kustomize Generator, v1.44; argo-cd util/kustomize Build, v2.14).
"""

from __future__ import annotations

import os
import re

from multiaz_lint.load.bounds import root_of
from multiaz_lint.load.kustomize.added import ANNOTATED, EVERYWHERE, LABELLED, Added, text_pairs
from multiaz_lint.load.kustomize.built_manifest import BuiltManifest
from multiaz_lint.load.kustomize.images import split
from multiaz_lint.load.kustomize.kustomization import Kustomization, entries
from multiaz_lint.load.kustomize.substituting import Variables
from multiaz_lint.load.kustomize.trail import Trail
from multiaz_lint.load.kustomize.uses import join, normal
from multiaz_lint.model.resource import mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from multiaz_lint.load.kustomize.kustomization import Entries
    from multiaz_lint.model.resource import Resource

_FLUX = "kustomize.toolkit.fluxcd.io"
_ARGO_CD = "argoproj.io"
_OF_ARGO_CD = frozenset({"Application", "ApplicationSet"})
_OLD_PATCHES = ("patchesStrategicMerge", "patchesJson6902")
"""What Flux's Kustomizations had until v1."""
_NUMBER = re.compile("[+-]?[0-9]{1,18}")
_KEPT = "*"
"""What stands for the name or the tag as it is, in an image of ``kustomize edit set image``."""


class Delivery(Kustomization):
    """What an object of a GitOps tool has built: a folder, and what it adds to that.

    ``folder`` is the normal path of what it names. ``generates`` tells that it takes all manifests
    of a folder without kustomization; ``skips_missing`` that components may be missing; ``fault``
    why it cannot be known what it builds, if so.
    ``variables`` fill what is built.
    """

    __slots__ = (
        "_completes_images", "fault", "generates", "name", "skips_missing", "variables", "what",
    )  # fmt: skip

    def __init__(self, at: Trail, folder: str, name: str, what: str) -> None:
        super().__init__(at, folder)
        self.name = name
        self.what = what
        self.fault = ""
        self.generates = False
        self.skips_missing = False
        self.variables = Variables(None)
        self._completes_images = False

    @property
    def changes(self) -> bool:
        """Whether it changes what it lists, has others do so, or fills something in."""
        return super().changes or bool(self.components or self.variables)

    @classmethod
    def by(cls, resource: Resource, folder: str, what: str, *, completes_images: bool) -> Delivery:
        """Return one that an object orders, and that adds nothing yet."""
        made = cls(_trail(resource, "metadata", "name"), folder, resource.name, what)
        made._completes_images = completes_images
        return made

    def holds(self, origin: str) -> bool:
        """Whether a file is plainly a part of it: its own."""
        return origin == self.origin

    def over(self, base: Kustomization) -> Delivery:
        """Return what the kustomization of the folder is with all that is added to it."""
        made = Delivery(self.at, self.folder, self.name, self.what)
        made.key = self.key
        made.variables = self.variables
        made.listed = base.listed
        # Flux adds a component once more, ``kustomize edit add component`` does not.
        there = () if self.generates else base.components
        made.components = [*base.components, *(e for e in self.components if e not in there)]
        made.namespace = self.namespace or base.namespace
        made.prefix = self.prefix or base.prefix
        made.suffix = self.suffix or base.suffix
        made.added = base.added + self.added
        made.merged = base.merged + self.merged
        made.late = base.late
        made.images = self._put_over(base.images, self.images, complete=self._completes_images)
        made.replicas = self._put_over(base.replicas, self.replicas, complete=False)
        return made

    def _put_over(self, base: Entries, own: Entries, *, complete: bool) -> Entries:
        """Return entries with others, which replace or complete those of the same name."""
        made = list(base)
        named: dict[str, int] = {}
        for number, (entry, _) in enumerate(base):
            named.setdefault(string(mapping(entry).get("name")), number)
        for entry, at in own:
            place = named.get(entry["name"])
            if place is None:
                made.append((entry, at))
            elif complete:
                made[place] = _completed(mapping(base[place][0]), entry), at
            else:
                made[place] = entry, at
        return made


def _completed(image: dict[str, Any], by: dict[str, Any]) -> dict[str, Any]:
    """Return an image with the fields of another; tag and digest come from one of them."""
    made = dict(image)
    if by.get("newName"):
        made["newName"] = by["newName"]
    if by.get("newTag") or by.get("digest"):
        made["newTag"], made["digest"] = by.get("newTag"), by.get("digest")
    return made


def deliveries(resources: Iterable[Resource]) -> list[Delivery]:
    """Return what objects of GitOps tools have built from folders of their own repository."""
    found: list[Delivery] = []
    tops: dict[str, str] = {}
    by_base: dict[int, list[tuple[Delivery, Kustomization]]] = {}
    for each in filter(orders, resources):
        flux = each.group == _FLUX
        made = [_of_flux(each, tops)] if flux else list(_of_argo_cd(each, tops))
        found += made
        manifest = each.manifest
        if isinstance(manifest, BuiltManifest) and manifest.root is not None:
            root = manifest.root
            by_base.setdefault(id(manifest.base), []).extend((of, root) for of in made)
    for several in by_base.values():
        if len({id(root) for _, root in several}) > 1:
            # Who builds it tells more than where all of them have it from.
            for delivery, root in several:
                delivery.at = root.at
    _tell_apart(found)
    return found


def orders(resource: Resource) -> bool:
    """Whether an object has a tool build something."""
    if resource.group == _FLUX:
        return resource.kind == "Kustomization"
    return resource.group == _ARGO_CD and resource.kind in _OF_ARGO_CD


def as_built(
    resources: Iterable[Resource], results: Mapping[int, list[Resource]]
) -> list[Resource]:
    """Return objects that order something as they are built, those once that order the same."""
    found: list[Resource] = []
    for each in resources:
        own: list[Resource] = []
        for made in results.get(id(each), (each,)):
            if all(made.spec != other.spec for other in own):
                own.append(made)
        found += own
    return found


def _tell_apart(found: Iterable[Delivery]) -> None:
    """Give each a path for its key: its file's, and its name below that where there are more."""
    by_file: dict[str, list[Delivery]] = {}
    for each in found:
        by_file.setdefault(normal(each.origin), []).append(each)
    for file, those in by_file.items():
        if len(those) == 1:
            those[0].key = file
            continue
        taken: set[str] = set()
        for number, each in enumerate(those):
            key = f"{file}/{each.name}"
            each.key = f"{key}/{number}" if key in taken else key
            taken.add(key)


def _of_flux(resource: Resource, tops: dict[str, str]) -> Delivery:
    spec = resource.spec
    folder, outside = _folder(resource, spec.get("path"), tops)
    found = Delivery.by(resource, folder, "kustomization", completes_images=True)
    found.generates = True
    found.skips_missing = spec.get("ignoreMissingComponents") is True
    at = _trail(resource, "spec")
    found.namespace = string(spec.get("targetNamespace"))
    found.prefix = string(spec.get("namePrefix"))
    found.suffix = string(spec.get("nameSuffix"))
    found.components = [join(folder, path) for path in _texts(spec.get("components"))]
    found.merged = [(each, of) for each, of in entries(at, spec, ("patches",)) if mapping(each)]
    found.images = list(_named(entries(at, spec, ("images",))))
    common = mapping(spec.get("commonMetadata"))
    for field, specs in (("labels", LABELLED), ("annotations", ANNOTATED[:1])):
        pairs = text_pairs(common.get(field))
        if pairs:
            found.added.append(Added(at.step("commonMetadata").step(field), pairs, specs))
    found.variables = Variables(spec.get("postBuild"), at.step("postBuild").step("substitute"))
    found.late = entries(at, spec, _OLD_PATCHES)
    if found.late:
        outside = f"{_OLD_PATCHES[0]} and {_OLD_PATCHES[1]} are of an API before v1"
    if found.variables.refused:
        outside = found.variables.refused
    found.fault = outside
    return found


def _of_argo_cd(resource: Resource, tops: dict[str, str]) -> Iterator[Delivery]:
    """Yield what the sources of an Application have built, or those of an ApplicationSet's."""
    spec, at = resource.spec, _trail(resource, "spec")
    of_set = resource.kind == "ApplicationSet"
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
        folder, outside = _folder(resource, source.get("path"), tops)
        found = Delivery.by(resource, folder, resource.kind, completes_images=False)
        written, at = mapping(source.get("kustomize")), place.step("kustomize")
        found.namespace = string(written.get("namespace"))
        found.prefix = string(written.get("namePrefix"))
        found.suffix = string(written.get("nameSuffix"))
        found.components = [join(folder, path) for path in _texts(written.get("components"))]
        found.merged = [
            (each, of) for each, of in entries(at, written, ("patches",)) if mapping(each)
        ]
        found.images = [
            (_image(each), of)
            for each, of in entries(at, written, ("images",))
            if isinstance(each, str)
        ]
        for entry, of in _named(entries(at, written, ("replicas",))):
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
            pairs = text_pairs(written.get(field))
            if pairs:
                found.added.append(Added(at.step(field), pairs, specs))
        found.fault = "generators fill in its Applications" if of_set else outside
        yield found


def _trail(resource: Resource, *steps: str) -> Trail:
    manifest: Any = resource.manifest
    path = (*resource.prefix, *steps)
    return manifest.trail(path) if isinstance(manifest, BuiltManifest) else Trail(manifest, path)


def _texts(value: Any) -> Iterator[str]:
    return (each for each in sequence(value) if isinstance(each, str))


def _named(found: Entries) -> Iterator[tuple[Any, Trail]]:
    return ((each, at) for each, at in found if string(mapping(each).get("name")))


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


def _folder(resource: Resource, path: Any, tops: dict[str, str]) -> tuple[str, str]:
    """Return the normal path of a folder that is named from the root of the repository.

    And why it is none of this repository, if so.
    """
    written = string(path) or "."
    if "{{" in written or "${" in written:
        return written, f"{written} is filled in later"
    own = resource.origin.rpartition("/")[0]
    top = tops.get(own)
    if top is None:
        top = tops[own] = _top(own)
    inner = normal(written.lstrip("/") or ".")
    if inner in {".", ".."} or inner.startswith("../"):
        # The root may be that of any other repository.
        return inner, f"its path {written} names no folder of the repository"
    return join(top, inner), ""


def _top(folder: str) -> str:
    """Return the root of the repository of a folder, as a path like that of the folder."""
    top = root_of(folder)
    return top if os.path.isabs(folder) else normal(os.path.relpath(top))
