"""What came of the edits of a round: findings that stayed, and new ones."""

from __future__ import annotations

from multiaz_lint.fix.batch import resource_of, touched
from multiaz_lint.fix.identity import count_key, counts
from multiaz_lint.fix.suspects import Suspects

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


class Outcome:
    """The findings before and after the edits of those that a round ``accepted``.

    ``failing`` are those of them that stayed, or may have brought what is new and not ``welcome``.
    Where anybody may have brought it nobody fails; it is ``stray`` then.
    """

    __slots__ = ("_accepted", "_after", "_mended", "_new", "_old", "_welcome", "failing", "stray")

    def __init__(
        self,
        before: Sequence[Diagnostic],
        accepted: list[Diagnostic],
        after: Sequence[Diagnostic],
        welcome: Callable[[Diagnostic], bool],
    ) -> None:
        self._accepted = accepted
        self._after = after
        self._old, self._new, self._mended = counts(before), counts(after), counts(accepted)
        self._welcome = welcome
        self.stray: Diagnostic | None = None
        failing: dict[int, Failing] = {}
        for each in self._staying():
            failing[id(each)] = Failing(each, "the finding would still be there", direct=True)
        for found in self._guilty():
            failing.setdefault(id(found.diagnostic), found)
        self.failing = list(failing.values())

    def _staying(self) -> Iterator[Diagnostic]:
        for each in self._accepted:
            key = count_key(each)
            if self._new[key] > self._old[key] - self._mended[key]:
                yield each

    def _guilty(self) -> Iterator[Failing]:
        suspects = Suspects(self._accepted)
        for diagnostic in self._unwanted():
            possible = suspects.of(diagnostic)
            if suspects.anybody(possible):
                self.stray = self.stray or diagnostic
                continue
            own = resource_of(diagnostic)
            alone = len(possible) == 1
            for each in possible:
                direct = own in touched(each)
                yield Failing(each, brings(diagnostic), direct=direct, alone=alone)

    def _unwanted(self) -> Iterator[Diagnostic]:
        """Yield what is found new, and may not be there even for the moment."""
        for diagnostic in self._after:
            key = count_key(diagnostic)
            if diagnostic.silenced or key in self._mended or self._new[key] <= self._old[key]:
                continue
            if not self._welcome(diagnostic):
                yield diagnostic


def brings(diagnostic: Diagnostic) -> str:
    """Say why an edit is refused that brings a finding."""
    return f"it would bring {diagnostic.rule}: {diagnostic.message}"
