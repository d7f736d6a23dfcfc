"""The ConfigMaps and Secrets of an input from which Flux fills variables (``substituteFrom``)."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error

from multiaz_lint.load.kustomize.built_manifest import BuiltManifest
from multiaz_lint.load.kustomize.gitops.delivery import place_in
from multiaz_lint.load.kustomize.gitops.repositories import GIT
from multiaz_lint.model.encrypted import is_hidden
from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.paths import normal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from multiaz_lint.load.kustomize.trail import Trail
    from multiaz_lint.model.resource import Resource

    Values = dict[str, tuple[str | None, Trail]]
    """Values by their names, None for one that is encrypted, and where each stands."""

_KINDS = frozenset({"ConfigMap", "Secret"})


def named_by(ordering: Iterable[Resource], resources: Iterable[Resource]) -> list[Resource]:
    """Return the ConfigMaps, Secrets and GitRepositories that some of these may name."""
    wanted = {
        (string(mapping(entry).get("kind")), string(mapping(entry).get("name")))
        for each in ordering
        for entry in references(each)
    }
    return [
        each
        for each in resources
        if (each.kind in _KINDS and not each.group and (each.kind, each.name) in wanted)
        or (each.kind == GIT[1] and each.group == GIT[0])
    ]


def references(resource: Resource) -> list[Any]:
    """Return what a Kustomization fills variables from."""
    return sequence(mapping(resource.spec.get("postBuild")).get("substituteFrom"))


def values_of(entry: Any, of: Resource, known: Iterable[Resource]) -> Values | None:
    """Return what a Kustomization gets from what it names; None where the input does not tell.

    That has to be in its namespace. Of several it is the one that stands nearest, as each cluster
    has its own; those as near must say the same.
    """
    written = mapping(entry)
    name = string(written.get("kind")), string(written.get("name")), of.namespace
    found = [each for each in known if (each.kind, each.name, each.namespace) == name]
    if not found:
        return None
    place = _place(of)
    nearness = [_shared(place, _place(each)) for each in found]
    nearest = [each for each, near in zip(found, nearness, strict=True) if near == max(nearness)]
    made = [_values(each) for each in nearest]
    same = all(_texts(each) == _texts(made[0]) for each in made)
    return made[0] if same else None


def _place(of: Resource) -> list[str]:
    """Return the folder that an object belongs to: that of the kustomization that builds it."""
    manifest = of.manifest
    origin = of.origin
    if isinstance(manifest, BuiltManifest) and manifest.root is not None:
        origin = manifest.root.origin
    return normal(origin).split("/")[:-1]


def _shared(one: list[str], other: list[str]) -> int:
    """Return how many folders two paths have in common, from the first one."""
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def _texts(values: Values | None) -> dict[str, str | None] | None:
    return None if values is None else {name: text for name, (text, _) in values.items()}


def _values(of: Resource) -> Values | None:
    """Return what a ConfigMap or a Secret holds; None where the API server refuses it."""
    found: Values = {}
    fields = ("data",) if of.kind == "ConfigMap" else ("data", "stringData")
    for field in fields:
        for name, value in mapping(of.tree.get(field)).items():
            if not isinstance(value, str):
                return None
            text: str | None = value
            if is_hidden(value):
                text = None
            elif of.kind == "Secret" and field == "data":
                try:
                    text = b64decode(value, validate=True).decode()
                except (Error, ValueError):
                    return None
            found[name] = text, place_in(of, field, name)
    return found
