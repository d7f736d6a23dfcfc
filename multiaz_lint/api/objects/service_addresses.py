"""Which addresses Services may have, and which are taken (networking validation, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.addresses import canonical_cidr, canonical_ip, sloppy_cidr, unmapped
from multiaz_lint.api.errors import Errors, Json
from multiaz_lint.api.metadata import METADATA, object_meta

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")
_ONE_OF_EACH = (
    "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64"
)


def ip_address(errors: Errors, tree: Tree) -> None:
    """Check an IPAddress, which is named as itself: a generateName is taken as it is."""
    meta = tree.get("metadata") or {}
    prefix = meta.get("generateName")
    if prefix:
        errors.each_invalid((METADATA, "generateName"), prefix, _form(prefix))
        meta = {**meta, "name": meta.get("name") or prefix}
    object_meta(errors, meta, _form, namespaced=False, prefixed=False)
    parent = (tree.get("spec") or {}).get("parentRef")
    place: Link = (SPEC, "parentRef")
    if parent is None:
        errors.required(place)
        return
    group = parent.get("group") or ""
    if group:
        errors.each_invalid((place, "group"), group, names.dns_subdomain(group))
    for key in ("resource", "name", "namespace"):
        value = parent.get(key) or ""
        if not value and key != "namespace":
            errors.required((place, key))
        errors.each_invalid((place, key), value, names.path_segment(value))


def _form(name: str) -> tuple[str, ...]:
    found = Errors()
    canonical_ip(found, None, name)
    return tuple(error.detail for error in found)


def service_cidr(errors: Errors, tree: Tree) -> None:
    """Check a ServiceCIDR (ValidateServiceCIDR)."""
    object_meta(errors, tree.get("metadata"), names.dns_subdomain, namespaced=False)
    cidrs = [each or "" for each in (tree.get("spec") or {}).get("cidrs") or ()]
    place: Link = (SPEC, "cidrs")
    if not cidrs:
        errors.required(place, "at least one CIDR required")
        return
    if len(cidrs) > 2:
        errors.invalid(place, Json({"CIDRs": cidrs}), "may only hold up to 2 values")
        return
    for index, cidr in enumerate(cidrs):
        canonical_cidr(errors, (place, index), cidr)
    families = [
        network and unmapped(network.network_address).version for network in map(sloppy_cidr, cidrs)
    ]
    if len(cidrs) == 2 and families[0] == families[1] is not None:
        errors.invalid(place, Json(cidrs), _ONE_OF_EACH)
