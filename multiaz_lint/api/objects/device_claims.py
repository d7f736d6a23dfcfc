"""Claims of devices, their templates and classes (pkg/apis/resource/validation, 1.37).

What CEL makes of selectors is not judged, and who may claim devices as an administrator is a matter
of the namespace. What generated validation checks is checked of both where a request asks in two
ways, the rest of neither.
"""

from __future__ import annotations

from multiaz_lint.api import forms, names
from multiaz_lint.api.errors import OMITTED, Json
from multiaz_lint.api.metadata import object_meta, parts_of_urls
from multiaz_lint.api.objects.claims import template_meta
from multiaz_lint.api.pods.volume_disks import caseless_driver
from multiaz_lint.api.selectors import label_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")
_MOST = 32
_MOST_FIRST = 8
_LARGEST = 10 * 1024
_LONGEST_DOMAIN = 63
_LONGEST_IDENTIFIER = 32
_MODES = ("All", "ExactCount")
_OPERATORS = ("Equal", "Exists")
_EFFECTS = ("NoExecute", "NoSchedule", "None")
_ONE_WAY = "exactly one of `exactly` or `firstAvailable` is required"
_REFERENCE = (
    "must be the name of a request in the claim or the name of a request and a subrequest "
    "separated by '/'"
)


def resource_claim(errors: Errors, tree: Tree) -> None:
    """Check a ResourceClaim (ValidateResourceClaim)."""
    if is_older(tree):
        return
    object_meta(errors, tree.get("metadata"), names.dns_subdomain)
    _claim_spec(errors, SPEC, tree.get("spec") or {})


def resource_claim_template(errors: Errors, tree: Tree) -> None:
    """Check a ResourceClaimTemplate (ValidateResourceClaimTemplate)."""
    if is_older(tree):
        return
    object_meta(errors, tree.get("metadata"), names.dns_subdomain)
    spec = tree.get("spec") or {}
    template_meta(errors, (SPEC, "metadata"), spec.get("metadata") or {})
    _claim_spec(errors, (SPEC, "spec"), spec.get("spec") or {})


def device_class(errors: Errors, tree: Tree) -> None:
    """Check a DeviceClass (ValidateDeviceClass)."""
    if is_older(tree):
        return
    meta, form = tree.get("metadata"), names.long_name
    object_meta(errors, meta, form, namespaced=False, numbered=True, prefixed=False)
    spec = tree.get("spec") or {}
    _selectors(errors, (SPEC, "selectors"), spec.get("selectors") or ())
    place: Link = (SPEC, "config")
    for index, config in _bounded(errors, place, spec.get("config") or ()):
        _opaque(errors, (place, index), config)
    name = spec.get("extendedResourceName")
    if name is not None:
        _extended_resource(errors, (SPEC, "extendedResourceName"), name)
    parts_of_urls(errors, meta)


def is_older(tree: Tree) -> bool:
    """Tell whether a claim has a form that no server has any more, unless it is switched on."""
    version: str = tree["apiVersion"]
    return version.endswith(("/v1beta1", "/v1alpha3"))


def _bounded(
    errors: Errors, place: Link, written: Sequence[Any], most: int = _MOST
) -> list[tuple[int, Tree]]:
    """Return what there is to check of a list: nothing of one that is too long."""
    if len(written) > most:
        errors.too_many(place, len(written), most)
        return []
    return [(index, each or {}) for index, each in enumerate(written)]


def _claim_spec(errors: Errors, spec_place: Link, spec: Tree) -> None:
    place: Link = (spec_place, "devices")
    devices = spec.get("devices") or {}
    written = devices.get("requests") or ()
    here: Link = (place, "requests")
    for index, request in _bounded(errors, here, written):
        _request(errors, (here, index), request)
    _unique(errors, here, written, _MOST)
    known = _request_names(written)
    here = (place, "constraints")
    for index, constraint in _bounded(errors, here, devices.get("constraints") or ()):
        _constraint(errors, (here, index), constraint, known)
    here = (place, "config")
    for index, config in _bounded(errors, here, devices.get("config") or ()):
        _references(errors, ((here, index), "requests"), config.get("requests") or (), known)
        _opaque(errors, (here, index), config)


