"""Several LimitRanges that are asked one after another, and which of them is the first to refuse.

There may be thousands, and as many pods that each of them judges. Of all that say the same about
one resource only those count that ask for more than any before; the first whose bound is broken is
looked up among these. Amounts that are too great for thousandths in 64 bits are asked one by one:
the API server does not see them as they are written.
"""

from __future__ import annotations

from multiaz_lint.api.admission.limit_ranger import (
    CLAIM,
    POD,
    breaks,
    claim_forbidden,
    claimed,
    containers_of,
    forbidden,
    lists_of,
)
from multiaz_lint.api.pods.resources import amount
from multiaz_lint.api.quantity import MOST_MILLI, NANO
from multiaz_lint.model.cached import cached
from multiaz_lint.model.pods.limit_ranges import CONTAINER, container_defaults, first_defaults

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from multiaz_lint.api.admission.limit_ranger import Amounts, Complaint
    from multiaz_lint.api.quantity import Quantity

    Tree = Mapping[str, Any]
    Bound = tuple[str, str, str]
    """What it is about, which side of it, and the name of a resource."""

_GREATER = {"min": True, "max": False, "maxLimitRequestRatio": False}
"""Whether of two bounds the greater one is tighter."""
_KINDS = (CONTAINER, POD, CLAIM)


class LimitsTogether:
    """The specs of LimitRanges in the order in which they are asked."""

    def __init__(self, specs: Sequence[Tree]) -> None:
        self.specs = specs

    @cached
    def defaults(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The requests and the limits that they give to containers."""
        return first_defaults(self.specs)

    @cached
    def giving(self) -> list[int]:
        """Where those stand that give defaults; of some that give the same, the first."""
        found: dict[str, int] = {}
        for at, spec in enumerate(self.specs):
            defaults = container_defaults(spec)
            if any(defaults):
                found.setdefault(repr(defaults), at)
        return list(found.values())

    @cached
    def _bounds(self) -> list[_Bounds]:
        """What they ask for, in the order in which it is asked for first."""
        found: dict[Bound, _Bounds] = {}
        for at, spec in enumerate(self.specs):
            for entry in spec.get("limits") or ():
                kind = entry.get("type")
                for side in _GREATER if kind in _KINDS else ():
                    for name, written in (entry.get(side) or {}).items():
                        key = kind, side, name
                        if key not in found:
                            found[key] = _Bounds(*key)
                        found[key].add(at, amount(written))
        return list(found.values())

    def forbidden(self, spec: Tree) -> tuple[int, list[Complaint]] | None:
        """Return the place of the first that refuses an admitted Pod, and what it says."""
        asked = {CONTAINER: [lists_of(each) for each in containers_of(spec)]}
        if any(each.kind == POD for each in self._bounds):
            asked[POD] = [lists_of(spec, whole=True)]
        at = self._first(asked)
        return None if at is None else (at, forbidden(spec, self.specs[at]))

    def claim_forbidden(self, spec: Tree) -> tuple[int, list[str]] | None:
        """Return the place of the first that refuses a claim, and what it says."""
        at = self._first({CLAIM: [(claimed(spec), {})]})
        return None if at is None else (at, claim_forbidden(spec, self.specs[at]))

    def _first(self, asked: Mapping[str, Sequence[tuple[Amounts, Amounts]]]) -> int | None:
        """Return where the first bound stands that is broken by what is asked for."""
        best = len(self.specs)
        for bounds in self._bounds:
            if bounds.every[0][0] >= best:
                break  # they are in the order in which they begin
            for requests, limits in asked.get(bounds.kind, ()):
                at = bounds.first_broken(requests.get(bounds.name), limits.get(bounds.name))
                best = min(best, at) if at is not None else best
        return best if best < len(self.specs) else None


class _Bounds:
    """All bounds of one side of one resource, each with the place of the spec that sets it."""

    __slots__ = ("_great", "_known", "_steps", "every", "kind", "name", "side")

    def __init__(self, kind: str, side: str, name: str) -> None:
        self.kind = kind
        self.side = side
        self.name = name
        self.every: list[tuple[int, Quantity]] = []
        """Each of them once, by its first place."""
        self._known: set[tuple[int, int | None]] = set()
        self._steps: list[tuple[int, Quantity]] = []
        """Those that are tighter than all before them."""
        self._great: list[tuple[int, Quantity]] = []

    def add(self, at: int, bound: Quantity) -> None:
        key = bound.nano, bound.scale
        if key in self._known:
            return
        self._known.add(key)
        self.every.append((at, bound))
        if _is_great(bound):
            self._great.append((at, bound))
        elif not self._steps or self._is_tighter(bound, self._steps[-1][1]):
            self._steps.append((at, bound))

    def _is_tighter(self, one: Quantity, other: Quantity) -> bool:
        return one.nano > other.nano if _GREATER[self.side] else one.nano < other.nano

    def first_broken(self, request: Quantity | None, limit: Quantity | None) -> int | None:
        """Return the place of the first that is broken by what is asked for."""

        def broken(bound: Quantity) -> bool:
            return breaks(self.kind, self.side, self.name, bound, request, limit)

        if any(each is not None and _is_great(each) for each in (request, limit)):
            return next((at for at, bound in self.every if broken(bound)), None)
        first, end = 0, len(self._steps)
        while first < end:
            middle = (first + end) // 2
            if broken(self._steps[middle][1]):  # and so are all behind it, as they are tighter
                end = middle
            else:
                first = middle + 1
        found = [at for at, _ in self._steps[first : first + 1]]
        found += [at for at, bound in self._great if broken(bound)]
        return min(found, default=None)


def _is_great(asked: Quantity) -> bool:
    """Whether it is not compared in thousandths that are exact."""
    return abs(asked.nano) > MOST_MILLI * NANO
