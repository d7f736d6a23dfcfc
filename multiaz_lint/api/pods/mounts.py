"""Volume mounts and devices of a container (core validation.go, 1.37)."""

from __future__ import annotations

from multiaz_lint.api.errors import Json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link
    from multiaz_lint.api.pods.checks import PodChecks

    Tree = dict[str, Any]


def volume_mounts(
    errors: Errors,
    place: Link,
    mounts: list[Any],
    devices: Sequence[Any],
    container: Tree,
    pod: PodChecks,
) -> None:
    """Check where a container has volumes (ValidateVolumeMounts)."""
    paths: set[str] = set()
    device_paths = {
        (device or {}).get("name") or "": (device or {}).get("devicePath") or ""
        for device in devices
    }
    volumes = pod.volumes
    for index, written in enumerate(mounts):
        get = (written or {}).get
        name, path = get("name") or "", get("mountPath") or ""
        if name not in volumes:
            if not name:
                errors.required(((place, index), "name"))
            errors.not_found(((place, index), "name"), name)
        if not path:
            errors.required(((place, index), "mountPath"))
        if path in paths:
            errors.invalid(((place, index), "mountPath"), path, "must be unique")
        paths.add(path)
        if device_paths:
            here: Link = (place, index)
            if name in device_paths:
                detail = "must not already exist in volumeDevices"
                errors.invalid((here, "name"), name, detail)
            if path in device_paths.values():
                detail = "must not already exist as a path in volumeDevices"
                errors.invalid((here, "mountPath"), path, detail)
        below = get("subPath")
        if below:
            descending(errors, (place, "subPath"), below, ((place, index), "subPath"))
        expression = get("subPathExpr")
        if expression:
            spot: Link = ((place, index), "subPathExpr")
            if below:
                detail = "subPathExpr and subPath are mutually exclusive"
                errors.invalid(spot, expression, detail)
            descending(errors, (place, "subPathExpr"), expression, spot)
        propagation = get("mountPropagation")
        if propagation is not None:
            _propagation(errors, place, index, propagation, container)
        read_only = get("recursiveReadOnly")
        if read_only is not None:
            _recursive(errors, place, index, read_only, written)


def _propagation(
    errors: Errors, place: Link, index: int, propagation: str, container: Tree
) -> None:
    here: Link = (place, "mountPropagation")
    at: Link = ((place, index), "mountPropagation")
    if propagation not in {"Bidirectional", "HostToContainer", "None"}:
        known = ("Bidirectional", "HostToContainer", "None")
        errors.unsupported(here, Json(propagation), known, at)
    privileged = (container.get("securityContext") or {}).get("privileged")
    if propagation == "Bidirectional" and not privileged:
        detail = "Bidirectional mount propagation is available only to privileged containers"
        errors.forbidden(here, detail, at)


def _recursive(errors: Errors, place: Link, index: int, mode: str, mount: Tree) -> None:
    here: Link = (place, "recursiveReadOnly")
    at: Link = ((place, index), "recursiveReadOnly")
    if mode in {"Enabled", "IfPossible"}:
        if not mount.get("readOnly"):
            errors.forbidden(here, "may only be specified when readOnly is true", at)
        if mount.get("mountPropagation") not in {None, "None"}:
            detail = "may only be specified when mountPropagation is None or not specified"
            errors.forbidden(here, detail, at)
    elif mode != "Disabled":
        errors.unsupported(here, Json(mode), ("Disabled", "Enabled", "IfPossible"), at)


def volume_devices(
    errors: Errors, place: Link, devices: list[Any], mounts: Sequence[Any], pod: PodChecks
) -> None:
    """Check where a container has block devices (ValidateVolumeDevices)."""
    paths: set[str] = set()
    taken: set[str] = set()
    mounted = {
        (mount or {}).get("name") or "": (mount or {}).get("mountPath") or "" for mount in mounts
    }
    for index, written in enumerate(devices):
        device = written or {}
        here: Link = (place, index)
        name, path = device.get("name") or "", device.get("devicePath") or ""
        if not name:
            errors.required((here, "name"))
        if name in taken:
            errors.invalid((here, "name"), name, "must be unique")
        if name not in pod.volumes:
            errors.not_found((here, "name"), name)
        elif not pod.volumes[name]:
            detail = "can only use volume source type of PersistentVolumeClaim or Ephemeral for "
            detail += "block mode"
            errors.invalid((here, "name"), name, detail)
        if not path:
            errors.required((here, "devicePath"))
        if path in paths:
            errors.invalid((here, "devicePath"), path, "must be unique")
        if path and ".." in path.split("/"):
            errors.invalid((here, "devicePath"), path, "can not contain backsteps ('..')")
        else:
            paths.add(path)
        if name in mounted:
            errors.invalid((here, "name"), name, "must not already exist in volumeMounts")
        if path in mounted.values():
            detail = "must not already exist as a path in volumeMounts"
            errors.invalid((here, "devicePath"), path, detail)
        if name:
            taken.add(name)


def descending(errors: Errors, place: Link, path: str, at: Link = None) -> None:
    """Demand a relative path without '..'."""
    if path.startswith("/"):
        errors.invalid(place, path, "must be a relative path", at)
    no_backsteps(errors, place, path, at)


def no_backsteps(errors: Errors, place: Link, path: str, at: Link = None) -> None:
    """Check that a path has no ``..`` (validatePathNoBacksteps)."""
    if ".." in path and ".." in path.split("/"):
        errors.invalid(place, path, "must not contain '..'", at)


def not_reserved(errors: Errors, place: Link, path: str, at: Link = None) -> None:
    """Demand a path that projected volumes may write."""
    descending(errors, place, path, at)
    if path.startswith("..") and not path.startswith("../"):
        errors.invalid(place, path, "must not start with '..'", at)
