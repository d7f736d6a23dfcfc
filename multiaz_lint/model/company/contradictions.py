"""What is asked of labels that no node, or no pod, can ever have.

Semantics of component-helpers scheduling/corev1/nodeaffinity and of apimachinery pkg/labels, v1.37.
What the API server refuses is not judged here.
"""

from __future__ import annotations

from multiaz_lint.model.nodes.node_selector import GT, LT, integer
from multiaz_lint.model.resource import mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from typing import Any

    from multiaz_lint.model.placement import NodeTerm

_FORMS = {
    "In": lambda count: count > 0,
    "NotIn": lambda count: count > 0,
    "Exists": lambda count: count == 0,
    "DoesNotExist": lambda count: count == 0,
    GT: lambda count: count == 1,
    LT: lambda count: count == 1,
}


class Contradiction:
    """Why nothing can ever match, and what would mend it."""

    __slots__ = ("reason", "remedy")

    def __init__(self, reason: str, remedy: str) -> None:
        self.reason = reason
        self.remedy = remedy


class LabelDemand:
    """All that is asked of one label: that it is there or not, and of its value."""

    __slots__ = ("above", "absent", "allowed", "below", "excluded", "present")

    def __init__(self) -> None:
        self.present = False
        self.absent = False
        self.allowed: frozenset[str] | None = None
        self.excluded: frozenset[str] = frozenset()
        self.above: int | None = None
        self.below: int | None = None

    def allow(self, values: frozenset[str]) -> None:
        """Ask for a label with one of some values."""
        self.present = True
        self.allowed = values if self.allowed is None else self.allowed & values

    def bound(self, operator: str, value: int) -> None:
        """Ask for a label whose number is above (Gt) or below (Lt) another."""
        self.present = True
        if operator == GT:
            self.above = value if self.above is None else max(self.above, value)
        else:
            self.below = value if self.below is None else min(self.below, value)

    @property
    def impossible(self) -> bool:
        """Whether no label can be so."""
        if self.absent:
            return self.present
        if self.below is not None:
            # A label value begins with a letter or digit, so that no label is below 0.
            above = -1 if self.above is None else max(self.above, -1)
            if self.below - above < 2:
                return True
        if self.allowed is None:
            return False
        return not any(self._fits(value) for value in self.allowed - self.excluded)

    def _fits(self, value: str) -> bool:
        if self.above is None and self.below is None:
            return True
        number = integer(value)
        if number is None:
            return False
        return (self.above is None or number > self.above) and (
            self.below is None or number < self.below
        )


def ask(demands: dict[str, LabelDemand], key: str, operator: str, values: frozenset[str]) -> None:
    """Add what an expression with one of the operators of a label selector asks of a label."""
    demand = demands.setdefault(key, LabelDemand())
    if operator == "In":
        demand.allow(values)
    elif operator == "NotIn":
        demand.excluded |= values
    elif operator == "Exists":
        demand.present = True
    else:
        demand.absent = True


def impossible_key(demands: dict[str, LabelDemand]) -> str | None:
    """Return the first label of which more is asked than one label can be."""
    return next((key for key, demand in demands.items() if demand.impossible), None)


def shut_out(term: NodeTerm, labels: Collection[str]) -> str | None:
    """Return the first of some labels that a term wants nodes not to have; None if there is none.

    A node without the topology key of a hard spread constraint, or of a required pod affinity, is
    left out (kube-scheduler PodTopologySpread and InterPodAffinity, 1.37).
    """
    for expression in term.expressions:
        if expression.get("operator") == "DoesNotExist":
            key = string(expression.get("key"))
            if key in labels:
                return key
    return None


def contradiction(term: NodeTerm, selected: Mapping[str, Any]) -> Contradiction | None:
    """Say why no node can match a term beside a nodeSelector; None where one may."""
    if term.empty:
        remedy = "ask for labels in the term, or leave it out"
        return Contradiction("an empty term matches no node", remedy)
    if not selected and _is_single_demand(term):
        return None
    fields = [mapping(field) for field in sequence(term.tree.get("matchFields"))]
    demands = demanded(selected, (*term.expressions, *fields))
    if demands is None or isinstance(demands, Contradiction):
        return demands
    impossible = impossible_key(demands)
    if impossible is None:
        return None
    remedy = "write alternatives as values of one expression, or as terms of their own"
    return Contradiction(f"what is asked of {impossible} contradicts itself", remedy)


def demanded(
    selected: Mapping[str, Any], expressions: Iterable[Mapping[str, Any]]
) -> dict[str, LabelDemand] | Contradiction | None:
    """Return what labels and expressions ask of each label, all together.

    It is a contradiction where one can never match, and None where one cannot be read.
    """
    demands: dict[str, LabelDemand] = {}
    for key, value in selected.items():
        if isinstance(value, str):
            demands.setdefault(key, LabelDemand()).allow(frozenset({value}))
    for expression in expressions:
        key, operator = string(expression.get("key")), string(expression.get("operator"))
        values = [string(value) for value in sequence(expression.get("values"))]
        if operator not in _FORMS or not _FORMS[operator](len(values)):
            return None
        if operator in (GT, LT):
            number = integer(values[0])
            if number is None:
                reason = f"{key} {operator} {values[0]!r} does not name an integer"
                return Contradiction(reason, "write an integer, or list values with In")
            demands.setdefault(key, LabelDemand()).bound(operator, number)
        else:
            ask(demands, key, operator, frozenset(values))
    return demands


def _is_single_demand(term: NodeTerm) -> bool:
    """Whether the term asks one thing of one label, which cannot contradict itself."""
    written = term.tree.get("matchExpressions")
    if not isinstance(written, list) or len(written) != 1 or term.tree.get("matchFields"):
        return False
    return mapping(written[0]).get("operator") not in {GT, LT}
