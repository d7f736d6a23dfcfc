"""Requests and limits (core validation.go, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import Json, Key
from multiaz_lint.api.quantity import NANO, Quantity, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]
    NameCheck = Callable[[Errors, Link, str], None]

NEGATIVE = "must be greater than or equal to 0"
_ORDINARY = frozenset(("cpu", "memory", "ephemeral-storage"))
_COUNTED = frozenset(
    (
        "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps",
        "persistentvolumeclaims", "services.nodeports", "services.loadbalancers",
    )
)  # fmt: skip
QUOTA = _COUNTED | {
    "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage",
    "requests.ephemeral-storage", "limits.cpu", "limits.memory", "limits.ephemeral-storage",
}  # fmt: skip
_STANDARD = QUOTA | {"storage"}


def is_huge_page(name: str) -> bool:
    """Whether a resource is pages of memory of one size (IsHugePageResourceName)."""
    return name.startswith("hugepages-")


def is_quota_name(name: str) -> bool:
    """Whether a quota may bound a resource (IsStandardQuotaResourceName)."""
    return name in QUOTA or name.startswith(("hugepages-", "requests.hugepages-"))


def is_native(name: str) -> bool:
    """Whether a resource is one of Kubernetes' own (IsNativeResource)."""
    return "/" not in name or "kubernetes.io/" in name


def is_extended(name: str) -> bool:
    """Whether a resource is somebody's, as of a device plugin (IsExtendedResourceName)."""
    if is_native(name) or name.startswith("requests."):
        return False
    return not names.label_key(f"requests.{name}")


def may_overcommit(name: str) -> bool:
    """Whether limits may be above requests (IsOvercommitAllowed)."""
    return is_native(name) and not is_huge_page(name)


def counts_whole(name: str) -> bool:
    """Whether only whole numbers of a resource make sense (IsIntegerResourceName)."""
    return name in _COUNTED or is_extended(name)


def amount(written: Any) -> Quantity:
    """Read a quantity of a resource list, rounded as defaulting does."""
    quantity = written if written.__class__ is Quantity else parse(written)
    assert isinstance(quantity, Quantity)
    return quantity.rounded()


def resource_name(errors: Errors, place: Link, name: str) -> bool:
    """Check the name of a resource, and return whether it is one (validateResourceName)."""
    complaints = names.label_key(name)
    if complaints:
        errors.each_invalid(place, Json(name), complaints)
        return False
    if "/" not in name and not (
        name in _STANDARD or name.startswith(("hugepages-", "requests.hugepages-"))
    ):
        errors.invalid(place, Json(name), "must be a standard resource type or fully qualified")
        return False
    return True


def container_resource_name(errors: Errors, place: Link, name: str) -> None:
    """Check what a container asks for (ValidateContainerResourceName)."""
    resource_name(errors, place, name)
    if "/" not in name:
        if name not in _ORDINARY and not is_huge_page(name):
            errors.invalid(place, Json(name), "must be a standard resource for containers")
    elif not is_native(name) and not is_extended(name):
        errors.invalid(place, Json(name), "doesn't follow extended resource name standard")


def pod_resource_name(errors: Errors, place: Link, name: str) -> None:
    """Check what a pod as a whole asks for (validatePodResourceName)."""
    known = name in {"cpu", "memory"} or is_huge_page(name)
    if resource_name(errors, place, name) and not known:
        errors.unsupported(place, Json(name), ("cpu", "hugepages-", "memory"))


def quantity_value(errors: Errors, place: Link, name: str, quantity: Quantity) -> None:
    """Check a quantity of a resource (ValidateResourceQuantityValue)."""
    if quantity.nano < 0:
        errors.invalid(place, str(quantity), NEGATIVE)
    if counts_whole(name) and quantity.milli % 1000:
        errors.invalid(place, Json(str(quantity)), "must be an integer")


def positive_quantity(errors: Errors, place: Link, quantity: Quantity, at: Link = None) -> None:
    """Check that a quantity is above 0 (ValidatePositiveQuantityValue)."""
    if quantity.nano <= 0:
        errors.invalid(place, str(quantity), "must be greater than zero", at)


