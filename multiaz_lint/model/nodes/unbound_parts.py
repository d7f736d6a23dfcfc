"""Parts of one custom resource that do the same, and that nothing binds to a zone each.

As racks, node sets or instance sets they hold the same data, so that their pods count together: a
pod of each is enough if no two parts can stand in one zone.
"""

from __future__ import annotations

from multiaz_lint.model.cached import once_each
from multiaz_lint.model.nodes.pins import binding_of, parts_alike
from multiaz_lint.model.placement import ZONE_KEYS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.custom.adapted import CustomWorkload
    from multiaz_lint.model.field import Field
    from multiaz_lint.model.placement import AffinityTerm, SpreadConstraint
    from multiaz_lint.model.workload import ScalableWorkload, Workload

APART, WISHED_APART, TOGETHER = "apart", "wished apart", "together"


class Parts:
    """All parts that do the same and run pods; ``unbound`` are those without a zone of theirs."""

    __slots__ = ("alike", "total", "unbound")

    def __init__(self, alike: Sequence[CustomWorkload], cluster: Cluster) -> None:
        self.alike = alike
        self.unbound = [each for each in alike if binding_of(each, cluster) is None]
        self.total = sum(cluster.scale_of(each).least for each in alike)

    def __str__(self) -> str:
        return _named(self.alike)

    @property
    def names(self) -> str:
        """The unbound ones."""
        return _named(self.unbound)

    @property
    def bound(self) -> CustomWorkload | None:
        """The first that has a zone of its own."""
        return next((each for each in self.alike if each not in self.unbound), None)

    @property
    def field(self) -> Field:
        """Where all parts are written."""
        first = self.alike[0]
        return first.at(*first.adapter.at)

    def spoken_for_by(self, workload: Workload) -> bool:
        """Whether this is the part at which is told what is true of all."""
        return workload is self.unbound[0]

    def held(self, cluster: Cluster) -> str:
        """Say how rules of placement hold the unbound parts apart from all others.

        A rule of each one that means its own pods only does so where each runs several, for then
        a lost zone leaves pods of each.
        """
        found = [(each, list(_zone_rules(each))) for each in self.unbound]
        for_all = [[hard for rule, hard in rules if self._means_all(rule)] for _, rules in found]
        if all(map(any, for_all)):
            return APART
        if all(rules and cluster.scale_of(each).least > 1 for each, rules in found):
            return APART
        return WISHED_APART if all(for_all) else TOGETHER

    def _means_all(self, rule: SpreadConstraint | AffinityTerm) -> bool:
        labels = [each.pod_labels for each in self.alike]
        return all(rule.selector.matches(each) for each in labels) and not rule.match_label_keys


def _zone_rules(part: CustomWorkload) -> Iterator[tuple[SpreadConstraint | AffinityTerm, bool]]:
    """Yield the rules of a part over zones, and whether each is a hard one."""
    for constraint in part.spread:
        if constraint.topology_key in ZONE_KEYS:
            yield constraint, constraint.hard
    for term in part.pod_terms:
        if term.anti and term.topology_key in ZONE_KEYS:
            yield term, term.required


def _named(parts: Iterable[CustomWorkload]) -> str:
    several = list(parts)
    first = several[0]
    names = ", ".join(each.part for each in several)
    which = "the parts of " if len(several) > 1 else ""
    return f"{which}{first.kind.lower()}/{first.name} ({names})"


@once_each
def parts_without_zone(workload: ScalableWorkload, cluster: Cluster) -> Parts | None:
    """Return the parts that a workload is one of, if it is unbound and there are others."""
    parts = _parts_of(workload, cluster)
    return parts if parts is not None and workload in parts.unbound else None


def unbound_beside(workload: ScalableWorkload, cluster: Cluster) -> list[CustomWorkload]:
    """Return the parts without a zone of their own that do the same as a workload."""
    parts = _parts_of(workload, cluster)
    return [] if parts is None else parts.unbound


def _parts_of(workload: ScalableWorkload, cluster: Cluster) -> Parts | None:
    alike = [each for each in parts_alike(workload, cluster) if cluster.asks(each)]
    return Parts(alike, cluster) if len(alike) > 1 and workload in alike else None
