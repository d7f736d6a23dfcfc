"""Terms of pod affinity and spread constraints, compiled to what they match."""

from __future__ import annotations

from multiaz_lint.model.labels import EVERYTHING, IN, NOT_IN, NOTHING, Selector, compile_selector
from multiaz_lint.model.placement import PREFERRED, REQUIRED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping
    from typing import Any

    Tree = Mapping[str, Any]


def selector_key(selector: Selector) -> Hashable:
    """Return what makes two selectors the same question."""
    if selector.nothing:
        return None
    return frozenset(selector.equalities.items()), frozenset(selector.expressions)


def merged(selector: Selector, extra: Iterable[tuple[str, str, str]]) -> Selector:
    """Add what matchLabelKeys and mismatchLabelKeys add when the pod is created."""
    added = tuple((key, operator, frozenset((value,))) for key, operator, value in extra)
    if selector.nothing or not added:
        return selector
    return Selector(selector.equalities, (*selector.expressions, *added))


class PodMatch:
    """Which pods a term or constraint means: their namespaces and their labels."""

    __slots__ = ("key", "namespace_selector", "namespaces", "selector")

    def __init__(
        self, namespaces: Iterable[str], selector: Selector, namespace_selector: Selector = NOTHING
    ) -> None:
        self.namespaces = frozenset(namespaces)
        self.selector = selector
        self.namespace_selector = namespace_selector
        self.key: Hashable = (
            self.namespaces,
            selector_key(selector),
            selector_key(namespace_selector),
        )

    def matches(self, namespace: str, labels: Tree, namespace_labels: Tree | None) -> bool:
        """Whether a pod is meant; the labels of its namespace are None when nobody knows them."""
        if namespace not in self.namespaces:
            chosen = self.namespace_selector
            known = chosen.empty if namespace_labels is None else chosen.matches(namespace_labels)
            if not known:
                return False
        return self.selector.matches(labels)


class AffinityTerm:
    """One term of pod affinity or anti-affinity."""

    __slots__ = ("key", "match", "topology_key", "weight")

    def __init__(self, written: Tree, namespace: str, labels: Tree, weight: int = 1) -> None:
        extra = [(k, IN, labels[k]) for k in written.get("matchLabelKeys") or () if k in labels]
        extra += [
            (k, NOT_IN, labels[k]) for k in written.get("mismatchLabelKeys") or () if k in labels
        ]
        selector = merged(compile_selector(written.get("labelSelector")), extra)
        namespaces = written.get("namespaces") or ()
        chosen = written.get("namespaceSelector")
        if not namespaces and chosen is None:
            namespaces = (namespace,)
        self.match = PodMatch(namespaces, selector, compile_selector(chosen))
        self.topology_key = str(written.get("topologyKey"))
        self.weight = weight
        self.key: Hashable = (self.match.key, self.topology_key, weight)


def required_terms(affinity: Tree | None, namespace: str, labels: Tree) -> tuple[AffinityTerm, ...]:
    """Compile the hard terms of podAffinity or podAntiAffinity."""
    written = (affinity or {}).get(REQUIRED) or ()
    return tuple(AffinityTerm(term, namespace, labels) for term in written)


def preferred_terms(
    affinity: Tree | None, namespace: str, labels: Tree, sign: int
) -> tuple[AffinityTerm, ...]:
    """Compile the soft terms, their weights with the sign of attraction or repulsion."""
    written = (affinity or {}).get(PREFERRED) or ()
    return tuple(
        AffinityTerm(
            weighted.get("podAffinityTerm") or {},
            namespace,
            labels,
            sign * int(weighted.get("weight") or 0),
        )
        for weighted in written
    )


class Spread:
    """One topology spread constraint of a pod."""

    __slots__ = (
        "honors_affinity",
        "honors_taints",
        "match",
        "max_skew",
        "min_domains",
        "self_match",
        "topology_key",
    )

    def __init__(self, written: Tree, namespace: str, labels: Tree) -> None:
        extra = [(k, IN, labels[k]) for k in written.get("matchLabelKeys") or () if k in labels]
        selector = merged(compile_selector(written.get("labelSelector")), extra)
        self._set(selector, namespace, labels, written.get("topologyKey"), written.get("maxSkew"))
        self.min_domains = int(written.get("minDomains") or 1)
        self.honors_affinity = written.get("nodeAffinityPolicy") != "Ignore"
        self.honors_taints = written.get("nodeTaintsPolicy") == "Honor"

    def _set(
        self, selector: Selector, namespace: str, labels: Tree, topology_key: Any, max_skew: Any
    ) -> None:
        # `{}` matches the pod itself, yet the scheduler counts 0 pods for it
        self.match = PodMatch((namespace,), NOTHING if selector.empty else selector)
        self.topology_key = str(topology_key)
        self.max_skew = int(max_skew or 1)
        self.self_match = int(selector.matches(labels))

    @classmethod
    def default(
        cls, topology_key: str, max_skew: int, selector: Selector, namespace: str, labels: Tree
    ) -> Spread:
        """Build a constraint of the scheduler's own system defaults."""
        constraint = cls.__new__(cls)
        constraint._set(selector, namespace, labels, topology_key, max_skew)
        constraint.min_domains = 1
        constraint.honors_affinity = True
        constraint.honors_taints = False
        return constraint


def together(selectors: Iterable[Selector]) -> Selector:
    """Return the selector that holds when all of these do."""
    equalities: dict[str, str] = {}
    expressions: list[tuple[str, str, frozenset[str]]] = []
    for selector in selectors:
        if selector.nothing:
            return NOTHING
        for key, value in selector.equalities.items():
            if equalities.setdefault(key, value) != value:
                return NOTHING
        expressions += selector.expressions
    return Selector(equalities, tuple(expressions)) if equalities or expressions else EVERYTHING
