"""Environment variables and where their values come from (core validation.go, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import forms, names
from multiaz_lint.api.quantity import Quantity, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link
    from multiaz_lint.api.pods.checks import PodChecks

    Tree = dict[str, Any]

ENVIRONMENT_FIELDS = (
    "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName",
    "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
)  # fmt: skip
_LABELS = frozenset(
    (
        "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace",
        "metadata.uid", "spec.nodeName", "spec.restartPolicy", "spec.serviceAccountName",
        "spec.schedulerName", "status.phase", "status.hostIP", "status.hostIPs", "status.podIP",
        "status.podIPs",
    )
)  # fmt: skip
_RESOURCES = (
    "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu",
    "requests.ephemeral-storage", "requests.memory",
)  # fmt: skip
_BYTES = (
    "1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei",
)  # fmt: skip
_HUGE = ("requests.hugepages-", "limits.hugepages-")


def environment(errors: Errors, place: Link, variables: list[Any], pod: PodChecks) -> None:
    """Check environment variables (ValidateEnv)."""
    form = forms.environment_name
    for index, variable in enumerate(variables):
        get = (variable or {}).get
        name = get("name")
        if not name:
            errors.required(((place, index), "name"))
        else:
            complaints = form(name)
            if complaints:
                errors.each_invalid(((place, index), "name"), name, complaints)
        source = get("valueFrom")
        if source is not None:
            _source(errors, ((place, index), "valueFrom"), source, get("value") or "", pod)


def _source(errors: Errors, place: Link, source: Tree, value: str, pod: PodChecks) -> None:
    get = source.get
    count = 0
    written = get("fieldRef")
    if written is not None:
        count += 1
        field_selector(errors, (place, "fieldRef"), written, ENVIRONMENT_FIELDS)
    written = get("resourceFieldRef")
    if written is not None:
        count += 1
        resource_selector(errors, (place, "resourceFieldRef"), written, volume=False)
    for name in ("configMapKeyRef", "secretKeyRef"):
        written = get(name)
        if written is not None:
            count += 1
            here: Link = (place, name)
            target, key = written.get("name") or "", written.get("key")
            complaints = names.dns_subdomain(target)
            if complaints:
                errors.each_invalid((here, "name"), target, complaints)
            if not key:
                errors.required((here, "key"))
            else:
                complaints = forms.config_key(key)
                if complaints:
                    errors.each_invalid((here, "key"), key, complaints)
    written = get("fileKeyRef")
    if written is not None:
        count += 1
        pod.file_keys = True
        _file_key(errors, (place, "fileKeyRef"), written)
    if count == 0:
        detail = (
            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, "
            "`secretKeyRef` or `fileKeyRef`"
        )
        errors.invalid(place, "", detail)
    elif value:
        errors.invalid(place, "", "may not be specified when `value` is not empty")
    elif count > 1:
        errors.invalid(place, "", "may not have more than one field specified at a time")


def _file_key(errors: Errors, place: Link, written: Tree) -> None:
    key, volume, path = (written.get(name) or "" for name in ("key", "volumeName", "path"))
    if not key:
        errors.required((place, "key"))
    else:
        errors.each_invalid((place, "key"), key, forms.environment_name(key))
    if not volume:
        errors.required((place, "volumeName"))
    else:
        errors.each_invalid((place, "volumeName"), volume, names.dns_label(volume))
    if not path:
        errors.required((place, "path"))
    elif ".." in path.split("/"):
        errors.invalid((place, "path"), path, "must not contain '..'")


def env_from(errors: Errors, place: Link, sources: list[Any]) -> None:
    """Check where sets of variables come from (ValidateEnvFrom)."""
    for index, written in enumerate(sources):
        here: Link = (place, index)
        source = written or {}
        prefix = source.get("prefix")
        if prefix:
            errors.each_invalid((here, "prefix"), prefix, forms.environment_name(prefix))
        count = 0
        for name in ("configMapRef", "secretRef"):
            target = source.get(name)
            if target is None:
                continue
            count += 1
            called = target.get("name") or ""
            if not called:
                errors.required(((here, name), "name"))
            else:
                masked = names.without_trailing_dash(called)
                complaints = names.dns_subdomain(masked)
                if complaints:
                    errors.each_invalid(((here, name), "name"), called, complaints)
        if count == 0:
            detail = "must specify one of: `configMapRef` or `secretRef`"
            errors.invalid(place, "", detail, here)
        elif count > 1:
            detail = "may not have more than one field specified at a time"
            errors.invalid(place, "", detail, here)


def field_selector(errors: Errors, place: Link, written: Tree, known: tuple[str, ...]) -> None:
    """Check the field of a pod that a value comes from (validateObjectFieldSelector)."""
    version = written.get("apiVersion") or "v1"
    path = written.get("fieldPath") or ""
    here: Link = (place, "fieldPath")
    if not path:
        errors.required(here)
        return
    base, subscript = _subscripted(path)
    if version != "v1":
        error = f"unsupported pod version: {version}"
    elif subscript is not None:
        good = base in {"metadata.annotations", "metadata.labels"}
        error = "" if good else f"field label does not support subscript: {path}"
    else:
        error = (
            "" if path in _LABELS or path == "spec.host" else f"field label not supported: {path}"
        )
    if error:
        errors.invalid(here, path, f"error converting fieldPath: {error}")
        return
    if subscript is not None:
        key = subscript.lower() if base == "metadata.annotations" else subscript
        errors.each_invalid(place, key, names.label_key(key))
        return
    path = "spec.nodeName" if path == "spec.host" else path
    if path not in known:
        errors.unsupported(here, path, known)


def _subscripted(path: str) -> tuple[str, str | None]:
    """Split metadata.labels['key'] into its parts."""
    if path.endswith("']"):
        base, bracket, subscript = path[:-2].partition("['")
        if bracket and base:
            return base, subscript
    return path, None


def resource_selector(errors: Errors, place: Link, written: Tree, *, volume: bool) -> None:
    """Check the request or limit that a value is (validateContainerResourceFieldSelector)."""
    resource = written.get("resource") or ""
    if volume and not written.get("containerName"):
        errors.required((place, "containerName"))
    elif not resource:
        errors.required((place, "resource"))
    elif resource not in _RESOURCES and not resource.startswith(_HUGE):
        errors.unsupported((place, "resource"), resource, _RESOURCES)
    divisor = parse(written.get("divisor"))
    if not isinstance(divisor, Quantity) or divisor.nano == 0:
        return
    here: Link = (place, "divisor")
    what = resource.partition(".")[2]
    if resource in {"limits.cpu", "requests.cpu"}:
        if str(divisor) not in {"1m", "1"}:
            detail = "only divisor's values 1m and 1 are supported with the cpu resource"
            errors.invalid(here, resource, detail)
        return
    if resource.startswith(_HUGE):
        what = "hugepages"
    elif resource not in _RESOURCES:
        return
    elif what == "ephemeral-storage":
        what = "local ephemeral storage"
    if str(divisor) not in _BYTES:
        detail = f"only divisor's values {', '.join(_BYTES)} are supported with the {what} resource"
        errors.invalid(here, resource, detail)
