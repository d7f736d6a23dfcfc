"""Where one workload's own hard rules let its pods go: cells of alike nodes, and counts on them.

Only rules that the workload can keep by itself are taken: where a pod may stand, how many fit on
a node, spread constraints and anti-affinity that count its own pods alone. Everything else that
happens in a cluster leaves fewer placements, so what holds for all of these holds there.
"""

from __future__ import annotations

from multiaz_lint.drill.nodes.node_set import first
from multiaz_lint.drill.scheduling.eligible import eligible
from multiaz_lint.drill.scheduling.filters import dynamic_resources
from multiaz_lint.model.placement import HOSTNAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from multiaz_lint.drill.counting.inventory import Values
    from multiaz_lint.drill.counting.terms import PodMatch
    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.drill.pod_shape import PodShape
    from multiaz_lint.drill.state import State

    Counts = tuple[int, ...]
    Owns = Callable[[PodMatch], bool]


class SpreadRule:
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


class AlikeNodes:
    """A cell of the board: the zone of alike nodes, their domain of each key, room for pods."""

    __slots__ = ("_keys", "cap", "values")

    def __init__(self, values: Values, keys: tuple[str, ...], cap: int) -> None:
        self.values = values
        """The zone, and then the domain of each key."""
        self._keys = keys
        self.cap = cap

    @property
    def zone(self) -> str | None:
        return self.values[0]

    def domain(self, key: str) -> str | None:
        """Return the domain that the nodes belong to; None without the label."""
        return self.values[1 + self._keys.index(key)]

    @property
    def but_host(self) -> Values:
        """All values but the last: the host, where that counts, as it is the last of the keys."""
        return self.values[:-1]


class Board:
    """Cells with room, and the rules that bind them.

    `other` is a pod of another revision: rules that do not match it count by revision.
    """

    __slots__ = (
        "alone_by_revision",
        "apart",
        "caps",
        "cells",
        "rules",
        "swaps",
        "zones",
    )

    def __init__(self, state: State, shape: PodShape, other: PodShape, owns: Owns) -> None:
        spread = [
            each
            for each in shape.hard_spread
            if each.match.selector.matches(shape.labels) and owns(each.match)
        ]
        terms = [
            each
            for each in shape.anti_affinity
            if owns(each.match) and each.match.matches(shape.namespace, shape.labels, {})
        ]
        by_host = any(each.topology_key == HOSTNAME for each in spread)
        alone = [each for each in terms if each.topology_key == HOSTNAME]
        elsewhere = [each for each in terms if each.topology_key != HOSTNAME]
        keys = {each.topology_key for each in spread} | {each.topology_key for each in elsewhere}
        required = {each.topology_key for each in shape.hard_spread}
        self.cells = _cells(
            state,
            shape,
            required,
            (*sorted(keys - {HOSTNAME}), *([HOSTNAME] * by_host)),
            alone=bool(alone),
        )
        self.zones = [each.zone for each in self.cells]
        self.caps = tuple([each.cap for each in self.cells])
        self.swaps = _alike(self.cells) if by_host else []
        self.apart = [
            (self._numbered(each.topology_key), _of_revision(each.match, other))
            for each in elsewhere
        ]
        self.alone_by_revision = bool(alone) and all(
            _of_revision(each.match, other) for each in alone
        )
        self.rules: list[SpreadRule] = []
        view = state.view(shape)
        for constraint, domain in view.hard_spread:
            if constraint in spread:
                view.included(constraint, domain, view.hard_keys)
                key = constraint.topology_key
                idle = set(domain.domains).difference(each.domain(key) for each in self.cells)
                self.rules.append(
                    SpreadRule(
                        self._numbered(key),
                        len(idle),
                        constraint.max_skew,
                        constraint.min_domains,
                        of_revision=_of_revision(constraint.match, other),
                    )
                )

    def _numbered(self, key: str) -> list[int]:
        """Number the domains of the cells; -1 is a cell without the key, which is in none."""
        numbers: dict[str, int] = {}
        domains = [each.domain(key) for each in self.cells]
        return [-1 if each is None else numbers.setdefault(each, len(numbers)) for each in domains]

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
            tuple([each.values for each in self.cells]),
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


def _of_revision(match: PodMatch, other: PodShape) -> bool:
    """Whether a rule counts the pods of each revision apart."""
    return not match.selector.matches(other.labels)


def _cells(
    state: State, shape: PodShape, required: Iterable[str], keys: tuple[str, ...], *, alone: bool
) -> list[AlikeNodes]:
    """Return the alike nodes of each zone and domains, with how many pods fit on them."""
    inventory = state.inventory
    usable = eligible(state, shape.placement) & ~dynamic_resources.refused(state, shape)
    for key in required:
        usable &= inventory.topology(key).labelled
    named = inventory.topology(HOSTNAME).labelled if alone else 0
    groups = [(values, nodes & usable) for values, nodes in inventory.alike(keys) if nodes & usable]
    groups.sort(key=lambda group: first(group[1]))
    caps: dict[Values, int] = {}
    for values, nodes in groups:
        single = (nodes & named).bit_count()
        several = nodes.bit_count() - single
        each = room(shape, state.nodes[first(nodes)])
        caps[values] = caps.get(values, 0) + single * min(each, 1) + several * each
    return [AlikeNodes(values, keys, cap) for values, cap in caps.items()]


def room(shape: PodShape, node: Node) -> int:
    """Return how many pods of a shape fit on an empty node."""
    fits = node.most_pods
    for name, amount in shape.requests.amounts:
        fits = min(fits, node.allocatable.get(name, 0) // amount)
    alone = shape.ports or not all(read_only for _, read_only in shape.disks)
    return min(fits, 1) if alone else fits


def _alike(cells: Iterable[AlikeNodes]) -> list[list[int]]:
    """Return the numbers of cells that only their host tells apart, as many as there are."""
    groups: dict[object, list[int]] = {}
    for index, cell in enumerate(cells):
        groups.setdefault((cell.but_host, cell.cap), []).append(index)
    return [group for group in groups.values() if len(group) > 1]
