"""What looks at places of resources, found by those that a resource has.

A configuration may have thousands of adapters for one kind, each for a component of its own: of a
resource only those matter whose components it has.
"""

from __future__ import annotations

from multiaz_lint.model.tree import look_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from multiaz_lint.model.custom.adapter import Adapter
    from multiaz_lint.model.tree import Path


_FEW = 8
"""Of so many each is asked."""


class _Step:
    """What looks at one place, and what looks below it; ``first`` is the first of all these."""

    __slots__ = ("below", "first", "here")

    def __init__(self, first: int) -> None:
        self.first = first
        self.here: list[int] = []
        self.below: dict[Any, _Step] = {}


class ByPlace:
    """Things in order, each with the path at which it looks."""

    __slots__ = ("_root", "_things")

    def __init__(self, things: Iterable[tuple[Path, Any]]) -> None:
        self._things: list[Any] = []
        self._root = _Step(0)
        for number, (path, thing) in enumerate(things):
            self._things.append(thing)
            step = self._root
            for name in path:
                step = step.below.setdefault(name, _Step(number))
            step.here.append(number)

    def reached(self, tree: Any) -> list[Any]:
        """Return the things, in order, at whose places something stands.

        Of those that look below what is no mapping one is among them, to tell of that.
        """
        if len(self._things) <= _FEW:
            return self._things
        return [self._things[number] for number in sorted({*_numbers(self._root, tree)})]


def _numbers(step: _Step, found: Any) -> Iterator[int]:
    stack = [(step, found)]
    while stack:
        step, found = stack.pop()
        if found is None:
            continue
        yield from step.here
        below = step.below
        if isinstance(found, dict):
            fewer = found if len(found) < len(below) else below
            stack += [
                (below[each], found[each]) for each in fewer if each in below and each in found
            ]
        elif below:
            yield min(each.first for each in below.values())
            if isinstance(found, list):
                stack += [
                    (below[index], found[index])
                    for index in (range(len(found)) if len(found) < len(below) else below)
                    if index in below and isinstance(index, int) and index < len(found)
                ]


class Adapters:
    """The adapters of one kind, by where they look for components, and when there are any."""

    __slots__ = ("_all", "_places")

    def __init__(self, adapters: Sequence[Adapter]) -> None:
        self._all = adapters
        places: dict[Path, _Conditions] = {}
        for number, adapter in enumerate(adapters):
            places.setdefault(adapter.at, _Conditions()).add(number, adapter)
        self._places = ByPlace(places.items())

    def reached(self, tree: dict[str, Any]) -> Sequence[Adapter]:
        """Return the adapters, in order, that may see components in a resource, or more of them."""
        if len(self._all) <= _FEW:
            return self._all
        numbers = {number for place in self._places.reached(tree) for number in place.numbers(tree)}
        return [self._all[number] for number in sorted(numbers)]


class _Conditions:
    """The adapters of one place, by the first value that each asks for of the resource."""

    __slots__ = ("_by_value", "_others")

    def __init__(self) -> None:
        self._others: list[int] = []
        self._by_value: dict[Path, dict[Any, list[int]]] = {}

    def add(self, number: int, adapter: Adapter) -> None:
        for path, values in adapter.when:
            if "*" not in path and all(isinstance(each, _SCALARS) for each in values):
                by_value = self._by_value.setdefault(path, {})
                for value in set(values):
                    by_value.setdefault(value, []).append(number)
                return
        self._others.append(number)

    def numbers(self, tree: dict[str, Any]) -> Iterator[int]:
        yield from self._others
        for path, by_value in self._by_value.items():
            value = look_up(tree, path)
            if isinstance(value, _SCALARS):
                yield from by_value.get(value, ())


_SCALARS = (str, int, float, type(None))
