"""Where another server answers, and in which versions it is asked (apiserver util/webhook, 1.37).

Errors may name a place otherwise than the manifest, which ``at`` is.
"""

from __future__ import annotations

from multiaz_lint.api import forms, names
from multiaz_lint.api.errors import Json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

REVIEWS = ("v1", "v1beta1")
_FORM = "; desired format: https://host[/path]"


def service_port(errors: Errors, place: Link, port: int, at: Link) -> None:
    """Check at which port of a Service another server answers."""
    complaints = forms.port_number(port)
    if complaints:
        errors.invalid(place, int(port), f"port is not valid: {', '.join(complaints)}", at)


def review_versions(
    errors: Errors, place: Link, versions: list[str], missing: str, at: Link
) -> None:
    """Check in which versions a webhook is asked; ``missing`` is said where there is none."""
    if not versions:
        errors.required(place, missing, at)
        return
    seen: set[str] = set()
    for index, version in enumerate(versions):
        if version in seen:
            errors.invalid((place, index), version, "duplicate version", (at, index))
            continue
        seen.add(version)
        complaints = names.dns_1035_label(version)
        errors.each_invalid((place, index), version, complaints, (at, index))
    if seen.isdisjoint(REVIEWS):
        detail = f"must include at least one of {', '.join(REVIEWS)}"
        errors.invalid(place, Json(versions), detail, at)


def client(errors: Errors, place: Link, written: Tree, at: Link) -> None:
    """Check how a webhook is reached."""
    url: Any = written.get("url")
    service: Any = written.get("service")
    if (url is None) == (service is None):
        errors.required(place, "exactly one of url or service is required", at)
    elif service is None:
        _url(errors, (place, "url"), url, (at, "url"))
    else:
        _service(errors, (place, "service"), service, (at, "service"))


def _url(errors: Errors, place: Link, text: str, at: Link) -> None:
    from multiaz_lint.api.urls import UrlError, parse

    try:
        url = parse(text)
    except UrlError as error:
        errors.required(place, f"url must be a valid URL: {error}{_FORM}", at)
        return
    if url.scheme != "https":
        errors.invalid(place, url.scheme, f"'https' is the only allowed URL scheme{_FORM}", at)
    if not url.host:
        errors.invalid(place, url.host, f"host must be specified{_FORM}", at)
    if url.user is not None:
        errors.invalid(place, url.user, "user information is not permitted in the URL", at)
    if url.fragment:
        errors.invalid(place, url.fragment, "fragments are not permitted in the URL", at)
    if url.query:
        errors.invalid(place, url.query, "query parameters are not permitted in the URL", at)


def _service(errors: Errors, place: Link, service: Tree, at: Link) -> None:
    """Check where a webhook answers; the server calls a missing namespace a name and reversed."""
    for said, missing in (("name", "namespace"), ("namespace", "name")):
        if not service.get(missing):
            errors.required((place, said), at=(at, missing))
    written = service.get("port")
    service_port(errors, (place, "port"), 443 if written is None else written, (at, "port"))
    path = service.get("path") or "/"
    here: Link = (place, "path")
    there: Link = (at, "path")
    if path == "/":
        return
    if path == "//":
        errors.invalid(here, path, "segment[0] may not be empty", there)
        return
    if not path.startswith("/"):
        errors.invalid(here, path, "must start with a '/'", there)
    for index, step in enumerate(_without_first(path).removesuffix("/").split("/")):
        if not step:
            errors.invalid(here, path, f"segment[{index}] may not be empty", there)
            continue
        for words in names.dns_subdomain(step):
            errors.invalid(here, path, f"segment[{index}]: {words}", there)


def _without_first(path: str) -> str:
    """Leave out the first byte, as the server does of a path without a slash, too."""
    return path.encode()[1:].decode("utf-8", "replace")
