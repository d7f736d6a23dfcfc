"""Projected volumes: several sources in one directory (core validation.go, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import Json, Key
from multiaz_lint.api.metadata import ANNOTATION_LIMIT
from multiaz_lint.api.pods.mounts import not_reserved
from multiaz_lint.api.pods.volume_files import downward_file, key_to_path, mode
from multiaz_lint.api.selectors import label_selector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]
    Form = Callable[[str], tuple[str, ...]]

_DOMAIN_LIMIT = 253
_SIGNER_LIMIT = 571  # room for a domain, a namespace and a name
_CONFLICT = "conflicting duplicate paths"
_KEY_TYPES = ("RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519")


def projected(errors: Errors, place: Link, source: Tree) -> None:
    """Check a projected volume: its mode, its sources, and that no two write one file."""
    mode(errors, place, source, "defaultMode")
    paths: set[str] = set()

    def once(path: str, value: str, at: Link) -> None:
        if path in paths:
            errors.invalid(place, value, _CONFLICT, at)
        paths.add(path)

    for index, written in enumerate(source.get("sources") or []):
        part = written or {}
        here: Link = ((place, "sources"), index)
        count = 0
        for kind in ("secret", "configMap"):
            found = part.get(kind)
            if found is None:
                continue
            count += 1
            if not found.get("name"):
                errors.required(((here, kind), "name"))
            for position, item in enumerate(found.get("items") or ()):
                spot: Link = (((here, kind), "items"), position)
                key_to_path(errors, spot, item or {})
                if (item or {}).get("path"):
                    once(item["path"], found.get("name") or "", (spot, "path"))
        found = part.get("downwardAPI")
        if found is not None:
            count += 1
            for position, item in enumerate(found.get("items") or ()):
                spot = (((here, "downwardAPI"), "items"), position)
                downward_file(errors, (here, "downwardAPI"), item or {}, spot)
                if (item or {}).get("path"):
                    once(item["path"], item["path"], (spot, "path"))
        found = part.get("serviceAccountToken")
        if found is not None:
            count += 1
            _token(errors, place, (here, "serviceAccountToken"), found)
        found = part.get("clusterTrustBundle")
        if found is not None:
            count += 1
            spot = (here, "clusterTrustBundle")
            _trust_bundle(errors, spot, found)
            once(found.get("path") or "", found.get("path") or "", (spot, "path"))
        found = part.get("podCertificate")
        if found is not None:
            count += 1
            _certificate(errors, (here, "podCertificate"), found, once)
        if count > 1:
            errors.forbidden(here, "may not specify more than 1 volume type per source")


def _token(errors: Errors, volume: Link, place: Link, source: Tree) -> None:
    expiration = source.get("expirationSeconds")
    if expiration is not None:
        here: Link = (place, "expirationSeconds")
        if expiration < 600:
            detail = "may not specify a duration less than 10 minutes"
            errors.invalid(here, int(expiration), detail)
        if expiration > 1 << 32:
            detail = "may not specify a duration larger than 2^32 seconds"
            errors.invalid(here, int(expiration), detail)
    path = source.get("path") or ""
    if not path:
        errors.required((volume, "path"), at=(place, "path"))
    else:
        not_reserved(errors, (volume, "path"), path, (place, "path"))


def _trust_bundle(errors: Errors, place: Link, source: Tree) -> None:
    name, signer = source.get("name"), source.get("signerName")
    if name is not None and signer is not None:
        value = Json(source, "core.ClusterTrustBundleProjection")
        errors.invalid(place, value, "only one of name and signerName may be used")
    elif name is not None:
        if not name:
            errors.required((place, "name"), "must be a valid object name")
        for complaint in names.dns_subdomain(name.rpartition(":")[2]):
            detail = f"not a valid clustertrustbundlename: {complaint}"
            errors.invalid((place, "name"), name, detail)
        if source.get("labelSelector") is not None:
            detail = "labelSelector must be unset if name is specified"
            errors.invalid((place, "labelSelector"), Json(source["labelSelector"]), detail)
    elif signer is not None:
        if not signer:
            errors.required((place, "signerName"), "must be a valid signer name")
        signer_name(errors, (place, "signerName"), signer)
        label_selector(errors, (place, "labelSelector"), source.get("labelSelector"))
    else:
        errors.required(place, "either name or signerName must be specified")
    path = source.get("path") or ""
    if not path:
        errors.required((place, "path"))
    not_reserved(errors, (place, "path"), path)


def signer_name(errors: Errors, place: Link, name: str) -> None:
    """Check the name of who signs certificates: a domain and a path."""
    if not name:
        errors.required(place)
        return
    domain, slash, path = name.partition("/")
    if not slash or "/" in path:
        errors.invalid(
            place,
            name,
            "must be a fully qualified domain and path of the form 'example.com/signer-name'",
        )
        return
    if len(domain.encode()) > _DOMAIN_LIMIT:
        errors.too_long(place, _DOMAIN_LIMIT)
    _first_bad_label(errors, place, domain, names.dns_label)
    if "." not in domain:
        detail = "should be a domain with at least two segments separated by dots"
        errors.invalid(place, domain, detail)
    _first_bad_label(errors, place, path, names.dns_subdomain)
    if len(name.encode()) > _SIGNER_LIMIT:
        errors.too_long(place, _SIGNER_LIMIT)


def _first_bad_label(errors: Errors, place: Link, segment: str, form: Form) -> None:
    """Check what stands between the dots of a signer's name, as far as the first error."""
    from multiaz_lint.api.golang import quoted

    for label in segment.split("."):
        complaints = form(label)
        if complaints:
            details = [f"validating label {quoted(label)}: {words}" for words in complaints]
            errors.each_invalid(place, segment, details)
            return


