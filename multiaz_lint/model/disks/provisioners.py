"""How far a volume reaches: one node, one zone, or more, by its provisioner and parameters.

What is not in the table is unknown: nothing is guessed from a name.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Parameters = Mapping[str, Any]

NODE = "node"
"""On the disk of one node: lost with it, unreachable while it is away."""
ZONE = "zone"
"""In one availability zone: no pod in another zone can mount it."""
TWO_ZONES = "two zones"
"""Replicated between two zones of a region: pods run in these two only."""
REGION = "region"
"""Reachable from every zone."""
REPLICATED = "replicated"
"""Kept by a storage system in the cluster; its own placement of replicas decides."""
UNKNOWN = "unknown"

_TABLE = {
    "ebs.csi.aws.com": ZONE,
    "kubernetes.io/aws-ebs": ZONE,
    "ebs.csi.eks.amazonaws.com": ZONE,
    "fsx.csi.aws.com": ZONE,
    "cinder.csi.openstack.org": ZONE,
    "kubernetes.io/cinder": ZONE,
    "efs.csi.aws.com": REGION,
    "rancher.io/local-path": NODE,
    "kubernetes.io/no-provisioner": NODE,
    "topolvm.io": NODE,
    "topolvm.cybozu.com": NODE,
    "local.csi.openebs.io": NODE,
    "zfs.csi.openebs.io": NODE,
    "openebs.io/local": NODE,
    "microk8s.io/hostpath": NODE,
    "k8s.io/minikube-hostpath": NODE,
    "docker.io/hostpath": NODE,
    "hostpath.csi.k8s.io": NODE,
    "kubernetes.io/host-path": NODE,
    "driver.longhorn.io": REPLICATED,
    "io.openebs.csi-mayastor": REPLICATED,
    "linstor.csi.linbit.com": REPLICATED,
    "pxd.portworx.com": REPLICATED,
    "kubernetes.io/portworx-volume": REPLICATED,
}
COPIES = {
    "driver.longhorn.io": ("numberOfReplicas",),
    "io.openebs.csi-mayastor": ("repl",),
    "linstor.csi.linbit.com": (
        "autoPlace",
        "placementCount",
        "linstor.csi.linbit.com/autoPlace",
        "linstor.csi.linbit.com/placementCount",
    ),
    "pxd.portworx.com": ("repl",),
    "kubernetes.io/portworx-volume": ("repl",),
}
"""By which parameters the storage systems of a cluster are told how many copies to keep."""
_GCE_DISKS = frozenset({"pd.csi.storage.gke.io", "kubernetes.io/gce-pd"})
_AZURE_DISKS = frozenset({"disk.csi.azure.com", "kubernetes.io/azure-disk"})
_AZURE_FILES = frozenset({"file.csi.azure.com", "kubernetes.io/azure-file"})
_FILESTORE = "filestore.csi.storage.gke.io"
FILE_SYSTEMS = _AZURE_FILES | {
    "efs.csi.aws.com",
    "fsx.csi.aws.com",
    _FILESTORE,
    "nfs.csi.k8s.io",
    "smb.csi.k8s.io",
}
"""Drivers of network file systems, which are mounted without being attached to a node."""
_CINDER = frozenset({"cinder.csi.openstack.org", "kubernetes.io/cinder"})
_CEPH = (".rbd.csi.ceph.com", ".cephfs.csi.ceph.com")
_BLOCK = (
    _GCE_DISKS
    | _AZURE_DISKS
    | {"ebs.csi.aws.com", "kubernetes.io/aws-ebs", "ebs.csi.eks.amazonaws.com"}
    | {"rancher.io/local-path", "topolvm.io", "topolvm.cybozu.com", "local.csi.openebs.io"}
)

WELL_KNOWN: dict[str, tuple[str, dict[str, str], bool | None]] = {
    "gp2": ("kubernetes.io/aws-ebs", {}, False),
    "gp3": ("ebs.csi.aws.com", {}, None),
    "gp2-csi": ("ebs.csi.aws.com", {}, False),
    "gp3-csi": ("ebs.csi.aws.com", {}, False),
    "standard-rwo": ("pd.csi.storage.gke.io", {"type": "pd-balanced"}, False),
    "premium-rwo": ("pd.csi.storage.gke.io", {"type": "pd-ssd"}, False),
    "standard-rwx": (_FILESTORE, {"tier": "standard"}, False),
    "premium-rwx": (_FILESTORE, {"tier": "premium"}, False),
    "zonal-rwx": (_FILESTORE, {"tier": "zonal"}, False),
    "enterprise-rwx": (_FILESTORE, {"tier": "enterprise"}, False),
    "enterprise-multishare-rwx": (_FILESTORE, {"tier": "enterprise"}, False),
    "managed": ("disk.csi.azure.com", {"skuName": "StandardSSD_LRS"}, False),
    "managed-premium": ("disk.csi.azure.com", {"skuName": "Premium_LRS"}, False),
    "managed-csi": ("disk.csi.azure.com", {"skuName": "StandardSSD_ZRS"}, False),
    "managed-csi-premium": ("disk.csi.azure.com", {"skuName": "Premium_ZRS"}, False),
    "azurefile": ("file.csi.azure.com", {"skuName": "Standard_LRS"}, True),
    "azurefile-csi": ("file.csi.azure.com", {"skuName": "Standard_LRS"}, True),
    "azurefile-premium": ("file.csi.azure.com", {"skuName": "Premium_LRS"}, True),
    "azurefile-csi-premium": ("file.csi.azure.com", {"skuName": "Premium_LRS"}, True),
    "local-path": ("rancher.io/local-path", {}, False),
    "longhorn": ("driver.longhorn.io", {}, True),
}
"""Classes that managed clusters come with: provisioner, parameters, Immediate (None: varies).

