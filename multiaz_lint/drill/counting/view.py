"""How one shape of pod looks at a cluster: which counts concern it, kept between pods."""

from __future__ import annotations

from multiaz_lint.drill.scheduling import eligible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.drill.counting.counts import DomainCount, Holders, PodCount
    from multiaz_lint.drill.counting.terms import AffinityTerm, Spread
    from multiaz_lint.drill.pod import Pod
    from multiaz_lint.drill.pod_shape import PodShape
    from multiaz_lint.drill.state import State


class View:
    """What is known of a cluster for pods of one shape."""

    __slots__ = (
        "_counted",
        "_counted_upto",
        "_drawn",
        "_drawn_upto",
        "_kept",
        "_kept_upto",
        "affinity",
        "anti_affinity",
        "failed_at",
        "hard_keys",
        "hard_spread",
        "helpless_at",
        "holds",
        "matches_itself",
        "pods",
        "preferences",
        "shape",
        "soft_keys",
        "soft_spread",
        "state",
    )

    def __init__(self, state: State, shape: PodShape) -> None:
        self.state = state
        self.shape = shape
        self.pods: dict[Pod, None] = {}  # those that are placed
        self.failed_at = -1  # version of the state at which no node would do
        self.helpless_at = -1  # and at which it took nobody's place
        self._counted: list[PodCount] = []
        self._counted_upto = 0
        self._kept: list[Holders] = []
        self._kept_upto = 0
        self._drawn: list[tuple[int, Holders]] = []
        self._drawn_upto = 0
        self.hard_spread = self._spread(shape.hard_spread, require_keys=True)
        self.soft_spread = self._spread(
            shape.soft_spread, require_keys=not shape.spreads_by_default
        )
        self.hard_keys = _keys(self.hard_spread)
        self.soft_keys = frozenset() if shape.spreads_by_default else _keys(self.soft_spread)
        self.anti_affinity = [self._domain(term) for term in shape.anti_affinity]
        self.preferences = [(term.weight, self._domain(term)) for term in shape.preferences]
        matches = [term.match for term in shape.affinity]
        self.affinity = [
            state.census.domain(matches, term.topology_key, living_only=False)
            for term in shape.affinity
        ]
        labels = state.census.namespaces.get(shape.namespace)
        self.matches_itself = all(
            match.matches(shape.namespace, shape.labels, labels) for match in matches
        )
        self.holds = [
            *state.census.holders("anti", shape.anti_affinity),
            *state.census.holders("affinity", shape.affinity),
            *state.census.holders("preferred", shape.preferences),
        ]

    def _domain(self, term: AffinityTerm) -> DomainCount:
        return self.state.census.domain([term.match], term.topology_key, living_only=False)

    def _spread(
        self, constraints: Iterable[Spread], *, require_keys: bool
    ) -> list[tuple[Spread, DomainCount]]:
        keys = frozenset(c.topology_key for c in constraints) if require_keys else frozenset()
        placement = self.shape.placement
        return [
            (
                c,
                self.state.census.domain(
                    [c.match],
                    c.topology_key,
                    living_only=True,
                    audience=(
                        keys,
                        placement.key
                        if c.honors_affinity and not placement.node_selector.anywhere
                        else None,
                        placement.key if c.honors_taints else None,
                    ),
                ),
            )
            for c in constraints
        ]

    def counted_by(self) -> list[PodCount]:
        """Return the counts that pods of this shape are part of."""
        index = self.state.census.counting
        if self._counted_upto < index.added:
            fresh = index.find(self.shape.labels, self._counted_upto)
            self._counted_upto = index.added
            self._counted += [
                count for count in fresh if self.state.census.counts(count, self.shape)
            ]
        return self._counted

    def kept_away_by(self) -> list[Holders]:
        """Return the required anti-affinity of placed pods that means this shape.

        What was known first comes first: where no node is left, that mostly says so at once.
        """
        index = self.state.census.keeping_away
        if self._kept_upto < index.added:
            fresh = [*index.find(self.shape.labels, self._kept_upto)]
            self._kept_upto = index.added
            self._kept += [holders for holders in reversed(fresh) if self._meant_by(holders)]
        return self._kept

    def drawn_by(self) -> list[tuple[int, Holders]]:
        """Return the affinity of placed pods that scores nodes for this shape, with weights."""
        index = self.state.census.drawing
        if self._drawn_upto < index.added:
            fresh = index.find(self.shape.labels, self._drawn_upto)
            self._drawn_upto = index.added
            self._drawn += [(h.term.weight, h) for h in fresh if self._meant_by(h)]
        return self._drawn

    def _meant_by(self, holders: Holders) -> bool:
        shape = self.shape
        labels = self.state.census.namespaces.get(shape.namespace, {})
        return holders.term.match.matches(shape.namespace, shape.labels, labels)

    def included(
        self, constraint: Spread, domain: DomainCount, keys: frozenset[str]
    ) -> DomainCount:
        """Bring a spread count up to date with the nodes that it includes."""
        state = self.state
        if domain.version == state.nodes_version:
            return domain
        placement = self.shape.placement
        by_affinity = constraint.honors_affinity and not placement.node_selector.anywhere
        by_taints = constraint.honors_taints
        whose = placement if by_affinity or by_taints else None
        nodes = state.per_placement(
            ("included", by_affinity, by_taints, keys),
            whose,
            lambda: eligible.included(
                state, placement, by_affinity=by_affinity, by_taints=by_taints, keys=keys
            ),
        )
        domains = state.per_placement(
            ("domains", by_affinity, by_taints, keys, constraint.topology_key),
            whose,
            lambda: domain.topology.domains(nodes),
        )
        domain.refresh(state.nodes_version, nodes, domains)
        return domain

    def everywhere(self, domain: DomainCount) -> DomainCount:
        """Bring an affinity count up to date: all nodes count."""
        state = self.state
        if domain.version != state.nodes_version:
            # its domains are never asked for
            domain.refresh(state.nodes_version, state.inventory.present, ())
        return domain


def _keys(spread: Iterable[tuple[Spread, DomainCount]]) -> frozenset[str]:
    return frozenset(constraint.topology_key for constraint, _ in spread)
