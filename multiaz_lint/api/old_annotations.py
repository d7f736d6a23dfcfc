"""Annotations with JSON that once were fields: tolerations, taints, pods that a node avoids (1.37).

The API server still refuses what it cannot read there, though nothing else looks at them.
"""

from __future__ import annotations

from multiaz_lint.api.errors import Key
from multiaz_lint.api.json_structs import read_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

TOLERATIONS = "scheduler.alpha.kubernetes.io/tolerations"
TAINTS = "scheduler.alpha.kubernetes.io/taints"
AVOIDED_PODS = "scheduler.alpha.kubernetes.io/preferAvoidPods"


def old_tolerations(errors: Errors, place: Link, written: Tree) -> None:
    """Check the tolerations in the annotations of a pod; ``place``: of the annotations."""
    from multiaz_lint.api.placing import tolerations

    if written.get(TOLERATIONS):
        before = len(errors)
        found, words = read_json(written[TOLERATIONS], "[]core.Toleration")
        if words:
            errors.invalid(place, TOLERATIONS, words)
        tolerations(errors, (place, TOLERATIONS), found or [])
        _point_at(errors, before, (place, Key(TOLERATIONS)))


def old_taints(errors: Errors, place: Link, written: Tree) -> None:
    """Check the taints in the annotations of a node."""
    from multiaz_lint.api.nodes import taint

    if written.get(TAINTS):
        before = len(errors)
        found, words = read_json(written[TAINTS], "[]core.Taint")
        if words:
            errors.invalid(place, TAINTS, words)
        taken: set[tuple[str, str]] = set()
        for index, each in enumerate(found or ()):
            taint(errors, ((place, TAINTS), index), each or {}, taken)
        _point_at(errors, before, (place, Key(TAINTS)))


def avoided_pods(errors: Errors, place: Link, written: Tree) -> None:
    """Check which pods a node is said to avoid: those of controllers.

    Of a reference without ``controller`` the server says nothing: it panics.
    """
    if not written.get(AVOIDED_PODS):
        return
    before = len(errors)
    found, words = read_json(written[AVOIDED_PODS], "v1.AvoidPods")
    if words:
        errors.invalid((place, "AvoidPods"), AVOIDED_PODS, words)
        found = None
    for index, entry in enumerate((found or {}).get("preferAvoidPods") or ()):
        here: Link = (((place, AVOIDED_PODS), index), "PodSignature")
        owner = ((entry or {}).get("podSignature") or {}).get("podController")
        if owner is None:
            errors.required(here)
        elif owner.get("controller") is False:
            here = ((here, "PodController"), "Controller")
            errors.invalid(here, False, "must point to a controller")
    _point_at(errors, before, (place, Key(AVOIDED_PODS)))


def _point_at(errors: Errors, before: int, at: Link) -> None:
    """Let what was found last point at the annotation: its text has no places of its own."""
    for error in errors[before:]:
        error.at = at
