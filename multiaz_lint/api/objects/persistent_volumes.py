"""PersistentVolumes, and volumes as they are attached (core and storage validation, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import Json, Key
from multiaz_lint.api.metadata import METADATA, name_of, object_meta
from multiaz_lint.api.objects.claims import VOLUME_MODES, access_modes
from multiaz_lint.api.pods.placing import node_selector
from multiaz_lint.api.pods.resources import amount, positive_quantity
from multiaz_lint.api.pods.volume_disks import caseless_driver
from multiaz_lint.api.pods.volume_files import host_path
from multiaz_lint.api.pods.volume_sources import check_source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")
_SOURCE: Link = (SPEC, "source")
_RECLAIM = ("Delete", "Recycle", "Retain")
_INLINE = "in the context of inline volumes"
_ONE_WAY = "must specify exactly one of inlineVolumeSpec and persistentVolumeName"
_PV_SOURCES = (
    "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "flocker", "nfs", "rbd",
    "quobyte", "cephfs", "iscsi", "cinder", "fc", "flexVolume", "azureFile", "vsphereVolume",
    "photonPersistentDisk", "portworxVolume", "azureDisk", "scaleIO", "local", "storageos", "csi",
)  # fmt: skip
_MOUNT_OPTIONS = frozenset(
    (
        "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "nfs", "rbd", "quobyte", "iscsi",
        "cinder", "cephfs", "azureFile", "vsphereVolume", "azureDisk", "photonPersistentDisk",
    )
)  # fmt: skip


def persistent_volume(errors: Errors, tree: Tree) -> None:
    """Check a PersistentVolume (ValidatePersistentVolume)."""
    meta = tree.get("metadata") or {}
    object_meta(errors, meta, names.dns_subdomain, namespaced=False)
    spec = tree.get("spec") or {}
    _volume(errors, SPEC, spec, name_of(meta))
    _only_stored(errors, spec)
    options = "volume.beta.kubernetes.io/mount-options"
    if options in (meta.get("annotations") or {}) and not any(
        spec.get(kind) is not None for kind in _MOUNT_OPTIONS
    ):
        here: Link = ((METADATA, "annotations"), options)
        errors.forbidden(here, "may not specify mount options for this volume type")


def volume_attachment(errors: Errors, tree: Tree) -> None:
    """Check a VolumeAttachment (ValidateVolumeAttachment)."""
    object_meta(errors, tree.get("metadata"), names.dns_subdomain, namespaced=False)
    spec = tree.get("spec") or {}
    caseless_driver(errors, (SPEC, "attacher"), spec.get("attacher") or "")
    node = spec.get("nodeName") or ""
    errors.each_invalid((SPEC, "nodeName"), node, names.dns_subdomain(node))
    source = spec.get("source") or {}
    inline, name = source.get("inlineVolumeSpec"), source.get("persistentVolumeName")
    if inline is None and name is None:
        errors.required(_SOURCE, _ONE_WAY)
    elif inline is not None and name is not None:
        errors.forbidden(_SOURCE, _ONE_WAY)
    elif inline is not None:
        _inline(errors, (_SOURCE, "inlineVolumeSpec"), inline)
    if name is not None:
        here: Link = (_SOURCE, "persistentVolumeName")
        if not name and inline is None:
            errors.required(here, "must specify non empty persistentVolumeName")
        errors.each_invalid(here, name, names.dns_subdomain(name))


def _volume(errors: Errors, place: Link, spec: Tree, name: str, *, inline: bool = False) -> None:
    """Check what is asked of all volumes (ValidatePersistentVolumeSpec)."""
    modes = spec.get("accessModes") or ()
    if not modes:
        errors.required((place, "accessModes"))
    access_modes(errors, (place, "accessModes"), modes)
    _sources(errors, place, spec, name, bound=not inline and spec.get("nodeAffinity") is not None)
    policy = spec.get("persistentVolumeReclaimPolicy") or ""
    path = (spec.get("hostPath") or {}).get("path") or ""
    if policy == "Recycle" and path and _clean(path) == "/":
        detail = "may not be 'recycle' for a hostPath mount of '/'"
        errors.forbidden((place, "persistentVolumeReclaimPolicy"), detail)


def _only_stored(errors: Errors, spec: Tree) -> None:
    """Check what only a volume says that is stored as an object."""
    get = spec.get
    _capacity(errors, get("capacity"))
    policy = get("persistentVolumeReclaimPolicy") or ""
    if policy and policy not in _RECLAIM:
        errors.unsupported((SPEC, "persistentVolumeReclaimPolicy"), Json(policy), _RECLAIM)
    affinity = get("nodeAffinity")
    if affinity is not None:
        here: Link = ((SPEC, "nodeAffinity"), "required")
        if affinity.get("required") is None:
            errors.required(here, "must specify required node constraints")
        else:
            node_selector(errors, here, affinity["required"])
    name = get("storageClassName")
    if name:
        errors.each_invalid((SPEC, "storageClassName"), name, names.dns_subdomain(name))
    errors.one_of((SPEC, "volumeMode"), get("volumeMode"), VOLUME_MODES)
    name = get("volumeAttributesClassName")
    if name is not None:
        here = (SPEC, "volumeAttributesClassName")
        if not name:
            errors.required(here, "an empty string is disallowed")
        else:
            errors.each_invalid(here, name, names.dns_subdomain(name))
        if get("csi") is None:
            detail = "has to be specified when using volumeAttributesClassName"
            errors.required((SPEC, "csi"), detail)


def _inline(errors: Errors, place: Link, spec: Tree) -> None:
    """Check a volume that stands in its attachment."""
    for key in ("claimRef", "capacity", "nodeAffinity", "storageClassName"):
        written = spec.get(key)
        if written or (written is not None and key in {"claimRef", "nodeAffinity"}):
            errors.forbidden((place, key), f"may not be specified {_INLINE}")
    if spec.get("csi") is None:
        errors.required((place, "csi"), f"has to be specified {_INLINE}")
    if spec.get("persistentVolumeReclaimPolicy") not in {None, "", "Retain"}:
        errors.forbidden((place, "persistentVolumeReclaimPolicy"), f"may only be Retain {_INLINE}")
    if spec.get("volumeMode") not in {None, "Filesystem"}:
        detail = f"may not specify volumeMode other than Filesystem {_INLINE}"
        errors.forbidden((place, "volumeMode"), detail)
    _volume(errors, place, spec, "", inline=True)


def _clean(path: str) -> str:
    from posixpath import normpath

    return "/" if normpath(path) in {"/", "//"} else path


def _capacity(errors: Errors, written: Tree | None) -> None:
    here: Link = (SPEC, "capacity")
    capacity = written or {}
    if not capacity:
        errors.required(here)
    if "storage" not in capacity or len(capacity) > 1:
        value = {name: str(amount(v)) for name, v in capacity.items()}
        errors.unsupported(here, Json(value if written is not None else None), ("storage",))
    for name, value in capacity.items():
        quantity = amount(value)
        if quantity.value < 0:
            detail = "must be a valid resource quantity"
            errors.invalid((here, Key(name)), quantity.value, detail)
        positive_quantity(errors, (here, Key(name)), quantity)


def _sources(errors: Errors, place: Link, spec: Tree, name: str, *, bound: bool) -> None:
    count = 0
    for kind in _PV_SOURCES:
        source = spec.get(kind)
        if source is None:
            continue
        if count and kind != "flexVolume":
            step = "cephFS" if kind == "cephfs" else kind
            detail = "may not specify more than 1 volume type"
            errors.forbidden((place, step), detail, (place, kind))
            continue
        count += 1
        if kind == "local":
            _local(errors, place, source, bound=bound)
        elif kind == "hostPath":
            host_path(errors, (place, kind), source)
        else:
            check_source(errors, place, kind, source, persistent=True)
            if kind == "iscsi" and source.get("initiatorName") is not None:
                portal = source.get("targetPortal") or ""
                if len(f"{name}:{portal}".encode()) > 64:
                    errors.invalid(
                        ((place, "iscsi"), "targetportal"),
                        portal,
                        "Total length of <volume name>:<iscsi.targetPortal> must be under 64 "
                        "characters if iscsi.initiatorName is specified.",
                        ((place, "iscsi"), "targetPortal"),
                    )
    if not count:
        errors.required(place, "must specify a volume type")


def _local(errors: Errors, place: Link, source: Tree, *, bound: bool) -> None:
    from multiaz_lint.api.pods.mounts import no_backsteps

    path = source.get("path") or ""
    if not path:
        errors.required(((place, "local"), "path"))
    else:
        no_backsteps(errors, ((place, "local"), "path"), path)
    if not bound:
        errors.required((place, "nodeAffinity"), "Local volume requires node affinity")
