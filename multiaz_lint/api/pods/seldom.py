"""The fields of a pod spec that few pods have (core validation.go, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.addresses import legacy_ip
from multiaz_lint.api.errors import Json, Key
from multiaz_lint.api.pods.all_containers import each_container
from multiaz_lint.api.pods.containers import common, is_dropped
from multiaz_lint.api.pods.resources import requirements

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link
    from multiaz_lint.api.pods.checks import PodChecks

    Tree = dict[str, Any]

_EPHEMERAL = frozenset(
    (
        "name", "image", "command", "args", "workingDir", "envFrom", "env", "volumeMounts",
        "volumeDevices", "terminationMessagePath", "terminationMessagePolicy", "imagePullPolicy",
        "securityContext", "stdin", "stdinOnce", "tty", "targetContainerName",
    )
)  # fmt: skip


def seldom(errors: Errors, place: Link, spec: Tree, checks: PodChecks) -> None:
    """Check the fields that few pods have."""
    get = spec.get
    if checks.mirror and get("resourceClaims"):
        here: Link = (place, "resourceClaims")
        errors.forbidden((None, Key("")), "static pods do not support resource claims", here)
    else:
        _resource_claims(errors, (place, "resourceClaims"), get("resourceClaims") or ())
    if get("ephemeralContainers"):
        _ephemeral(errors, (place, "ephemeralContainers"), spec, checks)
    if get("resources") is not None:
        from multiaz_lint.api.pods.pod_level_resources import pod_resources

        pod_resources(errors, (place, "resources"), spec, checks)
    if get("shareProcessNamespace") and get("hostPID"):
        detail = "ShareProcessNamespace and HostPID cannot both be enabled"
        errors.invalid((place, "shareProcessNamespace"), True, detail)
    _dns_config(errors, (place, "dnsConfig"), get("dnsConfig"), get("dnsPolicy") or "")
    for index, gate in enumerate(get("readinessGates") or ()):
        kind = (gate or {}).get("conditionType") or ""
        here = (((place, "readinessGates"), index), "conditionType")
        errors.each_invalid(here, kind, names.label_key(kind))
    taken: set[str] = set()
    for index, gate in enumerate(get("schedulingGates") or ()):
        name = (gate or {}).get("name") or ""
        here = ((place, "schedulingGates"), index)
        errors.each_invalid(here, name, names.label_key(name))
        if name in taken:
            errors.duplicate(here, name)
        taken.add(name)
    if get("hostUsers") is False:
        _own_users(errors, place, spec)
    _host_names(errors, place, spec)
    deadline = get("activeDeadlineSeconds")
    if deadline is not None and not 1 <= deadline <= 2147483647:
        detail = "must be between 1 and 2147483647, inclusive"
        errors.invalid((place, "activeDeadlineSeconds"), int(deadline), detail)
    for name in ("nodeName", "runtimeClassName"):
        value = get(name)
        if value or (value is not None and name == "runtimeClassName"):
            errors.each_invalid((place, name), value, names.dns_subdomain(value))
    policy = get("preemptionPolicy")
    if policy is not None:
        preemption_policy(errors, (place, "preemptionPolicy"), policy)
    overhead = get("overhead")
    if overhead is not None:
        here = (place, "overhead")
        requirements(errors, here, {"limits": overhead}, set())
    if get("os") is not None:
        _system(errors, place, spec)


def preemption_policy(errors: Errors, place: Link, policy: str) -> None:
    """Check whether pods may preempt others (ValidatePreemptionPolicy)."""
    if not policy:
        errors.required(place)
    elif policy not in {"PreemptLowerPriority", "Never"}:
        errors.unsupported(place, Json(policy), ("PreemptLowerPriority", "Never"))


def _resource_claims(errors: Errors, place: Link, written: Any) -> None:
    taken: set[str] = set()
    for index, claim in enumerate(written):
        get = (claim or {}).get
        here: Link = (place, index)
        name = get("name") or ""
        if not name:
            errors.required((here, "name"))
        elif name in taken:
            errors.duplicate((here, "name"), name)
        else:
            errors.each_invalid((here, "name"), name, names.dns_label(name))
            taken.add(name)
        own, made = get("resourceClaimName"), get("resourceClaimTemplateName")
        value = Json(claim or {}, "core.PodResourceClaim")
        if own is not None and made is not None:
            detail = (
                "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"
            )
            errors.invalid(here, value, detail)
        if own is None and made is None:
            detail = "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"
            errors.invalid(here, value, detail)
        for key, target in (("resourceClaimName", own), ("resourceClaimTemplateName", made)):
            if target is not None:
                errors.each_invalid((here, key), target, names.dns_subdomain(target))


def _ephemeral(errors: Errors, place: Link, spec: Tree, checks: PodChecks) -> None:
    others = {
        (container or {}).get("name") or ""
        for name in ("containers", "initContainers")
        for container in spec.get(name) or ()
    }
    taken = set(others)
    for index, each in enumerate(spec["ephemeralContainers"]):
        container = each or {}
        here: Link = (place, index)
        common(errors, here, container, checks)
        image = container.get("image") or ""
        if image != image.strip():
            errors.invalid((here, "image"), image, "must not have leading or trailing whitespace")
        name = container.get("name") or ""
        if name in taken:
            errors.duplicate((here, "name"), name)
        taken.add(name)
        target = container.get("targetContainerName")
        if target and target not in others:
            errors.not_found((here, "targetContainerName"), target)
        for field, written in container.items():
            if field not in _EPHEMERAL and not _is_zero(field, written):
                errors.forbidden((here, field), "cannot be set for an Ephemeral Container")
        for position, mount in enumerate(container.get("volumeMounts") or ()):
            for field in ("subPath", "subPathExpr"):
                if (mount or {}).get(field):
                    detail = "cannot be set for an Ephemeral Container"
                    errors.forbidden((((here, "volumeMounts"), position), field), detail)


def _is_zero(field: str, written: Any) -> bool:
    """Tell whether a field of a container is as good as not written when it is validated."""
    if field == "resources":
        return all(each is None for each in (written or {}).values())
    return written is None or (field == "lifecycle" and is_dropped(written))


def _dns_config(errors: Errors, place: Link, config: Tree | None, policy: str) -> None:
    if policy == "None":
        if config is None:
            detail = "must provide `dnsConfig` when `dnsPolicy` is None"
            errors.required(place, detail)
            return
        if not config.get("nameservers"):
            detail = "must provide at least one DNS nameserver when `dnsPolicy` is None"
            errors.required((place, "nameservers"), detail)
            return
    if config is None:
        return
    servers = [server or "" for server in config.get("nameservers") or ()]
    if len(servers) > 3:
        detail = "must not have more than 3 nameservers"
        errors.invalid((place, "nameservers"), Json(servers), detail)
    for index, server in enumerate(servers):
        legacy_ip(errors, ((place, "nameservers"), index), server or "")
    searches = [search or "" for search in config.get("searches") or ()]
    here: Link = (place, "searches")
    if len(searches) > 32:
        errors.invalid(here, Json(searches), "must not have more than 32 search paths")
    if len(" ".join(searches)) > 2048:
        detail = "must not have more than 2048 characters (including spaces) in the search list"
        errors.invalid(here, Json(searches), detail)
    for index, search in enumerate(searches):
        if search != ".":
            domain = (search or "").removesuffix(".")
            errors.each_invalid((here, index), domain, names.underscore_subdomain(domain))
    for index, option in enumerate(config.get("options") or ()):
        if not (option or {}).get("name"):
            errors.required(((place, "options"), index), "must not be empty")


def _own_users(errors: Errors, place: Link, spec: Tree) -> None:
    detail = "when `hostUsers` is false"
    for name, step in (
        ("hostNetwork", "hostNetwork"),
        ("hostPID", "HostPID"),
        ("hostIPC", "HostIPC"),
    ):
        if spec.get(name):
            errors.forbidden((place, step), detail, (place, name))
    for here, container in each_container(place, spec):
        if container.get("volumeDevices"):
            errors.forbidden((here, "volumeDevices"), detail)


def _host_names(errors: Errors, place: Link, spec: Tree) -> None:
    override = spec.get("hostnameOverride")
    here: Link = (place, "hostnameOverride")
    if override is not None:
        if spec.get("setHostnameAsFQDN"):
            errors.forbidden(here, "may not be specified when setHostnameAsFQDN is true")
        if spec.get("hostNetwork"):
            errors.forbidden(here, "may not be specified when hostNetwork is true")
        if len(override.encode()) > 64:
            errors.too_long(here, 64)
        errors.each_invalid(here, override, names.dns_subdomain(override))
    for name in ("hostname", "subdomain"):
        value = spec.get(name)
        if value:
            errors.each_invalid((place, name), value, names.dns_label(value))
    for index, alias in enumerate(spec.get("hostAliases") or ()):
        here = ((place, "hostAliases"), index)
        legacy_ip(errors, (here, "ip"), (alias or {}).get("ip") or "")
        for position, name in enumerate((alias or {}).get("hostnames") or ()):
            spot: Link = ((here, "hostnames"), position)
            errors.each_invalid(spot, name or "", names.dns_subdomain(name or ""))


def _system(errors: Errors, place: Link, spec: Tree) -> None:
    from multiaz_lint.api.pods.windows import linux_pod, windows_pod

    name = spec["os"].get("name") or ""
    if not name:
        errors.required(((place, "os"), "name"))
    elif name == "linux":
        linux_pod(errors, place, spec)
    elif name == "windows":
        windows_pod(errors, place, spec)
    else:
        at: Link = ((place, "os"), "name")
        errors.unsupported((place, "os"), Json(name), ("linux", "windows"), at)
