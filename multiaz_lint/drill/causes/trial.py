"""The same plays again, of the manifests as they are and with one thing changed.

Ties are broken by the same chance in both: each event begins where the chance of its play stood
when all pods had been placed, whatever was played before. So a change that changes nothing leaves
each play as it was.
"""

from __future__ import annotations

from multiaz_lint.drill.changes import Changes
from multiaz_lint.drill.playing import moments
from multiaz_lint.drill.playing.event_groups import ROLLED, SINGLE, SIZED
from multiaz_lint.drill.playing.play import Play
from multiaz_lint.drill.playing.size import SIZES
from multiaz_lint.drill.promises.guarantee import Promises

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from random import Random

    from multiaz_lint.drill.casting.member import Member
    from multiaz_lint.drill.causes.suspect import Suspect
    from multiaz_lint.drill.causes.trouble import Trouble
    from multiaz_lint.drill.plan import Plan
    from multiaz_lint.drill.playing.moments import Moment
    from multiaz_lint.drill.promises.guarantee import Guarantee
    from multiaz_lint.drill.story import Story
    from multiaz_lint.drill.workload import Workload
    from multiaz_lint.drill.world import World

    Told = list[tuple[Member, Moment]]

_ALL, _DOUBLED = 0, 1
"""Whose plays are kept: of all workloads, and of all with two pods for one; else of one alone."""


class Trials:
    """Plays events of a plan again, as often as it is asked to."""

    __slots__ = ("_before", "_latest", "_make_chance", "_moments", "_plan", "_zones")

    def __init__(
        self, plan: Plan, zones: Sequence[str], make_chance: Callable[[int], Random | None]
    ) -> None:
        self._plan = plan
        self._zones = tuple(zones)
        self._make_chance = make_chance
        self._moments: dict[tuple[str, int, int], Told] = {}
        self._before = 0
        self._latest: World | None = None

    @property
    def steps(self) -> int:
        """How many steps all plays so far have taken."""
        return self._before + (self._latest.steps if self._latest is not None else 0)

    def unchanged(self, member: Member, event: str, seed: int, trouble: Trouble) -> set[str]:
        """Return the zones in which an event goes wrong; "" is for one that needs no zone."""
        # only rollouts, one workload after the other, use up the chance of the next one
        alone = event in ROLLED
        told = self._told(member, event, seed, id(member) if alone else _ALL)
        return {*_wrong(told, member, event, trouble)}

    def doubled(self, member: Member, event: str, seed: int, trouble: Trouble) -> set[str]:
        """Return the zones in which an event goes wrong where each workload of one pod has two."""
        return {*_wrong(self._told(member, event, seed, _DOUBLED), member, event, trouble)}

    def changed(
        self, member: Member, event: str, zone: str, seed: int, trouble: Trouble, change: Suspect
    ) -> Iterator[str]:
        """Yield the zones in which it still goes wrong, or does now; a certain one first."""
        others = [each for each in self._where(event) if each != zone]
        told: Told = []
        for _ in self._play(member, event, [zone, *others], seed, told, change):
            yield from _wrong(told, member, event, trouble)
            told.clear()

    def promised(self, member: Member, change: Suspect) -> Guarantee:
        """Return what the hard rules promise with a change, whatever is played."""
        world, workloads = self._world(member, None, change, doubled=False)
        workload = workloads[id(member.manifest)]
        found = Promises(world, [workload], self._zones).of(workload)
        self._before += found.states
        return found

    def tell(self, story: Story, seed: int, change: Suspect) -> None:
        """Play everything with a change, and tell a story of one workload."""
        member = story.member
        world, workloads = self._world(member, self._make_chance(seed), change, doubled=False)
        pairs = [(each, workloads[id(each.manifest)]) for each in self._plan.judged]
        play = Play(
            world,
            [pair for pair in pairs if pair[0] is member],
            lambda _, moment: story.add(moment),
            others=[pair for pair in pairs if pair[0] is not member],
        )
        for _ in play.everything(self._zones):
            pass

    def _told(self, member: Member, event: str, seed: int, who: int) -> Told:
        """Return what was told of plays that are the same for several workloads."""
        key = (event, seed, who)
        if key not in self._moments:
            told: Told = []
            alone, doubled = who not in {_ALL, _DOUBLED}, who == _DOUBLED
            zones = self._where(event)
            for _ in self._play(member, event, zones, seed, told, alone=alone, doubled=doubled):
                pass
            self._moments[key] = told
        return self._moments[key]

    def _where(self, event: str) -> tuple[str, ...]:
        return ("",) if event in SINGLE else self._zones

    def _play(
        self,
        member: Member,
        event: str,
        zones: Iterable[str],
        seed: int,
        told: Told,
        change: Suspect | None = None,
        *,
        alone: bool = True,
        doubled: bool = False,
    ) -> Iterator[str]:
        """Play an event in one zone after the other; yield each zone once it is told."""
        chance = self._make_chance(seed)
        world, workloads = self._world(member, chance, change, doubled=doubled)
        members = self._plan.judged if not alone or event in SIZED else [member]
        pairs = [(each, workloads[id(each.manifest)]) for each in members]
        rolled = event in ROLLED
        play = Play(world, pairs, lambda who, moment: told.append((who, moment)), rollouts=rolled)
        play.start()
        begin = None if chance is None else chance.getstate()
        for zone in zones:
            if chance is not None and begin is not None:
                chance.setstate(begin)
            _replay(play, event, zone)
            yield zone

    def _world(
        self, member: Member, chance: Random | None, change: Suspect | None, *, doubled: bool
    ) -> tuple[World, dict[int, Workload]]:
        self._before = self.steps
        world, workloads = self._plan.world(chance, self._changes(member, change, doubled=doubled))
        self._latest = world
        return world, workloads

    def _changes(self, member: Member, change: Suspect | None, *, doubled: bool) -> Changes:
        if change is None:
            single = (each for each in self._plan.judged if doubled and each.replicas < 2)
            return Changes(replicas={id(each.manifest): 2 for each in single})
        key = id(member.manifest)
        return Changes(
            templates=None if change.template is None else {key: change.template},
            budgets=change.budgets,
            strategies=None if change.strategy is None else {key: change.strategy},
            replicas=None if change.replicas is None else {key: change.replicas},
            unclaimed=(key,) if change.unclaimed else (),
            late=change.late,
            without=change.without,
        )


def _wrong(told: Told, member: Member, event: str, trouble: Trouble) -> Iterator[str]:
    for each, moment in told:
        if each is member and moment.event == event and trouble(moment):
            yield moment.zone


def _replay(play: Play, event: str, zone: str) -> None:
    """Play the one event that matters."""
    if event == moments.ROLLOUT:
        play.roll_all(moments.ROLLOUT, "")
    elif event in {moments.OUTAGE, moments.EVICTED, moments.OUTAGE_ROLLOUT, moments.RECOVERY}:
        play.outage(zone)
    elif event == moments.REMOVAL:
        play.removal(zone)
    elif event in {moments.SHIFT, moments.SHIFT_ROLLOUT}:
        play.shift(zone)
    elif event in {moments.DRAIN, moments.DRAIN_ROLLOUT, moments.UNDRAIN}:
        play.drain(zone)
    elif event == moments.NODE:
        play.node_loss(zone)
    else:
        for size in SIZES:
            if event in size.events:
                play.sized(size, [zone] if zone else [])
