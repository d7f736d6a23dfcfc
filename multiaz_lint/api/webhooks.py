"""Configurations of admission webhooks (pkg/apis/admissionregistration/validation, 1.37).

What CEL makes of the expressions of match conditions is not judged.
"""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.admission_rules import (
    FAILURE_POLICIES,
    MATCH_POLICIES,
    REINVOCATION_POLICIES,
    match_conditions,
    one_of,
    rule_with_operations,
    service_port,
    static_suffix,
)
from multiaz_lint.api.errors import Json
from multiaz_lint.api.metadata import object_meta
from multiaz_lint.api.selectors import label_selector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

_SIDE_EFFECTS = ("None", "NoneOnDryRun")
_REVIEWS = ("v1", "v1beta1")
_FORM = "; desired format: https://host[/path]"
_LONGEST_TIMEOUT = 30


def validating_webhooks(errors: Errors, tree: Tree, version: tuple[int, int]) -> None:
    _configuration(errors, tree, version, mutating=False)


def mutating_webhooks(errors: Errors, tree: Tree, version: tuple[int, int]) -> None:
    _configuration(errors, tree, version, mutating=True)


def _configuration(errors: Errors, tree: Tree, version: tuple[int, int], *, mutating: bool) -> None:
    meta = tree.get("metadata")
    object_meta(errors, meta, names.dns_subdomain, namespaced=False, kube=False, numbered=True)
    static_suffix(errors, meta, version)
    beta = tree["apiVersion"].endswith("/v1beta1")
    seen: set[str] = set()
    for index, written in enumerate(tree.get("webhooks") or ()):
        place: Link = ((None, "webhooks"), index)
        hook = written or {}
        if beta:
            hook = _older(hook)
        _webhook(errors, place, hook)
        if mutating:
            one_of(errors, place, hook, "reinvocationPolicy", REINVOCATION_POLICIES)
        name = hook.get("name") or ""
        if name in seen:
            errors.duplicate((place, "name"), name)
        elif name:
            seen.add(name)


def _older(hook: Tree) -> Tree:
    """Return a webhook of v1beta1 with what that version has where nothing is written."""
    effects = hook.get("sideEffects")
    return {
        **hook,
        "sideEffects": "Unknown" if effects is None else effects,
        "admissionReviewVersions": hook.get("admissionReviewVersions") or ["v1beta1"],
    }


def _webhook(errors: Errors, place: Link, hook: Tree) -> None:
    get = hook.get
    _qualified_name(errors, (place, "name"), get("name") or "")
    for index, rule in enumerate(get("rules") or ()):
        rule_with_operations(errors, ((place, "rules"), index), rule or {})
    one_of(errors, place, hook, "failurePolicy", FAILURE_POLICIES)
    one_of(errors, place, hook, "matchPolicy", MATCH_POLICIES)
    if get("sideEffects") is None:
        detail = f"must specify one of {', '.join(_SIDE_EFFECTS)}"
        errors.required((place, "sideEffects"), detail)
    one_of(errors, place, hook, "sideEffects", _SIDE_EFFECTS)
    timeout = get("timeoutSeconds")
    if timeout is not None and not 1 <= timeout <= _LONGEST_TIMEOUT:
        detail = "the timeout value must be between 1 and 30 seconds"
        errors.invalid((place, "timeoutSeconds"), int(timeout), detail)
    for key in ("namespaceSelector", "objectSelector"):
        label_selector(errors, (place, key), get(key))
    _client(errors, (place, "clientConfig"), get("clientConfig") or {})
    match_conditions(errors, (place, "matchConditions"), get("matchConditions") or ())
    versions = [each or "" for each in get("admissionReviewVersions") or ()]
    _review_versions(errors, (place, "admissionReviewVersions"), versions)


def _qualified_name(errors: Errors, place: Link, name: str) -> None:
    if not name:
        errors.required(place)
        return
    complaints = names.dns_subdomain(name)
    if complaints:
        errors.invalid(place, name, ",".join(complaints))
    elif name.count(".") < 2:
        detail = "should be a domain with at least three segments separated by dots"
        errors.invalid(place, name, detail)


def _review_versions(errors: Errors, place: Link, versions: list[str]) -> None:
    if not versions:
        errors.required(place, f"must specify one of {', '.join(_REVIEWS)}")
        return
    seen: set[str] = set()
    for index, version in enumerate(versions):
        if version in seen:
            errors.invalid((place, index), version, "duplicate version")
            continue
        seen.add(version)
        errors.each_invalid((place, index), version, names.dns_1035_label(version))
    if seen.isdisjoint(_REVIEWS):
        detail = f"must include at least one of {', '.join(_REVIEWS)}"
        errors.invalid(place, Json(versions), detail)


def _client(errors: Errors, place: Link, client: Tree) -> None:
    url: Any = client.get("url")
    service: Any = client.get("service")
    if (url is None) == (service is None):
        errors.required(place, "exactly one of url or service is required")
    elif service is None:
        _url(errors, (place, "url"), url)
    else:
        _service(errors, (place, "service"), service)


def _url(errors: Errors, place: Link, text: str) -> None:
    from multiaz_lint.api.urls import UrlError, parse

    try:
        url = parse(text)
    except UrlError as error:
        errors.required(place, f"url must be a valid URL: {error}{_FORM}")
        return
    if url.scheme != "https":
        errors.invalid(place, url.scheme, f"'https' is the only allowed URL scheme{_FORM}")
    if not url.host:
        errors.invalid(place, url.host, f"host must be specified{_FORM}")
    if url.user is not None:
        errors.invalid(place, url.user, "user information is not permitted in the URL")
    if url.fragment:
        errors.invalid(place, url.fragment, "fragments are not permitted in the URL")
    if url.query:
        errors.invalid(place, url.query, "query parameters are not permitted in the URL")


def _service(errors: Errors, place: Link, service: Tree) -> None:
    """Check where a webhook answers; the server calls a missing namespace a name and reversed."""
    for said, missing in (("name", "namespace"), ("namespace", "name")):
        if not service.get(missing):
            errors.required((place, said), at=(place, missing))
    written = service.get("port")
    service_port(errors, (place, "port"), 443 if written is None else written)
    path = service.get("path") or "/"
    here: Link = (place, "path")
    if path == "/":
        return
    if path == "//":
        errors.invalid(here, path, "segment[0] may not be empty")
        return
    if not path.startswith("/"):
        errors.invalid(here, path, "must start with a '/'")
    for index, step in enumerate(_without_first(path).removesuffix("/").split("/")):
        if not step:
            errors.invalid(here, path, f"segment[{index}] may not be empty")
            continue
        for words in names.dns_subdomain(step):
            errors.invalid(here, path, f"segment[{index}]: {words}")


def _without_first(path: str) -> str:
    """Leave out the first byte, as the server does of a path without a slash, too."""
    return path.encode()[1:].decode("utf-8", "replace")
