"""The objects of GitOps tools, and what each of them has built."""

from __future__ import annotations

from multiaz_lint.load.kustomize.built_manifest import BuiltManifest
from multiaz_lint.load.kustomize.gitops import argo_cd, flux
from multiaz_lint.load.kustomize.gitops.referred import references
from multiaz_lint.load.kustomize.gitops.repositories import Repositories
from multiaz_lint.load.kustomize.uses import ARGO_CD, FLUX
from multiaz_lint.paths import normal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from multiaz_lint.load.kustomize.builds import Builds
    from multiaz_lint.load.kustomize.gitops.delivery import Delivery
    from multiaz_lint.load.kustomize.kustomization import Kustomization
    from multiaz_lint.model.resource import Resource

_MOST_ROUNDS = 8
"""How often one that delivers may be changed by what another one delivers."""
TOO_MANY = f"other deliveries change it in {_MOST_ROUNDS} steps or more"


def deliveries(resources: Iterable[Resource], referred: Sequence[Resource]) -> list[Delivery]:
    """Return what objects of GitOps tools have built from folders of their own repository.

    ``referred`` are the ConfigMaps and Secrets that variables may come from, and GitRepositories.
    """
    found: list[Delivery] = []
    tops: dict[str, str] = {}
    ordering = [each for each in resources if orders(each)]
    repositories = Repositories(ordering, referred, tops)
    by_base: dict[int, list[tuple[Delivery, Kustomization]]] = {}
    for each in ordering:
        if each.group == FLUX:
            made = [flux.delivery_of(each, tops, referred, repositories)]
        else:
            made = list(argo_cd.deliveries_of(each, tops, repositories))
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
    if resource.group == FLUX:
        return resource.kind == "Kustomization"
    return resource.group == ARGO_CD and resource.kind in argo_cd.KINDS


def settled(
    builds: Builds,
    ordering: list[Resource],
    referred: list[Resource],
    build: Callable[[list[Delivery]], Builds],
) -> tuple[Builds, list[str]]:
    """Build again as long as what delivers is built itself, and says something else then.

    So may what it refers to. Also returns the files of what still says something else behind the
    last time.
    """
    known, held = [each.spec for each in ordering], _held(referred)
    for _ in range(_MOST_ROUNDS - 1):
        made = _as_built(ordering, builds.results)
        filling = [one for each in referred for one in builds.results.get(id(each), (each,))]
        specs, holding = [each.spec for each in made], _held(filling)
        if specs == known and holding == held:
            return builds, []
        known, held, builds = specs, holding, build(deliveries(made, filling))
    left = _as_built(ordering, builds.results)
    late = (each.origin for each in left if each.spec not in known)
    return builds, list(dict.fromkeys(late))


def _held(referred: Iterable[Resource]) -> list[Any]:
    """Return what such objects say, and where they are."""
    return [
        (each.namespace, each.name, *map(each.tree.get, ("data", "stringData", "spec")))
        for each in referred
    ]


def _as_built(
    resources: Iterable[Resource], results: Mapping[int, list[Resource]]
) -> list[Resource]:
    """Return objects that order something as they are built, those once that order the same.

    What variables come from may be another one in each build.
    """
    found: list[Resource] = []
    for each in resources:
        own: list[Resource] = []
        for made in results.get(id(each), (each,)):
            if references(made) or all(made.spec != other.spec for other in own):
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
