"""What an object of a GitOps tool has built, and what it adds to that."""

from __future__ import annotations

from multiaz_lint.load.kustomize.built_manifest import BuiltManifest
from multiaz_lint.load.kustomize.gitops.folders import components_of
from multiaz_lint.load.kustomize.gitops.variables import Variables
from multiaz_lint.load.kustomize.kustomization import Kustomization, entries
from multiaz_lint.load.kustomize.trail import Trail
from multiaz_lint.model.resource import mapping, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.load.kustomize.kustomization import Entries
    from multiaz_lint.model.resource import Resource


class Delivery(Kustomization):
    """What an object of a GitOps tool has built: a folder, and what it adds to that.

    ``folder`` is the normal path of what it names. One ``of_flux`` takes all manifests of a folder
    without kustomization; ``skips_missing`` tells that components may be missing, ``fault`` why it
    cannot be known what it builds, if so. ``variables`` fill what is built.
    """

    __slots__ = ("fault", "name", "of_flux", "skips_missing", "variables", "what")

    def __init__(self, at: Trail, folder: str, name: str, what: str) -> None:
        super().__init__(at, folder)
        self.name = name
        self.what = what
        self.fault = ""
        self.of_flux = False
        self.skips_missing = False
        self.variables = Variables(None)

    @property
    def changes(self) -> bool:
        """Whether it changes what it lists, has others do so, or fills something in."""
        return super().changes or bool(self.components or self.variables)

    @classmethod
    def by(cls, resource: Resource, folder: str, what: str) -> Delivery:
        """Return one that an object orders, and that adds nothing yet."""
        return cls(place_in(resource, "metadata", "name"), folder, resource.name, what)

    def take(self, written: Any, at: Trail, namespace: str) -> None:
        """Take what all tools say by the same fields: names, components and patches."""
        self.take_names(written, namespace)
        self.components = components_of(self.folder, written.get("components"))
        patches = entries(at, written, ("patches",))
        self.merged = [(each, of) for each, of in patches if mapping(each)]

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
        there = () if self.of_flux else base.components
        made.components = [*base.components, *(e for e in self.components if e not in there)]
        made.namespace = self.namespace or base.namespace
        made.prefix = self.prefix or base.prefix
        made.suffix = self.suffix or base.suffix
        made.added = base.added + self.added
        made.merged = base.merged + self.merged
        made.late = base.late
        made.generated, made.generator_options = base.generated, base.generator_options
        made.replacements = base.replacements
        made.transformers, made.steps = base.transformers, base.steps
        made.images = self._put_over(base.images, self.images, complete=self.of_flux)
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


def place_in(resource: Resource, *steps: str) -> Trail:
    """Return where a field of an object stands."""
    manifest: Any = resource.manifest
    path = (*resource.prefix, *steps)
    return manifest.trail(path) if isinstance(manifest, BuiltManifest) else Trail(manifest, path)
