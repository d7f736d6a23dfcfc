"""What a change that mends one thing makes worse elsewhere in the story of its workload."""

from __future__ import annotations

from multiaz_lint.config.requirement import VERDICTS
from multiaz_lint.drill.playing import moments
from multiaz_lint.drill.playing.event_groups import DRAINS, ROLLED
from multiaz_lint.drill.playing.size import SIZES
from multiaz_lint.drill.story import DOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from multiaz_lint.drill.promises.guarantee import Guarantee
    from multiaz_lint.drill.story import Story

_LOSSES = (moments.OUTAGE, moments.EVICTED, moments.REMOVAL, moments.RECOVERY, moments.NODE)
_COUNTED = frozenset(
    (moments.INITIAL, *_LOSSES, *(e for s in SIZES for e in (s.reached, s.outage)))
)
"""The events after which pods are compared: a drain or a rollout that ends moves some."""


def price(before: Story, after: Story) -> str:
    """Say the first thing that is worse after a change; empty where nothing is.

    Only the worst zone is compared with the worst: a change may let pods stand in zones where none
    stood, whose loss was none.
    """
    return next(_prices(before, after), "")


def leaves_down(story: Story) -> bool:
    """Whether pods that could stand in several zones still go with one of them."""
    several = story.member.replicas > 1
    return several and any(story.verdict(zone) == DOWN for zone in story.zones)


def alike(story: Story) -> bool:
    """Whether as many pods stand together in all plays: chance only tells which zones those are.

    Which workloads the fullest node has is always chance.
    """
    return all(
        len({*map(_went, told)}) == 1
        for (event, _), told in story.moments.items()
        if event != moments.NODE
    )


def _went(moment: moments.Moment) -> Hashable:
    after = moment.after
    standing = tuple(sorted(after.zones.values()))
    return standing, after.ready, after.missing, moment.lowest, moment.end


def _prices(before: Story, after: Story) -> Iterator[str]:
    if before.guarantee is not None and after.guarantee is not None:
        yield from _promises(before.guarantee, after.guarantee)
    worst = _gravity(after)
    if worst > _gravity(before):
        yield f"with a zone lost or drained it is then {VERDICTS[worst]}"
    for event in dict.fromkeys(event for event, _ in before.moments):
        if event in _COUNTED and _ready(after, event) < _ready(before, event):
            yield f"fewer pods are then ready ({event})"
        elif (event in ROLLED or event in DRAINS) and _hangs(after, event) > _hangs(before, event):
            yield f"a {event} may then never end"


def _promises(before: Guarantee, after: Guarantee) -> Iterator[str]:
    for words, old, new in (
        ("promised pods", before.fresh, after.fresh),
        ("promised pods after rollouts", before.after_rollouts, after.after_rollouts),
        ("pods promised to run again", before.running, after.running),
    ):
        least, then = min(old.values(), default=0), min(new.values(), default=0)
        if then < least:
            yield f"{words} fall from {least} to {then}"


def _gravity(story: Story) -> int:
    """Return how grave the gravest zone is."""
    return max((VERDICTS.index(story.verdict(zone)) for zone in story.zones), default=0)


def _ready(story: Story, event: str) -> int:
    """Return the fewest ready pods after an event, in whatever zone."""
    return min((story.ready(event, zone).least for zone in _zones(story, event)), default=0)


def _hangs(story: Story, event: str) -> bool:
    """Whether a drain or a rollout hung in any zone and any play."""
    return any(moments.STUCK in story.ends(event, zone) for zone in _zones(story, event))


def _zones(story: Story, event: str) -> Iterable[str]:
    return [zone for told, zone in story.moments if told == event]
