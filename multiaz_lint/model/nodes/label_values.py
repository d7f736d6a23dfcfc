"""Which nodes have which value of a label, as sets.

A set of nodes is a number with one bit for each of them, in the order of the input: thousands of
nodes are intersected for thousands of workloads in no time.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from multiaz_lint.model import labels
from multiaz_lint.model.cached import Remembered, cached
from multiaz_lint.model.nodes.node_selector import GT, LT, integer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from multiaz_lint.model.nodes.node_selector import Expression

UNHASHABLE = (list, dict)


def set_of(numbers: Iterable[int]) -> int:
    """Return the set of the nodes with these numbers, which ascend."""
    numbers = [*numbers]
    flags = bytearray((numbers[-1] >> 3) + 1 if numbers else 0)
    for each in numbers:
        flags[each >> 3] |= 1 << (each & 7)
    return int.from_bytes(flags, "little")


class LabelValues:
    """The nodes that have a label, by its value."""

    def __init__(self) -> None:
        self._there: list[int] = []
        self._numbers: dict[Any, list[int]] = {}
        self._sets = Remembered(lambda value: set_of(self._numbers.get(value, ())))

    def add(self, number: int, value: Any) -> None:
        self._there.append(number)
        if not isinstance(value, UNHASHABLE):
            self._numbers.setdefault(value, []).append(number)

    @cached
    def there(self) -> int:
        """The nodes that have the label."""
        return set_of(self._there)

    def having(self, value: Any) -> int:
        """Return the nodes whose label has a value."""
        return self._sets[value] if value in self._numbers else 0

    def count(self, among: int) -> int:
        """Return how many different values some nodes have."""
        if len(self._numbers) == len(self._there):
            return (self.there & among).bit_count()
        return sum(1 for value in self._numbers if self.having(value) & among)

    def values(self, among: int) -> frozenset[Any]:
        """Return the values that some nodes have."""
        return frozenset([value for value in self._numbers if self.having(value) & among])

    def matching(self, expression: Expression, every: int) -> int:
        """Return the nodes that an expression about the label matches, which is not broken."""
        operator = expression.operator
        if operator in {GT, LT}:
            return self._beyond(operator, expression.bound)
        if operator in {labels.EXISTS, labels.DOES_NOT_EXIST}:
            named = self.there
        else:
            named = 0
            for value in expression.values:
                named |= self.having(value)
        return named if operator in {labels.EXISTS, labels.IN} else every & ~named

    def _beyond(self, operator: str, bound: int | None) -> int:
        numbers, up_to = self._integers
        if bound is None or not numbers:
            return 0
        if operator == LT:
            return up_to[bisect_left(numbers, bound)]
        return up_to[-1] & ~up_to[bisect_right(numbers, bound)]

    @cached
    def _integers(self) -> tuple[list[int], list[int]]:
        """The values that are integers, ascending, and the nodes with none, one, two of them."""
        read = sorted(
            (number, value) for value in self._numbers if (number := integer(value)) is not None
        )
        up_to = [0]
        for _, value in read:
            up_to.append(up_to[-1] | self.having(value))
        return [number for number, _ in read], up_to
