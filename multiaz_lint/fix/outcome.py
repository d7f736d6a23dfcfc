"""What came of the edits of a round: findings that stayed, and new ones."""

from __future__ import annotations

from multiaz_lint.fix.batch import resource_of, touched
from multiaz_lint.fix.identity import count_key, counts, risen
from multiaz_lint.fix.suspects import Suspects
from multiaz_lint.model.cached import cached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from multiaz_lint.diagnostic import Diagnostic


class Failing:
    """A finding whose edits did not do what they should, and whether that is sure."""

    __slots__ = ("alone", "diagnostic", "direct", "reason")

    def __init__(
        self, diagnostic: Diagnostic, reason: str, *, direct: bool, alone: bool = False
    ) -> None:
        self.diagnostic = diagnostic
        self.reason = reason
        self.direct = direct
        """Whether the finding that tells so is at a resource that its edits change."""
        self.alone = alone
        """Whether no other edit of the round can have done it."""


class RoundOutcome:
    """The findings before and after the edits of those that a round ``accepted``.

    ``failing`` are those of them that stayed, or may have brought what is new and not ``welcome``.
    Where anybody may have brought it nobody fails; it is ``stray`` then. ``new`` are all that are
    found new, but for the rules and resources of what was accepted. Who is graver than what is new
    may bring it: an error mended is worth an advice.
    """

    def __init__(
        self,
        before: Sequence[Diagnostic],
        accepted: list[Diagnostic],
        after: Sequence[Diagnostic],
        welcome: Callable[[Diagnostic], bool],
    ) -> None:
        self.accepted = accepted
        old, now, mended = counts(before), counts(after), counts(accepted)
        keyed = [(each, count_key(each)) for each in after if not each.silenced]
        self.new = [each for each, key in keyed if now[key] > old[key] and key not in mended]
        self._risen = {key: risen(old[key], now[key]) for key in map(count_key, self.new)}
        self.stray: Diagnostic | None = None
        failing: dict[int, Failing] = {}
        for each in accepted:
            key = count_key(each)
            kept = old[key] - mended[key]
            if now[key] > kept and risen(kept, now[key]) >= each.severity:
                failing[id(each)] = Failing(each, "the finding would still be there", direct=True)
        for found in self._guilty([each for each in self.new if not welcome(each)]):
            failing.setdefault(id(found.diagnostic), found)
        self.failing = list(failing.values())

    @cached
    def suspects(self) -> Suspects:
        """Who may have brought what is new."""
        return Suspects(self.accepted)

    def may_bring(self, mended: Diagnostic, new: Diagnostic) -> bool:
        """Whether a finding is worth to be mended though another one comes by it."""
        return mended.severity > self._risen[count_key(new)]

    def _guilty(self, unwelcome: list[Diagnostic]) -> Iterator[Failing]:
        for diagnostic in unwelcome:
            possible = self.suspects.of(diagnostic)
            if all(self.may_bring(each, diagnostic) for each in possible):
                continue
            if self.suspects.anybody(possible):
                self.stray = self.stray or diagnostic
                continue
            own = resource_of(diagnostic)
            alone = len(possible) == 1
            for each in possible:
                if self.may_bring(each, diagnostic):
                    continue
                direct = own in touched(each)
                yield Failing(each, brings(diagnostic), direct=direct, alone=alone)


def brings(diagnostic: Diagnostic) -> str:
    """Say why an edit is refused that brings a finding."""
    return f"it would bring {diagnostic.rule}: {diagnostic.message}"
