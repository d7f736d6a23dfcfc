"""How many findings a round takes: in all, and at the same resources and files."""

from __future__ import annotations

from multiaz_lint.fix.suspects import surroundings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.fix.caution import Caution


class Pace:
    """What a round may take: less where something failed, and more again where all went well."""

    __slots__ = ("_at", "_most", "_slow", "at_once")

    def __init__(self, caution: Caution) -> None:
        self._at: dict[object, int] = dict.fromkeys(caution.slow, 1)
        """How many findings a round takes at most at some resources and files."""
        self._slow = frozenset(caution.slow)
        """Those that keep to one, so that who brings something new is seen."""
        self.at_once = self._most = caution.at_once

    def now(self) -> tuple[object, ...]:
        """Return what the next round may take, to be compared."""
        return dict(self._at), self.at_once

    def is_full(self, places: Iterable[object], busy: Counter[object]) -> bool:
        """Whether a round takes no more at some of these places, with so many there already."""
        at = self._at
        return any(busy[each] >= at[each] for each in places if each in at)

    def slowest(self) -> set[object]:
        """Return the places where a round takes one finding."""
        return {place for place, most in self._at.items() if most == 1}

    def slow_down(self, places: Iterable[object]) -> None:
        """Take one finding a round at these places."""
        self._at.update(dict.fromkeys(places, 1))

    def go_on(self, made: Iterable[Diagnostic]) -> None:
        """Take twice as many, in all and where these were mended."""
        self.at_once = min(2 * self.at_once, self._most)
        done: AbstractSet[object] = set().union(*map(surroundings, made))
        for place in done & self._at.keys() - self._slow:
            self._at[place] *= 2