AKS's built-in managed-csi classes are zone-redundant from 1.29 on clusters with zones.
"""
COMMON = frozenset({"standard", "default", "hostpath", "microk8s-hostpath", "manual", ""})
"""Class names that exist in many clusters but say nothing about the provisioner."""

_SOURCES = {
    "awsElasticBlockStore": "kubernetes.io/aws-ebs",
    "gcePersistentDisk": "kubernetes.io/gce-pd",
    "azureDisk": "kubernetes.io/azure-disk",
    "azureFile": "kubernetes.io/azure-file",
    "cinder": "kubernetes.io/cinder",
    "portworxVolume": "kubernetes.io/portworx-volume",
    "local": "kubernetes.io/no-provisioner",
    "hostPath": "kubernetes.io/host-path",
}


def reach(provisioner: str, parameters: Parameters) -> str:
    """Return how far volumes of a provisioner reach (vendor documents, table of drivers)."""
    known = _TABLE.get(provisioner)
    if known is not None:
        return known
    if provisioner in _GCE_DISKS:
        regional = parameters.get("replication-type") in {"regional-pd", "regional"}
        available = parameters.get("type") == "hyperdisk-balanced-high-availability"
        return TWO_ZONES if regional or available else ZONE
    if provisioner in _AZURE_DISKS:
        return REGION if _sku(parameters).endswith("_zrs") else ZONE
    if provisioner in _AZURE_FILES:
        redundant = _sku(parameters).endswith(("_zrs", "_gzrs", "_ragzrs"))
        return REGION if redundant else UNKNOWN
    if provisioner == _FILESTORE:
        tier = str(parameters.get("tier", "standard")).lower()
        return REGION if tier in {"enterprise", "regional"} else ZONE
    if provisioner.endswith(_CEPH):
        return REPLICATED
    return UNKNOWN


def replicates(provisioner: str) -> bool:
    """Whether a driver makes disks that are replicated between zones besides those of one."""
    return provisioner in _GCE_DISKS or provisioner in _AZURE_DISKS


def single_copy(provisioner: str, parameters: Parameters) -> str | None:
    """Name the setting that keeps the data in one place although the driver knows better ones."""
    if provisioner in _AZURE_FILES:
        sku = _sku(parameters)
        if sku.endswith(("_zrs", "_gzrs", "_ragzrs")):
            return None
        return (
            "skuName Standard_LRS, the default" if not sku else f"skuName {_sku_text(parameters)}"
        )
    if provisioner in _AZURE_DISKS and reach(provisioner, parameters) == ZONE:
        sku = _sku(parameters)
        return (
            "skuName StandardSSD_LRS, the default"
            if not sku
            else f"skuName {_sku_text(parameters)}"
        )
    if provisioner == _FILESTORE and reach(provisioner, parameters) == ZONE:
        tier = parameters.get("tier")
        return f"tier {tier}" if tier else "tier standard, the default"
    if provisioner in _GCE_DISKS and reach(provisioner, parameters) == ZONE:
        return "no replication-type regional-pd"
    for name in COPIES.get(provisioner, ()):
        if str(parameters.get(name)) == "1":
            return f"{name} 1"
    return None


def several_copies(provisioner: str) -> str:
    """Name the setting by which a driver that may keep a single copy keeps several."""
    if provisioner in _AZURE_FILES:
        return "skuName Standard_ZRS or Premium_ZRS"
    if provisioner in _AZURE_DISKS:
        return "skuName StandardSSD_ZRS or Premium_ZRS"
    if provisioner == _FILESTORE:
        return "tier enterprise or regional"
    if provisioner in COPIES:
        return f"{COPIES[provisioner][0]} 3"
    return "replication-type regional-pd"


def refuses_many(provisioner: str, parameters: Parameters, *, block: bool) -> bool:
    """Whether this driver makes no volume that several nodes are to mount read-write.

    Shared disks (EBS io1 and io2, Azure maxShares) serve raw block volumes only.
    """
    if provisioner not in _BLOCK:
        return False
    if not block:
        return True
    if provisioner in _AZURE_DISKS:
        shares = {key.lower(): value for key, value in parameters.items()}.get("maxshares", "1")
        return str(shares) in {"", "1"}
    if "aws" in provisioner or "amazonaws" in provisioner:
        return parameters.get("type") not in {"io1", "io2"}
    return provisioner.endswith(("local-path", "openebs.io")) or provisioner.startswith("topolvm")


def heeds_no_mode(provisioner: str) -> bool:
    """Whether this driver makes a disk for one node whatever access modes a claim asks for.

    CreateVolume of the Cinder driver looks at none of them. Its disks are attached to several nodes
    only if they are of a volume type with ``multiattach``, which no manifest tells.
    """
    return provisioner in _CINDER


def of_source(spec: Parameters) -> str:
    """Return the driver of a PersistentVolume's spec; in-tree sources by their provisioner."""
    csi = spec.get("csi")
    driver = csi.get("driver") if isinstance(csi, dict) else None
    if isinstance(driver, str):
        return driver
    for source, provisioner in _SOURCES.items():
        if isinstance(spec.get(source), dict):
            return provisioner
    return ""


def _sku(parameters: Parameters) -> str:
    return _sku_text(parameters).lower()


def _sku_text(parameters: Parameters) -> str:
    """The Azure SKU; its parameter has two names, read without regard to case."""
    for name, value in parameters.items():
        if name.lower() in {"skuname", "storageaccounttype"} and isinstance(value, str):
            return value
    return ""
