"""What node selection allows of many nodes, found without trying each of them."""

from __future__ import annotations

from multiaz_lint.model.nodes.label_values import LabelValues

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from multiaz_lint.model.nodes.node_selector import NodeSelector, Term

_NONE = LabelValues()
"""The values of a label that no node has."""


class Selection:
    """Nodes by all labels that are written, and by their names; in order, as sets are."""

    def __init__(self, nodes: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        self.labels: dict[str, LabelValues] = {}
        self._names = LabelValues()
        count = 0
        for number, (name, labels) in enumerate(nodes):
            count += 1
            self._names.add(number, name)
            for key, value in labels.items():
                self.labels.setdefault(key, LabelValues()).add(number, value)
        self.every = (1 << count) - 1

    def selected(self, selector: NodeSelector) -> int:
        """Return the nodes that a pod's node selection allows."""
        members = self.every
        for key, value in selector.equalities.items():
            members &= self.labels[key].having(value) if key in self.labels else 0
        if selector.terms is not None:
            by_terms = 0
            for term in selector.terms:
                by_terms |= self.of_term(term)
            members &= by_terms
        return members

    def of_term(self, term: Term) -> int:
        """Return the nodes that one term matches."""
        if term.never:
            return 0
        members = self.every
        for expression in term.expressions:
            values = self.labels.get(expression.key, _NONE)
            members &= values.matching(expression, self.every)
        for field in term.fields:
            members &= self._names.matching(field, self.every)
        return members
