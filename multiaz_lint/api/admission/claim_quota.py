"""What ResourceQuotas count of a PersistentVolumeClaim (1.37).

As pkg/quota/v1/evaluator/core/persistent_volume_claims.go measures it, where the class of a claim
that names none is filled in already (admission plugin DefaultStorageClass).
"""

from __future__ import annotations

from multiaz_lint.api.admission.pod_quota import scopes_of
from multiaz_lint.api.pods.resources import amount
from multiaz_lint.api.quantity import NANO, Quantity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    Tree = Mapping[str, Any]
    Amounts = dict[str, Quantity]

_COUNT = "count/persistentvolumeclaims"
_CLAIMS, _STORAGE = "persistentvolumeclaims", "requests.storage"
_OF_CLASS = ".storageclass.storage.k8s.io/"
_ONE = Quantity(NANO, "decimal")
_SCOPE = "VolumeAttributesClass"


def measured(hard: Iterable[str]) -> list[str]:
    """Return which resources of a quota are measured on claims (MatchingResources)."""
    endings = (_OF_CLASS + _CLAIMS, _OF_CLASS + _STORAGE)
    return [n for n in hard if n in {_COUNT, _CLAIMS, _STORAGE} or n.endswith(endings)]


def usage(claim: Tree, storage_class: str) -> Amounts:
    """Return what a claim of a class, which may be empty for none, uses of a quota (Usage)."""
    found = {_CLAIMS: _ONE, _COUNT: _ONE}
    if storage_class:
        found[f"{storage_class}{_OF_CLASS}{_CLAIMS}"] = _ONE
    requested = _requested(claim)
    if requested is not None:
        found[_STORAGE] = requested
        if storage_class:
            found[f"{storage_class}{_OF_CLASS}{_STORAGE}"] = requested
    return found


def _requested(claim: Tree) -> Quantity | None:
    """Return the bytes that are requested, or more where a resize has taken them already."""
    spec, status = claim.get("spec") or {}, claim.get("status") or {}
    written = ((spec.get("resources") or {}).get("requests") or {}).get("storage")
    if written is None:
        return None
    requested = _whole(amount(written))
    allocated = (status.get("allocatedResources") or {}).get("storage")
    if allocated is None or amount(allocated).nano <= requested.nano:
        return requested
    return _whole(amount(allocated))


def _whole(quantity: Quantity) -> Quantity:
    if quantity.nano % NANO == 0:
        return quantity
    return Quantity(quantity.value * NANO, quantity.form)


def matches(quota: Tree, claim: Tree) -> bool:
    """Whether a quota counts a claim: of scopes only the one of its attributes class can hold."""
    if not measured(quota.get("hard") or ()):
        return False
    names = set(_attributes_classes(claim))
    return all(
        scope == _SCOPE and _selects(operator, values, names)
        for scope, operator, values in scopes_of(quota)
    )


def _selects(operator: str, values: Iterable[str], names: set[str]) -> bool:
    """Whether one of the names is selected; without a name, whether its lack is."""
    if operator in {"Exists", "DoesNotExist"}:
        return bool(names) is (operator == "Exists")
    if operator == "In":
        return not names.isdisjoint(values)
    return not names or not names <= set(values)


def _attributes_classes(claim: Tree) -> Iterator[str]:
    spec, status = claim.get("spec") or {}, claim.get("status") or {}
    changing = status.get("modifyVolumeStatus") or {}
    for name in (
        spec.get("volumeAttributesClassName"),
        status.get("currentVolumeAttributesClassName"),
        changing.get("targetVolumeAttributesClassName"),
    ):
        if name:
            yield name
