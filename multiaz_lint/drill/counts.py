"""How many pods match, kept up to date as pods come and go instead of counted again.

A `PodCount` knows per node how many pods match; a `DomainCount` sums one up per domain of a
topology key over the nodes that count; a `Holders` knows in which domains pods stand that
carry a certain affinity term themselves.
"""

from __future__ import annotations

from typing import Generic, TypeVar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from multiaz_lint.drill.terms import AffinityTerm, PodMatch
    from multiaz_lint.model.labels import Selector

T = TypeVar("T")


class PodCount:
    """Pods that match all of some terms, by the nodes that have any: living ones, and all."""

    __slots__ = ("domains", "living", "matches", "total")

    def __init__(self, matches: Sequence[PodMatch]) -> None:
        self.matches = matches
        self.living: dict[int, int] = {}
        self.total: dict[int, int] = {}
        self.domains: list[DomainCount] = []

    def add(self, node: int, living: int, total: int) -> None:
        if living:
            self.living[node] = self.living.get(node, 0) + living
        if total:
            self.total[node] = self.total.get(node, 0) + total
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
        self.included: Sequence[bool] = ()
        self.version = -1
        pods.domains.append(self)

    def add(self, node: int, change: int) -> None:
        if change and self.included and self.included[node]:
            value = self.values[node]
            if value is not None:
                self.by_value[value] += change

    def refresh(self, version: int, included: Sequence[bool], empty: Mapping[str, int]) -> None:
        """Sum up again after nodes have changed; `empty` has a 0 for every included domain."""
        self.version = version
        self.included = included
        self.by_value = by_value = dict(empty)
        values = self.values
        counts = self.pods.living if self.living_only else self.pods.total
        for node, count in counts.items():
            value = values[node]
            if value is not None and included[node]:
                by_value[value] += count


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


class Index(Generic[T]):
    """Things found by a label that every pod they mean must carry; the rest are always found.

    What is found is remembered per asker: only what was added since is looked at again.
    """

    __slots__ = ("_by_label", "_without", "added")

    def __init__(self) -> None:
        self._by_label: dict[tuple[str, Any], list[tuple[int, T]]] = {}
        self._without: list[tuple[int, T]] = []
        self.added = 0

    def add(self, thing: T, selector: Selector) -> None:
        self.added += 1
        label = next(iter(selector.equalities.items()), None)
        if label is None:
            self._without.append((self.added, thing))
        else:
            self._by_label.setdefault(label, []).append((self.added, thing))

    def find(self, labels: Mapping[str, Any], after: int) -> Iterator[T]:
        """Yield what may mean pods with these labels and was added after a number."""
        lists = [self._without]
        lists += [
            found for label in labels.items() if (found := self._by_label.get(label)) is not None
        ]
        for found in lists:
            for number, thing in reversed(found):
                if number <= after:
                    break
                yield thing
