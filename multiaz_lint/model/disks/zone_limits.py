"""How many pods run where their volumes are, by the hard rules that spread them over all zones."""

from __future__ import annotations

from multiaz_lint.model.nodes.domains import zones_of
from multiaz_lint.model.placement import ZONE_KEYS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.field import Field
    from multiaz_lint.model.placement import AffinityTerm, SpreadConstraint
    from multiaz_lint.model.workload import ScalableWorkload


class ZoneLimit:
    """How many pods ``each`` zone of the volumes takes, and there is ``room`` for in all.

    ``by`` is the rule that says so, ``field`` where and ``what`` it is; ``why`` says it of pods.
    """

    __slots__ = ("by", "each", "field", "room", "what", "why")

    def __init__(
        self,
        by: AffinityTerm | SpreadConstraint,
        field: Field,
        what: str,
        each: int,
        room: int,
        why: str,
    ) -> None:
        self.by = by
        self.field = field
        self.what = what
        self.each = each
        self.room = room
        self.why = why


def zone_limits(workload: ScalableWorkload, usable: int, cluster: Cluster) -> Iterator[ZoneLimit]:
    """Yield what the hard rules of a workload let run in so many of the zones of its pods."""
    zones = zones_of(workload, cluster)
    for constraint in workload.hard_zone_spread:
        skew = constraint.max_skew
        why = f"its pods are spread over {zones} zones with maxSkew {skew}: the others stay empty"
        what = "the hard constraint"
        yield ZoneLimit(constraint, constraint.field, what, skew, skew * usable, why)
    for term in workload.own_terms:
        if term.anti and term.required and term.topology_key in ZONE_KEYS:
            why = "required anti-affinity allows one of its pods per zone"
            what = "the anti-affinity over zones"
            yield ZoneLimit(term, term.at("topologyKey"), what, 1, usable, why)
