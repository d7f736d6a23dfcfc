"""Claims of PersistentVolumes, and their classes (core and storage validation, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import Json
from multiaz_lint.api.metadata import object_meta
from multiaz_lint.api.objects.claims import claim_spec
from multiaz_lint.api.selectors import label_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")
_LARGEST_PARAMETERS = 256 * 1024
_PARAMETERS: Link = (None, "parameters")


def persistent_volume_claim(errors: Errors, tree: Tree) -> None:
    """Check a PersistentVolumeClaim (ValidatePersistentVolumeClaim)."""
    object_meta(errors, tree.get("metadata"), names.dns_subdomain)
    claim_spec(errors, SPEC, tree.get("spec"), stored=True)


def storage_class(errors: Errors, tree: Tree) -> None:
    """Check a StorageClass (ValidateStorageClass)."""
    object_meta(errors, tree.get("metadata"), names.dns_subdomain, namespaced=False)
    get = tree.get
    _provisioner(errors, (None, "provisioner"), get("provisioner") or "")
    _parameters(errors, get("parameters") or {})
    policy = get("reclaimPolicy")
    if policy and policy not in {"Delete", "Retain"}:
        errors.unsupported((None, "reclaimPolicy"), Json(policy), ("Delete", "Retain"))
    mode = get("volumeBindingMode")
    errors.one_of((None, "volumeBindingMode"), mode, ("Immediate", "WaitForFirstConsumer"))
    _topologies(errors, (None, "allowedTopologies"), get("allowedTopologies") or ())


def volume_attributes_class(errors: Errors, tree: Tree) -> None:
    """Check a VolumeAttributesClass (ValidateVolumeAttributesClass)."""
    object_meta(errors, tree.get("metadata"), names.dns_subdomain, namespaced=False)
    _provisioner(errors, (None, "driverName"), tree.get("driverName") or "")
    parameters = tree.get("parameters")
    _parameters(errors, parameters or {})
    if not parameters:
        errors.required(_PARAMETERS, "must contain at least one key/value pair")


def _provisioner(errors: Errors, place: Link, name: str) -> None:
    if not name:
        errors.required(place)
    else:
        errors.each_invalid(place, name.lower(), names.label_key(name.lower()))


def _parameters(errors: Errors, parameters: Tree) -> None:
    place = _PARAMETERS
    if len(parameters) > 512:
        errors.too_long(place, 512)
        return
    size = 0
    for key, value in parameters.items():
        if not key:
            errors.invalid(place, key, "field can not be empty.")
        size += len(key.encode()) + len((value or "").encode())
    if size > _LARGEST_PARAMETERS:
        errors.too_long(place, _LARGEST_PARAMETERS)


def _topologies(errors: Errors, place: Link, terms: Any) -> None:
    # The server compares each term with as many empty ones as there are terms, and then with
    # those before it: an empty term is told to be a duplicate once for each term.
    seen: list[dict[str, set[str]]] = [{} for _ in terms]
    for index, term in enumerate(terms):
        found: dict[str, set[str]] = {}
        here: Link = ((place, index), "matchLabelExpressions")
        for position, written in enumerate((term or {}).get("matchLabelExpressions") or ()):
            spot: Link = (here, position)
            expression = written or {}
            values = [value or "" for value in expression.get("values") or ()]
            if not values:
                errors.required((spot, "values"))
            have: set[str] = set()
            for number, value in enumerate(values):
                if value in have:
                    errors.duplicate(((spot, "values"), number), value)
                have.add(value)
            key = expression.get("key") or ""
            label_name(errors, (spot, "key"), key)
            if key in found:
                errors.duplicate((spot, "key"), key)
            found[key] = have
        for other in seen:
            if other == found:
                errors.duplicate(here, "")
        seen.append(found)