def _unique(errors: Errors, place: Link, written: Sequence[Any], most: int) -> None:
    """Check that requests have names of their own."""
    called = [(each or {}).get("name") or "" for each in written[: most + 1]]
    if len(called) > most:
        return
    for index, name in enumerate(called):
        if name in called[:index]:
            errors.duplicate((place, index), OMITTED)


def _request_names(written: Sequence[Any]) -> dict[str, set[str]]:
    """Return the names that others may refer to, each with those of what it takes instead."""
    return {
        (request or {}).get("name") or "": {
            (one or {}).get("name") or "" for one in (request or {}).get("firstAvailable") or ()
        }
        for request in written
    }


def _is_known(name: str, known: dict[str, set[str]]) -> bool:
    parts = name.split("/")
    if len(parts) > 2 or parts[0] not in known:
        return False
    return len(parts) == 1 or parts[1] in known[parts[0]]


def _request(errors: Errors, place: Link, request: Tree) -> None:
    name = request.get("name") or ""
    errors.each_invalid((place, "name"), name, names.dns_label(name))
    exactly, first = request.get("exactly"), request.get("firstAvailable") or ()
    if exactly is None and not first:
        errors.required(place, _ONE_WAY)
    both = exactly is not None and bool(first)
    if both:
        detail = f"{_ONE_WAY}, but multiple fields are set"
        errors.invalid(place, Json(None), detail)
    if exactly is not None:
        here: Link = (place, "exactly")
        class_name = exactly.get("deviceClassName") or ""
        if not both:
            _class_name(errors, here, class_name, names.dns_subdomain(class_name))
        _wanted(errors, here, exactly, generated=both)
    here = (place, "firstAvailable")
    for index, one in _bounded(errors, here, first, _MOST_FIRST):
        name = one.get("name") or ""
        if not both:
            errors.each_invalid(((here, index), "name"), name, names.dns_label(name))
        class_name = one.get("deviceClassName") or ""
        _class_name(errors, (here, index), class_name, names.long_name(class_name))
        _wanted(errors, (here, index), one, generated=both)
    _unique(errors, here, first, _MOST_FIRST)


def _class_name(errors: Errors, place: Link, name: str, complaints: Sequence[str]) -> None:
    if not name:
        errors.required((place, "deviceClassName"))
    else:
        errors.each_invalid((place, "deviceClassName"), name, complaints)


def _wanted(errors: Errors, place: Link, request: Tree, *, generated: bool) -> None:
    """Check what is asked for; ``generated``: only what generated validation checks."""
    written = request.get("selectors") or ()
    if generated:
        _bounded(errors, (place, "selectors"), written)
    else:
        _selectors(errors, (place, "selectors"), written)
    mode = request.get("allocationMode") or "ExactCount"
    count = request.get("count") or 0
    here: Link = (place, "count")
    if mode not in _MODES:
        errors.unsupported((place, "allocationMode"), Json(mode), _MODES)
    elif generated:
        pass
    elif mode == "All" and count:
        detail = "must not be specified when allocationMode is 'All'"
        errors.invalid(here, int(count), detail)
    elif mode == "ExactCount" and count < 0:
        errors.invalid(here, int(count), "must be greater than zero")
    for index, each in enumerate(request.get("tolerations") or ()):
        _toleration(errors, ((place, "tolerations"), index), each or {}, generated=generated)


def _selectors(errors: Errors, place: Link, written: Sequence[Any]) -> None:
    for index, selector in _bounded(errors, place, written):
        here: Link = ((place, index), "cel")
        cel = selector.get("cel")
        if cel is None:
            errors.required(here)
        elif len((cel.get("expression") or "").encode()) > _LARGEST:
            errors.too_long((here, "expression"), _LARGEST)


