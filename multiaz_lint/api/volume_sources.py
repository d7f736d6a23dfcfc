"""What each kind of volume source demands, in pods and in PersistentVolumes (1.37)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from multiaz_lint.api import names
from multiaz_lint.api.addresses import splits
from multiaz_lint.api.environment import field_selector, resource_selector
from multiaz_lint.api.errors import Json, Key
from multiaz_lint.api.mounts import descending, no_backsteps, not_reserved
from multiaz_lint.api.quantity import Quantity, parse

if TYPE_CHECKING:
    from collections.abc import Callable

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
_MODE = "must be a number between 0 and 0777 (octal), both inclusive"
DOWNWARD_FIELDS = (
    "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace",
    "metadata.uid",
)  # fmt: skip


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


def _mode(errors: Errors, place: Link, source: Tree, name: str) -> None:
    mode = source.get(name)
    if mode is not None and not 0 <= mode <= 0o777:
        errors.invalid((place, name), int(mode), _MODE)


def _empty_dir(errors: Errors, place: Link, source: Tree) -> None:
    limit = source.get("sizeLimit")
    if limit is not None:
        quantity = parse(limit)
        if isinstance(quantity, Quantity) and quantity.nano < 0:
            detail = "SizeLimit field must be a valid resource quantity"
            errors.forbidden((place, "sizeLimit"), detail)


def host_path(errors: Errors, place: Link, source: Tree) -> None:
    path = source.get("path") or ""
    if not path:
        errors.required((place, "path"))
        return
    no_backsteps(errors, (place, "path"), path)
    kind = source.get("type")
    known = (
        "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate",
        "Socket",
    )  # fmt: skip
    if kind is not None and kind not in known:
        errors.unsupported((place, "type"), Json(kind), known)


def _git_repo(errors: Errors, place: Link, source: Tree) -> None:
    if not source.get("repository"):
        errors.required((place, "repository"))
    descending(errors, (place, "directory"), source.get("directory") or "")


def _disk(name: str) -> Check:
    def check(errors: Errors, place: Link, source: Tree) -> None:
        if not source.get(name):
            errors.required((place, name))
        partition = source.get("partition") or 0
        if not 0 <= partition <= 255:
            detail = "must be between 1 and 255, inclusive"
            errors.invalid((place, "partition"), int(partition), detail)

    return check


def _secret(errors: Errors, place: Link, source: Tree) -> None:
    if not source.get("secretName"):
        errors.required((place, "secretName"))
    _mode(errors, place, source, "defaultMode")
    _items(errors, place, source.get("items") or ())


def _config_map(errors: Errors, place: Link, source: Tree) -> None:
    if not source.get("name"):
        errors.required((place, "name"))
    _mode(errors, place, source, "defaultMode")
    _items(errors, place, source.get("items") or ())


def _items(errors: Errors, place: Link, items: Any) -> None:
    for index, item in enumerate(items):
        _key_to_path(errors, ((place, "items"), index), item or {})


def _key_to_path(errors: Errors, place: Link, item: Tree) -> None:
    if not item.get("key"):
        errors.required((place, "key"))
    path = item.get("path") or ""
    if not path:
        errors.required((place, "path"))
    not_reserved(errors, (place, "path"), path)
    _mode(errors, place, item, "mode")


def _nfs(errors: Errors, place: Link, source: Tree) -> None:
    path = source.get("path") or ""
    if not source.get("server"):
        errors.required((place, "server"))
    if not path:
        errors.required((place, "path"))
    if not path.startswith("/"):
        errors.invalid((place, "path"), path, "must be an absolute path")


def _iscsi(errors: Errors, place: Link, source: Tree) -> None:
    iscsi(errors, place, source, "must be valid format starting with iqn, eui, or naa")


def iscsi(errors: Errors, place: Link, source: Tree, words: str) -> None:
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


def _flocker(errors: Errors, place: Link, source: Tree) -> None:
    name, uuid = source.get("datasetName") or "", source.get("datasetUUID") or ""
    if not name and not uuid:
        errors.required(place, "one of datasetName and datasetUUID is required")
    if name and uuid:
        detail = "datasetName and datasetUUID can not be specified simultaneously"
        errors.invalid(place, "resource", detail)
    if "/" in name:
        errors.invalid((place, "datasetName"), name, "must not contain '/'")


def _cinder(errors: Errors, place: Link, source: Tree) -> None:
    if not source.get("volumeID"):
        errors.required((place, "volumeID"))
    _named_secret(errors, place, source)


def _named_secret(errors: Errors, place: Link, source: Tree) -> None:
    secret = source.get("secretRef")
    if secret is not None and not secret.get("name"):
        errors.required(((place, "secretRef"), "name"))


def _quobyte(errors: Errors, place: Link, source: Tree) -> None:
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


def _downward(errors: Errors, place: Link, source: Tree) -> None:
    _mode(errors, place, source, "defaultMode")
    for index, item in enumerate(source.get("items") or ()):
        _downward_file(errors, place, item or {}, ((place, "items"), index))


def _downward_file(errors: Errors, place: Link, item: Tree, at: Link) -> None:
    """Check a file of the downward API; the server's path leaves its index out."""
    path = item.get("path") or ""
    if not path:
        errors.required((place, "path"), at=(at, "path"))
    not_reserved(errors, (place, "path"), path, (at, "path"))
    field, resource = item.get("fieldRef"), item.get("resourceFieldRef")
    before = len(errors)
    if field is not None:
        field_selector(errors, (place, "fieldRef"), field, DOWNWARD_FIELDS)
        if resource is not None:
            detail = "fieldRef and resourceFieldRef can not be specified simultaneously"
            errors.invalid(place, "resource", detail, at)
    elif resource is not None:
        resource_selector(errors, (place, "resourceFieldRef"), resource, volume=True)
    else:
        errors.required(place, "one of fieldRef and resourceFieldRef is required", at)
    for error in errors[before:]:
        error.at = error.at or at
    mode = item.get("mode")
    if mode is not None and not 0 <= mode <= 0o777:
        errors.invalid((place, "mode"), int(mode), _MODE, (at, "mode"))


