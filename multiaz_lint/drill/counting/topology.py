"""Domains: the nodes that share the value of a label, and how many pods stand in each."""

from __future__ import annotations

from multiaz_lint.drill.nodes import node_set

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable


class Topology:
    """The values of one topology key: of each node, and the nodes of each."""

    __slots__ = ("labelled", "nodes", "values")

    def __init__(self, values: Iterable[str | None]) -> None:
        self.values = list(values)
        self.nodes: dict[str, int] = {}
        for index, value in enumerate(self.values):
            if value is not None:
                self.nodes[value] = self.nodes.get(value, 0) | 1 << index
        self.labelled = node_set.where([value is not None for value in self.values])

    def domains(self, nodes: int) -> frozenset[str]:
        """Return the values that some of these nodes have."""
        return frozenset(value for value, part in self.nodes.items() if part & nodes)


class Tally:
    """Pods by domain; `levels` has the nodes of all domains with one count.

    Domains without pods are in neither.
    """

    __slots__ = ("counts", "levels")

    def __init__(self) -> None:
        self.counts: dict[Hashable, int] = {}
        self.levels: dict[int, int] = {}

    def add(self, domain: Hashable, nodes: int, change: int) -> None:
        """Count pods that came to a domain, or left it; `nodes` are those of the domain."""
        counts, levels = self.counts, self.levels
        before = counts.get(domain, 0)
        after = before + change
        if before:
            left = levels[before] ^ nodes
            if left:
                levels[before] = left
            else:
                del levels[before]
        if after:
            counts[domain] = after
            levels[after] = levels.get(after, 0) | nodes
        else:
            del counts[domain]

    def taken(self) -> int:
        """Return the nodes of all domains that have pods."""
        nodes = 0
        for level in self.levels.values():
            nodes |= level
        return nodes
