"""Resources of a pod as a whole (gate PodLevelResources, on since 1.34)."""

from __future__ import annotations

from multiaz_lint.api.errors import Key
from multiaz_lint.api.pods.resources import (
    amount,
    is_huge_page,
    may_overcommit,
    pod_resource_name,
    requirements,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link
    from multiaz_lint.api.pods.checks import PodChecks
    from multiaz_lint.api.quantity import Quantity

    Tree = dict[str, Any]
    Amounts = dict[str, Quantity]


def pod_resources(errors: Errors, place: Link, spec: Tree, checks: PodChecks) -> None:
    """Check requests and limits of a pod as a whole (validatePodResources)."""
    if (spec.get("os") or {}).get("name") == "windows":
        errors.forbidden(place, "may not be set for a windows pod")
        return
    written = dict(spec["resources"])
    if written.get("claims") is not None:
        errors.forbidden((place, "claims"), "claims may not be set for Resources at pod-level")
    if checks.is_pod:
        _default(spec, written)
    requirements(errors, place, written, checks.claims, pod_resource_name)
    requests = aggregate(spec, "requests", is_pod=checks.is_pod)
    for name, total in requests.items():
        own = written.get("requests") or {}
        if name in own and total.nano > amount(own[name]).nano:
            detail = f"must be greater than or equal to aggregate container requests of {total}"
            errors.invalid(((place, "requests"), Key(name)), str(amount(own[name])), detail)
    limits = written.get("limits") or {}
    for name, total in aggregate(spec, "limits").items():
        if is_huge_page(name) and name in limits and total.nano > amount(limits[name]).nano:
            detail = f"must be greater than or equal to aggregate container limits of {total}"
            errors.invalid(((place, "limits"), Key(name)), str(amount(limits[name])), detail)
    for index, container in enumerate(spec.get("containers") or ()):
        for name, value in (((container or {}).get("resources") or {}).get("limits") or {}).items():
            if name in limits and amount(value).nano > amount(limits[name]).nano:
                detail = f"must be less than or equal to pod limits of {amount(limits[name])}"
                here: Link = ((((place, "containers"), index), Key(name)), "limits")
                errors.invalid(here, str(amount(value)), detail, place)


def supported(name: str) -> bool:
    """Whether a pod as a whole may ask for a resource."""
    return name in {"cpu", "memory"} or is_huge_page(name)


def _default(spec: Tree, written: Tree) -> None:
    """Fill what the server fills in a Pod before it validates it."""
    requests, limits = dict(written.get("requests") or {}), dict(written.get("limits") or {})
    if not requests and not limits:
        return
    for name, total in aggregate(spec, "limits").items():
        if is_huge_page(name) and name not in requests:
            limits.setdefault(name, str(total))
    for name, total in aggregate(spec, "requests", is_pod=True).items():
        if supported(name) and may_overcommit(name):
            requests.setdefault(name, str(total))
    for name, value in limits.items():
        if supported(name):
            requests.setdefault(name, value)
    written["requests"], written["limits"] = requests, limits


def aggregate(spec: Mapping[str, Any], side: str, *, is_pod: bool = False) -> Amounts:
    """Sum over regular containers and sidecars, at least what each init container needs."""
    total: Amounts = {}
    for container in spec.get("containers") or ():
        _add(total, _amounts(container or {}, side, is_pod=is_pod))
    sidecars: Amounts = {}
    most: Amounts = {}
    for container in spec.get("initContainers") or ():
        own = _amounts(container or {}, side, is_pod=is_pod)
        if (container or {}).get("restartPolicy") == "Always":
            _add(total, own)
            _add(sidecars, own)
            own = dict(sidecars)
        else:
            _add(own, sidecars)
        _raise(most, own)
    _raise(total, most)
    return total


def _amounts(container: Tree, side: str, *, is_pod: bool) -> Amounts:
    written = container.get("resources") or {}
    found = dict(written.get(side) or {})
    if is_pod and side == "requests":
        for name, value in (written.get("limits") or {}).items():
            found.setdefault(name, value)
    return {name: amount(value) for name, value in found.items()}


def _add(total: Amounts, more: Amounts) -> None:
    for name, quantity in more.items():
        old = total.get(name)
        total[name] = old + quantity if old else quantity


def _raise(total: Amounts, other: Amounts) -> None:
    for name, quantity in other.items():
        old = total.get(name)
        if old is None or quantity.nano > old.nano:
            total[name] = quantity
