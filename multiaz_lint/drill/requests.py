"""What a pod asks of a node: the sum of its requests (component-helpers resource, v1.37)."""

from __future__ import annotations

from multiaz_lint.model import quantity

_MOST = 2**63 - 1
"""The scheduler counts in 64 bits, and no node has a billionth of it."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    Tree = Mapping[str, Any]
    Amounts = dict[str, int]

CPU = "cpu"
MEMORY = "memory"
_UNSTATED = {CPU: 100, MEMORY: 200 * 1024 * 1024}  # what scoring takes for a missing request
_HUGE = "hugepages-"


class Requests:
    """A pod's requests: exact ones for filtering, filled-up ones for scoring.

    ``weights`` is what a placed pod weighs on its node, ``asked`` what the least-allocated score
    takes the pod itself for: that scorer looks at containers only (NodeResourcesFit, v1.37, leaves
    its enablePodLevelResources unset). Cpu counts in thousandths, everything else in whole units.
    """

    __slots__ = ("amounts", "asked", "key", "stated", "weights")

    def __init__(self, pod_spec: Tree) -> None:
        containers = [_requests_of(c) for c in pod_spec.get("containers") or ()]
        initial = [
            (_requests_of(c), c.get("restartPolicy") == "Always")
            for c in pod_spec.get("initContainers") or ()
        ]
        amounts = _aggregate(containers, initial)
        own = _pod_level(pod_spec.get("resources") or {}, amounts)
        overhead = _amounts(pod_spec.get("overhead"))
        amounts.update(own)
        self.stated = _plus(amounts, overhead)
        self.amounts = [(name, amount) for name, amount in self.stated.items() if amount > 0]
        fill = {name: _UNSTATED[name] for name in _UNSTATED if not own or name not in amounts}
        filled = _aggregate(
            [{**fill, **c} for c in containers],
            [({**fill, **c}, always) for c, always in initial],
        )
        self.weights = self.asked = _weights({**filled, **own}, overhead)
        if own:
            filled = _aggregate(
                [{**_UNSTATED, **c} for c in containers],
                [({**_UNSTATED, **c}, always) for c, always in initial],
            )
            self.asked = _weights(filled, overhead)
        self.key: object = (frozenset(self.stated.items()), self.weights, self.asked)

    @property
    def best_effort(self) -> bool:
        """Whether neither cpu nor memory is asked for."""
        return not (self.stated.get(CPU) or self.stated.get(MEMORY))


def amount(name: str, value: object) -> int:
    """Read one quantity of a resource list in the unit that the scheduler counts it in."""
    try:
        found = quantity.milli(value) if name == CPU else quantity.units(value)
    except quantity.QuantityError:
        return 0  # the API server refuses such a manifest; `check` says so
    return max(-_MOST, min(found, _MOST))


def _amounts(resources: Tree | None) -> Amounts:
    return {name: amount(name, value) for name, value in (resources or {}).items()}


def _requests_of(container: Tree) -> Amounts:
    """A container's requests; a limit without a request becomes one when the pod is made."""
    resources = container.get("resources") or {}
    return {**_amounts(resources.get("limits")), **_amounts(resources.get("requests"))}


def _aggregate(containers: Iterable[Amounts], initial: Iterable[tuple[Amounts, bool]]) -> Amounts:
    total: Amounts = {}
    for container in containers:
        total = _plus(total, container)
    sidecars: Amounts = {}
    highest: Amounts = {}
    for container, always in initial:
        if always:
            total = _plus(total, container)
            sidecars = _plus(sidecars, container)
            running = sidecars
        else:
            running = _plus(sidecars, container)
        for name, value in running.items():
            highest[name] = max(highest.get(name, 0), value)
    for name, value in highest.items():
        total[name] = max(total.get(name, 0), value)
    return total


def _weights(filled: Amounts, overhead: Amounts) -> tuple[int, int]:
    total = _plus(filled, overhead)
    return total.get(CPU, 0), total.get(MEMORY, 0)


def _pod_level(resources: Tree, aggregate: Amounts) -> Amounts:
    """Pod-level requests, which replace the sum; defaulted as the API server does."""
    own = _amounts(resources.get("requests"))
    limits = _amounts(resources.get("limits"))
    if limits:
        for name in (CPU, MEMORY):
            if name in aggregate:
                own.setdefault(name, aggregate[name])
        for name, value in limits.items():
            own.setdefault(name, value)
    return {name: v for name, v in own.items() if name in _UNSTATED or name.startswith(_HUGE)}


def _plus(left: Amounts, right: Amounts) -> Amounts:
    total = dict(left)
    for name, value in right.items():
        total[name] = total.get(name, 0) + value
    return total
