"""Where one workload's own hard rules let its pods go: cells of alike nodes, and counts on them.

Only rules that the workload can keep by itself are taken: where a pod may stand, how many fit on
a node, spread constraints and anti-affinity that count its own pods alone. Everything else that
happens in a cluster leaves fewer placements, so what holds for all of these holds there.
"""

from __future__ import annotations

from multiaz_lint.drill.eligible import eligible
from multiaz_lint.drill.nodes.node_set import first
from multiaz_lint.drill.pod import HOSTNAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from multiaz_lint.drill.inventory import Values
    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.drill.pod import PodShape
    from multiaz_lint.drill.state import State
    from multiaz_lint.drill.terms import PodMatch

    Counts = tuple[int, ...]
    Owns = Callable[[PodMatch], bool]


class Rule:
    """A spread constraint over cells: `domain` of each cell, and domains no cell belongs to."""

    __slots__ = ("domains", "idle", "max_skew", "min_domains", "of_revision")

    def __init__(
        self,
        domains: Sequence[int],
        idle: int,
        max_skew: int,
        min_domains: int,
        *,
        of_revision: bool,
    ) -> None:
        self.domains = domains
        self.idle = idle
        self.max_skew = max_skew
        self.min_domains = min_domains
        self.of_revision = of_revision

    @property
    def number(self) -> int:
        """How many domains there are."""
        return len(set(self.domains)) + self.idle


class Board:
    """Cells with room, and the rules that bind them.

    `other` is a pod of another revision: rules that do not match it count by revision.
    """

    __slots__ = ("alone_by_revision", "apart", "caps", "ignored", "keys", "rules", "swaps", "zones")

    def __init__(self, state: State, shape: PodShape, other: PodShape, owns: Owns) -> None:
        labels = shape.labels
        spread = [
            c for c in shape.hard_spread if c.match.selector.matches(labels) and owns(c.match)
        ]
        terms = [term for term in shape.anti_affinity if owns(term.match)]
        mine = [t for t in terms if t.match.matches(shape.namespace, shape.labels, {})]
        alone = any(term.topology_key == HOSTNAME for term in mine)
        by_host = any(c.topology_key == HOSTNAME for c in spread)
        keys = sorted(
            {c.topology_key for c in spread if c.topology_key != HOSTNAME}
            | {t.topology_key for t in mine if t.topology_key != HOSTNAME}
        )
        self.ignored = len(spread) < len(shape.hard_spread)
        required = {c.topology_key for c in shape.hard_spread}
        cells = _cells(
            state, shape, required, (*keys, HOSTNAME) if by_host else tuple(keys), alone=alone
        )
        self.keys = list(cells)
        self.zones = [key[0] for key in cells]
        self.caps = tuple(cells.values())
        self.swaps = _alike(list(cells), self.caps) if by_host else []
        self.apart = [
            (
                _numbered([key[1 + keys.index(t.topology_key)] for key in cells]),
                not t.match.selector.matches(other.labels),
            )
            for t in mine
            if t.topology_key != HOSTNAME
        ]
        self.alone_by_revision = alone and not any(
            t.match.selector.matches(other.labels) for t in mine if t.topology_key == HOSTNAME
        )
        self.rules: list[Rule] = []
        view = state.view(shape)
        for constraint, domain in view.hard_spread:
            if constraint in spread:
                view.included(constraint, domain, required)
                at = (
                    -1
                    if constraint.topology_key == HOSTNAME
                    else 1 + keys.index(constraint.topology_key)
                )
                values = [key[at] for key in cells]
                idle = len(set(domain.domains) - set(values))
                self.rules.append(
                    Rule(
                        _numbered(values) or [],
                        idle,
                        constraint.max_skew,
                        constraint.min_domains,
                        of_revision=not constraint.match.selector.matches(other.labels),
                    )
                )

    def open(self, total: Counts, new: Counts) -> list[int]:
        """Return the cells that take one more pod of a revision, beside those of older ones."""
        held = new if self.alone_by_revision else total
        found = [i for i, cap in enumerate(self.caps) if held[i] < cap]
        for domains, of_revision in self.apart:
            counted = new if of_revision else total
            taken = {domains[i] for i, count in enumerate(counted) if count and domains[i] >= 0}
            found = [i for i in found if domains[i] not in taken]
        for rule in self.rules:
            counted = new if rule.of_revision else total
            sums: dict[int, int] = {}
            for i, count in enumerate(counted):
                domain = rule.domains[i]
                sums[domain] = sums.get(domain, 0) + count
            lowest = min(sums.values(), default=0)
            if rule.idle or rule.number < rule.min_domains:
                lowest = 0
            limit = rule.max_skew + lowest - 1
            found = [i for i in found if sums[rule.domains[i]] <= limit]
        return found

    def signature(self, replicas: int) -> Hashable:
        """Return what makes two boards the same question for so many pods."""
        rules = (
            (tuple(r.domains), r.idle, r.max_skew, r.min_domains, r.of_revision) for r in self.rules
        )
        return (
            tuple(self.keys),
            tuple(min(cap, 2 * replicas) for cap in self.caps),
            tuple(rules),
            tuple((tuple(domains), of_revision) for domains, of_revision in self.apart),
            self.alone_by_revision,
        )

    def same(self, counts: Counts) -> Counts:
        """Return one form for all states that differ only by which of alike nodes is which."""
        if not self.swaps:
            return counts
        changed = list(counts)
        for group in self.swaps:
            for i, count in zip(
                group, sorted((counts[i] for i in group), reverse=True), strict=True
            ):
                changed[i] = count
        return tuple(changed)


def _cells(
    state: State, shape: PodShape, required: Iterable[str], keys: tuple[str, ...], *, alone: bool
) -> dict[Values, int]:
    """Return how many pods fit on the alike nodes of each zone and domains, by their values."""
    inventory = state.inventory
    usable = eligible(state, shape.placement)
    for key in required:
        usable &= inventory.topology(key).labelled
    named = inventory.topology(HOSTNAME).labelled if alone else 0
    groups = [(values, nodes & usable) for values, nodes in inventory.alike(keys) if nodes & usable]
    groups.sort(key=lambda group: first(group[1]))
    cells: dict[Values, int] = {}
    for values, nodes in groups:
        single = (nodes & named).bit_count()
        several = nodes.bit_count() - single
        each = room(shape, state.nodes[first(nodes)])
        cells[values] = cells.get(values, 0) + single * min(each, 1) + several * each
    return cells


def room(shape: PodShape, node: Node) -> int:
    """Return how many pods of a shape fit on an empty node."""
    fits = node.most_pods
    for name, amount in shape.requests.amounts:
        fits = min(fits, node.allocatable.get(name, 0) // amount)
    alone = shape.ports or not all(read_only for _, read_only in shape.disks)
    return min(fits, 1) if alone else fits


def _numbered(values: Iterable[str | None]) -> list[int]:
    """Number domains; -1 is a cell without the key, which is in none."""
    numbers: dict[str, int] = {}
    return [-1 if v is None else numbers.setdefault(v, len(numbers)) for v in values]


def _alike(keys: list[tuple[str | None, ...]], caps: Counts) -> list[list[int]]:
    groups: dict[object, list[int]] = {}
    for index, (key, cap) in enumerate(zip(keys, caps, strict=True)):
        groups.setdefault((key[:-1], cap), []).append(index)
    return [group for group in groups.values() if len(group) > 1]
