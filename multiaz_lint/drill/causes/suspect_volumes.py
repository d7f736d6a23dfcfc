"""Volumes that keep pods where they are, each to be tried without it."""

from __future__ import annotations

from multiaz_lint.drill.causes.suspect import VOLUMES, Suspect
from multiaz_lint.drill.causes.suspect_claims import claim_templates_field
from multiaz_lint.drill.template import REMOVED, changed
from multiaz_lint.model.resource import mapping, string
from multiaz_lint.model.words import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.drill.casting.member import Member
    from multiaz_lint.drill.plan import Plan

_HARMLESS = frozenset({
    "configMap", "downwardAPI", "emptyDir", "gitRepo", "hostPath", "image", "projected", "secret",
})  # fmt: skip
"""Volumes that keep a pod nowhere."""


def of_volumes(member: Member, plan: Plan) -> Iterator[Suspect]:
    """Yield the volumes of pods, to be tried without them: one that all nodes can use is none."""
    manifest, claimed = member.manifest, []
    missing: dict[int, str] = {}
    for index, volume in manifest.volumes():
        name = string(mapping(volume.get("persistentVolumeClaim")).get("claimName"))
        if name and not plan.stored.has(manifest.namespace, name):
            missing[index] = name
        claimed.append(_HARMLESS.isdisjoint(volume))
    if missing:
        without = member.template
        for index in sorted(missing, reverse=True):  # those before keep their index
            without = changed(without, ("spec", "volumes", index), REMOVED)
        names = list(dict.fromkeys(missing.values()))
        several = "s" if names[1:] else ""
        whose = "their names or namespaces" if several else "its name or namespace"
        hint = f"add claim{several} {listed(names, 3)} to the input, or mend {whose}"
        yield Suspect(VOLUMES, manifest.pod("volumes", min(missing)), hint, template=without)
    if any(claimed):
        without = changed(member.template, ("spec", "volumes"), REMOVED)
        hint = "a volume that nodes of every zone can use at once lets the pods move"
        yield Suspect(VOLUMES, manifest.pod("volumes"), hint, template=without)
    if manifest.claim_templates:
        hint = "a volume that more than one zone can reach lets the pod move"
        yield Suspect(VOLUMES, claim_templates_field(manifest), hint, unclaimed=True)


def of_classes_too_early(member: Member, plan: Plan) -> Iterator[Suspect]:
    """Yield classes that make volumes before pods have a node, to be tried as ones that wait."""
    names = plan.stored.immediate(member.manifest)
    written = (plan.cluster.volumes.storage_class(name, member.manifest) for name in names)
    found = next(filter(None, written), None)
    if found is not None:
        hint = "make a class with volumeBindingMode WaitForFirstConsumer: this field is immutable"
        yield Suspect(VOLUMES, found.binding_mode, hint, late=tuple(names))
