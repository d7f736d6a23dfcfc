"""How many pods match, kept up to date as pods come and go instead of counted again.

A `PodCount` knows per node how many pods match; a `DomainCount` sums one up per domain of a
topology key over the nodes that count; a `Holders` knows in which domains pods stand that
carry a certain affinity term themselves.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from multiaz_lint.drill.counting.topology import Tally

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from typing import Any

    from multiaz_lint.drill.counting.terms import AffinityTerm, PodMatch
    from multiaz_lint.drill.counting.topology import Topology
    from multiaz_lint.model.labels import Selector

T = TypeVar("T")


class PodCount:
    """Pods that match all of some terms, by the nodes that have any: living ones, and all."""

    __slots__ = ("domains", "living", "matches", "total")

    def __init__(self, matches: Sequence[PodMatch]) -> None:
        self.matches = matches
        self.living = Tally()  # each node is a domain of its own
        self.total: dict[int, int] = {}
        self.domains: list[DomainCount] = []

    def add(self, node: int, living: int, total: int) -> None:
        """Count pods on a node; less than 0 for those that go."""
        bit = 1 << node
        if living:
            self.living.add(node, bit, living)
        if total:
            self.total[node] = self.total.get(node, 0) + total
        for domain in self.domains:
            change = living if domain.living_only else total
            if change and domain.included & bit:
                domain.add(node, change)


class _Domains:
    """Pods per value of a topology key."""

    __slots__ = ("tally", "topology")

    def __init__(self, topology: Topology) -> None:
        self.topology = topology
        self.tally = Tally()

    def add(self, node: int, change: int) -> None:
        """Count pods that came to a node, or left it."""
        value = self.topology.values[node]
        if value is not None:
            self.tally.add(value, self.topology.nodes[value], change)


class DomainCount(_Domains):
    """Matching pods per value of a topology key, over the nodes that count."""

    __slots__ = ("domains", "included", "living_only", "pods", "version")

    def __init__(self, pods: PodCount, topology: Topology, *, living_only: bool) -> None:
        super().__init__(topology)
        self.pods = pods
        self.living_only = living_only
        self.domains: Collection[str] = ()
        self.included = 0
        self.version = -1
        pods.domains.append(self)

    def refresh(self, version: int, included: int, domains: Collection[str]) -> None:
        """Sum up again after nodes have changed; `domains` are those of the included nodes."""
        self.version = version
        self.included = included
        self.domains = domains
        self.tally = Tally()
        counts: Mapping[Any, int] = self.pods.living.counts if self.living_only else self.pods.total
        for node, count in counts.items():
            if count and included >> node & 1:
                self.add(node, count)

    def lowest(self, least_domains: int) -> int:
        """Return the fewest pods of any domain, 0 when there are too few domains."""
        tally, number = self.tally, len(self.domains)
        if number < least_domains or len(tally.counts) < number or not number:
            return 0
        return min(tally.levels)


class Holders(_Domains):
    """Where the pods stand that carry one affinity term, per value of its topology key."""

    __slots__ = ("term",)

    def __init__(self, term: AffinityTerm, topology: Topology) -> None:
        super().__init__(topology)
        self.term = term


class LabelIndex(Generic[T]):
    """Things found by a label that every pod they mean must carry; the rest are always found.

    What is found is remembered per asker: only what was added since is looked at again.
    """

    __slots__ = ("_by_label", "_without", "added")

    def __init__(self) -> None:
        self._by_label: dict[tuple[str, Any], list[tuple[int, T]]] = {}
        self._without: list[tuple[int, T]] = []
        self.added = 0

    def add(self, thing: T, selector: Selector) -> None:
        """Enter something by its selector."""
        self.added += 1
        label = next(iter(selector.equalities.items()), None)
        if label is None:
            self._without.append((self.added, thing))
        else:
            self._by_label.setdefault(label, []).append((self.added, thing))

    def find(self, labels: Mapping[str, Any], after: int) -> Iterator[T]:
        """Yield what may mean pods with these labels and was added after a number."""
        return (thing for _, thing in self.numbered(labels, after))

    def numbered(self, labels: Mapping[str, Any], after: int) -> Iterator[tuple[int, T]]:
        """Yield the same with the number of each."""
        lists = [self._without]
        lists += [
            found for label in labels.items() if (found := self._by_label.get(label)) is not None
        ]
        for found in lists:
            for number, thing in reversed(found):
                if number <= after:
                    break
                yield number, thing