def _fc(errors: Errors, place: Link, source: Tree) -> None:
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
    if not source.get("driver"):
        errors.required((place, "driver"))
    for key in source.get("options") or {}:
        domain = "." + key.partition("/")[0].lower()
        if domain.endswith((".kubernetes.io", ".k8s.io")):
            detail = "kubernetes.io and k8s.io namespaces are reserved"
            errors.invalid(((place, "options"), Key(key)), key, detail)


def _azure_disk(errors: Errors, place: Link, source: Tree) -> None:
    uri = source.get("diskURI") or ""
    for name in ("diskName", "diskURI"):
        if not source.get(name):
            errors.required((place, name))
    caching, kind = source.get("cachingMode"), source.get("kind")
    if caching is not None and caching not in {"None", "ReadOnly", "ReadWrite"}:
        known = ("None", "ReadOnly", "ReadWrite")
        errors.unsupported((place, "cachingMode"), Json(caching), known)
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


def _storage_os(errors: Errors, place: Link, source: Tree) -> None:
    name = source.get("volumeName") or ""
    if not name:
        errors.required((place, "volumeName"))
    else:
        errors.each_invalid((place, "volumeName"), name, names.dns_label(name))
    namespace = source.get("volumeNamespace") or ""
    if namespace:
        errors.each_invalid((place, "volumeNamespace"), namespace, names.dns_label(namespace))
    _named_secret(errors, place, source)


def csi_driver(errors: Errors, place: Link, name: str) -> None:
    if not name:
        errors.required(place)
        return
    if len(name.encode()) > 63:
        errors.too_long(place, 63)
    errors.each_invalid(place, name, names.dns_subdomain(name.lower()))


def _csi(errors: Errors, place: Link, source: Tree) -> None:
    csi_driver(errors, (place, "driver"), source.get("driver") or "")
    secret = source.get("nodePublishSecretRef")
    if secret is not None:
        name = secret.get("name") or ""
        here: Link = ((place, "nodePublishSecretRef"), "name")
        if not name:
            errors.required(here)
        else:
            errors.each_invalid((place, "name"), name, names.dns_subdomain(name), here)


def _projected(errors: Errors, place: Link, source: Tree) -> None:
    from multiaz_lint.api.projected import projected

    _mode(errors, place, source, "defaultMode")
    projected(errors, place, source.get("sources") or [])


def _ephemeral(errors: Errors, place: Link, source: Tree) -> None:
    from multiaz_lint.api.claims import claim_template

    template = source.get("volumeClaimTemplate")
    if template is None:
        errors.required((place, "volumeClaimTemplate"))
    else:
        claim_template(errors, (place, "volumeClaimTemplate"), template)


def _image(errors: Errors, place: Link, source: Tree) -> None:
    if not source.get("reference"):
        errors.required((place, "reference"))
    policy = source.get("pullPolicy")
    if policy and policy not in {"Always", "IfNotPresent", "Never"}:
        known = ("Always", "IfNotPresent", "Never")
        errors.unsupported((place, "pullPolicy"), Json(policy), known)


_CHECKS: dict[str, Check] = {
    "emptyDir": _empty_dir,
    "hostPath": host_path,
    "gitRepo": _git_repo,
    "gcePersistentDisk": _disk("pdName"),
    "awsElasticBlockStore": _disk("volumeID"),
    "secret": _secret,
    "nfs": _nfs,
    "iscsi": _iscsi,
    "flocker": _flocker,
    "cinder": _cinder,
    "quobyte": _quobyte,
    "downwardAPI": _downward,
    "fc": _fc,
    "flexVolume": flex_volume,
    "configMap": _config_map,
    "azureDisk": _azure_disk,
    "storageos": _storage_os,
    "projected": _projected,
    "csi": _csi,
    "ephemeral": _ephemeral,
    "image": _image,
}


def _pv_iscsi(errors: Errors, place: Link, source: Tree) -> None:
    iscsi(errors, place, source, "must be valid format")
    _named_secret(errors, place, source)


def _secret_with_namespace(check: Check) -> Check:
    def both(errors: Errors, place: Link, source: Tree) -> None:
        check(errors, place, source)
        secret = source.get("secretRef")
        if secret is not None and not secret.get("namespace"):
            errors.required(((place, "secretRef"), "namespace"))

    return both


def _pv_azure_file(errors: Errors, place: Link, source: Tree) -> None:
    if source.get("secretNamespace") == "":
        errors.required((place, "secretNamespace"))


def _pv_glusterfs(errors: Errors, place: Link, source: Tree) -> None:
    namespace = source.get("endpointsNamespace")
    here: Link = (place, "endpointsNamespace")
    if namespace == "":
        detail = "if the endpointnamespace is set, it must be a valid namespace name"
        errors.invalid(here, namespace, detail)
    elif namespace is not None:
        errors.each_invalid(here, namespace, names.dns_label(namespace))


def _pv_csi(errors: Errors, place: Link, source: Tree) -> None:
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


_PERSISTENT: dict[str, Check] = {
    "iscsi": _pv_iscsi,
    "cinder": _secret_with_namespace(_cinder),
    "storageos": _secret_with_namespace(_storage_os),
    "azureFile": _pv_azure_file,
    "glusterfs": _pv_glusterfs,
    "csi": _pv_csi,
}
