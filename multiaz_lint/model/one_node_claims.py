"""The volumes of a workload that only one node, or one pod, can mount at a time."""

from __future__ import annotations

from multiaz_lint.model.resource import mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.field import Field
    from multiaz_lint.model.workload import Workload

ONE_NODE = "ReadWriteOnce"
ONE_POD = "ReadWriteOncePod"


class Claim:
    """One claim of a workload's pods.

    ``modes`` is empty where the claim is not in the input. ``own`` says that each pod has its own,
    made from a claim template. ``attached`` says whether a node has its volume to itself.
    """

    __slots__ = ("attached", "field", "modes", "name", "own")

    def __init__(
        self,
        field: Field,
        name: str,
        modes: tuple[str, ...],
        *,
        own: bool,
        attached: bool = True,
    ) -> None:
        self.attached = attached
        self.field = field
        self.name = name
        self.modes = modes
        self.own = own

    @property
    def single(self) -> bool:
        """Whether one node at a time can mount it; so is one not in the input, the usual case."""
        if not self.modes:
            return True
        alone = all(mode in {ONE_NODE, ONE_POD} for mode in self.modes)
        # The scheduler lets one pod have a ReadWriteOncePod claim, whatever it is stored on.
        return alone and (self.attached or ONE_POD in self.modes)


def claims_of(workload: Workload, cluster: Cluster) -> Iterator[Claim]:
    """Yield the persistent volume claims of a workload; ephemeral ones go with their pod."""
    for index, volume in workload.volumes():
        name = string(mapping(volume.get("persistentVolumeClaim")).get("claimName"))
        if name:
            field = workload.pod("volumes", index)
            identity = ("", "PersistentVolumeClaim", workload.namespace, name)
            found = cluster.find(identity, workload)
            modes = _modes(found[0].tree) if found else ()
            attached = _attached(workload, name, cluster, own=False)
            yield Claim(field, name, modes, own=False, attached=attached)
    for field in workload.claim_fields:
        name = string(mapping(field.value.get("metadata")).get("name"))
        attached = _attached(workload, name, cluster, own=True)
        yield Claim(field, name, _modes(field.value), own=True, attached=attached)


def single_claim(workload: Workload, cluster: Cluster) -> Claim | None:
    """Return the first claim that one node at a time can mount."""
    if not workload.pod_spec.get("volumes") and not workload.claim_fields:
        return None
    return next((claim for claim in claims_of(workload, cluster) if claim.single), None)


def _attached(workload: Workload, name: str, cluster: Cluster, *, own: bool) -> bool:
    for mount in cluster.volumes.mounts_of(workload):
        if mount.name == name and mount.per_pod is own and not mount.ephemeral:
            return cluster.volumes.storage_of(mount).attached
    return True


def _modes(claim: dict[str, Any]) -> tuple[str, ...]:
    written = sequence(mapping(claim.get("spec")).get("accessModes"))
    return tuple(mode for mode in written if isinstance(mode, str))
