"""Annotations with JSON that once were fields: tolerations, taints, pods that a node avoids (1.37).

The API server still refuses what it cannot read there, though nothing else looks at them.
"""

from __future__ import annotations

from multiaz_lint.api.decoding.json_structs import read_json
from multiaz_lint.api.errors import Key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

TOLERATIONS = "scheduler.alpha.kubernetes.io/tolerations"
TAINTS = "scheduler.alpha.kubernetes.io/taints"
AVOIDED_PODS = "scheduler.alpha.kubernetes.io/preferAvoidPods"


def old_tolerations(errors: Errors, place: Link, written: Tree) -> None:
    """Check the tolerations in the annotations of a pod; ``place``: of the annotations."""
    from multiaz_lint.api.pods.placing import tolerations

    def check(found: Any) -> None:
        tolerations(errors, (place, TOLERATIONS), found or [])

    _check(errors, place, written, TOLERATIONS, "[]core.Toleration", check)


def old_taints(errors: Errors, place: Link, written: Tree) -> None:
    """Check the taints in the annotations of a node."""
    from multiaz_lint.api.objects.taints import taint

    def check(found: Any) -> None:
        taken: set[tuple[str, str]] = set()
        for index, each in enumerate(found or ()):
            taint(errors, ((place, TAINTS), index), each or {}, taken)

    _check(errors, place, written, TAINTS, "[]core.Taint", check)


def avoided_pods(errors: Errors, place: Link, written: Tree) -> None:
    """Check which pods a node is said to avoid: those of controllers.

    Of a reference without ``controller`` the server says nothing: it panics.
    """

    def check(found: Any) -> None:
        for index, entry in enumerate((found or {}).get("preferAvoidPods") or ()):
            here: Link = (((place, AVOIDED_PODS), index), "PodSignature")
            owner = ((entry or {}).get("podSignature") or {}).get("podController")
            if owner is None:
                errors.required(here)
            elif owner.get("controller") is False:
                here = ((here, "PodController"), "Controller")
                errors.invalid(here, False, "must point to a controller")

    unread = (place, "AvoidPods")
    _check(errors, place, written, AVOIDED_PODS, "v1.AvoidPods", check, unread=unread)


def _check(
    errors: Errors,
    place: Link,
    written: Tree,
    name: str,
    kind: str,
    check: Callable[[Any], None],
    *,
    unread: Link | None = None,
) -> None:
    """Check what an annotation holds, None where it cannot be read: that is said of ``unread``.

    All errors point at the annotation: its text has no places of its own.
    """
    if not written.get(name):
        return
    before = len(errors)
    found, words = read_json(written[name], kind)
    if words:
        errors.invalid(place if unread is None else unread, name, words)
    check(found)
    for error in errors[before:]:
        error.at = (place, Key(name))