def requirements(
    errors: Errors,
    place: Link,
    written: Tree,
    claims: set[str],
    check_name: NameCheck = container_resource_name,
    requests: Tree | None = None,
) -> None:
    """Check a resources block; ``requests`` replaces what is written where defaulting adds."""
    limits = written.get("limits") or {}
    if requests is None:
        requests = written.get("requests") or {}
    of_pod = check_name is not container_resource_name  # no container resource has a bad name here
    ordinary = True
    for name, value in limits.items():
        if name in _ORDINARY:
            if of_pod:
                check_name(errors, ((place, "limits"), Key(name)), name)
            if amount(value).nano < 0:
                errors.invalid(((place, "limits"), Key(name)), str(amount(value)), NEGATIVE)
            continue
        ordinary = False
        here: Link = ((place, "limits"), Key(name))
        check_name(errors, here, name)
        quantity_value(errors, here, name, amount(value))
        _huge(errors, here, name, amount(value))
    for name, value in requests.items():
        quantity = amount(value)
        if of_pod or name not in _ORDINARY:
            check_name(errors, ((place, "requests"), Key(name)), name)
        if name not in _ORDINARY:
            ordinary = False
            quantity_value(errors, ((place, "requests"), Key(name)), name, quantity)
        elif quantity.nano < 0:
            errors.invalid(((place, "requests"), Key(name)), str(quantity), NEGATIVE)
        if name in limits:
            limit = amount(limits[name])
            if quantity.nano != limit.nano:
                _compare(errors, place, name, quantity, limit)
        elif name not in _ORDINARY and not may_overcommit(name):
            detail = "Limit must be set for non overcommitable resources"
            errors.required((place, "limits"), detail)
        if name not in _ORDINARY:
            _huge(errors, ((place, "requests"), Key(name)), name, quantity)
    if not ordinary:
        together = {*limits, *requests}
        if not together & {"cpu", "memory"} and any(map(is_huge_page, together)):
            errors.forbidden(place, "HugePages require cpu or memory")
    uses = written.get("claims")
    if uses:
        _claims(errors, (place, "claims"), uses, claims)


def _compare(errors: Errors, place: Link, name: str, quantity: Quantity, limit: Quantity) -> None:
    here: Link = (place, "requests")
    at: Link = (here, Key(name))
    if not may_overcommit(name):
        detail = f"must be equal to {name} limit of {limit}"
        errors.invalid(here, str(quantity), detail, at)
    elif quantity.nano > limit.nano:
        detail = f"must be less than or equal to {name} limit of {limit}"
        errors.invalid(here, str(quantity), detail, at)


def _huge(errors: Errors, place: Link, name: str, quantity: Quantity) -> None:
    if not is_huge_page(name):
        return
    size = parse(name.removeprefix("hugepages-"))
    good = isinstance(size, Quantity) and size.nano > 0 and size.nano % NANO == 0
    if not good or quantity.value % size.value:  # type: ignore[union-attr]  # good, so it is parsed
        detail = f"{quantity} is not positive integer multiple of {name}"
        errors.invalid(place, str(quantity), detail)


def _claims(errors: Errors, place: Link, uses: list[Any], claims: set[str]) -> None:
    taken: set[str] = set()
    for index, written in enumerate(uses):
        use = written or {}
        here: Link = (place, index)
        name, request = use.get("name") or "", use.get("request") or ""
        if not name:
            errors.required(here)
            continue
        if name in taken:
            errors.duplicate(here, name)
        else:
            key = name
            if request:
                errors.each_invalid((here, "request"), request, names.dns_label(request))
                key = f"{name}/{request}"
            if key in taken:
                errors.duplicate(here, key)
            elif not request:
                for other in taken:
                    if other.partition("/")[0] == name and "/" in other:
                        errors.duplicate(here, name)
            taken.add(key)
        if name not in claims:
            detail = "must be one of the names in pod.spec.resourceClaims"
            detail += ": " + ", ".join(sorted(claims)) if claims else " which is empty"
            errors.not_found(here, name, detail)
