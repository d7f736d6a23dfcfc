"""What Windows pods may not have, and Linux pods neither (core validation.go, 1.37)."""

from __future__ import annotations

from multiaz_lint.api.pods.all_containers import each_container

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

_POD = (
    "appArmorProfile", "seLinuxOptions", "seccompProfile", "fsGroup", "fsGroupChangePolicy",
    "sysctls", "runAsUser", "runAsGroup", "supplementalGroups", "supplementalGroupsPolicy",
    "seLinuxChangePolicy",
)  # fmt: skip
_CONTAINER = (
    "appArmorProfile", "seLinuxOptions", "seccompProfile", "capabilities",
    "readOnlyRootFilesystem", "privileged", "allowPrivilegeEscalation", "procMount", "runAsUser",
    "runAsGroup",
)  # fmt: skip


def linux_pod(errors: Errors, place: Link, spec: Tree) -> None:
    """Check that a Linux pod has no options of Windows (validateLinux)."""
    detail = "windows options cannot be set for a linux pod"
    if (spec.get("securityContext") or {}).get("windowsOptions") is not None:
        errors.forbidden(((place, "securityContext"), "windowsOptions"), detail)
    for here, container in each_container(place, spec):
        if (container.get("securityContext") or {}).get("windowsOptions") is not None:
            errors.forbidden(((here, "securityContext"), "windowsOptions"), detail)


def windows_pod(errors: Errors, place: Link, spec: Tree) -> None:
    """Check that a Windows pod has no options of Linux (validateWindows)."""
    detail = "cannot be set for a windows pod"
    context = spec.get("securityContext") or {}
    for name in _POD:
        value = context.get(name)
        if value is not None and not (name == "sysctls" and not value):
            errors.forbidden(((place, "securityContext"), name), detail)
    for name in ("hostUsers", "shareProcessNamespace"):
        if spec.get(name) is not None:
            errors.forbidden((place, name), detail)
    for name in ("hostPID", "hostIPC"):
        if spec.get(name):
            errors.forbidden((place, name), detail)
    for here, container in each_container(place, spec):
        own = container.get("securityContext") or {}
        for name in _CONTAINER:
            if own.get(name) is not None:
                errors.forbidden(((here, "securityContext"), name), detail)


def host_process(errors: Errors, place: Link, spec: Tree) -> None:
    """Check a pod with host processes (validateWindowsHostProcessPod)."""
    options = (spec.get("securityContext") or {}).get("windowsOptions") or {}
    whole = options.get("hostProcess")
    count = processes = 0
    for here, container in each_container(place, spec):
        count += 1
        own = ((container.get("securityContext") or {}).get("windowsOptions") or {}).get(
            "hostProcess"
        )
        if whole is not None and own is not None and whole != own:
            shown = "true" if whole else "false"
            detail = f"pod hostProcess value must be identical if both are specified, was {shown}"
            spot: Link = (((here, "securityContext"), "windowsOptions"), "hostProcess")
            errors.invalid(spot, own, detail)
        if own or (own is None and whole):
            processes += 1
    if processes:
        if processes != count:
            errors.invalid(
                place,
                "",
                "If pod contains any hostProcess containers then all containers must be "
                "HostProcess containers",
            )
        if not spec.get("hostNetwork"):
            detail = "hostNetwork must be true if pod contains any hostProcess containers"
            errors.invalid((place, "hostNetwork"), False, detail)
