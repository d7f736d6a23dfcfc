"""Requests for certificates, and whom to trust (pkg/apis/certificates/validation, 1.37).

What stands between the lines of a PEM text, certificates and the requests for them, is not judged,
nor is a request of v1beta1, which is named by what stands there.
"""

from __future__ import annotations

import base64

from multiaz_lint.api import names
from multiaz_lint.api.decoding.pem import blocks
from multiaz_lint.api.errors import Json
from multiaz_lint.api.metadata import object_meta, parts_of_urls
from multiaz_lint.api.pods.projected import signer_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")
_USAGES = (
    "any", "cert sign", "client auth", "code signing", "content commitment", "crl sign",
    "data encipherment", "decipher only", "digital signature", "email protection", "encipher only",
    "ipsec end system", "ipsec tunnel", "ipsec user", "key agreement", "key encipherment",
    "microsoft sgc", "netscape sgc", "ocsp signing", "s/mime", "server auth", "signing",
    "timestamping",
)  # fmt: skip
_LEGACY_SIGNER = "kubernetes.io/legacy-unknown"
_SHORTEST = 600
_LARGEST = 1024 * 1024


def signing_request(errors: Errors, tree: Tree) -> None:
    """Check a CertificateSigningRequest (ValidateCertificateSigningRequestCreate)."""
    if tree["apiVersion"].endswith("/v1beta1"):
        return
    object_meta(errors, tree.get("metadata"), lambda _name: (), namespaced=False)
    spec = tree.get("spec") or {}
    _request(errors, (SPEC, "request"), spec.get("request"))
    usages, place = [each or "" for each in spec.get("usages") or ()], (SPEC, "usages")
    if not usages:
        errors.required(place)
    seen: set[str] = set()
    for index, usage in enumerate(usages):
        if usage not in _USAGES:
            errors.unsupported((place, index), Json(usage), _USAGES)
        if usage in seen:
            errors.duplicate((place, index), Json(usage))
        seen.add(usage)
    signer, here = spec.get("signerName") or "", (SPEC, "signerName")
    if signer == _LEGACY_SIGNER:
        detail = "the legacy signerName is not allowed via this API version"
        errors.invalid(here, signer, detail)
    else:
        signer_name(errors, here, signer)
    seconds = spec.get("expirationSeconds")
    if seconds is not None and seconds < _SHORTEST:
        detail = "may not specify a duration less than 600 seconds (10 minutes)"
        errors.invalid((SPEC, "expirationSeconds"), int(seconds), detail)
    parts_of_urls(errors, tree.get("metadata"))


def _request(errors: Errors, place: Link, written: str | None) -> None:
    data = base64.b64decode(written or "")
    first = next(blocks(data), None)
    if first is None or first.kind != "CERTIFICATE REQUEST":
        value = None if written is None else base64.b64encode(data).decode()
        errors.invalid(place, Json(value), "PEM block type must be CERTIFICATE REQUEST")


def trust_bundle(errors: Errors, tree: Tree) -> None:
    """Check a ClusterTrustBundle (ValidateClusterTrustBundle)."""
    spec = tree.get("spec") or {}
    signer = spec.get("signerName") or ""

    def form(name: str) -> tuple[str, ...]:
        if not signer:
            if ":" in name:
                return ('ClusterTrustBundle without signer name must not have ":" in its name',)
            return names.dns_subdomain(name)
        prefix = f"{signer.replace('/', ':')}:"
        if not name.startswith(prefix):
            words = f"ClusterTrustBundle for signerName {signer} must be named with prefix {prefix}"
            return (words,)
        return names.dns_subdomain(name.removeprefix(prefix))

    object_meta(errors, tree.get("metadata"), form, namespaced=False)
    if signer:
        signer_name(errors, (SPEC, "signerName"), signer)
    _anchors(errors, (SPEC, "trustBundle"), (spec.get("trustBundle") or "").encode())


def _anchors(errors: Errors, place: Link, data: bytes) -> None:
    if len(data) > _LARGEST:
        errors.too_long(place, _LARGEST)
        return
    found = list(blocks(data))
    for index, block in enumerate(found):
        words = ""
        if block.kind != "CERTIFICATE":
            words = f"entry {index} has bad block type: {block.kind}"
        elif block.has_headers:
            words = f"entry {index} has PEM block headers"
        if words:
            errors.invalid(place, "<value omitted>", words)
    if not found:
        errors.invalid(place, "<value omitted>", "at least one trust anchor must be provided")
