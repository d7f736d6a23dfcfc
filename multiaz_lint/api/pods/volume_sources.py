"""What each kind of volume source demands, in pods and in PersistentVolumes (1.37)."""

from __future__ import annotations

from multiaz_lint.api.pods import volume_disks as disks
from multiaz_lint.api.pods import volume_files as files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]
    Check = Callable[[Errors, Link, Tree], None]

SOURCES = (
    "emptyDir", "hostPath", "gitRepo", "gcePersistentDisk", "awsElasticBlockStore", "secret", "nfs",
    "iscsi", "glusterfs", "flocker", "persistentVolumeClaim", "rbd", "cinder", "cephfs", "quobyte",
    "downwardAPI", "fc", "flexVolume", "configMap", "azureFile", "vsphereVolume",
    "photonPersistentDisk", "portworxVolume", "azureDisk", "storageos", "projected", "scaleIO",
    "csi", "ephemeral", "image",
)  # fmt: skip


# Fields that may not be empty, where nothing else is asked.
_REQUIRED = {
    "persistentVolumeClaim": ("claimName",),
    "rbd": ("monitors", "image"),
    "cephfs": ("monitors",),
    "glusterfs": ("endpoints", "path"),
    "vsphereVolume": ("volumePath",),
    "photonPersistentDisk": ("pdID",),
    "portworxVolume": ("volumeID",),
    "scaleIO": ("gateway", "system", "volumeName"),
    "azureFile": ("secretName", "shareName"),
}


def _projected(errors: Errors, place: Link, source: Tree) -> None:
    from multiaz_lint.api.pods.projected import projected  # few pods have one

    projected(errors, place, source)


_CHECKS: dict[str, Check] = {
    "emptyDir": files.empty_dir,
    "hostPath": files.host_path,
    "gitRepo": files.git_repo,
    "gcePersistentDisk": disks.numbered_disk("pdName"),
    "awsElasticBlockStore": disks.numbered_disk("volumeID"),
    "secret": files.secret,
    "nfs": disks.nfs,
    "iscsi": disks.pod_iscsi,
    "flocker": disks.flocker,
    "cinder": disks.cinder,
    "quobyte": disks.quobyte,
    "downwardAPI": files.downward,
    "fc": disks.fc,
    "flexVolume": disks.flex_volume,
    "configMap": files.config_map,
    "azureDisk": disks.azure_disk,
    "storageos": disks.storage_os,
    "projected": _projected,
    "csi": disks.pod_csi,
    "ephemeral": files.ephemeral,
    "image": files.image,
}


_PERSISTENT: dict[str, Check] = {
    "iscsi": disks.pv_iscsi,
    "cinder": disks.secret_with_namespace(disks.cinder),
    "storageos": disks.secret_with_namespace(disks.storage_os),
    "azureFile": disks.pv_azure_file,
    "glusterfs": disks.pv_glusterfs,
    "csi": disks.pv_csi,
}


def check_source(
    errors: Errors, place: Link, kind: str, source: Tree, *, persistent: bool = False
) -> None:
    """Check one source; ``persistent``: as a PersistentVolume has it."""
    step = "persistentDisk" if kind == "gcePersistentDisk" else kind
    here: Link = (place, step)
    for name in _REQUIRED.get(kind, ()):
        if not source.get(name):
            errors.required((here, name), at=((place, kind), name))
    check = (_PERSISTENT.get(kind) if persistent else None) or _CHECKS.get(kind)
    if check is not None:
        check(errors, here, source)
