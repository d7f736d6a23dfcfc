"""Who counts which pods: every count of a cluster, begun when it is first asked for."""

from __future__ import annotations

from multiaz_lint.drill.counting.counts import DomainCount, Holders, LabelIndex, PodCount

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from multiaz_lint.drill.counting.inventory import Inventory
    from multiaz_lint.drill.counting.terms import AffinityTerm, PodMatch
    from multiaz_lint.drill.counting.view import View
    from multiaz_lint.drill.pod_shape import PodShape
    from multiaz_lint.model.labels import Selector

    Tree = Mapping[str, Any]


class Census:
    """The counts, each known by what it counts, and the shapes of pods, by their labels."""

    __slots__ = (
        "_counts",
        "_domains",
        "_holders",
        "_inventory",
        "_views",
        "counting",
        "drawing",
        "keeping_away",
        "namespaces",
    )

    def __init__(self, inventory: Inventory, namespaces: Mapping[str, Tree]) -> None:
        self._inventory = inventory
        self.namespaces = namespaces
        self._counts: dict[Any, PodCount] = {}
        self._domains: dict[Any, DomainCount] = {}
        self._holders: dict[Any, Holders] = {}
        self._views: dict[Any, list[View]] = {None: []}
        self.counting: LabelIndex[PodCount] = LabelIndex()
        self.keeping_away: LabelIndex[Holders] = LabelIndex()
        """The required anti-affinity of placed pods."""
        self.drawing: LabelIndex[Holders] = LabelIndex()
        """What scores the neighbourhood of placed pods."""

    def enter(self, view: View) -> None:
        """Take in a shape of pods."""
        self._views[None].append(view)
        for label in view.shape.labels.items():
            self._views.setdefault(label, []).append(view)

    def count(self, matches: Sequence[PodMatch]) -> PodCount:
        """Return the count of pods that match all of these."""
        key = tuple(match.key for match in matches)
        count = self._counts.get(key)
        if count is None:
            count = self._counts[key] = PodCount(matches)
            selector = matches[0].selector
            self.counting.add(count, selector)
            for view in self.views(selector):
                if view.pods and self.counts(count, view.shape):
                    for pod in view.pods:
                        count.add(pod.node, int(not pod.terminating), 1)
        return count

    def views(self, selector: Selector) -> list[View]:
        """Return the shapes that a selector may mean; more may be appended later."""
        label = next(iter(selector.equalities.items()), None)
        return self._views.setdefault(label, [])

    def counts(self, count: PodCount, shape: PodShape) -> bool:
        """Whether a count counts pods of a shape."""
        labels = self.namespaces.get(shape.namespace)
        return all(match.matches(shape.namespace, shape.labels, labels) for match in count.matches)

    def domain(
        self,
        matches: Sequence[PodMatch],
        topology_key: str,
        *,
        living_only: bool,
        audience: object = None,
    ) -> DomainCount:
        """Return a count per domain; `audience` tells apart who leaves out which nodes."""
        count = self.count(matches)
        key = (id(count), topology_key, living_only, audience)
        domain = self._domains.get(key)
        if domain is None:
            topology = self._inventory.topology(topology_key)
            domain = self._domains[key] = DomainCount(count, topology, living_only=living_only)
        return domain

    def holders(self, kind: str, terms: Iterable[AffinityTerm]) -> list[Holders]:
        """Return where pods stand that carry terms of this kind."""
        return [self._holders_of(kind, term) for term in terms]

    def _holders_of(self, kind: str, term: AffinityTerm) -> Holders:
        key = (kind, term.key)
        holders = self._holders.get(key)
        if holders is None:
            topology = self._inventory.topology(term.topology_key)
            holders = self._holders[key] = Holders(term, topology)
            index = self.keeping_away if kind == "anti" else self.drawing
            index.add(holders, term.match.selector)
        return holders
