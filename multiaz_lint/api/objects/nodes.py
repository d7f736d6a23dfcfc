"""Nodes, as somebody may write them: taints, capacity, address ranges (validation.go, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import FieldError, Json
from multiaz_lint.api.metadata import METADATA, object_meta
from multiaz_lint.api.objects.taints import taint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")
STATUS: Link = (None, "status")
_FEATURE_LIMIT = 253


def node(errors: Errors, tree: Tree) -> None:
    """Check a Node (ValidateNode)."""
    from multiaz_lint.api.pods.resources import amount, quantity_value

    meta = tree.get("metadata") or {}
    object_meta(errors, meta, names.dns_subdomain, namespaced=False)
    written = meta.get("annotations")
    if written:
        from multiaz_lint.api.objects.old_annotations import avoided_pods, old_taints

        old_taints(errors, (METADATA, "annotations"), written)
        avoided_pods(errors, (METADATA, "annotations"), written)
    spec, status = tree.get("spec") or {}, tree.get("status") or {}
    taken: set[tuple[str, str]] = set()
    for index, each in enumerate(spec.get("taints") or ()):
        before = len(errors)
        taint(errors, ((METADATA, "taints"), index), each or {}, taken)
        for error in errors[before:]:
            error.at = ((SPEC, "taints"), index)
    capacity = status.get("capacity")
    allocatable = status.get("allocatable")
    if allocatable is None:
        allocatable = capacity
    for name, amounts in (("capacity", capacity), ("allocatable", allocatable)):
        for key, value in (amounts or {}).items():
            quantity_value(errors, ((STATUS, name), key), key, amount(value))
    _features(errors, (STATUS, "declaredFeatures"), status.get("declaredFeatures") or [])
    swap = ((status.get("nodeInfo") or {}).get("swap") or {}).get("capacity")
    if swap is not None and swap <= 0:
        at: Link = (((STATUS, "nodeInfo"), "swap"), "capacity")
        here: Link = ((METADATA, "nodeSwapStatus"), "capacity")
        errors.invalid(here, int(swap), "must be greater than zero", at)
    _ranges(errors, spec)


def _features(errors: Errors, place: Link, features: list[Any]) -> None:
    """Check the names of what a kubelet declares that it can do: in order, and each once."""
    from multiaz_lint.api.golang import quoted

    shown = [feature or "" for feature in features]
    for index, feature in enumerate(shown):
        words = ""
        if len(feature.encode()) > _FEATURE_LIMIT:
            words = f"must be no more than {_FEATURE_LIMIT} characters"
        elif not _is_feature(feature):
            words = (
                "must start with an UpperCamelCase segment, with subsequent segments separated by "
                "'/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric "
                "characters and slashes"
            )
        if words:
            detail = f"invalid feature name {quoted(feature)}: {words}"
            errors.invalid((place, index), feature, detail)
        if index and shown[index - 1] == feature:
            errors.duplicate((place, index), feature)
        elif index and shown[index - 1].encode() > feature.encode():
            errors.invalid((place, index), feature, "list must be sorted alphabetically")


def _is_feature(name: str) -> bool:
    segments = name.split("/")
    letters = name.isascii() and all(s.isalnum() and s[0].isalpha() for s in segments)
    return letters and name[0].isupper()


def _ranges(errors: Errors, spec: Tree) -> None:
    """Check the ranges of the addresses of a node's pods, at most one of each family."""
    from multiaz_lint.api.addresses import legacy_cidr, sloppy_cidr

    ranges = [text or "" for text in spec.get("podCIDRs") or ()]
    if spec.get("podCIDR") and ranges[:1] != [spec["podCIDR"]]:
        ranges = [spec["podCIDR"]]  # conversion lets it win over the others
    place: Link = (SPEC, "podCIDRs")
    for index, text in enumerate(ranges):
        legacy_cidr(errors, (place, index), text)
    if len(ranges) > 1:
        found = [sloppy_cidr(text) for text in ranges]
        if None in found:
            at = found.index(None)
            detail = "invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR"
            detail += f"[{at}]: <nil> (invalid CIDR address: {ranges[at]})"
            errors.append(FieldError(place, "InternalError", "", detail, (place, at)))
        families = {network.version for network in found if network is not None}
        if len(families) != 2 or len(ranges) > 2:
            detail = "may specify no more than one CIDR for each IP family"
            errors.invalid(place, Json(ranges), detail)
