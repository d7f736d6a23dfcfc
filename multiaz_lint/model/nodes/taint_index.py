"""Which nodes take pods with certain tolerations, found without trying each node."""

from __future__ import annotations

from multiaz_lint.model.cached import Remembered
from multiaz_lint.model.nodes.label_values import set_of
from multiaz_lint.model.nodes.taints import HARD_EFFECTS, tolerates, word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from multiaz_lint.model.nodes.taints import Taint, Toleration


class TaintIndex:
    """The nodes by the taints that keep pods away.

    A set of taints is a number with one bit for each, as a set of nodes is.
    """

    def __init__(self, nodes: Iterable[Iterable[Taint]]) -> None:
        self._taints: list[Taint] = []
        self._by_key: dict[str, list[int]] = {}
        self._by_value: dict[tuple[str, str], list[int]] = {}
        self._known: dict[str, int] = {}
        """The number of each taint."""
        groups: dict[tuple[int, ...], list[int]] = {}
        for number, taints in enumerate(nodes):
            hard = [each for each in taints if each.get("effect") in HARD_EFFECTS]
            groups.setdefault(tuple(sorted({*map(self._number, hard)})), []).append(number)
        self._untainted = set_of(groups.pop((), ()))
        self._groups = [(set_of(taints), set_of(numbers)) for taints, numbers in groups.items()]
        self._with: list[list[int]] = [[] for _ in self._taints]
        """The groups that have each taint."""
        for group, numbers in enumerate(groups):
            for taint in numbers:
                self._with[taint].append(group)
        self._open = Remembered(self._open_under)
        self._tolerated: dict[str, int] = {}

    def _number(self, taint: Taint) -> int:
        about = repr([taint.get(name) for name in ("key", "value", "effect")])
        number = self._known.get(about)
        if number is None:
            number = self._known[about] = len(self._taints)
            self._taints.append(taint)
            key, value = word(taint.get("key")), word(taint.get("value"))
            self._by_key.setdefault(key, []).append(number)
            self._by_value.setdefault((key, value), []).append(number)
        return number

    def open_to(self, tolerations: Sequence[Toleration]) -> int:
        """Return the nodes all of whose hard taints are tolerated."""
        taints = 0
        if self._taints:
            for each in tolerations:
                taints |= self._tolerated_by(each)
        return self._open[taints]  # type: ignore[no-any-return]  # what was put there

    def _tolerated_by(self, toleration: Toleration) -> int:
        about = repr([toleration.get(name) for name in ("key", "operator", "value", "effect")])
        known = self._tolerated.get(about)
        if known is None:
            known = self._tolerated[about] = set_of(
                number
                for number in self._candidates(toleration)
                if tolerates(toleration, self._taints[number])
            )
        return known

    def _candidates(self, toleration: Toleration) -> Iterable[int]:
        """Return the taints that it may be about, in ascending order."""
        key = word(toleration.get("key"))
        if not key:
            return range(len(self._taints))
        if toleration.get("operator") == "Exists":
            return self._by_key.get(key, ())
        return self._by_value.get((key, word(toleration.get("value"))), ())

    def _open_under(self, tolerated: int) -> int:
        found = self._untainted
        rest = tolerated
        while rest:
            taint = (rest & -rest).bit_length() - 1
            rest &= rest - 1
            for group in self._with[taint]:
                taints, nodes = self._groups[group]
                if not taints & ~tolerated:
                    found |= nodes
        return found