def _user_annotations(errors: Errors, place: Link, written: Tree) -> None:
    for written_key in written:
        key = written_key.lower()
        at: Link = (place, Key(written_key))
        if not key:
            errors.required(place, at=at)
            continue
        complaints = names.label_key(key)
        if not complaints and "/" not in key:
            complaints = ('must be a domain-prefixed key (such as "acme.io/foo")',)
        errors.each_invalid(place, key, complaints, at)
    size = sum(len(key.encode()) + len((value or "").encode()) for key, value in written.items())
    if size > ANNOTATION_LIMIT:
        errors.too_long(place, ANNOTATION_LIMIT)


def _certificate(errors: Errors, place: Link, source: Tree, once: Any) -> None:
    signer_name(errors, (place, "signerName"), source.get("signerName") or "")
    _user_annotations(errors, (place, "userAnnotations"), source.get("userAnnotations") or {})
    kind = source.get("keyType") or ""
    if kind not in _KEY_TYPES:
        errors.unsupported((place, "keyType"), kind, _KEY_TYPES)
    most = source.get("maxExpirationSeconds")
    if most is not None:
        here: Link = (place, "maxExpirationSeconds")
        limit = 7_862_400
        host = (source.get("signerName") or "").partition("/")[0]
        if host == "kubernetes.io" or host.endswith(".kubernetes.io"):
            limit = 86_400
        if most < 3600:
            errors.invalid(here, int(most), "if provided, maxExpirationSeconds must be >= 3600")
        if most > limit:
            detail = f"if provided, maxExpirationSeconds must be <= {limit}"
            errors.invalid(here, int(most), detail)
    count = 0
    for name in ("credentialBundlePath", "keyPath", "certificateChainPath"):
        path = source.get(name) or ""
        if path:
            count += 1
            not_reserved(errors, (place, name), path)
            once(path, path, (place, name))
    if not count:
        detail = "specify at least one of credentialBundlePath, keyPath, and certificateChainPath"
        errors.required(place, detail)