def _toleration(errors: Errors, place: Link, toleration: Tree, *, generated: bool) -> None:
    key, operator = toleration.get("key") or "", toleration.get("operator") or "Equal"
    value, effect = toleration.get("value") or "", toleration.get("effect") or ""
    if key:
        label_name(errors, (place, "key"), key)
    here: Link = (place, "value")
    if operator not in _OPERATORS:
        errors.unsupported((place, "operator"), Json(operator), _OPERATORS)
    elif generated:
        pass
    elif operator == "Equal":
        errors.each_invalid(here, value, names.label_value(value))
    elif value:
        errors.invalid(here, value, "must be empty for operator `Exists`")
    if effect and effect not in _EFFECTS:
        errors.unsupported((place, "effect"), Json(effect), _EFFECTS)


def _constraint(errors: Errors, place: Link, constraint: Tree, known: dict[str, set[str]]) -> None:
    _references(errors, (place, "requests"), constraint.get("requests") or (), known)
    attributes = [constraint.get(key) for key in ("matchAttribute", "distinctAttribute")]
    if attributes == [None, None]:
        detail = (
            'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple '
            "fields are set"
        )
        errors.required(place, detail)
    for key, name in zip(("matchAttribute", "distinctAttribute"), attributes, strict=True):
        if name is not None:
            _attribute(errors, (place, key), name)


def _references(
    errors: Errors, place: Link, written: Sequence[Any], known: dict[str, set[str]]
) -> None:
    """Check the names of requests, or of what one takes instead."""
    if len(written) > _MOST:
        errors.too_many(place, len(written), _MOST)
        return
    seen: set[str] = set()
    for index, each in enumerate(written):
        here: Link = (place, index)
        name = each or ""
        if name in seen:
            errors.duplicate(here, name)
        seen.add(name)
        parts = name.split("/")
        if len(parts) <= 2:
            for part in parts:
                errors.each_invalid(here, part, names.dns_label(part))
        if not _is_known(name, known):
            errors.invalid(here, name, _REFERENCE)


def _attribute(errors: Errors, place: Link, name: str) -> None:
    """Check the name of an attribute: a domain and an identifier of C."""
    parts = name.split("/")
    if len(parts) == 1:
        _identifier(errors, place, name)
        detail = "a fully qualified name must be a domain and a name separated by a slash"
        errors.invalid(place, name, detail)
    elif len(parts) == 2:
        domain, identifier = parts
        if not domain:
            errors.invalid(place, "", "prefix must not be empty")
        else:
            if len(domain.encode()) > _LONGEST_DOMAIN:
                errors.too_long(place, _LONGEST_DOMAIN)
            for words in names.long_name(domain):
                errors.invalid(place, domain, f"prefix: {words}")
        if not identifier:
            errors.invalid(place, "", "name must not be empty")
        else:
            _identifier(errors, place, identifier)


def _identifier(errors: Errors, place: Link, identifier: str) -> None:
    if len(identifier.encode()) > _LONGEST_IDENTIFIER:
        errors.too_long(place, _LONGEST_IDENTIFIER)
    errors.each_invalid(place, identifier, forms.c_identifier(identifier))


def _opaque(errors: Errors, place: Link, config: Tree) -> None:
    opaque = config.get("opaque")
    here: Link = (place, "opaque")
    if opaque is None:
        errors.required(here)
        return
    caseless_driver(errors, (here, "driver"), opaque.get("driver") or "")
    _parameters(errors, (here, "parameters"), opaque.get("parameters"))


def _parameters(errors: Errors, place: Link, parameters: Any) -> None:
    from multiaz_lint.api.golang import marshalled

    if parameters is None:
        errors.required(place)
    elif len(marshalled(parameters).encode()) > _LARGEST:
        errors.too_long(place, _LARGEST)
    elif not isinstance(parameters, dict):
        errors.invalid(place, "<value omitted>", "must be a valid JSON object")


def _extended_resource(errors: Errors, place: Link, name: str) -> None:
    if "/" not in name:
        detail = "a name must be a domain-prefixed path, such as 'example.com/my-prop'"
        errors.invalid(place, name, detail)
    elif "kubernetes.io/" in name:
        errors.invalid(place, name, 'must not have "kubernetes.io/" domain')
    if name.startswith("requests."):
        errors.invalid(place, name, 'must not have "requests." prefix')
    errors.each_invalid(place, name, names.label_key(f"requests.{name}"))
