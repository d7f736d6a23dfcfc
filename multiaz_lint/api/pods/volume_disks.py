"""Volumes on disks and file servers: what each driver demands (1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.addresses import splits
from multiaz_lint.api.errors import FieldError, Json, Key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]
    Check = Callable[[Errors, Link, Tree], None]


def numbered_disk(name: str) -> Check:
    """Return the check of a disk that has a name and a partition."""

    def check(errors: Errors, place: Link, source: Tree) -> None:
        if not source.get(name):
            errors.required((place, name))
        partition = source.get("partition") or 0
        if not 0 <= partition <= 255:
            detail = "must be between 1 and 255, inclusive"
            errors.invalid((place, "partition"), int(partition), detail)

    return check


def nfs(errors: Errors, place: Link, source: Tree) -> None:
    """Check an NFS share (validateNFSVolumeSource)."""
    path = source.get("path") or ""
    if not source.get("server"):
        errors.required((place, "server"))
    if not path:
        errors.required((place, "path"))
    if not path.startswith("/"):
        errors.invalid((place, "path"), path, "must be an absolute path")


def pod_iscsi(errors: Errors, place: Link, source: Tree) -> None:
    """Check an iSCSI disk of a pod (validateISCSIVolumeSource)."""
    iscsi(errors, place, source, "must be valid format starting with iqn, eui, or naa")


def iscsi(errors: Errors, place: Link, source: Tree, words: str) -> None:
    """Check an iSCSI disk; ``words`` where its name has no known form."""
    if not source.get("targetPortal"):
        errors.required((place, "targetPortal"))
    name = source.get("iqn") or ""
    if not name:
        errors.required((place, "iqn"))
    else:
        _initiator(errors, (place, "iqn"), name, words)
    lun = source.get("lun") or 0
    if not 0 <= lun <= 255:
        errors.invalid((place, "lun"), int(lun), "must be between 0 and 255, inclusive")
    chap = source.get("chapAuthDiscovery") or source.get("chapAuthSession")
    if chap and source.get("secretRef") is None:
        errors.required((place, "secretRef"))
    initiator = source.get("initiatorName")
    if initiator is not None:
        _initiator(errors, (place, "initiatorname"), initiator, words, (place, "initiatorName"))


def _initiator(errors: Errors, place: Link, name: str, words: str, at: Link = None) -> None:
    import re

    patterns = {
        "iqn": r"iqn\.\d{4}-\d{2}\.([A-Za-z0-9.\-]+)(:[^,;*&$|\s]+)\Z",
        "eui": r"^eui.[A-Za-z0-9]{16}\Z",
        "naa": r"^naa.[A-Za-z0-9]{32}\Z",
    }
    pattern = patterns.get(name[:3])
    if pattern is None:
        errors.invalid(place, name, words, at)
    elif not re.search(pattern, name, re.ASCII):
        errors.invalid(place, name, "must be valid format", at)


def flocker(errors: Errors, place: Link, source: Tree) -> None:
    """Check a dataset of Flocker (validateFlockerVolumeSource)."""
    name, uuid = source.get("datasetName") or "", source.get("datasetUUID") or ""
    if not name and not uuid:
        errors.required(place, "one of datasetName and datasetUUID is required")
    if name and uuid:
        detail = "datasetName and datasetUUID can not be specified simultaneously"
        errors.invalid(place, "resource", detail)
    if "/" in name:
        errors.invalid((place, "datasetName"), name, "must not contain '/'")


def cinder(errors: Errors, place: Link, source: Tree) -> None:
    """Check a Cinder volume (validateCinderVolumeSource)."""
    if not source.get("volumeID"):
        errors.required((place, "volumeID"))
    named_secret(errors, place, source)


def named_secret(errors: Errors, place: Link, source: Tree) -> None:
    """Check that a secret that is written has a name."""
    secret = source.get("secretRef")
    if secret is not None and not secret.get("name"):
        errors.required(((place, "secretRef"), "name"))


def quobyte(errors: Errors, place: Link, source: Tree) -> None:
    """Check a Quobyte volume (validateQuobyteVolumeSource)."""
    registry = source.get("registry") or ""
    detail = "must be a host:port pair or multiple pairs separated by commas"
    if not registry:
        errors.required((place, "registry"), detail)
    elif len(source.get("tenant") or "") >= 65:
        words = "must be a UUID and may not exceed a length of 64 characters"
        errors.required((place, "tenant"), words)
    else:
        for pair in registry.split(","):
            if not splits(pair):
                errors.invalid((place, "registry"), registry, detail)
    if not source.get("volume"):
        errors.required((place, "volume"))


def fc(errors: Errors, place: Link, source: Tree) -> None:
    """Check a Fibre Channel disk (validateFCVolumeSource)."""
    targets, wwids = source.get("targetWWNs") or (), source.get("wwids") or ()
    here: Link = (place, "targetWWNs")
    if not targets and not wwids:
        errors.required(here, "must specify either targetWWNs or wwids, but not both")
    if targets and wwids:
        detail = "targetWWNs and wwids can not be specified simultaneously"
        errors.invalid(here, Json(targets), detail)
    if targets:
        lun = source.get("lun")
        if lun is None:
            errors.required((place, "lun"), "lun is required if targetWWNs is specified")
        elif not 0 <= lun <= 255:
            errors.invalid((place, "lun"), Json(lun), "must be between 0 and 255, inclusive")


def flex_volume(errors: Errors, place: Link, source: Tree) -> None:
    """Check a FlexVolume (validateFlexVolumeSource)."""
    if not source.get("driver"):
        errors.required((place, "driver"))
    for key in source.get("options") or {}:
        domain = "." + key.partition("/")[0].lower()
        if domain.endswith((".kubernetes.io", ".k8s.io")):
            detail = "kubernetes.io and k8s.io namespaces are reserved"
            errors.invalid(((place, "options"), Key(key)), key, detail)


def azure_disk(errors: Errors, place: Link, source: Tree) -> None:
    """Check a disk of Azure (validateAzureDisk)."""
    uri = source.get("diskURI") or ""
    for name in ("diskName", "diskURI"):
        if not source.get(name):
            errors.required((place, name))
    caching, kind = source.get("cachingMode"), source.get("kind")
    errors.one_of((place, "cachingMode"), caching, ("None", "ReadOnly", "ReadWrite"))
    if kind is None:
        kind = "Shared"
        written = False
    else:
        written = True
    if written and kind not in {"Dedicated", "Managed", "Shared"}:
        known = ("Dedicated", "Managed", "Shared")
        errors.unsupported((place, "kind"), Json(kind), known)
    if kind == "Managed" and not uri.startswith("/subscriptions/"):
        form = (
            "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/"
            "disks/{disk-id}"
        )
        errors.unsupported((place, "diskURI"), uri, (form,))
    if kind != "Managed" and not uri.startswith("https://"):
        form = "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"
        errors.unsupported((place, "diskURI"), uri, (form,))


def storage_os(errors: Errors, place: Link, source: Tree) -> None:
    """Check a StorageOS volume (validateStorageOSVolumeSource)."""
    name = source.get("volumeName") or ""
    if not name:
        errors.required((place, "volumeName"))
    else:
        errors.each_invalid((place, "volumeName"), name, names.dns_label(name))
    namespace = source.get("volumeNamespace") or ""
    if namespace:
        errors.each_invalid((place, "volumeNamespace"), namespace, names.dns_label(namespace))
    named_secret(errors, place, source)


def csi_driver(errors: Errors, place: Link, name: str) -> None:
    """Check the name of a CSI driver (ValidateCSIDriverName)."""
    if not name:
        errors.required(place)
        return
    if len(name.encode()) > 63:
        errors.too_long(place, 63)
    errors.each_invalid(place, name, names.dns_subdomain(name.lower()))


def caseless_driver(errors: Errors, place: Link, name: str) -> None:
    """Check the name of a driver as generated validation does."""
    if not name:
        errors.required(place)
        return
    errors.each_invalid(place, name, names.caseless_name(name))
    if len(name) > 63:
        detail = "may not be more than 63 characters"
        errors.append(FieldError(place, "FieldValueTooLong", "", detail, None))


def pod_csi(errors: Errors, place: Link, source: Tree) -> None:
    """Check a CSI volume of a pod (validateCSIVolumeSource)."""
    csi_driver(errors, (place, "driver"), source.get("driver") or "")
    secret = source.get("nodePublishSecretRef")
    if secret is not None:
        name = secret.get("name") or ""
        here: Link = ((place, "nodePublishSecretRef"), "name")
        if not name:
            errors.required(here)
        else:
            errors.each_invalid((place, "name"), name, names.dns_subdomain(name), here)


def pv_iscsi(errors: Errors, place: Link, source: Tree) -> None:
    """Check an iSCSI disk of a PersistentVolume (validateISCSIPersistentVolumeSource)."""
    iscsi(errors, place, source, "must be valid format")
    named_secret(errors, place, source)


def secret_with_namespace(check: Check) -> Check:
    """Return a check that asks for the namespace of the secret, too: a volume has none."""

    def both(errors: Errors, place: Link, source: Tree) -> None:
        check(errors, place, source)
        secret = source.get("secretRef")
        if secret is not None and not secret.get("namespace"):
            errors.required(((place, "secretRef"), "namespace"))

    return both


def pv_azure_file(errors: Errors, place: Link, source: Tree) -> None:
    """Check a share of Azure of a PersistentVolume (validateAzureFilePV)."""
    if source.get("secretNamespace") == "":
        errors.required((place, "secretNamespace"))


def pv_glusterfs(errors: Errors, place: Link, source: Tree) -> None:
    """Check a Glusterfs PersistentVolume (validateGlusterfsPersistentVolumeSource)."""
    namespace = source.get("endpointsNamespace")
    here: Link = (place, "endpointsNamespace")
    if namespace == "":
        detail = "if the endpointnamespace is set, it must be a valid namespace name"
        errors.invalid(here, namespace, detail)
    elif namespace is not None:
        errors.each_invalid(here, namespace, names.dns_label(namespace))


def pv_csi(errors: Errors, place: Link, source: Tree) -> None:
    """Check a CSI PersistentVolume (validateCSIPersistentVolumeSource)."""
    csi_driver(errors, (place, "driver"), source.get("driver") or "")
    if not source.get("volumeHandle"):
        errors.required((place, "volumeHandle"))
    for name in (
        "controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef",
        "nodeExpandSecretRef",
    ):  # fmt: skip
        secret = source.get(name)
        if secret is None:
            continue
        for key, form in (("name", names.dns_subdomain), ("namespace", names.dns_label)):
            value = secret.get(key) or ""
            if not value:
                errors.required(((place, name), key))
            else:
                errors.each_invalid(((place, name), key), value, form(value))
