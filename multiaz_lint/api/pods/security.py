"""Security contexts of pods and containers (core validation.go, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import forms, names
from multiaz_lint.api.errors import Json
from multiaz_lint.api.pods.mounts import descending

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link
    from multiaz_lint.api.pods.checks import PodChecks

    Tree = dict[str, Any]

_PROFILES = ("Localhost", "RuntimeDefault", "Unconfined")
_SYSCTL = r"([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
_IPC_SYSCTLS = frozenset(
    (
        "kernel.sem", "kernel.shmall", "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced",
        "kernel.shm", "kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.msg",
    )
)  # fmt: skip


def container_security(errors: Errors, place: Link, context: Tree, pod: PodChecks) -> None:
    """Check the security context of a container (ValidateSecurityContext)."""
    get = context.get
    for name in ("runAsUser", "runAsGroup"):
        _identity(errors, (place, name), get(name))
    mount = get("procMount")
    if mount is not None:
        if mount not in {"Default", "Unmasked"}:
            known = ("Default", "Unmasked")
            errors.unsupported((place, "procMount"), Json(mount), known)
        if pod.host_users and mount == "Unmasked":
            detail = "`hostUsers` must be false to use `Unmasked`"
            errors.invalid((place, "procMount"), Json(mount), detail)
    _seccomp(errors, (place, "seccompProfile"), get("seccompProfile"))
    if get("allowPrivilegeEscalation") is False:
        if get("privileged"):
            detail = "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"
            at: Link = (place, "allowPrivilegeEscalation")
            errors.invalid(place, Json(context, "core.SecurityContext"), detail, at)
        for index, capability in enumerate((get("capabilities") or {}).get("add") or ()):
            if capability == "CAP_SYS_ADMIN":
                detail = (
                    "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` "
                    "CAP_SYS_ADMIN"
                )
                at = (((place, "capabilities"), "add"), index)
                errors.invalid(place, Json(context, "core.SecurityContext"), detail, at)
    if "windowsOptions" in context:
        pod.windows = True
        if get("windowsOptions") is not None:
            windows_options(errors, (place, "windowsOptions"), get("windowsOptions") or {})
    app_armor(errors, (place, "appArmorProfile"), get("appArmorProfile"))


def pod_security(errors: Errors, place: Link, context: Tree, spec: Tree) -> None:
    """Check the security context of a pod (validatePodSpecSecurityContext)."""
    get = context.get
    for name in ("fsGroup", "runAsUser", "runAsGroup"):
        _identity(errors, (place, name), get(name))
    for index, group in enumerate(get("supplementalGroups") or ()):
        _identity(errors, ((place, "supplementalGroups"), index), group or 0)
    _sysctls(errors, (place, "sysctls"), get("sysctls") or (), spec)
    for name, known in (
        ("fsGroupChangePolicy", ("Always", "OnRootMismatch")),
        ("supplementalGroupsPolicy", ("Merge", "Strict")),
        ("seLinuxChangePolicy", ("MountOption", "Recursive")),
    ):
        errors.one_of((place, name), get(name), known)
    _seccomp(errors, (place, "seccompProfile"), get("seccompProfile"))
    if get("windowsOptions") is not None:
        windows_options(errors, (place, "windowsOptions"), get("windowsOptions") or {})
    app_armor(errors, (place, "appArmorProfile"), get("appArmorProfile"))


def _identity(errors: Errors, place: Link, value: int | None) -> None:
    if value is not None and not 0 <= value <= 2147483647:
        errors.each_invalid(place, int(value), forms.user_id(value))


def _sysctls(errors: Errors, place: Link, written: Any, spec: Tree) -> None:
    import re

    taken: set[str] = set()
    for index, sysctl in enumerate(written):
        name = (sysctl or {}).get("name") or ""
        here: Link = ((place, index), "name")
        if not name:
            errors.required(here)
        elif len(name.encode()) > 253 or not re.fullmatch(_SYSCTL, name, re.ASCII):
            detail = f"must have at most 253 characters and match regex ^{_SYSCTL}$"
            errors.invalid(here, name, detail)
        elif name in taken:
            errors.duplicate(here, name)
        taken.add(name)
        plain = _dotted(name).partition("*")[0]
        if spec.get("hostNetwork") and plain.startswith("net."):
            errors.invalid(here, name, "may not be specified when 'hostNetwork' is true")
        elif spec.get("hostIPC") and (plain in _IPC_SYSCTLS or plain.startswith("fs.mqueue.")):
            errors.invalid(here, name, "may not be specified when 'hostIPC' is true")


def _dotted(name: str) -> str:
    """Write net/ipv4/x as net.ipv4.x, unless a dot comes first."""
    first = min((name.find(c) for c in "./" if c in name), default=-1)
    if first < 0 or name[first] == ".":
        return name
    return name.translate({ord("."): "/", ord("/"): "."})


def _seccomp(errors: Errors, place: Link, profile: Tree | None) -> None:
    if profile is None:
        return
    kind, local = profile.get("type") or "", profile.get("localhostProfile")
    if not kind:
        errors.required((place, "type"), "type is required when seccompProfile is set")
    elif kind not in _PROFILES:
        errors.unsupported((place, "type"), Json(kind), _PROFILES)
    here: Link = (place, "localhostProfile")
    if kind == "Localhost":
        if local is None:
            errors.required(here, "must be set when seccomp type is Localhost")
        else:
            descending(errors, here, local)
    elif local is not None:
        value = Json(profile, "core.SeccompProfile")
        errors.invalid(here, value, "can only be set when seccomp type is Localhost")


def app_armor(errors: Errors, place: Link, profile: Tree | None) -> None:
    """Check a profile of AppArmor (ValidateAppArmorProfileField)."""
    if profile is None:
        return
    kind, local = profile.get("type") or "", profile.get("localhostProfile")
    here: Link = (place, "localhostProfile")
    if kind == "Localhost":
        if local is None:
            errors.required(here, "must be set when AppArmor type is Localhost")
            return
        if local != local.strip():
            errors.invalid(here, local, "must not be padded with whitespace")
        elif not local:
            errors.required(here, "must be set when AppArmor type is Localhost")
        if len(local.encode()) > 4095:
            errors.too_long(here, 4095)
    elif kind in {"RuntimeDefault", "Unconfined"}:
        if local is not None:
            errors.invalid(here, Json(local), "can only be set when AppArmor type is Localhost")
    elif not kind:
        errors.required((place, "type"), "type is required when appArmorProfile is set")
    else:
        errors.unsupported((place, "type"), Json(kind), _PROFILES)


def windows_options(errors: Errors, place: Link, options: Tree) -> None:
    """Check options of Windows (validateWindowsSecurityContextOptions)."""
    name = options.get("gmsaCredentialSpecName")
    if name is not None:
        here: Link = (place, "gmsaCredentialSpecName")
        errors.each_invalid(here, Json(name), names.dns_subdomain(name))
    spec = options.get("gmsaCredentialSpec")
    if spec is not None:
        here = (place, "gmsaCredentialSpec")
        if not spec:
            errors.invalid(here, Json(spec), "gmsaCredentialSpec cannot be an empty string")
        elif len(spec.encode()) > 64 * 1024:
            errors.invalid(here, Json(spec), "gmsaCredentialSpec size must be under 64 KiB")
    user = options.get("runAsUserName")
    if user is not None:
        for detail in _windows_user(user):
            errors.invalid((place, "runAsUserName"), Json(user), detail)


def _windows_user(written: str) -> list[str]:
    import re

    if not written:
        return ["runAsUserName cannot be an empty string"]
    if re.search(r"[\x00-\x1f\x7f]", written):
        return ["runAsUserName cannot contain control characters"]
    if written.count("\\") > 1:
        return ["runAsUserName cannot contain more than one backslash"]
    domain, slash, user = written.rpartition("\\")
    found = []
    if len(domain.encode()) >= 256:
        found.append("runAsUserName's Domain length must be under 256 characters")
    label = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    if slash and not (
        re.fullmatch(r'[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}', domain)
        or re.fullmatch(rf"{label}(?:\.{label})*", domain)
    ):
        found.append("runAsUserName's Domain doesn't match the NetBios nor the DNS format")
    if not user:
        found.append("runAsUserName's User cannot be empty")
    elif len(user.encode()) > 104:
        found.append("runAsUserName's User length must not be longer than 104 characters")
    if re.fullmatch(r"[. ]+", user):
        found.append("runAsUserName's User cannot contain only periods or spaces")
    if re.search(r'["/\\:;|=,+*?<>@\[\]]', user):
        words = r'cannot contain the following characters: "/\:;|=,+*?<>@[]'
        found.append(f"runAsUserName's User {words}")
    return found
