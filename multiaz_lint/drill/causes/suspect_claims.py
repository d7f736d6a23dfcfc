"""Claims that no volume can ever serve, and nodes that attach no more: tried without volumes."""

from __future__ import annotations

from multiaz_lint.drill.causes.suspect import VOLUMES, Suspect
from multiaz_lint.drill.disks.volumes import MANY_WRITERS, Claim
from multiaz_lint.drill.scheduling.filters.node_volume_limits import REASON
from multiaz_lint.drill.scheduling.filters.volume_binding import (
    BIND_CONFLICT,
    NODE_CONFLICT,
    NOT_MADE,
    UNBOUND_IMMEDIATE,
)
from multiaz_lint.drill.template import REMOVED, changed
from multiaz_lint.model import StatefulSet
from multiaz_lint.model.resource import mapping, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from multiaz_lint.drill.casting.member import Member
    from multiaz_lint.drill.disks.storage import Storage
    from multiaz_lint.drill.disks.volumes import Volume
    from multiaz_lint.drill.plan import Plan
    from multiaz_lint.model import Field, Resource
    from multiaz_lint.model import Workload as Manifest

    Place = tuple[Resource, tuple[str | int, ...]]

_UNBOUND = (UNBOUND_IMMEDIATE, BIND_CONFLICT, NOT_MADE)
"""What the scheduler says of claims that have no volume."""


def of_claims(member: Member, plan: Plan, reasons: Iterable[str]) -> Iterator[Suspect]:
    """Yield what is wrong with claims themselves: in whatever zone a volume is, it helps none."""
    manifest, said = member.manifest, " ".join(reasons)
    claims = [*_claims_of(manifest, plan)]
    unbound = any(words in said for words in _UNBOUND)
    storage = plan.stored.make() if claims and unbound else None
    for (resource, path), claim in claims:
        for field, hint in _wrong(claim, storage):
            yield _without_volumes(member, resource.at(*path, *field), hint)
    if REASON in said and NODE_CONFLICT not in said:
        hint = "more nodes, nodes that attach more volumes, or fewer volumes"
        yield _without_volumes(member, claims_field(manifest), hint)


def claims_field(manifest: Manifest) -> Field:
    """Return the field that pods have their claims from."""
    for index, volume in manifest.volumes():
        if not {"ephemeral", "persistentVolumeClaim"}.isdisjoint(volume):
            return manifest.pod("volumes", index)
    return claim_templates_field(manifest)


def claim_templates_field(manifest: Manifest) -> Field:
    """Return where the claims that each pod gets are written."""
    if isinstance(manifest, StatefulSet):
        return manifest.at("spec", "volumeClaimTemplates")
    return next(iter(manifest.claim_fields), manifest.name_field)


def _claims_of(manifest: Manifest, plan: Plan) -> Iterator[tuple[Place, Claim]]:
    """Yield the claims that pods use or that are made for them, as written, with their place."""
    namespace = manifest.namespace
    for index, volume in manifest.volumes():
        name = string(mapping(volume.get("persistentVolumeClaim")).get("claimName"))
        written = plan.stored.written.get((namespace, name))
        if written is not None:
            yield (written, ()), Claim(written.tree, namespace)
        template = mapping(mapping(volume.get("ephemeral")).get("volumeClaimTemplate"))
        if template:
            field = manifest.pod("volumes", index, "ephemeral", "volumeClaimTemplate")
            yield (field.resource, field.path), Claim(template, namespace, "")
    for field in manifest.claim_fields:
        yield (field.resource, field.path), Claim(field.value, namespace, "")


def _wrong(claim: Claim, storage: Storage | None) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the fields of a claim for which it never has a volume, each with what helps.

    Without ``storage`` no pod waits for a claim that has none.
    """
    if claim.lost:
        yield ("spec", "volumeName"), "restore this volume, or make the claim anew: it stays Lost"
    if claim.bound or storage is None:
        return
    alike = [each for each in storage.volumes.values() if _would_do(each, claim, storage)]
    if any(each.attributes == claim.attributes for each in alike):
        return
    known, maker = storage.classes.get(storage.class_of(claim)), storage.cannot_make(claim)
    if maker:
        hint = f"{maker} makes no volume that is {MANY_WRITERS}: "
        hint += "ask for another access mode, or for a class of shared files"
        yield ("spec", "accessModes"), hint
    if alike and not (known is not None and known.provisions):
        has = alike[0].attributes or "none"
        hint = f"persistentvolume/{alike[0].name} has {has}: name the same in both"
        yield ("spec", "volumeAttributesClassName"), hint


def _would_do(volume: Volume, claim: Claim, storage: Storage) -> bool:
    """Whether a volume would do for a claim, but perhaps for its attributes."""
    return (
        volume.storage_class == storage.class_of(claim)
        and (volume.claim is None or volume.is_for(claim))
        and volume.mode == claim.mode
        and volume.capacity >= claim.size
        and volume.serves(claim)
        and claim.selects(volume)
    )


def _without_volumes(member: Member, field: Field, hint: str) -> Suspect:
    template, templates = member.template, bool(member.manifest.claim_templates)
    if mapping(template.get("spec")).get("volumes"):
        template = changed(template, ("spec", "volumes"), REMOVED)
    changes = None if template is member.template else template
    return Suspect(VOLUMES, field, hint, template=changes, unclaimed=templates)
