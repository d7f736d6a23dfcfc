"""RuntimeClasses (pkg/apis/node/validation ValidateRuntimeClass, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import Errors, Json
from multiaz_lint.api.metadata import labels, object_meta
from multiaz_lint.api.pods.placing import tolerations
from multiaz_lint.api.pods.resources import requirements

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Link

    Tree = dict[str, Any]

_OVERHEAD: Link = (None, "overhead")
_SCHEDULING: Link = (None, "scheduling")
_TOLERATIONS: Link = (_SCHEDULING, "tolerations")
_LIST_KEYS = ("key", "operator", "value", "effect")


def runtime_class(errors: Errors, tree: Tree) -> None:
    """Check a RuntimeClass; v1alpha1 has it in a spec, which the path of the handler alone says."""
    meta = tree.get("metadata")
    object_meta(errors, meta, names.dns_subdomain, namespaced=False, kube=False)
    alpha = tree["apiVersion"].endswith("/v1alpha1")
    place: Link = ((None, "spec"), "runtimeHandler") if alpha else (None, "handler")
    written = (tree.get("spec") or {}) if alpha else tree
    handler = written.get("runtimeHandler" if alpha else "handler")
    if not handler:
        errors.required(place)
    else:
        errors.each_invalid(place, handler, names.short_name(handler))
    found = Errors()
    overhead = written.get("overhead")
    if overhead is not None:
        requirements(found, _OVERHEAD, {"limits": overhead.get("podFixed")}, set())
    scheduling = written.get("scheduling")
    if scheduling is not None:
        _scheduling(found, scheduling)
    for error in found:
        error.at = _written_at(error.steps, alpha=alpha)
    errors += found


def _scheduling(errors: Errors, scheduling: Tree) -> None:
    labels(errors, (_SCHEDULING, "nodeSelector"), scheduling.get("nodeSelector") or {})
    each = scheduling.get("tolerations") or []
    tolerations(errors, _TOLERATIONS, each)
    seen: set[tuple[str, ...]] = set()
    for index, toleration in enumerate(each):
        get = (toleration or {}).get
        key = tuple(get(name) or "" for name in _LIST_KEYS)
        if key in seen:
            value = {name.capitalize(): get(name) or "" for name in _LIST_KEYS}
            value["TolerationSeconds"] = get("tolerationSeconds")
            errors.duplicate((_TOLERATIONS, index), Json(value, "raw"))
        seen.add(key)


def _written_at(steps: list[str | int], *, alpha: bool) -> Link:
    """Return where a field is written that the server calls otherwise."""
    if steps[0] == "overhead" and steps[1:2] == ["limits"]:
        steps[1] = "podFixed"
    link: Link = (None, "spec") if alpha else None
    for step in steps:
        link = (link, step)
    return link
