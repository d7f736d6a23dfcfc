"""What Kustomizations of Flux add to a folder (fluxcd/pkg kustomize Generator, v1.44)."""

from __future__ import annotations

from multiaz_lint.load.kustomize.gitops.delivery import Delivery, place_in
from multiaz_lint.load.kustomize.gitops.folders import folder_of
from multiaz_lint.load.kustomize.gitops.referred import references, values_of
from multiaz_lint.load.kustomize.gitops.variables import Variables
from multiaz_lint.load.kustomize.kustomization import entries, named_entries
from multiaz_lint.load.kustomize.transforming.added import ANNOTATED, LABELLED, given
from multiaz_lint.model.resource import mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.load.kustomize.gitops.repositories import Repositories
    from multiaz_lint.model.resource import Resource

_OLD_PATCHES = ("patchesStrategicMerge", "patchesJson6902")
"""What Flux's Kustomizations had until v1."""


def delivery_of(
    resource: Resource,
    tops: dict[str, str],
    referred: Iterable[Resource],
    repositories: Repositories,
) -> Delivery:
    """Return what a Kustomization has built; ``tops`` are known roots of repositories.

    ``referred`` are the ConfigMaps and Secrets that variables may come from.
    """
    spec = resource.spec
    folder, outside = folder_of(resource, spec.get("path"), tops)
    found = Delivery.by(resource, folder, "kustomization")
    found.of_flux = True
    found.skips_missing = spec.get("ignoreMissingComponents") is True
    at = place_in(resource, "spec")
    found.take(spec, at, "targetNamespace")
    found.images = named_entries(at, spec, "images")
    common = mapping(spec.get("commonMetadata"))
    for field, specs in (("labels", LABELLED), ("annotations", ANNOTATED[:1])):
        for added in given(at.step("commonMetadata").step(field), common.get(field), specs):
            added.behind = True
            found.added.append(added)
    found.variables = Variables(
        spec.get("postBuild"),
        at.step("postBuild").step("substitute"),
        [values_of(each, resource, referred) for each in references(resource)],
    )
    found.late = entries(at, spec, _OLD_PATCHES)
    if found.late:
        outside = f"{_OLD_PATCHES[0]} and {_OLD_PATCHES[1]} are of an API before v1"
    if found.variables.refused:
        outside = found.variables.refused
    found.fault = repositories.fault(repositories.of_flux(resource)) or outside
    return found
