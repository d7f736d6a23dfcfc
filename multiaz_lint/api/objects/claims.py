"""PersistentVolumeClaims and their templates (core validation.go, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import Json, Key
from multiaz_lint.api.metadata import annotation_map, labels
from multiaz_lint.api.pods.resources import amount, positive_quantity
from multiaz_lint.api.selectors import label_selector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

ACCESS_MODES = ("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod")
VOLUME_MODES = ("Block", "Filesystem")


def access_modes(errors: Errors, place: Link, modes: Any) -> None:
    """Check that the modes are known, and ReadWriteOncePod alone."""
    for index, mode in enumerate(modes):
        if mode not in ACCESS_MODES:
            errors.unsupported(place, Json(mode or ""), ACCESS_MODES, (place, index))
    known = {mode for mode in modes if mode in ACCESS_MODES}
    if "ReadWriteOncePod" in known and len(known) > 1:
        errors.forbidden(place, "may not use ReadWriteOncePod with other access modes")


def claim_spec(errors: Errors, place: Link, spec: Tree | None, *, stored: bool = False) -> None:
    """Check a claim's spec; ``stored``: a claim of its own, not in a template."""
    spec = spec or {}
    get = spec.get
    modes = get("accessModes") or ()
    if not modes:
        errors.required((place, "accessModes"), "at least 1 access mode is required")
    label_selector(errors, (place, "selector"), get("selector"))
    access_modes(errors, (place, "accessModes"), modes)
    requests = (get("resources") or {}).get("requests") or {}
    here: Link = ((place, "resources"), Key("storage"))
    at: Link = (((place, "resources"), "requests"), "storage")
    if "storage" not in requests:
        errors.required(here, at=at)
    else:
        positive_quantity(errors, here, amount(requests["storage"]), at)
    name = get("storageClassName")
    if name:
        errors.each_invalid((place, "storageClassName"), name, names.dns_subdomain(name))
    mode = get("volumeMode")
    errors.one_of((place, "volumeMode"), mode, VOLUME_MODES)
    if get("dataSource") is not None or get("dataSourceRef") is not None:
        _data_sources(errors, place, spec, stored=stored)
    name = get("volumeAttributesClassName")
    if name:
        errors.each_invalid((place, "volumeAttributesClassName"), name, names.dns_subdomain(name))


def _data_sources(errors: Errors, place: Link, spec: Tree, *, stored: bool) -> None:
    source, ref = spec.get("dataSource"), spec.get("dataSourceRef")
    if stored:
        source, ref = _prepared(source, ref)
    if source is not None:
        _data_source(errors, (place, "dataSource"), source)
    if ref is not None:
        _data_source(errors, (place, "dataSourceRef"), ref)
        if ref.get("namespace"):
            namespace = ref["namespace"]
            here: Link = ((place, "dataSourceRef"), "namespace")
            errors.each_invalid(here, namespace, names.dns_label(namespace))
    if source is None or ref is None:
        return
    if ref.get("namespace"):
        detail = "may not be specified when dataSourceRef.namespace is specified"
        errors.invalid(place, Json({}), detail, (place, "dataSource"))
    elif any(
        (source.get(key) or "") != (ref.get(key) or "") for key in ("kind", "name")
    ) or source.get("apiGroup") != ref.get("apiGroup"):
        errors.invalid(place, Json({}), "must match dataSourceRef", (place, "dataSource"))


def _prepared(source: Tree | None, ref: Tree | None) -> tuple[Tree | None, Tree | None]:
    """Do what the server does to the two fields before it validates a claim."""
    if ref is not None and ref.get("namespace"):
        ref = None  # gate CrossNamespaceVolumeDataSource is off
    if ref is None and source is not None:
        kind, group = source.get("kind"), source.get("apiGroup") or ""
        snapshot = kind == "VolumeSnapshot" and group == "snapshot.storage.k8s.io"
        if not snapshot and not (kind == "PersistentVolumeClaim" and not group):
            source = None
    if source is None and ref is not None:
        source = {key: ref.get(key) for key in ("apiGroup", "kind", "name")}
    elif ref is None and source is not None:
        ref = source
    return source, ref


def _data_source(errors: Errors, place: Link, source: Tree) -> None:
    for key in ("name", "kind"):
        if not source.get(key):
            errors.required((place, key))
    group, kind = source.get("apiGroup") or "", source.get("kind") or ""
    if not group:
        if kind != "PersistentVolumeClaim":
            detail = "must be 'PersistentVolumeClaim' when referencing the default apiGroup"
            errors.invalid(place, kind, detail, (place, "kind"))
    else:
        errors.each_invalid((place, "apiGroup"), group, names.dns_subdomain(group))


def claim_template(errors: Errors, place: Link, template: Tree) -> None:
    """Check the claim template of an ephemeral volume."""
    template_meta(errors, (place, "metadata"), template.get("metadata") or {})
    claim_spec(errors, (place, "spec"), template.get("spec"))


def template_meta(errors: Errors, here: Link, meta: Tree) -> None:
    """Check the metadata of a template: labels and annotations, nothing else."""
    annotation_map(errors, (here, "annotations"), meta.get("annotations") or {})
    labels(errors, (here, "labels"), meta.get("labels") or {})
    for name in meta:
        written = meta[name]
        absent = written is None or written == "" or (name == "generation" and written == 0)
        if name not in {"annotations", "labels"} and not absent:
            step = "uID" if name == "uid" else name
            errors.forbidden((here, step), "cannot be set", (here, name))
