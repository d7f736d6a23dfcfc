"""Containers: ports, environment, mounts, probes (core validation.go, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import forms, names
from multiaz_lint.api.errors import Json
from multiaz_lint.api.pods.environment import env_from, environment
from multiaz_lint.api.pods.mounts import volume_devices, volume_mounts
from multiaz_lint.api.pods.probes import PROBES, lifecycle, probe
from multiaz_lint.api.pods.resources import requirements
from multiaz_lint.api.pods.security import container_security

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link
    from multiaz_lint.api.pods.checks import PodChecks

    Tree = dict[str, Any]

_PROTOCOLS = ("SCTP", "TCP", "UDP")
_PULL_POLICIES = ("Always", "IfNotPresent", "Never")
_MESSAGE_POLICIES = ("File", "FallbackToLogsOnError")
_NO_POLICY = "must specify restartPolicy when restart rules are used"
_NOT_FOR_INIT = "may not be set for init containers without restartPolicy=Always"


def containers(errors: Errors, place: Link, written: list[Any], pod: PodChecks) -> None:
    """Check the containers of a pod (validateContainers)."""
    if not written:
        errors.required(place)
        return
    taken: set[str] = set()
    for index, each in enumerate(written):
        here: Link = (place, index)
        container = each or {}
        common(errors, here, container, pod)
        name = container.get("name") or ""
        if name in taken:
            errors.duplicate((here, "name"), name)
        taken.add(name)
        _running(errors, here, container, pod)
        if container.get("restartPolicy") is not None or container.get("restartPolicyRules"):
            _restart(errors, here, container)
    if pod.host_ports or pod.host_network:
        _host_ports(errors, place, written, pod)


def init_containers(
    errors: Errors, place: Link, written: list[Any], regular: list[Any], pod: PodChecks
) -> None:
    """Check the init containers of a pod (validateInitContainers)."""
    taken = {(container or {}).get("name") or "" for container in regular}
    for index, each in enumerate(written):
        here: Link = (place, index)
        container = each or {}
        get = container.get
        common(errors, here, container, pod)
        policy = get("restartPolicy")
        if policy is not None:
            _restart(errors, here, container)
        elif get("restartPolicyRules"):
            errors.required((here, "restartPolicy"), _NO_POLICY)
        name = get("name") or ""
        if name in taken:
            errors.duplicate((here, "name"), name)
        elif name:
            taken.add(name)
        if pod.host_ports or pod.host_network:
            _host_ports(errors, place, [container], pod)
        if policy == "Always":
            _running(errors, here, container, pod)
            continue
        for field in ("lifecycle", *PROBES):
            if get(field) is not None and not (
                field == "lifecycle" and is_dropped(container[field])
            ):
                errors.forbidden((here, field), _NOT_FOR_INIT)
        for position, resize in enumerate(get("resizePolicy") or ()):
            if (resize or {}).get("restartPolicy") == "RestartContainer":
                detail = "must not be set to 'RestartContainer' for non-sidecar initContainers"
                spot: Link = (((here, "resizePolicy"), position), "restartPolicy")
                errors.invalid(spot, Json("RestartContainer"), detail)


def is_dropped(lifecycle: Tree) -> bool:
    """Tell whether nothing is left without the gate ContainerStopSignals, off by default (1.37)."""
    return [name for name, value in lifecycle.items() if value is not None] == ["stopSignal"]


def common(errors: Errors, place: Link, container: Tree, pod: PodChecks) -> None:
    """Check what all containers have."""
    get = container.get
    name = get("name")
    if not name:
        errors.required((place, "name"))
    else:
        complaints = names.dns_label(name)
        if complaints:
            errors.each_invalid((place, "name"), name, complaints)
    image = get("image")
    if not image:
        errors.required((place, "image"))
    elif pod.is_pod and image != image.strip():
        pod.padded = True
    policy = get("terminationMessagePolicy")
    if policy and policy not in _MESSAGE_POLICIES:
        errors.unsupported((place, "terminationMessagePolicy"), Json(policy), _MESSAGE_POLICIES)
    written = get("ports")
    if written:
        _ports(errors, (place, "ports"), written, pod)
    written = get("env")
    if written:
        environment(errors, (place, "env"), written, pod)
    written = get("envFrom")
    if written:
        env_from(errors, (place, "envFrom"), written)
    mounts, devices = get("volumeMounts"), get("volumeDevices")
    if mounts:
        volume_mounts(errors, (place, "volumeMounts"), mounts, devices or (), container, pod)
    if devices:
        volume_devices(errors, (place, "volumeDevices"), devices, mounts or (), pod)
    policy = get("imagePullPolicy")
    if policy and policy not in _PULL_POLICIES:
        errors.unsupported((place, "imagePullPolicy"), Json(policy), _PULL_POLICIES)
    written = get("resources")
    if written:
        requests = None
        if pod.is_pod and written.get("limits"):
            requests = {**(written.get("requests") or {})}
            for key, value in written["limits"].items():
                requests.setdefault(key, value)
        requirements(errors, (place, "resources"), written, pod.claims, requests=requests)
    written = get("resizePolicy")
    if written:
        _resize(errors, (place, "resizePolicy"), written, pod)
    written = get("securityContext")
    if written:
        container_security(errors, (place, "securityContext"), written, pod)


def _running(errors: Errors, place: Link, container: Tree, pod: PodChecks) -> None:
    written = container.get("lifecycle")
    if written:
        lifecycle(errors, (place, "lifecycle"), written, pod.grace)
    for kind in PROBES:
        written = container.get(kind)
        if written is not None:
            probe(errors, (place, kind), written, kind)


def _ports(errors: Errors, place: Link, ports: list[Any], pod: PodChecks) -> None:
    taken: set[str] = set()
    for index, port in enumerate(ports):
        here: Link = (place, index)
        get = (port or {}).get
        name = get("name")
        if name:
            complaints = forms.port_name(name)
            if complaints:
                errors.each_invalid((here, "name"), name, complaints)
            elif name in taken:
                errors.duplicate((here, "name"), name)
            else:
                taken.add(name)
        number = get("containerPort")
        if not number:
            errors.required((here, "containerPort"))
        elif not 1 <= number <= 65535:
            complaints = forms.port_number(number)
            at: Link = (here, "containerPort")
            errors.each_invalid(at, int(number), complaints)
            if pod.is_pod and pod.host_network and not get("hostPort"):  # it is that of the host
                errors.each_invalid((here, "hostPort"), int(number), complaints, at)
        number = get("hostPort")
        if number:
            pod.host_ports = True
            if not 1 <= number <= 65535:
                errors.each_invalid((here, "hostPort"), int(number), forms.port_number(number))
        protocol = get("protocol")
        if protocol and protocol not in _PROTOCOLS:
            errors.unsupported((here, "protocol"), Json(protocol), _PROTOCOLS)


def _host_ports(errors: Errors, place: Link, written: list[Any], pod: PodChecks) -> None:
    taken: set[str] = set()
    for index, container in enumerate(written):
        for position, port in enumerate((container or {}).get("ports") or ()):
            get = (port or {}).get
            number = get("hostPort") or 0
            if not number and pod.is_pod and pod.host_network:
                number = get("containerPort") or 0
            if not number:
                continue
            used = f"{get('protocol') or 'TCP'}/{get('hostIP') or ''}/{int(number)}"
            if used in taken:
                errors.duplicate(((((place, index), "ports"), position), "hostPort"), used)
            taken.add(used)


def _resize(errors: Errors, place: Link, written: list[Any], pod: PodChecks) -> None:
    taken: set[str] = set()
    for index, policy in enumerate(written):
        name = (policy or {}).get("resourceName") or ""
        restart = (policy or {}).get("restartPolicy") or ""
        at: Link = (place, index)
        if name in taken:
            errors.duplicate(at, Json(name))
        taken.add(name)
        if not name:
            errors.required(place, at=at)
        elif name not in {"cpu", "memory"}:
            errors.unsupported(place, Json(name), ("cpu", "memory"), at)
        if not restart:
            errors.required(place, at=at)
        elif restart not in {"NotRequired", "RestartContainer"}:
            known = ("NotRequired", "RestartContainer")
            errors.unsupported(place, Json(restart), known, at)
        if pod.restart_policy == "Never" and restart != "NotRequired":
            detail = "must be 'NotRequired' when pod `restartPolicy` is 'Never'"
            errors.invalid(place, Json(restart), detail, at)


def _restart(errors: Errors, place: Link, container: Tree) -> None:
    """Check the restart policy of one container and its rules (gate ContainerRestartRules)."""
    policy, rules = container.get("restartPolicy"), container.get("restartPolicyRules") or ()
    if policy is None:
        errors.required((place, "restartPolicy"), _NO_POLICY)
    elif policy not in {"Always", "Never", "OnFailure"}:
        known = ("Always", "Never", "OnFailure")
        errors.unsupported((place, "restartPolicy"), Json(policy), known)
    if len(rules) > 20:
        errors.too_many((place, "restartPolicyRules"), len(rules), 20)
    for index, written in enumerate(rules):
        rule = written or {}
        here: Link = ((place, "restartPolicyRules"), index)
        action = rule.get("action") or ""
        if action not in {"Restart", "RestartAllContainers"}:
            errors.unsupported((here, "action"), Json(action), ("Restart", "RestartAllContainers"))
        codes = rule.get("exitCodes")
        if codes is None:
            errors.required((here, "exitCodes"), "must be specified")
            continue
        operator = codes.get("operator") or ""
        if operator not in {"In", "NotIn"}:
            spot: Link = ((here, "exitCodes"), "operator")
            errors.unsupported(spot, Json(operator), ("In", "NotIn"))
        values = codes.get("values") or ()
        if len(values) > 255:
            errors.too_many(((here, "exitCodes"), "values"), len(values), 255)
