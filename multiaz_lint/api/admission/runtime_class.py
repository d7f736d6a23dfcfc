"""Which Pods a RuntimeClass refuses as they are created (1.37).

As plugin/pkg/admission/runtimeclass does it: part of it before the validation of the Pod, part of
it behind LimitRanges. What the class adds to a Pod may be there already: that is the model's to
say (``model/pods/runtime_class.py``).
"""

from __future__ import annotations

from multiaz_lint.api.pods.resources import amount
from multiaz_lint.model.placeholders import is_placeholder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Tree = Mapping[str, Any]
    Complaint = tuple[tuple[str | int, ...], str]
    """Where in the spec, and what is said of it."""

_OTHER = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"
_WITHOUT = "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead"


def refusal(spec: Tree, runtime: Tree | None, *, absent: bool = False) -> Complaint | None:
    """Return what keeps a Pod from getting what its class adds, before its validation (Admit).

    The class is None where it is not known, and ``absent`` where there is none of its name. Where
    several labels differ the API server names any of them; here it is the first by name.
    """
    name = spec.get("runtimeClassName")
    if absent and name is not None:
        return ("runtimeClassName",), f'pod rejected: RuntimeClass "{name}" not found'
    if name is None or runtime is None:
        return None
    overhead = runtime.get("overhead")
    if overhead is not None and spec.get("overhead") and not _is_that_of(overhead, spec):
        return ("overhead",), _OTHER
    own = spec.get("nodeSelector") or {}
    wanted = (runtime.get("scheduling") or {}).get("nodeSelector") or {}
    for key, value in sorted(wanted.items()):
        if key not in own or is_placeholder(own[key]) or is_placeholder(value):
            continue
        if (own[key] or "") != (value or ""):
            ours = f"runtimeClass.scheduling.nodeSelector[{key}] = {value or ''}"
            theirs = f"pod.spec.nodeSelector[{key}] = {own[key] or ''}"
            return ("nodeSelector", key), f"conflict: {ours}; {theirs}"
    return None


def late_refusal(spec: Tree, runtime: Tree | None) -> Complaint | None:
    """Say that a Pod has an overhead that its class does not have, behind LimitRanges (Validate).

    Nothing is said where the class is not known.
    """
    if spec.get("overhead") is None:
        return None
    if spec.get("runtimeClassName") is None:
        return ("overhead",), _WITHOUT
    if runtime is None or runtime.get("overhead") is not None:
        return None
    return ("overhead",), _WITHOUT


def as_stored(spec: Tree) -> Tree:
    """Return the spec of a template without an empty overhead, which is lost in the store."""
    if spec.get("overhead", True):
        return spec
    return {key: value for key, value in spec.items() if key != "overhead"}


def _is_that_of(overhead: Tree, spec: Tree) -> bool:
    return _amounts(spec["overhead"]) == _amounts(overhead.get("podFixed") or {})


def _amounts(written: Tree) -> dict[str, int]:
    return {name: amount(value).nano for name, value in written.items()}
