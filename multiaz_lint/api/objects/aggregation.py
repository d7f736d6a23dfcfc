"""APIServices: versions that other servers answer for (kube-aggregator validation, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.decoding.base64_texts import decoded_length
from multiaz_lint.api.golang import quoted
from multiaz_lint.api.metadata import METADATA, object_meta
from multiaz_lint.api.objects.reached import service_port

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")
_HIGHEST_GROUP = 20_000
_HIGHEST_VERSION = 1_000


def api_service(errors: Errors, tree: Tree) -> None:
    """Check an APIService (ValidateAPIService)."""
    spec = tree.get("spec") or {}
    get = spec.get
    group, version = get("group") or "", get("version") or ""

    def form(name: str) -> tuple[str, ...]:
        complaints = names.path_segment(name)
        if complaints or name == f"{version}.{group}":
            return complaints
        wanted = quoted(f"{version}.{group}")
        return (f'must be `spec.version+"."+spec.group`: {wanted}',)

    meta = tree.get("metadata") or {}
    prefix = meta.get("generateName")
    if prefix:  # judged as a whole name: no name that grows from it is that of the version
        errors.each_invalid((METADATA, "generateName"), prefix, form(prefix))
    object_meta(errors, meta, form, namespaced=False, kube=False, prefixed=False)
    if group:
        errors.each_invalid((SPEC, "group"), group, names.dns_subdomain(group))
    elif version != "v1":
        detail = "only v1 may have an empty group and it better be legacy kube"
        errors.required((SPEC, "group"), detail)
    errors.each_invalid((SPEC, "version"), version, names.dns_1035_label(version))
    for key, highest in (
        ("groupPriorityMinimum", _HIGHEST_GROUP),
        ("versionPriority", _HIGHEST_VERSION),
    ):
        priority = get(key) or 0
        if not 0 < priority <= highest:
            errors.invalid((SPEC, key), int(priority), f"must be positive and less than {highest}")
    _service(errors, spec)


def _service(errors: Errors, spec: Tree) -> None:
    service, bundle = spec.get("service"), decoded_length(spec.get("caBundle") or "")
    trusts = bool(spec.get("insecureSkipTLSVerify"))
    here: Link = (SPEC, "insecureSkipTLSVerify")
    if service is None:
        if bundle:
            detail = "local APIServices may not have a caBundle"
            errors.invalid((SPEC, "caBundle"), f"{bundle} bytes", detail)
        if trusts:
            errors.invalid(
                here, value=True, detail="local APIServices may not have insecureSkipTLSVerify"
            )
        return
    place: Link = (SPEC, "service")
    for key in ("namespace", "name"):
        if not service.get(key):
            errors.required((place, key))
    written = service.get("port")
    port: Link = (place, "port")
    service_port(errors, port, 443 if written is None else written, port)
    if trusts and bundle:
        errors.invalid(here, value=True, detail="may not be true if caBundle is present")
