"""Which field makes an event go wrong: the manifest is tried with each suspect mended.

A suspect is mended in the mildest way first. It is the cause when the trouble is there in plays of
the manifest as it is, and gone from the same plays with the one change, and no other zone has more
of it: a pod that stands in another zone by chance is no cure. Nor may the change make anything else
of the workload's story worse: what cures at a price is named with it, and is not proven. When no
change does alone, the scheduler's words name the likeliest field.
"""

from __future__ import annotations

from collections import Counter
from math import ceil, log
from time import process_time

from multiaz_lint.drill.causes.price import alike, leaves_down, price
from multiaz_lint.drill.causes.suspects import NOT_ALONE, likeliest, suspects
from multiaz_lint.drill.causes.trial import Trials
from multiaz_lint.drill.story import Story
from multiaz_lint.drill.template import listed_at
from multiaz_lint.model.placement import REQUIRED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
    from random import Random
    from typing import Any

    from multiaz_lint.drill.casting.member import Member
    from multiaz_lint.drill.causes.suspect import Suspect
    from multiaz_lint.drill.causes.trouble import Trouble
    from multiaz_lint.drill.plan import Plan

    Tree = Mapping[str, Any]

STEPS = 400_000
"""How many steps causes are looked for in one command, in all contexts that it drills.

So what is found does not hang on how fast a machine is; that many take some ten seconds.
"""
_SECONDS = 60.0
"""How much processor time it may take on a slow machine, where it takes all steps."""
LUCK = 0.01
"""How probable it may be that trouble of this frequency stays away by chance in all plays."""
_ALIKE = 4
"""How many plays of a change are enough where pods stand alike in all, and in all without it."""
MOST_PLAYS = 40
"""How often a change is tried at most."""


class Case:
    """One thing that goes wrong for one workload: `before` is how it does in each play.

    Its `story`, where there is one, has it from the plays of the drill.
    """

    __slots__ = ("before", "event", "member", "story", "trouble", "zone")

    def __init__(
        self, member: Member, event: str, zone: str, trouble: Trouble, story: Story | None = None
    ) -> None:
        self.member = member
        self.event = event
        self.zone = zone
        self.trouble = trouble
        self.story = story
        self.before: dict[int, set[str]] = {}


class Judgement:
    """What a change does to the whole story: what is worse, and whether it stands in all zones."""

    __slots__ = ("price", "stands")

    def __init__(self, price: str, *, stands: bool) -> None:
        self.price = price
        self.stands = stands


class Causes:
    """Finds causes within so many steps; `stopped` says that these were not enough."""

    __slots__ = (
        "_deadline", "_judged", "_most", "_seeds", "_trials", "_zones", "plan", "stopped",
    )  # fmt: skip

    def __init__(
        self,
        plan: Plan,
        seeds: int,
        make_chance: Callable[[int], Random | None],
        zones: Sequence[str],
        steps: float = STEPS,
    ) -> None:
        self.plan = plan
        self._seeds = range(seeds)
        self._zones = tuple(zones)
        self._trials = Trials(plan, zones, make_chance)
        self._judged: dict[Hashable, Judgement | None] = {}
        self._most = steps
        self._deadline = process_time() + _SECONDS * steps / STEPS
        self.stopped = False

    @property
    def steps(self) -> int:
        """How many steps it took so far."""
        return self._trials.steps

    def of(
        self, story: Story, event: str, zone: str, reasons: Iterable[str], trouble: Trouble
    ) -> Suspect | None:
        """Return the suspect without which an event goes well, or the likeliest one.

        Of several it is the first after which nothing is worse and no zone takes all pods, else
        the first after which nothing is worse, or one at a price.
        """
        reasons, member = tuple(reasons), story.member
        candidates = suspects(member, self.plan, reasons, trouble)
        case = Case(member, event, zone, trouble, story)
        fair, dear, unsure = None, None, None
        for suspect in candidates:
            if not (suspect.concerns(event) and self._shows(case)):
                continue
            if not self.mends(suspect, case):
                suspect.refuted = not self.stopped
                continue
            judged = self._judge(suspect, story)
            if judged is None:
                unsure = unsure or suspect
                continue
            if judged.price:
                dear = dear or suspect
                suspect.hint = f"{suspect.hint}, but {judged.price}"
                continue
            suspect.proven = True
            if judged.stands:
                return suspect
            fair = fair or suspect
        found = fair or dear
        guess = None if found is not None else unsure or likeliest(candidates, reasons, trouble)
        if guess is not None and guess.hint != NOT_ALONE:
            guess.hint = f"perhaps: {guess.hint}"
        return found or guess

    def _judge(self, suspect: Suspect, before: Story) -> Judgement | None:
        """Tell the whole story with a change, once; None where the steps are used up."""
        if suspect.for_all and not _follows(before.member.template):
            return Judgement("", stands=True)  # one more pod than the only one
        field = suspect.field
        key = (id(before.member), id(field.resource), field.path, suspect.hint)
        if key not in self._judged:
            self._judged[key] = self._compare(suspect, before)
        return self._judged[key]

    def _compare(self, suspect: Suspect, before: Story) -> Judgement | None:
        after = Story(before.member, self._zones)
        promised = None
        if before.guarantee is not None:
            promised = after.guarantee = self._trials.promised(before.member, suspect)
        worse = ""
        for seed in self._seeds:
            if self._late():
                return None
            self._trials.tell(after, seed, suspect)
            worse = price(before, after)  # more plays take nothing of it away
            if worse or (seed + 1 == _ALIKE and alike(before) and alike(after)):
                break
        if promised is not None:
            after.promise(promised)
            worse = price(before, after)
        return Judgement(worse, stands=not leaves_down(after))

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
            self._play(case, [seed for seed in self._seeds if not self._told(case, seed)])
            seen = sum(case.zone in found for found in case.before.values())
            wanted = _enough(seen, len(self._seeds))
            self._play(case, range(len(self._seeds), wanted))
        return [*case.before]

    def _told(self, case: Case, seed: int) -> bool:
        """Take from its story how one play went; it is as if it were played again."""
        if case.story is None:
            return False
        told = {
            zone: moments
            for (event, zone), moments in case.story.moments.items()
            if event == case.event
        }
        if not told or any(len(moments) != len(self._seeds) for moments in told.values()):
            return False  # not each play has it
        case.before[seed] = {zone for zone in told if case.trouble(told[zone][seed])}
        return True

    def _play(self, case: Case, seeds: Iterable[int]) -> None:
        for seed in seeds:
            if self._late():
                return
            case.before[seed] = self._trials.unchanged(case.member, case.event, seed, case.trouble)

    def _late(self) -> bool:
        if self._trials.steps > self._most or process_time() > self._deadline:
            self.stopped = True
        return self.stopped


def _follows(template: Tree) -> bool:
    """Whether pods run only beside others: where those are, a second one may find no place."""
    return bool(listed_at(template, "affinity", "podAffinity", REQUIRED))


def _enough(seen: int, plays: int) -> int:
    """Return how many plays without trouble are no chance, where it was seen so often before.

    The share is Laplace's: one play more with it and one without.
    """
    share = (seen + 1) / (plays + 2)
    return min(MOST_PLAYS, ceil(log(LUCK) / log(1 - share)))
