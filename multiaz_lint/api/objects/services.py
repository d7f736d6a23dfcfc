"""Services (core validation.go, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import forms, names
from multiaz_lint.api.errors import Json, Key
from multiaz_lint.api.metadata import METADATA, labels, object_meta
from multiaz_lint.api.pods.probes import port as port_or_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")
_TYPES = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
_PROTOCOLS = ("SCTP", "TCP", "UDP")
_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges"
_DISTRIBUTIONS = ("PreferClose", "PreferSameZone", "PreferSameNode")


def service(errors: Errors, tree: Tree, version: tuple[int, int]) -> None:
    """Check a Service (ValidateServiceCreate)."""
    meta = tree.get("metadata") or {}
    object_meta(errors, meta, names.dns_label)
    spec = tree.get("spec") or {}
    get = spec.get
    kind = get("type") or "ClusterIP"
    single, several = get("clusterIP") or "", get("clusterIPs")
    addresses = [single] if single else []
    if several:
        addresses = [ip or "" for ip in several]
    headless = addresses == ["None"]
    ports = get("ports") or ()
    written = meta.get("annotations")
    if written:
        _topology_annotations(errors, written)
    if not ports and not headless and kind != "ExternalName":
        errors.required((SPEC, "ports"))
    if headless and kind in {"LoadBalancer", "NodePort"}:
        detail = f"may not be set to 'None' for {kind} services"
        at: Link = (SPEC, "clusterIPs" if get("clusterIPs") else "clusterIP")
        errors.invalid(((SPEC, "clusterIPs"), 0), "None", detail, at)
    if kind == "ExternalName":
        _external_name(errors, spec, addresses)
    if ports:
        _ports(errors, ports, kind)
    selector = get("selector")
    if selector:
        labels(errors, (SPEC, "selector"), selector)
    affinity = get("sessionAffinity") or "None"
    if affinity not in {"ClientIP", "None"}:
        errors.unsupported((SPEC, "sessionAffinity"), Json(affinity), ("ClientIP", "None"))
    elif affinity == "ClientIP":
        _affinity_timeout(errors, spec)
    if kind != "ExternalName" and (addresses or "ipFamilies" in spec or "ipFamilyPolicy" in spec):
        _cluster_ips(errors, spec, single, addresses)
    external = get("externalIPs") or ()
    if external:
        _external_ips(errors, external)
    if kind not in _TYPES:
        errors.unsupported((SPEC, "type"), Json(kind), _TYPES)
    if "loadBalancerSourceRanges" in spec or (written and _RANGES in written):
        _source_ranges(errors, spec, written or {}, kind)
    if kind != "LoadBalancer" and get("allocateLoadBalancerNodePorts") is not None:
        detail = "may only be used when `type` is 'LoadBalancer'"
        errors.forbidden((SPEC, "allocateLoadBalancerNodePorts"), detail)
    load_balancer = get("loadBalancerClass")
    if load_balancer is not None:
        here: Link = (SPEC, "loadBalancerClass")
        if kind == "LoadBalancer":
            errors.each_invalid(here, load_balancer, names.label_key(load_balancer))
        else:
            errors.forbidden(here, "may only be used when `type` is 'LoadBalancer'")
    _traffic(errors, spec, kind, external=bool(external), version=version)


def _topology_annotations(errors: Errors, written: Tree) -> None:
    hints = written.get("service.kubernetes.io/topology-aware-hints", _TYPES)
    mode = written.get("service.kubernetes.io/topology-mode", _TYPES)
    if hints is not _TYPES and mode is not _TYPES and (hints or "") != (mode or ""):
        here: Link = ((METADATA, "annotations"), Key("service.kubernetes.io/topology-mode"))
        detail = (
            "must match annotations[service.kubernetes.io/topology-aware-hints] when both are "
            "specified"
        )
        errors.invalid(here, mode or "", detail)


def _external_name(errors: Errors, spec: Tree, addresses: list[str]) -> None:
    detail = "may not be set for ExternalName services"
    if addresses:
        at: Link = (SPEC, "clusterIPs" if spec.get("clusterIPs") else "clusterIP")
        errors.forbidden((SPEC, "clusterIPs"), detail, at)
    if spec.get("ipFamilies"):
        errors.forbidden((SPEC, "ipFamilies"), detail)
    if spec.get("ipFamilyPolicy") is not None:
        errors.forbidden((SPEC, "ipFamilyPolicy"), detail)
    name = (spec.get("externalName") or "").removesuffix(".")
    if name:
        errors.each_invalid((SPEC, "externalName"), name, names.dns_subdomain(name))
    else:
        errors.required((SPEC, "externalName"))


def _ports(errors: Errors, ports: Any, kind: str) -> None:
    place: Link = (SPEC, "ports")
    taken: set[str] = set()
    node_ports: set[tuple[str, int]] = set()
    pairs: set[tuple[str, int]] = set()
    for index, written in enumerate(ports):
        here: Link = (place, index)
        get = (written or {}).get
        name = get("name")
        if name:
            complaints = names.dns_label(name)
            if complaints:
                errors.each_invalid((here, "name"), name, complaints)
            if name in taken:
                errors.duplicate((here, "name"), name)
            taken.add(name)
        elif len(ports) > 1:
            errors.required((here, "name"))
        number = get("port") or 0
        if not 1 <= number <= 65535:
            errors.each_invalid((here, "port"), int(number), forms.port_number(number))
        protocol = get("protocol") or "TCP"
        if protocol not in _PROTOCOLS:
            errors.unsupported((here, "protocol"), Json(protocol), _PROTOCOLS)
        target = get("targetPort")
        if target in (None, 0, ""):
            target = number
        port_or_name(errors, (here, "targetPort"), target)
        application = get("appProtocol")
        if application is not None:
            errors.each_invalid((here, "appProtocol"), application, names.label_key(application))
        node_port = get("nodePort") or 0
        if node_port:
            if kind == "ClusterIP":
                detail = "may not be used when `type` is 'ClusterIP'"
                errors.forbidden((here, "nodePort"), detail)
            if (protocol, node_port) in node_ports:
                errors.duplicate((here, "nodePort"), int(node_port))
            node_ports.add((protocol, node_port))
        if (protocol, number) in pairs:
            errors.duplicate(here, Json({"protocol": protocol, "port": number}, "core.ServicePort"))
        pairs.add((protocol, number))


def _affinity_timeout(errors: Errors, spec: Tree) -> None:
    config = (spec.get("sessionAffinityConfig") or {}).get("clientIP") or {}
    timeout = config.get("timeoutSeconds")
    if timeout is not None and not 0 < timeout <= 86400:
        here: Link = (((SPEC, "sessionAffinityConfig"), "clientIP"), "timeoutSeconds")
        errors.invalid(here, Json(timeout), "must be greater than 0 and less than 86400")


def _cluster_ips(errors: Errors, spec: Tree, single: str, addresses: list[str]) -> None:
    from multiaz_lint.api.addresses import legacy_ip, sloppy_ip

    place: Link = (SPEC, "clusterIPs")
    if single and addresses[0] != single:
        errors.invalid(place, Json(addresses), "first value must match `clusterIP`")
    if not single and addresses:
        detail = "must be empty when `clusterIP` is not specified"
        errors.invalid(place, Json(addresses), detail)
    families = [family or "" for family in spec.get("ipFamilies") or ()]
    taken: set[str] = set()
    for index, family in enumerate(families):
        here: Link = ((SPEC, "ipFamilies"), index)
        if family not in {"IPv4", "IPv6"}:
            errors.unsupported(here, Json(family), ("IPv4", "IPv6"))
        if family in taken:
            errors.duplicate(here, Json(family))
        taken.add(family)
    policy = spec.get("ipFamilyPolicy")
    known = ("PreferDualStack", "RequireDualStack", "SingleStack")
    errors.one_of((SPEC, "ipFamilyPolicy"), policy, known)
    bad = False
    for index, address in enumerate(addresses):
        if index == 0 and address == "None":
            if len(addresses) > 1:
                bad = True
                detail = "'None' must be the first and only value"
                errors.invalid(place, Json(addresses), detail)
            continue
        before = len(errors)
        bad = not legacy_ip(errors, (place, index), address) or bad
        if not spec.get("clusterIPs"):
            for error in errors[before:]:
                error.at = (SPEC, "clusterIP")
    if len(addresses) > 2:
        errors.invalid(place, Json(addresses), "may only hold up to 2 values")
    if bad:
        return
    versions = [ip.version if (ip := sloppy_ip(address)) else 0 for address in addresses]
    if len(addresses) > 1 and len(set(versions)) != 2:
        detail = "may specify no more than one IP for each IP family"
        errors.invalid(place, Json(addresses), detail)
    if addresses != ["None"]:
        for index, (address, family) in enumerate(zip(addresses, families, strict=False)):
            if family in {"IPv4", "IPv6"} and versions[index] != int(family[3]):
                detail = f"expected an {family} value as indicated by `ipFamilies[{index}]`"
                errors.invalid((place, index), address, detail)


def _external_ips(errors: Errors, written: Any) -> None:
    from multiaz_lint.api.addresses import legacy_ip, unreachable_ip

    for index, text in enumerate(written):
        here: Link = ((SPEC, "externalIPs"), index)
        if legacy_ip(errors, here, text or ""):
            unreachable_ip(errors, here, text)


def _source_ranges(errors: Errors, spec: Tree, annotations: Tree, kind: str) -> None:
    from multiaz_lint.api.addresses import legacy_cidr

    written = spec.get("loadBalancerSourceRanges") or ()
    detail = "may only be used when `type` is 'LoadBalancer'"
    if written:
        place: Link = (SPEC, "LoadBalancerSourceRanges")
        at: Link = (SPEC, "loadBalancerSourceRanges")
        if kind != "LoadBalancer":
            errors.forbidden(place, detail, at)
        for index, text in enumerate(written):
            before = len(errors)
            legacy_cidr(errors, (place, index), (text or "").strip())
            for error in errors[before:]:
                error.at = (at, index)
    elif _RANGES in annotations:
        place = ((METADATA, "annotations"), Key(_RANGES))
        if kind != "LoadBalancer":
            errors.forbidden(place, detail)
        value = (annotations[_RANGES] or "").strip()
        for text in value.split(",") if value else ():
            legacy_cidr(errors, place, text.strip())


def _traffic(
    errors: Errors, spec: Tree, kind: str, *, external: bool, version: tuple[int, int]
) -> None:
    policy = spec.get("externalTrafficPolicy") or ""
    here: Link = (SPEC, "externalTrafficPolicy")
    outside = kind in {"LoadBalancer", "NodePort"} or (kind == "ClusterIP" and external)
    if policy and not outside:
        errors.invalid(here, Json(policy), "may only be set for externally-accessible services")
    elif policy and policy not in {"Cluster", "Local"}:
        errors.unsupported(here, Json(policy), ("Cluster", "Local"))
    health = spec.get("healthCheckNodePort") or 0
    here = (SPEC, "healthCheckNodePort")
    if health:
        if kind == "LoadBalancer" and policy == "Local":
            errors.each_invalid(here, int(health), forms.port_number(health))
        else:
            detail = (
                "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is "
                "'Local'"
            )
            errors.invalid(here, int(health), detail)
    policy = spec.get("internalTrafficPolicy")
    errors.one_of((SPEC, "internalTrafficPolicy"), policy, ("Cluster", "Local"))
    distribution = spec.get("trafficDistribution")
    if distribution is not None:
        known = _DISTRIBUTIONS if version >= (1, 34) else _DISTRIBUTIONS[:1]
        if distribution not in known:
            errors.unsupported((SPEC, "trafficDistribution"), distribution, known)
