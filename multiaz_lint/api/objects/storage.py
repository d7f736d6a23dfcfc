"""PersistentVolumes, their claims and classes (core and storage validation, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import Json, Key
from multiaz_lint.api.metadata import METADATA, name_of, object_meta
from multiaz_lint.api.objects.claims import VOLUME_MODES, access_modes, claim_spec
from multiaz_lint.api.pods.placing import node_selector
from multiaz_lint.api.pods.resources import amount, positive_quantity
from multiaz_lint.api.pods.volume_files import host_path
from multiaz_lint.api.pods.volume_sources import check_source
from multiaz_lint.api.selectors import label_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")
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
_LARGEST_PARAMETERS = 256 * 1024
_PARAMETERS: Link = (None, "parameters")


def persistent_volume_claim(errors: Errors, tree: Tree) -> None:
    """Check a PersistentVolumeClaim (ValidatePersistentVolumeClaim)."""
    object_meta(errors, tree.get("metadata"), names.dns_subdomain)
    claim_spec(errors, SPEC, tree.get("spec"), stored=True)


def persistent_volume(errors: Errors, tree: Tree) -> None:
    """Check a PersistentVolume (ValidatePersistentVolume)."""
    meta = tree.get("metadata") or {}
    object_meta(errors, meta, names.dns_subdomain, namespaced=False)
    spec = tree.get("spec") or {}
    get = spec.get
    modes = get("accessModes") or ()
    if not modes:
        errors.required((SPEC, "accessModes"))
    access_modes(errors, (SPEC, "accessModes"), modes)
    _capacity(errors, get("capacity"))
    policy = get("persistentVolumeReclaimPolicy") or ""
    if policy and policy not in {"Delete", "Recycle", "Retain"}:
        known = ("Delete", "Recycle", "Retain")
        errors.unsupported((SPEC, "persistentVolumeReclaimPolicy"), Json(policy), known)
    affinity = get("nodeAffinity")
    if affinity is not None:
        here: Link = ((SPEC, "nodeAffinity"), "required")
        if affinity.get("required") is None:
            errors.required(here, "must specify required node constraints")
        else:
            node_selector(errors, here, affinity["required"])
    _pv_sources(errors, spec, name_of(meta))
    path = (get("hostPath") or {}).get("path") or ""
    if policy == "Recycle" and path and _clean(path) == "/":
        detail = "may not be 'recycle' for a hostPath mount of '/'"
        errors.forbidden((SPEC, "persistentVolumeReclaimPolicy"), detail)
    name = get("storageClassName")
    if name:
        errors.each_invalid((SPEC, "storageClassName"), name, names.dns_subdomain(name))
    mode = get("volumeMode")
    errors.one_of((SPEC, "volumeMode"), mode, VOLUME_MODES)
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
    options = "volume.beta.kubernetes.io/mount-options"
    if options in (meta.get("annotations") or {}) and not any(
        get(kind) is not None for kind in _MOUNT_OPTIONS
    ):
        here = ((METADATA, "annotations"), options)
        errors.forbidden(here, "may not specify mount options for this volume type")


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


def _pv_sources(errors: Errors, spec: Tree, name: str) -> None:
    count = 0
    for kind in _PV_SOURCES:
        source = spec.get(kind)
        if source is None:
            continue
        if count and kind != "flexVolume":
            step = "cephFS" if kind == "cephfs" else kind
            detail = "may not specify more than 1 volume type"
            errors.forbidden((SPEC, step), detail, (SPEC, kind))
            continue
        count += 1
        if kind == "local":
            _local(errors, source, bound=spec.get("nodeAffinity") is not None)
        elif kind == "hostPath":
            host_path(errors, (SPEC, kind), source)
        else:
            check_source(errors, SPEC, kind, source, persistent=True)
            if kind == "iscsi" and source.get("initiatorName") is not None:
                portal = source.get("targetPortal") or ""
                if len(f"{name}:{portal}".encode()) > 64:
                    errors.invalid(
                        ((SPEC, "iscsi"), "targetportal"),
                        portal,
                        "Total length of <volume name>:<iscsi.targetPortal> must be under 64 "
                        "characters if iscsi.initiatorName is specified.",
                        ((SPEC, "iscsi"), "targetPortal"),
                    )
    if not count:
        errors.required(SPEC, "must specify a volume type")


def _local(errors: Errors, source: Tree, *, bound: bool) -> None:
    from multiaz_lint.api.pods.mounts import no_backsteps

    path = source.get("path") or ""
    if not path:
        errors.required(((SPEC, "local"), "path"))
    else:
        no_backsteps(errors, ((SPEC, "local"), "path"), path)
    if not bound:
        errors.required((SPEC, "nodeAffinity"), "Local volume requires node affinity")


def storage_class(errors: Errors, tree: Tree) -> None:
    """Check a StorageClass (ValidateStorageClass)."""
    object_meta(errors, tree.get("metadata"), names.dns_subdomain, namespaced=False)
    get = tree.get
    _provisioner(errors, (None, "provisioner"), get("provisioner") or "")
    _parameters(errors, get("parameters") or {})
    policy = get("reclaimPolicy")
    if policy and policy not in {"Delete", "Retain"}:
        errors.unsupported((None, "reclaimPolicy"), Json(policy), ("Delete", "Retain"))
    mode = get("volumeBindingMode")
    errors.one_of((None, "volumeBindingMode"), mode, ("Immediate", "WaitForFirstConsumer"))
    _topologies(errors, (None, "allowedTopologies"), get("allowedTopologies") or ())


def volume_attributes_class(errors: Errors, tree: Tree) -> None:
    """Check a VolumeAttributesClass (ValidateVolumeAttributesClass)."""
    object_meta(errors, tree.get("metadata"), names.dns_subdomain, namespaced=False)
    _provisioner(errors, (None, "driverName"), tree.get("driverName") or "")
    parameters = tree.get("parameters")
    _parameters(errors, parameters or {})
    if not parameters:
        errors.required(_PARAMETERS, "must contain at least one key/value pair")


def _provisioner(errors: Errors, place: Link, name: str) -> None:
    if not name:
        errors.required(place)
    else:
        errors.each_invalid(place, name.lower(), names.label_key(name.lower()))


def _parameters(errors: Errors, parameters: Tree) -> None:
    place = _PARAMETERS
    if len(parameters) > 512:
        errors.too_long(place, 512)
        return
    size = 0
    for key, value in parameters.items():
        if not key:
            errors.invalid(place, key, "field can not be empty.")
        size += len(key.encode()) + len((value or "").encode())
    if size > _LARGEST_PARAMETERS:
        errors.too_long(place, _LARGEST_PARAMETERS)


def _topologies(errors: Errors, place: Link, terms: Any) -> None:
    # The server compares each term with as many empty ones as there are terms, and then with
    # those before it: an empty term is told to be a duplicate once for each term.
    seen: list[dict[str, set[str]]] = [{} for _ in terms]
    for index, term in enumerate(terms):
        found: dict[str, set[str]] = {}
        here: Link = ((place, index), "matchLabelExpressions")
        for position, written in enumerate((term or {}).get("matchLabelExpressions") or ()):
            spot: Link = (here, position)
            expression = written or {}
            values = [value or "" for value in expression.get("values") or ()]
            if not values:
                errors.required((spot, "values"))
            have: set[str] = set()
            for number, value in enumerate(values):
                if value in have:
                    errors.duplicate(((spot, "values"), number), value)
                have.add(value)
            key = expression.get("key") or ""
            label_name(errors, (spot, "key"), key)
            if key in found:
                errors.duplicate((spot, "key"), key)
            found[key] = have
        for other in seen:
            if other == found:
                errors.duplicate(here, "")
        seen.append(found)
