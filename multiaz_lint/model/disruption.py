"""PodDisruptionBudget: which pods it guards, and how many may be evicted at a time."""

from __future__ import annotations

from multiaz_lint.model.cached import cached
from multiaz_lint.model.digits import percent
from multiaz_lint.model.labels import NOTHING, compile_selector
from multiaz_lint.model.resource import Resource, mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.model.field import Field


class PodDisruptionBudget(Resource):
    """policy PodDisruptionBudget; the arithmetic is that of the disruption controller, 1.37."""

    __slots__ = ("limits", "selector")

    def _look(self) -> None:
        spec = self.spec
        self.limits: tuple[Any, Any] = spec.get("minAvailable"), spec.get("maxUnavailable")
        """The written minAvailable and maxUnavailable; None for what is absent."""
        written = spec.get("selector")
        selector = compile_selector(mapping(written) if written is not None else None)
        self.selector = NOTHING if selector.empty and self.version == "v1beta1" else selector
        """The pods it guards; null selects none, and so does ``{}`` in policy/v1beta1."""

    @cached
    def refused(self) -> bool:
        """Whether the API server refuses it, so that it does not exist: api-* rules say that."""
        verdict = self.verdict
        return verdict is not None and (bool(verdict.errors) or verdict.decode is not None)

    @cached
    def judged(self) -> bool:
        """Whether it is there and somebody wrote it: a controller answers for its own budgets."""
        return not (self.owned or self.refused)

    @property
    def min_available(self) -> Field:
        """How many pods, or which share of them, must stay: a number or a percentage."""
        return self.at("spec", "minAvailable")

    @property
    def max_unavailable(self) -> Field:
        """How many pods, or which share of them, may be missing."""
        return self.at("spec", "maxUnavailable")

    @property
    def bound(self) -> Field:
        """The field that sets the budget: minAvailable, maxUnavailable or, with neither, spec."""
        least, most = self.limits
        if least is not None:
            return self.min_available
        return self.max_unavailable if most is not None else self.at("spec")

    @property
    def counts_scale(self) -> bool:
        """Whether the scale of each pod's controller is asked for: all but integer minAvailable."""
        least, most = self.limits
        return isinstance(least, str) or most is not None

    def allowed(self, replicas: int) -> int:
        """Return how many of that many healthy replicas may be evicted at once (0 blocks drains).

        Percentages of both fields round up. With neither field no pod may be evicted.
        """
        wanted = self.wanted(replicas)
        return 0 if wanted is None else min(replicas, max(0, replicas - wanted))

    def wanted(self, replicas: int) -> int | None:
        """Return how many pods must be healthy where their controllers want that many in all.

        It is None with neither field.
        """
        least, most = self.limits
        if least is not None:
            return rounded_up(least, replicas)
        return None if most is None else max(0, replicas - rounded_up(most, replicas))


def rounded_up(value: object, total: int) -> int:
    """Resolve an int or a percentage against a total, rounding up; 0 when it is neither."""
    if isinstance(value, bool):
        return 0
    if isinstance(value, int):
        return value
    share = percent(value)
    return -(-share * total // 100) if share is not None else 0
