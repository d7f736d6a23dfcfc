"""Which volumes are attached to a node before pods there use them (v1.37 attach/detach controller).

Only an attachment keeps a second node away from a ReadWriteOnce volume: what is mounted over the
network without one is mounted wherever a pod is.
"""

from __future__ import annotations

from multiaz_lint.model.cached import once
from multiaz_lint.model.disks.provisioners import FILE_SYSTEMS
from multiaz_lint.model.resource import mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from multiaz_lint.model.cluster import Cluster

_DRIVER = ("storage.k8s.io", "CSIDriver")
_ATTACHED = frozenset({
    "awsElasticBlockStore", "azureDisk", "cinder", "fc", "flexVolume", "gcePersistentDisk",
    "iscsi", "portworxVolume", "vsphereVolume",
})  # fmt: skip
"""In-tree sources of volumes that have an attacher (pkg/volume), or a CSI driver in their place."""
_NOT_ATTACHED = frozenset({"azureFile", "cephfs", "glusterfs", "hostPath", "local", "nfs"})


def attaches(driver: str, cluster: Cluster) -> bool:
    """Whether volumes of a driver or provisioner are attached.

    A CSIDriver of the input says so (attachRequired, true by default); without one, all are but
    those of network file systems.
    """
    return _drivers(cluster).get(driver, driver not in FILE_SYSTEMS)


@once
def _drivers(cluster: Cluster) -> dict[str, bool]:
    """Return of each driver that the input describes whether its volumes are attached."""
    return {
        each.name: each.spec.get("attachRequired") is not False
        for each in cluster.resources
        if (each.group, each.kind) == _DRIVER
    }


def volume_attaches(spec: Mapping[str, Any], cluster: Cluster) -> bool | None:
    """Whether a PersistentVolume of this spec is attached; None where it names no source."""
    if isinstance(spec.get("csi"), dict):
        return attaches(str(mapping(spec["csi"]).get("driver")), cluster)
    if not _ATTACHED.isdisjoint(spec):
        return True
    return None if _NOT_ATTACHED.isdisjoint(spec) else False
