"""How many pods match, kept up to date as pods come and go instead of counted again.

A `PodCount` knows per node how many pods match; a `DomainCount` sums one up per domain of a
topology key over the nodes that count; a `Holders` knows in which domains pods stand that
carry a certain affinity term themselves.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from multiaz_lint.drill.terms import AffinityTerm, PodMatch


class PodCount:
    """Pods per node that match all of some terms; terminating ones separately."""

    __slots__ = ("domains", "living", "matches", "total")

    def __init__(self, matches: Sequence[PodMatch], nodes: int) -> None:
        self.matches = matches
        self.living = [0] * nodes
        self.total = [0] * nodes
        self.domains: list[DomainCount] = []

    def add(self, node: int, living: int, total: int) -> None:
        self.living[node] += living
        self.total[node] += total
        for domain in self.domains:
            domain.add(node, living if domain.living_only else total)


class DomainCount:
    """Matching pods per value of a topology key, over the nodes that count."""

    __slots__ = ("by_value", "included", "living_only", "pods", "values", "version")

    def __init__(self, pods: PodCount, values: list[str | None], *, living_only: bool) -> None:
        self.pods = pods
        self.values = values
        self.living_only = living_only
        self.by_value: dict[str, int] = {}
        self.included: list[bool] = []
        self.version = -1
        pods.domains.append(self)

    def add(self, node: int, change: int) -> None:
        if change and self.included and self.included[node]:
            value = self.values[node]
            if value is not None:
                self.by_value[value] += change

    def refresh(self, version: int, included: Callable[[int], bool]) -> None:
        """Sum up again after nodes have changed."""
        if self.version == version:
            return
        self.version = version
        counts = self.pods.living if self.living_only else self.pods.total
        self.included = [
            value is not None and included(node) for node, value in enumerate(self.values)
        ]
        by_value: dict[str, int] = {}
        for node, counted in enumerate(self.included):
            if counted:
                value = self.values[node]
                if value is not None:
                    by_value[value] = by_value.get(value, 0) + counts[node]
        self.by_value = by_value


class Holders:
    """Where the pods stand that carry one affinity term, per value of its topology key."""

    __slots__ = ("by_value", "term", "values")

    def __init__(self, term: AffinityTerm, values: list[str | None]) -> None:
        self.term = term
        self.values = values
        self.by_value: dict[str, int] = {}

    def add(self, node: int, change: int) -> None:
        value = self.values[node]
        if value is None:
            return
        count = self.by_value.get(value, 0) + change
        if count:
            self.by_value[value] = count
        else:
            del self.by_value[value]
