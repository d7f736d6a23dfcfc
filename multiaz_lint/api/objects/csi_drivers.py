"""CSIDrivers (pkg/apis/storage/validation, 1.37)."""

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
_POLICIES = ("File", "None", "ReadWriteOnceWithFSType")
_MODES = ("Persistent", "Ephemeral")
_LEAST_PERIOD = 10
_LEAST_EXPIRATION = 10 * 60
_MOST_EXPIRATION = 1 << 32


def csi_driver(errors: Errors, tree: Tree) -> None:
    """Check a CSIDriver (ValidateCSIDriver)."""
    object_meta(errors, tree.get("metadata"), names.dns_subdomain, namespaced=False)
    get = (tree.get("spec") or {}).get
    policy = get("fsGroupPolicy")
    errors.one_of((SPEC, "fsGroupPolicy"), policy, _POLICIES)
    requests = get("tokenRequests") or ()
    _token_requests(errors, requests)
    for mode in get("volumeLifecycleModes") or ():
        if mode not in _MODES:
            errors.unsupported((SPEC, "volumeLifecycleModes"), Json(mode or ""), _MODES)
    period = get("nodeAllocatableUpdatePeriodSeconds")
    if period is not None and period < _LEAST_PERIOD:
        here: Link = (SPEC, "nodeAllocatableUpdatePeriodSeconds")
        errors.invalid(here, int(period), "must be greater than or equal to 10 seconds")
    in_secrets = get("serviceAccountTokenInSecrets")
    if in_secrets is not None and not requests:
        detail = "serviceAccountTokenInSecrets is set but no tokenRequests are specified"
        errors.invalid((SPEC, "serviceAccountTokenInSecrets"), Json(in_secrets), detail)


def _token_requests(errors: Errors, requests: Any) -> None:
    audiences: set[str] = set()
    for index, written in enumerate(requests):
        place: Link = ((SPEC, "tokenRequests"), index)
        request = written or {}
        audience = request.get("audience") or ""
        if audience in audiences:
            errors.duplicate((place, "audience"), audience)
            continue
        audiences.add(audience)
        seconds = request.get("expirationSeconds")
        if seconds is None:
            continue
        here: Link = (place, "expirationSeconds")
        if seconds < _LEAST_EXPIRATION:
            detail = "may not specify a duration less than 10 minutes"
            errors.invalid(here, int(seconds), detail)
        if seconds > _MOST_EXPIRATION:
            detail = "may not specify a duration larger than 2^32 seconds"
            errors.invalid(here, int(seconds), detail)
