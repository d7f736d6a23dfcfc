"""Which field makes an event go wrong: the manifest is tried with each suspect mended.

A suspect is mended in the mildest way first. It is the cause when the trouble is there in plays of
the manifest as it is, and gone from the same plays with the one change, and no other zone has more
of it: a pod that stands in another zone by chance is no cure. When no change does alone, the
scheduler's words name the likeliest field.
"""

from __future__ import annotations

from collections import Counter
from math import ceil, log
from time import monotonic

from multiaz_lint.drill.causes.suspects import likeliest, suspects
from multiaz_lint.drill.causes.trial import Trials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from random import Random

    from multiaz_lint.drill.causes.suspect import Suspect
    from multiaz_lint.drill.causes.trouble import Trouble
    from multiaz_lint.drill.member import Member
    from multiaz_lint.drill.plan import Plan

SECONDS = 20.0
"""How long causes are looked for in one command, in all contexts that it drills."""
LUCK = 0.01
"""How probable it may be that trouble of this frequency stays away by chance in all plays."""
MOST_PLAYS = 40
"""How often a change is tried at most."""


class Case:
    """One thing that goes wrong for one workload: `before` is how it does in each play."""

    __slots__ = ("before", "event", "member", "trouble", "zone")

    def __init__(self, member: Member, event: str, zone: str, trouble: Trouble) -> None:
        self.member = member
        self.event = event
        self.zone = zone
        self.trouble = trouble
        self.before: dict[int, set[str]] = {}


class Causes:
    """Finds causes within a time limit; `stopped` says that it ran out."""

    __slots__ = ("_deadline", "_seeds", "_trials", "plan", "stopped")

    def __init__(
        self,
        plan: Plan,
        seeds: int,
        make_chance: Callable[[int], Random | None],
        zones: Sequence[str],
        seconds: float = SECONDS,
    ) -> None:
        self.plan = plan
        self._seeds = range(seeds)
        self._trials = Trials(plan, zones, make_chance)
        self._deadline = monotonic() + seconds
        self.stopped = False

    def of(
        self, member: Member, event: str, zone: str, reasons: Iterable[str], trouble: Trouble
    ) -> Suspect | None:
        """Return the suspect without which an event goes well, or the likeliest one."""
        reasons = tuple(reasons)
        candidates = suspects(member, self.plan, reasons, trouble)
        case = Case(member, event, zone, trouble)
        for suspect in candidates:
            if suspect.concerns(event) and self._shows(case):
                suspect.proven = self.mends(suspect, case)
                suspect.refuted = not (suspect.proven or self.stopped)
            if suspect.proven:
                return suspect
        return likeliest(candidates, reasons, trouble)

    def mends(self, suspect: Suspect, case: Case) -> bool:
        """Whether the trouble is there without a change, and gone with it, in the same plays."""
        seeds = self._plays(case)
        more = Counter(zone for found in case.before.values() for zone in found)
        if not more.pop(case.zone, 0):
            return False
        for seed in seeds:
            if self._late():
                return False
            for zone in self._after(suspect, case, seed):
                more[zone] -= 1
                if more[zone] < 0:
                    return False  # the trouble is still there, or has gone elsewhere
        return True

    def _after(self, suspect: Suspect, case: Case, seed: int) -> Iterable[str]:
        member, event, trouble = case.member, case.event, case.trouble
        if suspect.for_all:
            return self._trials.doubled(member, event, seed, trouble)
        return self._trials.changed(member, event, case.zone, seed, trouble, suspect)

    def _shows(self, case: Case) -> bool:
        """Whether the trouble is there in the plays that are compared."""
        self._plays(case)
        return any(case.zone in found for found in case.before.values())

    def _plays(self, case: Case) -> list[int]:
        """Return the plays to compare: those of the drill, and more for what is rarely seen."""
        if not case.before:
            self._play(case, self._seeds)
            seen = sum(case.zone in found for found in case.before.values())
            wanted = _enough(seen, len(self._seeds))
            self._play(case, range(len(self._seeds), wanted))
        return [*case.before]

    def _play(self, case: Case, seeds: Iterable[int]) -> None:
        for seed in seeds:
            if self._late():
                return
            case.before[seed] = self._trials.unchanged(case.member, case.event, seed, case.trouble)

    def _late(self) -> bool:
        self.stopped = self.stopped or monotonic() > self._deadline
        return self.stopped


def _enough(seen: int, plays: int) -> int:
    """Return how many plays without trouble are no chance, where it was seen so often before.

    The share is Laplace's: one play more with it and one without.
    """
    share = (seen + 1) / (plays + 2)
    return min(MOST_PLAYS, ceil(log(LUCK) / log(1 - share)))
