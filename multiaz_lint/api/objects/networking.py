"""NetworkPolicies, Ingresses and IngressClasses (networking validation, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import forms, names
from multiaz_lint.api.errors import Json
from multiaz_lint.api.metadata import kind_and_name, object_meta
from multiaz_lint.api.selectors import label_selector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")
_PROTOCOLS = ("TCP", "UDP", "SCTP")


def network_policy(errors: Errors, tree: Tree) -> None:
    """Check a NetworkPolicy (ValidateNetworkPolicy)."""
    object_meta(errors, tree.get("metadata"), names.dns_subdomain, numbered=True)
    spec = tree.get("spec") or {}
    label_selector(errors, (SPEC, "podSelector"), spec.get("podSelector"))
    for name, peers in (("ingress", "from"), ("egress", "to")):
        for index, rule in enumerate(spec.get(name) or ()):
            here: Link = ((SPEC, name), index)
            for position, port in enumerate((rule or {}).get("ports") or ()):
                _policy_port(errors, ((here, "ports"), position), port or {})
            for position, peer in enumerate((rule or {}).get(peers) or ()):
                _peer(errors, ((here, peers), position), peer or {})
    types = [each or "" for each in spec.get("policyTypes") or ()]
    here = (SPEC, "policyTypes")
    if len(types) > 2:
        errors.invalid(here, Json(types), "may not specify more than two policyTypes")
        return
    for index, kind in enumerate(types):
        if kind not in {"Ingress", "Egress"}:
            errors.unsupported((here, index), Json(kind or ""), ("Ingress", "Egress"))


def _policy_port(errors: Errors, place: Link, port: Tree) -> None:
    protocol = port.get("protocol")
    errors.one_of((place, "protocol"), protocol, _PROTOCOLS)
    number, end = port.get("port"), port.get("endPort")
    here: Link = (place, "endPort")
    if number is None:
        if end is not None:
            errors.invalid(here, int(end), "may not be specified when `port` is not specified")
    elif isinstance(number, str):
        if end is not None:
            errors.invalid(here, int(end), "may not be specified when `port` is non-numeric")
        errors.each_invalid((place, "port"), number, forms.port_name(number))
    else:
        errors.each_invalid((place, "port"), int(number), forms.port_number(number))
        if end is not None:
            if end < number:
                errors.invalid(here, int(end), "must be greater than or equal to `port`")
            errors.each_invalid(here, int(end), forms.port_number(end))


def _peer(errors: Errors, place: Link, peer: Tree) -> None:
    count = 0
    for name in ("podSelector", "namespaceSelector"):
        selector = peer.get(name)
        if selector is not None:
            count += 1
            label_selector(errors, (place, name), selector)
    block = peer.get("ipBlock")
    if block is not None:
        count += 1
        _ip_block(errors, (place, "ipBlock"), block)
    if not count:
        errors.required(place, "must specify a peer")
    elif count > 1 and block is not None:
        errors.forbidden(place, "may not specify both ipBlock and another peer")


def _ip_block(errors: Errors, place: Link, block: Tree) -> None:
    from multiaz_lint.api.addresses import begins_in, legacy_cidr, sloppy_cidr

    cidr = block.get("cidr") or ""
    if not cidr:
        errors.required((place, "cidr"))
        return
    legacy_cidr(errors, (place, "cidr"), cidr)
    whole = sloppy_cidr(cidr)
    if whole is None:
        return
    for index, each in enumerate(block.get("except") or ()):
        text = each or ""
        here: Link = ((place, "except"), index)
        legacy_cidr(errors, here, text)
        part = sloppy_cidr(text)
        if part is None:
            continue
        if not begins_in(part, whole) or whole.prefixlen >= part.prefixlen:
            errors.invalid(here, text, "must be a strict subset of `cidr`")


def ingress(errors: Errors, tree: Tree) -> None:
    """Check an Ingress (ValidateIngressCreate)."""
    meta = tree.get("metadata") or {}
    object_meta(errors, meta, names.dns_subdomain, numbered=True)
    spec = tree.get("spec") or {}
    rules, backend = spec.get("rules") or (), spec.get("defaultBackend")
    if not rules and backend is None:
        value = Json(None if spec.get("rules") is None else [])
        detail = "either `defaultBackend` or `rules` must be specified"
        errors.invalid(SPEC, value, detail)
    if backend is not None:
        _backend(errors, (SPEC, "defaultBackend"), backend)
    for index, rule in enumerate(rules):
        here: Link = ((SPEC, "rules"), index)
        host = (rule or {}).get("host")
        if host:
            _host(errors, (here, "host"), host)
        http = (rule or {}).get("http")
        if http is not None:
            _paths(errors, (here, "http"), http)
    for index, tls in enumerate(spec.get("tls") or ()):
        here = ((SPEC, "tls"), index)
        for position, each in enumerate((tls or {}).get("hosts") or ()):
            host = each or ""
            form = names.wildcard_subdomain if "*" in host else names.dns_subdomain
            errors.each_invalid(((here, "hosts"), position), host, form(host))
        secret = (tls or {}).get("secretName")
        if secret:
            errors.each_invalid((here, "secretName"), secret, names.dns_subdomain(secret))
    name = spec.get("ingressClassName")
    if name is not None:
        errors.each_invalid((SPEC, "ingressClassName"), name, names.dns_subdomain(name))
        old = (meta.get("annotations") or {}).get("kubernetes.io/ingress.class", name)
        if (old or "") != name:
            place: Link = ((None, "annotations"), "kubernetes.io/ingress.class")
            at: Link = (((None, "metadata"), "annotations"), "kubernetes.io/ingress.class")
            detail = "must match `ingressClassName` when both are specified"
            errors.invalid(place, old or "", detail, at)


def _host(errors: Errors, place: Link, host: str) -> None:
    from multiaz_lint.api.addresses import sloppy_ip

    if sloppy_ip(host) is not None:
        errors.invalid(place, host, "must be a DNS name, not an IP address")
    form = names.wildcard_subdomain if "*" in host else names.dns_subdomain
    errors.each_invalid(place, host, form(host))


def _paths(errors: Errors, place: Link, http: Tree) -> None:
    paths = http.get("paths") or ()
    if not paths:
        errors.required((place, "paths"))
    for index, written in enumerate(paths):
        here: Link = ((place, "paths"), index)
        entry = written or {}
        kind, path = entry.get("pathType"), entry.get("path") or ""
        if kind is None:
            errors.required((here, "pathType"), "pathType must be specified")
            continue
        spot: Link = (here, "path")
        if kind in {"Exact", "Prefix"}:
            if not path.startswith("/"):
                errors.invalid(spot, path, "must be an absolute path")
            for part in ("//", "/./", "/../", "%2f", "%2F"):
                if part in path:
                    errors.invalid(spot, path, f"must not contain '{part}'")
            for end in ("/..", "/."):
                if path.endswith(end):
                    errors.invalid(spot, path, f"cannot end with '{end}'")
        elif kind == "ImplementationSpecific":
            if path and not path.startswith("/"):
                errors.invalid(spot, path, "must be an absolute path")
        else:
            known = ("Exact", "ImplementationSpecific", "Prefix")
            errors.unsupported((here, "pathType"), Json(kind), known)
        _backend(errors, (here, "backend"), entry.get("backend") or {})


def _backend(errors: Errors, place: Link, backend: Tree) -> None:
    resource, service = backend.get("resource"), backend.get("service")
    if resource is not None and service is not None:
        errors.invalid(place, "", "cannot set both resource and service backends")
    elif resource is not None:
        _typed_reference(errors, (place, "resource"), resource)
    elif service is not None:
        here: Link = (place, "service")
        name = service.get("name") or ""
        if not name:
            errors.required((here, "name"))
        else:
            errors.each_invalid((here, "name"), name, names.dns_label(name))
        port = service.get("port") or {}
        word, number = port.get("name") or "", port.get("number") or 0
        if word and number:
            errors.invalid(place, "", "cannot set both port name & port number")
        elif word:
            errors.each_invalid(((here, "port"), "name"), word, forms.port_name(word))
        elif number:
            spot: Link = ((here, "port"), "number")
            errors.each_invalid(spot, int(number), forms.port_number(number))
        else:
            errors.required(place, "port name or number is required")
    else:
        errors.invalid(place, "", "resource or service backend is required")


def _typed_reference(errors: Errors, place: Link, reference: Tree) -> None:
    group = reference.get("apiGroup")
    if group is not None:
        errors.each_invalid((place, "apiGroup"), group, names.dns_subdomain(group))
    kind_and_name(errors, place, reference)


def ingress_class(errors: Errors, tree: Tree) -> None:
    """Check an IngressClass (ValidateIngressClass)."""
    from multiaz_lint.api.objects.batch import prefixed_path

    object_meta(errors, tree.get("metadata"), names.dns_subdomain, namespaced=False, numbered=True)
    spec = tree.get("spec") or {}
    controller = spec.get("controller") or ""
    if len(controller.encode()) > 250:
        errors.too_long((SPEC, "controller"), 250)
    prefixed_path(errors, (SPEC, "controller"), controller)
    parameters = spec.get("parameters")
    if parameters is None:
        return
    here: Link = (SPEC, "parameters")
    _typed_reference(errors, here, parameters)
    scope, namespace = parameters.get("scope"), parameters.get("namespace")
    scope = "Cluster" if scope is None else scope
    spot: Link = (here, "namespace")
    if scope == "Namespace":
        if namespace is None:
            errors.required(spot, "`parameters.scope` is set to 'Namespace'")
        else:
            errors.each_invalid(spot, namespace, names.dns_label(namespace))
    elif scope == "Cluster":
        if namespace is not None:
            errors.forbidden(spot, "`parameters.scope` is set to 'Cluster'")
    else:
        errors.unsupported((here, "scope"), scope, ("Cluster", "Namespace"))
