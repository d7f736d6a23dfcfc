"""What happens in a play: the names of its events, and what one of them did to a workload."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.playing.outcome import Snapshot

INITIAL = "initial"
ROLLOUT = "rollout"
OUTAGE = "outage"
EVICTED = "outage, after evictions"
OUTAGE_ROLLOUT = "rollout during the outage"
RECOVERY = "recovery"
REMOVAL = "nodes deleted"
SHIFT = "zonal shift"
SHIFT_ROLLOUT = "rollout during the shift"
DRAIN = "drain"
DRAIN_ROLLOUT = "rollout during the drain"
UNDRAIN = "after the drain"
NODE = "node loss"
"""The events of a play."""
COMPLETE, STUCK = "complete", "stuck"
"""How a rollout or a drain ends."""


class Moment:
    """What one event did to one workload in one play.

    `lowest` is the fewest ready pods on the way; `end` how a rollout or drain ended, if it was one;
    `waited` whether pods were not created until quotas counted dead ones no more.
    """

    __slots__ = ("after", "end", "event", "lowest", "waited", "words", "zone")

    def __init__(
        self,
        event: str,
        zone: str,
        after: Snapshot,
        *,
        lowest: int | None = None,
        end: str = "",
        words: tuple[str, ...] = (),
        waited: bool = False,
    ) -> None:
        self.event = event
        self.zone = zone
        self.after = after
        self.lowest = after.ready if lowest is None else lowest
        self.end = end
        self.words = words
        self.waited = waited
