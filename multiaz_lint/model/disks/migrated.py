"""In-tree disks as the CSI drivers know them that run them today (csi-translation-lib, v1.37)."""

from __future__ import annotations

from multiaz_lint.model.resource import mapping, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Source = tuple[str, str]
    """The driver of a volume, and what tells it from others of the driver."""

_VSPHERE = "kubernetes.io/vsphere-volume"
_DRIVERS = {
    "kubernetes.io/aws-ebs": "ebs.csi.aws.com",
    "kubernetes.io/azure-disk": "disk.csi.azure.com",
    "kubernetes.io/cinder": "cinder.csi.openstack.org",
    "kubernetes.io/gce-pd": "pd.csi.storage.gke.io",
    "kubernetes.io/portworx-volume": "pxd.portworx.com",
    _VSPHERE: "csi.vsphere.vmware.com",
}
_SOURCES = {
    "awsElasticBlockStore": ("kubernetes.io/aws-ebs", "volumeID"),
    "azureDisk": ("kubernetes.io/azure-disk", "diskURI"),
    "cinder": ("kubernetes.io/cinder", "volumeID"),
    "gcePersistentDisk": ("kubernetes.io/gce-pd", "pdName"),
    "portworxVolume": ("kubernetes.io/portworx-volume", "volumeID"),
    "vsphereVolume": (_VSPHERE, "volumePath"),
}
_UNCOUNTED = frozenset({_VSPHERE, "kubernetes.io/azure-file"})
"""Plug-ins whose volumes the scheduler does not count (nodevolumelimits isCSIMigrationOn)."""
_SHARED_TO_READ = frozenset({"gcePersistentDisk", "portworxVolume"})
"""Disks that pods of several nodes may have at once if all of them only read them."""


def counted_driver(provisioner: str) -> str:
    """Return the driver whose volumes those of a provisioner count as; empty where they do not."""
    return "" if provisioner in _UNCOUNTED else _DRIVERS.get(provisioner, provisioner)


def counted_source(spec: Mapping[str, Any]) -> Source | None:
    """Return what a PersistentVolume or a volume of a pod counts as on a node; None for nothing."""
    csi = mapping(spec.get("csi"))
    if csi:
        return string(csi.get("driver")), string(csi.get("volumeHandle"))
    disk = migrated_disk(spec)
    return disk.source if disk is not None and disk.counted else None


class MigratedDisk:
    """A disk that is named in-tree: its source, and whether the scheduler counts it.

    ``many`` is whether several nodes may have it at once. The attach/detach controller takes the
    disk of a pod's volume for a PersistentVolume with the access mode that the translation gives
    it (TranslateInTreeInlineVolumeToCSI, IsMultiAttachAllowed).
    """

    __slots__ = ("counted", "many", "source")

    def __init__(self, source: Source, *, counted: bool, many: bool) -> None:
        self.source = source
        self.counted = counted
        self.many = many


def migrated_disk(spec: Mapping[str, Any]) -> MigratedDisk | None:
    """Return the disk that a PersistentVolume or a volume of a pod names in-tree."""
    for field, (plugin, key) in _SOURCES.items():
        disk = mapping(spec.get(field))
        if disk:
            handle = str(disk.get(key)).rpartition("/")[2] if "aws" in field else disk.get(key)
            many = field in _SHARED_TO_READ and disk.get("readOnly") is True
            source = _DRIVERS[plugin], str(handle)
            return MigratedDisk(source, counted=plugin not in _UNCOUNTED, many=many)
    return None
