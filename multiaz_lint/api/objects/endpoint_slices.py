"""EndpointSlices (pkg/apis/discovery/validation, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.addresses import canonical_ip, legacy_ip, unreachable_ip
from multiaz_lint.api.errors import Json
from multiaz_lint.api.metadata import object_meta
from multiaz_lint.api.selectors import label_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]
    Form = Callable[[str], tuple[str, ...]]

_TYPES = ("FQDN", "IPv4", "IPv6")
_PROTOCOLS = ("SCTP", "TCP", "UDP")
_MOST_ENDPOINTS = 1000
_MOST_ADDRESSES = 100
_MOST_PORTS = 20_000
_MOST_HINTS = 8


def endpoint_slice(errors: Errors, tree: Tree) -> None:
    """Check an EndpointSlice (ValidateEndpointSliceCreate)."""
    if tree["apiVersion"].endswith("/v1beta1"):  # no server has it that is not told to
        return
    object_meta(errors, tree.get("metadata"), names.dns_subdomain, numbered=True)
    kind = tree.get("addressType") or ""
    place: Link = (None, "addressType")
    if not kind:
        errors.required(place)
    elif kind not in _TYPES:
        errors.unsupported(place, Json(kind), _TYPES)
    _ports(errors, (None, "ports"), tree.get("ports") or ())
    place = (None, "endpoints")
    endpoints = tree.get("endpoints") or ()
    too_many = len(endpoints) > _MOST_ENDPOINTS
    if too_many:
        errors.too_many(place, len(endpoints), _MOST_ENDPOINTS)
    for index, each in enumerate(endpoints):
        endpoint = each or {}
        here: Link = ((place, index), "addresses")
        addresses = endpoint.get("addresses") or ()
        if not addresses:
            errors.required(here)
        elif len(addresses) > _MOST_ADDRESSES:
            errors.too_many(here, len(addresses), _MOST_ADDRESSES)
        if not too_many:
            _endpoint(errors, (place, index), endpoint, kind)


def _ports(errors: Errors, place: Link, ports: Any) -> None:
    if len(ports) > _MOST_PORTS:
        errors.too_many(place, len(ports), _MOST_PORTS)
        return
    seen: set[str] = set()
    for index, each in enumerate(ports):
        here: Link = (place, index)
        port = each or {}
        name = port.get("name") or ""
        if name:
            errors.each_invalid((here, "name"), name, names.dns_label(name))
        if name in seen:
            errors.duplicate((here, "name"), Json(name))
        seen.add(name)
        protocol = port.get("protocol")
        errors.one_of((here, "protocol"), protocol, _PROTOCOLS)
        application = port.get("appProtocol")
        if application is not None:
            label_name(errors, (here, "appProtocol"), application)


def _endpoint(errors: Errors, place: Link, endpoint: Tree, kind: str) -> None:
    here: Link = (place, "addresses")
    for index, each in enumerate(endpoint.get("addresses") or ()):
        _address(errors, here, index, each or "", kind)
    node = endpoint.get("nodeName")
    if node is not None:
        errors.each_invalid((place, "nodeName"), node, names.dns_subdomain(node))
    hostname = endpoint.get("hostname")
    if hostname is not None:
        errors.each_invalid((place, "hostname"), hostname, names.dns_label(hostname))
    _hints(errors, (place, "hints"), endpoint.get("hints") or {})


def _address(errors: Errors, place: Link, index: int, text: str, kind: str) -> None:
    here: Link = (place, index)
    if kind == "IPv4":
        if legacy_ip(errors, here, text):
            if ":" in text:
                errors.invalid(place, text, "must be an IPv4 address", here)
            unreachable_ip(errors, here, text)
    elif kind == "IPv6":
        if canonical_ip(errors, here, text):
            if ":" not in text:
                errors.invalid(place, text, "must be an IPv6 address", here)
            unreachable_ip(errors, here, text)
    elif kind == "FQDN":
        _domain(errors, here, text)


def _domain(errors: Errors, place: Link, name: str) -> None:
    """Check a domain name of two parts or more, which may end in a dot."""
    if not name:
        errors.required(place)
        return
    name = name.removesuffix(".")
    detail = "should be a domain with at least two segments separated by dots"
    complaint = names.domain(name, 1, detail)
    if complaint:
        errors.invalid(place, name, complaint)
        return
    for label in name.split("."):
        complaints = names.dns_label(label)
        if complaints:
            errors.invalid(place, label, ",".join(complaints))
            return


def _hints(errors: Errors, place: Link, hints: Tree) -> None:
    forms: tuple[tuple[str, Form], ...] = (
        ("forZones", names.label_value),
        ("forNodes", names.dns_subdomain),
    )
    for key, form in forms:
        here: Link = (place, key)
        written = hints.get(key) or ()
        if len(written) > _MOST_HINTS:
            errors.too_many(here, len(written), _MOST_HINTS)
            return
        seen: set[str] = set()
        for index, each in enumerate(written):
            there: Link = ((here, index), "name")
            name = (each or {}).get("name") or ""
            if name in seen:
                errors.duplicate(there, name)
            seen.add(name)
            errors.each_invalid(there, name, form(name))
