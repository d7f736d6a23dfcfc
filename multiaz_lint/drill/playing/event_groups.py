"""Which events of a play need no zone, are rollouts, drains, or of other sizes."""

from __future__ import annotations

from multiaz_lint.drill.playing import moments
from multiaz_lint.drill.playing.size import SIZES
from multiaz_lint.drill.story import ROLLOUTS

SINGLE = (
    moments.INITIAL,
    moments.ROLLOUT,
    *(event for size in SIZES for event in (size.reached, size.rollout)),
)
"""The events that need no zone, in their order."""
ROLLED = frozenset((moments.ROLLOUT, *ROLLOUTS, *(size.rollout for size in SIZES)))
"""The events that are rollouts: each workload is rolled out by itself."""
DRAINS = frozenset((moments.DRAIN, *(size.drain for size in SIZES)))
SIZED = frozenset(event for size in SIZES for event in size.events)
"""The events at the sizes that autoscalers give."""
