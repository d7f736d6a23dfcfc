"""Which field makes an event go wrong: the manifest is tried without each suspect.

A suspect is mended in the mildest way first; the first change that makes the trouble go away in
every play names the cause. When none does alone, the scheduler's words name the likeliest field.
"""

from __future__ import annotations

from time import monotonic

from multiaz_lint.drill.suspects import Suspect, likeliest, suspects

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from random import Random

    from multiaz_lint.drill.member import Member
    from multiaz_lint.drill.plan import Plan
    from multiaz_lint.drill.play import Moment, Play

    Trouble = Callable[[Moment], bool]

SECONDS = 20.0
"""How long causes are looked for in one drill."""


class Causes:
    """Finds causes within a time limit; `stopped` says that it ran out."""

    __slots__ = ("_deadline", "_make_chance", "_seeds", "plan", "stopped")

    def __init__(
        self,
        plan: Plan,
        seeds: Sequence[int],
        make_chance: Callable[[int], Random | None],
        seconds: float = SECONDS,
    ) -> None:
        self.plan = plan
        self._seeds = tuple(seeds)[:3]
        self._make_chance = make_chance
        self._deadline = monotonic() + seconds
        self.stopped = False

    def of(
        self, member: Member, event: str, zone: str, reasons: Iterable[str], trouble: Trouble
    ) -> Suspect | None:
        """Return the suspect without which an event goes well, or the likeliest one."""
        candidates = suspects(member, self.plan)
        for suspect in candidates:
            if monotonic() > self._deadline:
                self.stopped = True
                break
            if suspect.concerns(event) and not self._troubled(
                member, event, zone, suspect, trouble
            ):
                suspect.proven = True
                return suspect
        return likeliest(candidates, reasons)

    def _troubled(
        self, member: Member, event: str, zone: str, suspect: Suspect, trouble: Trouble
    ) -> bool:
        return any(
            trouble(moment)
            for seed in self._seeds
            for moment in self._moments(member, event, zone, suspect, seed)
            if (moment.event, moment.zone) == (event, zone)
        )

    def _moments(
        self, member: Member, event: str, zone: str, suspect: Suspect, seed: int
    ) -> list[Moment]:
        from multiaz_lint.drill.play import Play

        key = id(member.manifest)
        world, workloads = self.plan.world(
            self._make_chance(seed),
            templates={key: suspect.template} if suspect.template is not None else None,
            budgets=suspect.budgets,
            strategies={key: suspect.strategy} if suspect.strategy is not None else None,
            without=suspect.without,
        )
        moments: list[Moment] = []
        play = Play(world, [(member, workloads[key])], lambda _, moment: moments.append(moment))
        play.start()
        _replay(play, event, zone)
        return moments


def _replay(playing: Play, event: str, zone: str) -> None:
    """Play the one event that matters."""
    from multiaz_lint.drill import play as names
    from multiaz_lint.drill.size import SIZES

    if event == names.ROLLOUT:
        playing.roll_all(names.ROLLOUT, "")
    elif event in {names.OUTAGE, names.EVICTED, names.OUTAGE_ROLLOUT, names.RECOVERY}:
        playing.outage(zone)
    elif event == names.REMOVAL:
        playing.removal(zone)
    elif event in {names.SHIFT, names.SHIFT_ROLLOUT}:
        playing.shift(zone)
    elif event in {names.DRAIN, names.DRAIN_ROLLOUT, names.UNDRAIN}:
        playing.drain(zone)
    elif event == names.NODE:
        playing.node_loss(zone)
    else:
        for size in SIZES:
            if event in {size.reached, size.rollout, size.outage, size.drain}:
                playing.sized(size, [zone] if zone else [])
