"""A ResourceQuota with what the pods and claims of its namespace use of it (v1.37)."""

from __future__ import annotations

from multiaz_lint.api.admission import claim_quota, pod_quota
from multiaz_lint.api.admission.pod_quota import COUNT, exceeded
from multiaz_lint.api.pods.resources import amount
from multiaz_lint.api.quantity import Quantity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from multiaz_lint.model import Resource

    Tree = Mapping[str, Any]
    Amounts = Mapping[str, Quantity]


def measured(hard: Iterable[str]) -> list[str]:
    """Return which resources of a quota are measured on pods or on claims."""
    hard = list(hard)
    return [*pod_quota.measured(hard), *claim_quota.measured(hard)]


class Quota:
    """One quota: what is hard, and what is used of it; `source` is its manifest."""

    __slots__ = ("hard", "name", "source", "spec", "used")

    def __init__(self, name: str, spec: Tree, source: Resource | None = None) -> None:
        self.name = name
        self.spec = spec
        self.source = source
        hard: Tree = spec.get("hard") or {}
        self.hard = {each: amount(hard[each]) for each in measured(hard)}
        self.used = dict.fromkeys(self.hard, Quantity(0, "decimal"))

    def refusal(self, amounts: Amounts) -> str:
        """Say why no pod or claim that uses these amounts may be made now; empty when it may."""
        words = exceeded(self.hard, self.used, amounts)
        return f"exceeded quota: {self.name}, {words}" if words else ""

    def count(self, amounts: Amounts, sign: int, *, live: bool = True, there: bool = True) -> None:
        """Count a pod or claim, or no longer: as `live`, as an object that is `there`, or both.

        A pod that ended, or is being deleted beyond its grace, is counted as an object only
        (QuotaV1Pod).
        """
        for name, used in self.used.items():
            if name in amounts and (there if name == COUNT else live):
                one = amounts[name]
                self.used[name] = used + (one if sign > 0 else Quantity(-one.nano, one.form))
