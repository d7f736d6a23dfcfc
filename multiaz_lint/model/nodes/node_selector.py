"""A pod's nodeSelector and required node affinity, matched against a node.

Semantics of component-helpers scheduling/corev1/nodeaffinity, v1.37.
"""

from __future__ import annotations

from multiaz_lint.model import labels
from multiaz_lint.model.placement import REQUIRED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    Tree = Mapping[str, Any]

GT = "Gt"
LT = "Lt"
_NAME = "metadata.name"
_INT64 = 2**63


class Term:
    """One nodeSelectorTerm: expressions on labels and fields, all of which must hold."""

    __slots__ = ("expressions", "fields", "never")

    def __init__(self, written: Tree | None) -> None:
        written = written or {}
        expressions = written.get("matchExpressions") or ()
        fields = written.get("matchFields") or ()
        self.expressions = [Expression(expression) for expression in expressions]
        self.fields = [Expression(field) for field in fields]
        self.never = (
            not (expressions or fields)
            or any(expression.broken for expression in self.expressions)
            or any(field.broken_field for field in self.fields)
        )

    def matches(self, name: str | None, node_labels: Tree) -> bool:
        """Whether a node is meant; where nobody tells its name, fields do not matter."""
        if self.never:
            return False
        for expression in self.expressions:
            if not expression.matches(node_labels):
                return False
        return name is None or all(field.matches({_NAME: name}) for field in self.fields)


class NodeSelector:
    """Where a pod may stand by nodeSelector and required node affinity: compiled once.

    ``terms`` are None where no node affinity is required; of several any one will do.
    """

    __slots__ = ("equalities", "terms")

    def __init__(self, selected: Tree | None, terms: Iterable[Tree | None] | None) -> None:
        self.equalities = labels.compile_map(selected).equalities
        self.terms = None if terms is None else [Term(term) for term in terms]

    @classmethod
    def of_pod(cls, spec: Tree) -> NodeSelector:
        """Compile what a pod spec says."""
        affinity = (spec.get("affinity") or {}).get("nodeAffinity") or {}
        required = affinity.get(REQUIRED)
        terms = None if required is None else required.get("nodeSelectorTerms") or ()
        return cls(spec.get("nodeSelector"), terms)

    @property
    def anywhere(self) -> bool:
        """Whether every node will do."""
        return not self.equalities and self.terms is None

    @property
    def asked_keys(self) -> set[str]:
        """Return the labels that it is about."""
        asked = {each.key for term in self.terms or () for each in term.expressions}
        return asked.union(self.equalities)

    def matches(self, name: str, node_labels: Tree) -> bool:
        """Whether a node with a name and labels is one that it asks for."""
        for key, value in self.equalities.items():
            if key not in node_labels or node_labels[key] != value:
                return False
        if self.terms is None:
            return True
        return any(term.matches(name, node_labels) for term in self.terms)


class Expression:
    """One expression of a term, on a label or on the name."""

    __slots__ = ("bound", "broken", "broken_field", "key", "operator", "values")

    def __init__(self, written: Tree | None) -> None:
        written = written or {}
        self.key = str(written.get("key") or "")
        self.operator = written.get("operator")
        values = written.get("values") or ()
        self.values = frozenset(
            value or "" for value in values if not isinstance(value, (list, dict))
        )
        self.bound: int | None = None
        if self.operator in (GT, LT):
            self.bound = integer(next(iter(values))) if len(values) == 1 else None
            self.broken = self.bound is None
        elif self.operator in (labels.IN, labels.NOT_IN):
            self.broken = not values
        else:
            absent_or_there = (labels.EXISTS, labels.DOES_NOT_EXIST)
            self.broken = self.operator not in absent_or_there or bool(values)
        self.broken_field = (
            self.key != _NAME or self.operator not in (labels.IN, labels.NOT_IN) or len(values) != 1
        )

    def matches(self, node_labels: Tree) -> bool:
        """Whether it holds for the labels of a node."""
        operator = self.operator
        if operator == labels.IN:
            return self.key in node_labels and node_labels[self.key] in self.values
        if operator == labels.NOT_IN:
            return self.key not in node_labels or node_labels[self.key] not in self.values
        if operator == labels.EXISTS:
            return self.key in node_labels
        if operator == labels.DOES_NOT_EXIST:
            return self.key not in node_labels
        value = integer(node_labels.get(self.key))
        if value is None or self.bound is None:
            return False
        return value > self.bound if operator == GT else value < self.bound


def integer(text: object) -> int | None:
    """Read a text as Go's ParseInt with base 10 and 64 bits does."""
    if not isinstance(text, str):
        return None
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 40:
        return None
    value = int(text)
    return value if -_INT64 <= value < _INT64 else None
