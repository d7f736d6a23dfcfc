"""Events (pkg/apis/core/validation, 1.37): little is asked of those of the core group.

Whether an event is in the namespace of what it is about is asked where both are written.
"""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.metadata import object_meta
from multiaz_lint.api.selectors import label_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

_OTHER_NAMESPACE = "does not match event.namespace"
_LONGEST = 128
_LONGEST_NOTE = 1024
_TYPES = ("Normal", "Warning")
_UNSET = ("FirstTimestamp", "LastTimestamp", "Count", "Source")


def event(errors: Errors, tree: Tree) -> None:
    """Check an Event (ValidateEventCreate)."""
    api_version: str = tree["apiVersion"]
    core = "/" not in api_version
    _as_ever(errors, tree, core=core)
    meta = tree.get("metadata") or {}
    if api_version == "events.k8s.io/v1":
        object_meta(errors, meta, names.dns_subdomain)
        _strictly(errors, tree)
    if not errors:
        object_meta(errors, meta, names.path_segment, kube=False)


def _as_ever(errors: Errors, tree: Tree, *, core: bool) -> None:
    """Check what is asked in all versions."""
    about = "involvedObject" if core else "regarding"
    space = (tree.get("metadata") or {}).get("namespace")
    its = (tree.get(about) or {}).get("namespace") or ""
    timed = bool(tree.get("eventTime"))
    own = {"default", "kube-system"} if timed else {"default"}
    other = not its and space not in own if timed or not its else its != space
    if space and other:
        place: Link = ((None, "involvedObject"), "namespace")
        errors.invalid(place, its, _OTHER_NAMESPACE, ((None, about), "namespace"))
    if not timed:
        return
    key = "reportingComponent" if core else "reportingController"
    controller: Link = (None, key)
    name = tree.get(key) or ""
    if not name:
        errors.required(controller)
    label_name(errors, controller, name)
    for key in ("reportingInstance", "action", "reason"):
        text = tree.get(key) or ""
        if not text:
            errors.required((None, key))
        if len(text.encode()) > _LONGEST:
            errors.invalid((None, key), "", f"can have at most {_LONGEST} characters")
    key = "message" if core else "note"
    if len((tree.get(key) or "").encode()) > _LONGEST_NOTE:
        detail = f"can have at most {_LONGEST_NOTE} characters"
        errors.invalid((None, "message"), "", detail, (None, key))


def _strictly(errors: Errors, tree: Tree) -> None:
    """Check what events.k8s.io/v1 asks on top."""
    series = tree.get("series")
    if series is not None:
        at: Link = (None, "series")
        if (series.get("count") or 0) < 2:
            errors.invalid((None, "series.count"), "", "should be at least 2", (at, "count"))
        if not series.get("lastObservedTime"):
            errors.required((None, "series.lastObservedTime"), at=(at, "lastObservedTime"))
    if not tree.get("eventTime"):
        errors.required((None, "eventTime"))
    kind = tree.get("type") or ""
    if kind not in _TYPES:
        errors.invalid((None, "type"), "", f"has invalid value: {kind}")
    for name in _UNSET:
        key = f"deprecated{name}"
        written = tree.get(key)
        if name == "Source" and written:
            written = written.get("component") or written.get("host")
        if written:
            shown = f"{name[0].lower()}{name[1:]}"
            errors.invalid((None, shown), "", "needs to be unset", (None, key))
