"""What happened to one workload over all plays, and the verdict on it."""

from __future__ import annotations

from multiaz_lint.config.requirement import VERDICTS
from multiaz_lint.drill.causes.trouble import is_down
from multiaz_lint.drill.playing import moments
from multiaz_lint.drill.playing.outcome import NO_ZONE, Range
from multiaz_lint.drill.playing.size import SIZES
from multiaz_lint.model.outage.recovery import Part, Recovery
from multiaz_lint.model.resource import by_identity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.drill.casting.member import Member
    from multiaz_lint.drill.causes.trouble import Trouble
    from multiaz_lint.drill.playing.moments import Moment
    from multiaz_lint.drill.playing.size import Size
    from multiaz_lint.drill.promises.guarantee import Guarantee
    from multiaz_lint.model import Resource

SURVIVES, DEGRADED, STUCK, DOWN = VERDICTS
STANDING = (moments.OUTAGE, moments.EVICTED, moments.REMOVAL, moments.SHIFT, moments.DRAIN)
_REPLACED = (moments.EVICTED, moments.REMOVAL, moments.DRAIN)
ROLLOUTS = (moments.OUTAGE_ROLLOUT, moments.SHIFT_ROLLOUT, moments.DRAIN_ROLLOUT)


class Story:
    """The moments of one workload, by event and zone, one for each play."""

    __slots__ = ("guarantee", "member", "moments", "open_zones", "recovery", "zones")

    def __init__(self, member: Member, zones: Iterable[str]) -> None:
        self.member = member
        self.zones = tuple(zones)
        self.moments: dict[tuple[str, str], list[Moment]] = {}
        self.guarantee: Guarantee | None = None
        self.open_zones: frozenset[str] = frozenset()
        """Those in which a single pod would find a node."""
        self.recovery: Recovery | None = None

    def promise(self, found: Guarantee) -> None:
        """Take what is promised, as far as the plays bear it out."""
        left, again = (
            {zone: self.ready(event, zone).least for zone in self.zones}
            for event in (moments.OUTAGE, moments.EVICTED)
        )
        self.guarantee = found.seen(self.ready(moments.INITIAL).least, left, again)

    def add(self, moment: Moment) -> None:
        """Note what one event did."""
        self.moments.setdefault((moment.event, moment.zone), []).append(moment)

    def of(self, event: str, zone: str = "") -> list[Moment]:
        """Return what an event did, of each play."""
        return self.moments.get((event, zone), [])

    def ready(self, event: str, zone: str = "") -> Range:
        """Return how many pods were ready after an event."""
        return Range(moment.after.ready for moment in self.of(event, zone))

    def missing(self, event: str, *zones: str) -> Range:
        """Return how many pods do not run, whichever of some zones is lost."""
        found = (moment for zone in zones or ("",) for moment in self.of(event, zone))
        return Range(moment.after.missing for moment in found)

    def unready(self, event: str, zone: str = "") -> Range:
        """Return how many run and are not ready: that is not for want of a node."""
        return Range(moment.after.unready for moment in self.of(event, zone))

    def unplaced(self, event: str, zone: str = "") -> Range:
        """Return how many of the wanted pods do not even run."""
        return Range(max(0, m.after.missing - m.after.unready) for m in self.of(event, zone))

    def lowest(self, event: str, zone: str = "") -> Range:
        """Return how many pods were ready at the lowest during an event."""
        return Range(moment.lowest for moment in self.of(event, zone))

    def ends(self, event: str, zone: str = "") -> set[str]:
        """Return how the rollouts or drains of an event ended."""
        return {moment.end for moment in self.of(event, zone)}

    def has(self, event: str, zone: str, trouble: Trouble) -> bool:
        """Whether any play saw a trouble."""
        return any(map(trouble, self.of(event, zone)))

    def always(self, events: Iterable[str], zones: Iterable[str], trouble: Trouble) -> bool:
        """Whether every play saw a trouble in one of these zones."""
        seen = [self.of(event, zone) for event in events for zone in zones]
        return all(any(map(trouble, moments)) for moments in zip(*filter(None, seen), strict=True))

    def stands(self, zone: str) -> bool:
        """Whether a pod of it is ready in a zone at any moment of any play."""
        return any(zone in each.after.zones for found in self.moments.values() for each in found)

    @property
    def why_not_lost(self) -> str:
        """Say why not all that may be lost was: no node says its zone, or some of its pods' nodes.

        Such a node may stand in any zone. It is empty where all were lost that were to be.
        """
        if not self.zones:
            return "no node says its zone, so none was lost"
        if not self.stands(NO_ZONE):
            return ""
        pods = "some of its pods" if any(map(self.stands, self.zones)) else "its pods"
        return f"{pods} stand on nodes that do not say their zone, which were not lost"

    def reasons(self, event: str, zone: str = "") -> tuple[str, ...]:
        """Return the words for pods that wait, or are not created, from all plays."""
        found = {words for moment in self.of(event, zone) for words in moment.after.reasons}
        return tuple(sorted(found))

    @property
    def waited(self) -> bool:
        """Whether pods of a lost zone are not replaced while quotas count them."""
        return any(m.waited for zone in self.zones for m in self.of(moments.EVICTED, zone))

    def refused(self, event: str, zone: str = "") -> Range:
        """Return how many pods the API server does not create."""
        return Range(moment.after.refused for moment in self.of(event, zone))

    def refusers(self, event: str, zone: str = "") -> tuple[Resource, ...]:
        """Return the quotas and LimitRanges that refuse them in any play."""
        found = {
            id(each): each for moment in self.of(event, zone) for each in moment.after.refusers
        }
        return tuple(sorted(found.values(), key=by_identity))

    def refusals(self, zone: str, event: str = moments.DRAIN) -> tuple[str, ...]:
        """Return the eviction API's words for pods that a drain cannot move."""
        found = {words for moment in self.of(event, zone) for words in moment.words}
        return tuple(sorted(found))

    @property
    def time_line(self) -> Recovery | None:
        """How long pods take to come back: for ever where no node takes them, in any play."""
        found = self.recovery
        if found is None or found.seconds is None:
            return found
        zones = [zone for zone in self.zones if self.missing(moments.EVICTED, zone).most]
        if not zones:
            return found
        short = [zone for zone in zones if self.unplaced(moments.EVICTED, zone).most]
        if not short:
            why = "not all pods were ready before, as their status says"
            return Recovery((*found.parts, Part("readiness", None, why)))
        lack = "are created" if self.refused(moments.EVICTED, short[0]).most else "find a node"
        why = f"with zone {short[0]} lost, not all pods {lack}"
        return Recovery((*found.parts, Part("placement", None, why)))

    def verdict(self, zone: str) -> str:
        """Judge the loss, shift and drain of one zone: the gravest thing that any play saw."""
        if any(self.has(event, zone, is_down) for event in STANDING):
            return DOWN
        stuck = moments.STUCK in self.ends(moments.DRAIN, zone) or any(
            moments.STUCK in self.ends(event, zone) for event in ROLLOUTS
        )
        if stuck:
            return STUCK
        short = any(self.missing(event, zone).most for event in _REPLACED)
        return DEGRADED if short else SURVIVES

    @property
    def at_least(self) -> str:
        """The gravest verdict over all zones; a workload that never fully runs is degraded."""
        found = [self.verdict(zone) for zone in self.zones]
        if self.missing(moments.INITIAL).most:
            found.append(DOWN if self.ready(moments.INITIAL).least == 0 else DEGRADED)
        if self.rolls_by_outage:
            found.append(DOWN)
        if moments.STUCK in self.ends(moments.ROLLOUT):
            found.append(STUCK)
        return max(found, key=VERDICTS.index, default=SURVIVES)

    @property
    def rolls_by_outage(self) -> bool:
        """Whether a rollout with all zones there leaves no pod ready of those that were before."""
        each_play = zip(self.of(moments.INITIAL), self.of(moments.ROLLOUT), strict=False)
        return any(before.after.ready and not moment.lowest for before, moment in each_play)

    def down_at(self, size: Size, zone: str) -> bool:
        """Whether any play at a size leaves no pod ready when a zone is lost or drained."""
        return any(self.has(event, zone, is_down) for event in (size.outage, size.drain))

    def at(self, size: Size) -> str:
        """Judge a rollout, and the loss and the drain of each zone, at another size."""
        found = [SURVIVES, DEGRADED if self.missing(size.reached).most else SURVIVES]
        if moments.STUCK in self.ends(size.rollout):
            found.append(STUCK)
        for zone in self.zones:
            outage, drain = (size.outage, zone), (size.drain, zone)
            if self.down_at(size, zone):
                found.append(DOWN)
            elif moments.STUCK in self.ends(*drain):
                found.append(STUCK)
            elif self.missing(*outage).most or self.missing(*drain).most:
                found.append(DEGRADED)
        return max(found, key=VERDICTS.index)

    @property
    def sizes(self) -> list[Size]:
        """The sizes that were played besides the smallest."""
        return [size for size in SIZES if size.of(self.member) is not None]

    @property
    def overall(self) -> str:
        """The gravest verdict at any size."""
        return max((self.at_least, *map(self.at, self.sizes)), key=VERDICTS.index)
