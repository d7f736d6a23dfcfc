"""Leases and ControllerRevisions, which controllers write for themselves (1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import Json
from multiaz_lint.api.metadata import object_meta

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")


def lease(errors: Errors, tree: Tree) -> None:
    """Check a Lease; what coordinates elections is dropped unless that is switched on."""
    object_meta(errors, tree.get("metadata"), names.dns_subdomain, kube=False)
    get = (tree.get("spec") or {}).get
    for key, least, detail in (
        ("leaseDurationSeconds", 1, "must be greater than 0"),
        ("leaseTransitions", 0, "must be greater than or equal to 0"),
    ):
        value = get(key)
        if value is not None and value < least:
            errors.invalid((SPEC, key), Json(int(value)), detail)


def controller_revision(errors: Errors, tree: Tree) -> None:
    """Check a ControllerRevision (ValidateControllerRevisionCreate)."""
    object_meta(errors, tree.get("metadata"), names.dns_subdomain)
    errors.nonnegative((None, "revision"), tree.get("revision") or 0)
    place: Link = (None, "data")
    data = tree.get("data")
    if data is None:
        errors.required(place, "data is mandatory")
    elif not isinstance(data, dict):
        errors.required(place, "data must be a valid JSON object")
