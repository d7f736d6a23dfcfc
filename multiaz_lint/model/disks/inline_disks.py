"""Disks that a pod template names itself, without a claim: every pod of it names the same disk."""

from __future__ import annotations

from multiaz_lint.model.resource import mapping, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model.field import Field
    from multiaz_lint.model.workload import Workload

AWS = "awsElasticBlockStore"
_NAMES = {
    AWS: "volumeID",
    "gcePersistentDisk": "pdName",
    "azureDisk": "diskName",
    "cinder": "volumeID",
}
_KEPT_FROM_EACH_OTHER = frozenset({AWS, "gcePersistentDisk"})


class InlineDisk:
    """One disk; ``source`` is the field of the volume that names its kind."""

    __slots__ = ("field", "name", "source")

    def __init__(self, field: Field, source: str, name: str) -> None:
        self.field = field
        self.source = source
        self.name = name

    @property
    def exclusive(self) -> bool:
        """Whether the scheduler keeps its pods from each other's node (VolumeRestrictions, 1.37).

        It does not where all of them mount a disk of Google's read-only.
        """
        return self.source in _KEPT_FROM_EACH_OTHER

    @property
    def shared(self) -> bool:
        """Whether several pods can mount it."""
        read_only = mapping(self.field.value).get("readOnly") is True
        return self.source == "gcePersistentDisk" and read_only


def inline_disks(workload: Workload) -> Iterator[InlineDisk]:
    """Yield the disks of a pod template that are attached to one node at a time.

    The attach/detach controller itself refuses two nodes for those of Azure and OpenStack (volume
    util IsMultiAttachAllowed, 1.37).
    """
    for index, volume in workload.volumes():
        for source, naming in _NAMES.items():
            if isinstance(volume.get(source), dict):
                field = workload.pod("volumes", index, source)
                yield InlineDisk(field, source, string(volume[source].get(naming)))
