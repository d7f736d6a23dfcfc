"""What the pods of a drill ask of storage: claims, templates of claims, and classes."""

from __future__ import annotations

from multiaz_lint.drill.workload import STATEFUL_SET
from multiaz_lint.model.resource import mapping, string
from multiaz_lint.model.storage import claim_class

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from multiaz_lint.drill.casting.member import Member
    from multiaz_lint.model import Cluster, PersistentVolumeClaim, Resource
    from multiaz_lint.model import Workload as Manifest

    Tree = Mapping[str, Any]


def claim_templates(members: Iterable[Member]) -> dict[tuple[str, str], tuple[Tree, Resource]]:
    """Return the templates of claims by namespace and by what precedes the ordinal in the name."""
    found: dict[tuple[str, str], tuple[Tree, Resource]] = {}
    for member in members:
        manifest = member.manifest
        if member.kind != STATEFUL_SET:
            continue
        for template in manifest.claim_templates:
            name = string(mapping(template.get("metadata")).get("name"))
            found.setdefault((manifest.namespace, f"{name}-{manifest.name}"), (template, manifest))
    return found


def mounts(member: Member) -> bool:
    """Whether pods of a workload bring or use claims."""
    manifest = member.manifest
    return bool(
        manifest.claim_templates
        or any({"persistentVolumeClaim", "ephemeral"} & set(each) for _, each in manifest.volumes())
    )


def uses_of_claims(members: Iterable[Member]) -> Iterator[tuple[str, str, Resource]]:
    """Yield the claims that pods mount, each with who does."""
    for member in members:
        for _, volume in member.manifest.volumes():
            name = string(mapping(volume.get("persistentVolumeClaim")).get("claimName"))
            yield member.manifest.namespace, name, member.manifest


def shared_claims(members: Iterable[Member]) -> set[tuple[str, str]]:
    """Return the claims that several pods of one workload mount, by their namespace and name."""
    several = (member for member in members if member.most > 1)
    return {(namespace, name) for namespace, name, _ in uses_of_claims(several)}


def uses_of_classes(
    claims: Iterable[PersistentVolumeClaim], members: Iterable[Member]
) -> Iterator[tuple[str | None, Resource]]:
    """Yield the classes that are asked for, None for the default one, each with who does."""
    for claim in claims:
        yield claim_class(claim.tree), claim
    for member in members:
        for template in templates_of(member.manifest):
            yield claim_class(template), member.manifest


def templates_of(manifest: Manifest) -> Iterator[dict[str, Any]]:
    """Yield what the claims that pods have for themselves are made from."""
    yield from manifest.claim_templates
    yield from ephemeral_of(manifest)


def ephemeral_of(manifest: Manifest) -> Iterator[dict[str, Any]]:
    """Yield what the claims of ephemeral volumes are made from."""
    for _, volume in manifest.volumes():
        template = mapping(mapping(volume.get("ephemeral")).get("volumeClaimTemplate"))
        if template:
            yield template


def default_class(
    cluster: Cluster, users: Iterable[tuple[str | None, Resource]], members: Iterable[Member]
) -> str | None:
    """Return the default class of the first who names none."""
    without = (user for name, user in users if name is None)
    for near in (*without, *(member.manifest for member in members)):
        found = cluster.volumes.storage_class(None, near)
        return found.name if found is not None else None
    return None
