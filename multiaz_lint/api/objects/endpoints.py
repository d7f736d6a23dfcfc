"""Endpoints (core validation.go, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import forms, names
from multiaz_lint.api.addresses import legacy_ip, unreachable_ip
from multiaz_lint.api.errors import Json
from multiaz_lint.api.metadata import object_meta
from multiaz_lint.api.selectors import label_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

_PROTOCOLS = ("SCTP", "TCP", "UDP")


def endpoints(errors: Errors, tree: Tree) -> None:
    """Check Endpoints (ValidateEndpointsCreate)."""
    object_meta(errors, tree.get("metadata"), names.dns_subdomain)
    for index, written in enumerate(tree.get("subsets") or ()):
        place: Link = ((None, "subsets"), index)
        subset = written or {}
        if not subset.get("addresses") and not subset.get("notReadyAddresses"):
            errors.required(place, "must specify `addresses` or `notReadyAddresses`")
        for side in ("addresses", "notReadyAddresses"):
            for position, address in enumerate(subset.get(side) or ()):
                _address(errors, ((place, side), position), address or {})
        ports = subset.get("ports") or ()
        for position, port in enumerate(ports):
            _port(errors, ((place, "ports"), position), port or {}, named=len(ports) > 1)


def _address(errors: Errors, place: Link, address: Tree) -> None:
    text = address.get("ip") or ""
    legacy_ip(errors, (place, "ip"), text)
    hostname, node = address.get("hostname"), address.get("nodeName")
    if hostname:
        errors.each_invalid((place, "hostname"), hostname, names.dns_label(hostname))
    if node is not None:
        errors.each_invalid((place, "nodeName"), node, names.dns_subdomain(node))
    unreachable_ip(errors, (place, "ip"), text)


def _port(errors: Errors, place: Link, port: Tree, *, named: bool) -> None:
    name, number = port.get("name") or "", port.get("port") or 0
    if name:
        errors.each_invalid((place, "name"), name, names.dns_label(name))
    elif named:
        errors.required((place, "name"))
    errors.each_invalid((place, "port"), int(number), forms.port_number(number))
    protocol = port.get("protocol") or "TCP"
    if protocol not in _PROTOCOLS:
        errors.unsupported((place, "protocol"), Json(protocol), _PROTOCOLS)
    application = port.get("appProtocol")
    if application is not None:
        label_name(errors, (place, "appProtocol"), application)
