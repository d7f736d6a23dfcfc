"""What ResourceQuotas count of a Pod, and which Pods they refuse (1.37).

As pkg/quota/v1/evaluator/core measures pods and the ResourceQuota plugin of k8s.io/apiserver
checks them. Specs are those of admitted Pods (``limit_ranger.py``).
"""

from __future__ import annotations

from multiaz_lint.api.pods.pod_level_resources import aggregate, supported
from multiaz_lint.api.pods.resources import amount, is_extended, is_huge_page, is_native
from multiaz_lint.api.quantity import Quantity
from multiaz_lint.model.placement import PREFERRED, REQUIRED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    Tree = Mapping[str, Any]
    Amounts = dict[str, Quantity]
    Quantities = Mapping[str, Quantity]

COUNT = "count/pods"
_ONE = Quantity(1_000_000_000, "decimal")
_REQUESTS, _LIMITS = "requests.", "limits."
_DEVICES = "deviceclass.resource.kubernetes.io/"
_PLAIN = ("cpu", "memory", "ephemeral-storage")
_MEASURED = frozenset((
    COUNT, "pods", *_PLAIN,
    *(prefix + name for prefix in (_REQUESTS, _LIMITS) for name in _PLAIN),
))  # fmt: skip
_DEMANDED = frozenset(
    prefix + name for prefix in ("", _REQUESTS, _LIMITS) for name in ("cpu", "memory")
)
_CLASS = "PriorityClass"


def measured(hard: Iterable[str]) -> list[str]:
    """Return which resources of a quota are measured on Pods (MatchingResources)."""
    return [name for name in hard if name in _MEASURED or _is_of_a_kind(name)]


def _is_of_a_kind(name: str) -> bool:
    if name.startswith(("hugepages-", "requests.hugepages-")):
        return True
    extended = not is_native(name) or name.startswith(_REQUESTS + _DEVICES)
    return extended and name.startswith(_REQUESTS)


def usage(spec: Tree) -> Amounts:
    """Return what a Pod that has not ended uses (podComputeUsageHelper); of one that has, COUNT."""
    requests, limits = _total(spec, "requests"), _total(spec, "limits")
    found = {COUNT: _ONE, "pods": _ONE}
    for name in _PLAIN:
        if name in requests:
            found[name] = found[_REQUESTS + name] = requests[name]
        if name in limits:
            found[_LIMITS + name] = limits[name]
    for name, value in requests.items():
        if is_huge_page(name):
            found[name] = found[_REQUESTS + name] = value
        if is_extended(name) or name.startswith(_DEVICES):
            found[_REQUESTS + name] = value
    return found


def _total(spec: Tree, side: str) -> Amounts:
    """Sum up a Pod, its overhead included (component-helpers PodRequests, PodLimits)."""
    total: Amounts = aggregate(spec, side)
    for name, value in ((spec.get("resources") or {}).get(side) or {}).items():
        if supported(name):
            total[name] = amount(value)
    for name, value in (spec.get("overhead") or {}).items():
        if side == "requests":
            total[name] = total[name] + amount(value) if name in total else amount(value)
        elif name in total and total[name].nano:
            total[name] += amount(value)
    return total


def matches(quota: Tree, spec: Tree, priority_class: str) -> bool:
    """Whether a quota counts a Pod of this priority class, which is that of the default if any."""
    if not measured(quota.get("hard") or ()):
        return False
    return all(_in_scope(scope, operator, values, spec, priority_class)
               for scope, operator, values in scopes_of(quota))  # fmt: skip


def scopes_of(quota: Tree) -> Iterator[tuple[Any, Any, Any]]:
    """Yield the scopes that a quota asks for: each with an operator and values."""
    for scope in quota.get("scopes") or ():
        yield scope, "Exists", ()
    for each in (quota.get("scopeSelector") or {}).get("matchExpressions") or ():
        yield each.get("scopeName"), each.get("operator"), each.get("values") or ()


def _in_scope(
    scope: str, operator: str, values: Iterable[str], spec: Tree, priority_class: str
) -> bool:
    if scope in {"Terminating", "NotTerminating"}:
        seconds = spec.get("activeDeadlineSeconds")
        return (seconds is not None and seconds >= 0) is (scope == "Terminating")
    if scope in {"BestEffort", "NotBestEffort"}:
        return _best_effort(spec) is (scope == "BestEffort")
    if scope == "CrossNamespacePodAffinity":
        return any(map(_crosses, _terms(spec.get("affinity") or {})))
    if scope != _CLASS:
        return False
    if operator in {"Exists", "DoesNotExist"}:
        return bool(priority_class) is (operator == "Exists")
    if operator == "In":
        return bool(priority_class) and priority_class in values
    return not priority_class or priority_class not in values


def _best_effort(spec: Tree) -> bool:
    """Whether neither cpu nor memory is requested or limited (ComputePodQOS)."""
    blocks = [spec["resources"]] if _has_pod_level(spec) else [
        (each or {}).get("resources") or {}
        for name in ("containers", "initContainers")
        for each in spec.get(name) or ()
    ]  # fmt: skip
    return not any(
        amount(value).nano
        for block in blocks
        for side in ("requests", "limits")
        for name, value in (block.get(side) or {}).items()
        if name in {"cpu", "memory"}
    )


def _has_pod_level(spec: Tree) -> bool:
    whole = spec.get("resources") or {}
    return any(supported(n) for side in ("requests", "limits") for n in whole.get(side) or ())


def _terms(affinity: Tree) -> Iterator[Tree]:
    for side in ("podAffinity", "podAntiAffinity"):
        written = affinity.get(side) or {}
        yield from filter(None, written.get(REQUIRED) or ())
        for each in written.get(PREFERRED) or ():
            yield (each or {}).get("podAffinityTerm") or {}


def _crosses(term: Tree) -> bool:
    return bool(term.get("namespaces")) or term.get("namespaceSelector") is not None


def unspecified(hard: Iterable[str], spec: Tree) -> str:
    """Say what a quota of cpu or memory has containers specify and these do not (Constraints)."""
    if _has_pod_level(spec):
        return ""
    missing: dict[str, set[str]] = {}
    for name in _DEMANDED.intersection(hard):
        side = "limits" if name.startswith(_LIMITS) else "requests"
        plain = name.rpartition(".")[2]
        for each in (*(spec.get("containers") or ()), *(spec.get("initContainers") or ())):
            container = each or {}
            if plain not in ((container.get("resources") or {}).get(side) or {}):
                missing.setdefault(name, set()).add(str(container.get("name") or ""))
    lacking = [f"{name} for: {','.join(sorted(missing[name]))}" for name in sorted(missing)]
    return f"must specify {'; '.join(lacking)}" if lacking else ""


def exceeded(hard: Quantities, used: Quantities, requested: Quantities) -> str:
    """Say which amounts of a quota a Pod would exceed (CheckRequest); empty when none."""
    beyond = [
        name
        for name in sorted(hard)
        if name in requested
        and requested[name].nano
        and used[name].nano + requested[name].nano > hard[name].nano
    ]
    if not beyond:
        return ""
    asked, before, most = (
        ",".join(f"{name}={amounts[name]}" for name in beyond)
        for amounts in (requested, used, hard)
    )
    return f"requested: {asked}, used: {before}, limited: {most}"
