"""Several LimitRanges that are asked one after another, and which of them is the first to refuse.

There may be thousands, and as many pods that each of them judges. Of all that say the same about
one resource only those count that ask for more than any before; the first whose bound is broken is
looked up among these.
"""

from __future__ import annotations

from multiaz_lint.api.limit_ranger import (
    CLAIM,
    POD,
    breaks,
    claim_forbidden,
    claimed,
    containers_of,
    forbidden,
    lists_of,
)
from multiaz_lint.api.resources import amount
from multiaz_lint.model.cached import cached
from multiaz_lint.model.limit_ranges import CONTAINER, container_defaults, first_defaults

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from multiaz_lint.api.limit_ranger import Amounts, Complaint
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
    def _bounds(self) -> list[tuple[Bound, list[tuple[int, Quantity]]]]:
        """What each asks for that none before it does, by where it stands."""
        found: dict[Bound, list[tuple[int, Quantity]]] = {}
        for at, spec in enumerate(self.specs):
            for entry in spec.get("limits") or ():
                kind = entry.get("type")
                for side, greater in _GREATER.items() if kind in _KINDS else ():
                    for name, written in (entry.get(side) or {}).items():
                        bound = amount(written)
                        steps = found.setdefault((kind, side, name), [])
                        if not steps or (
                            bound.nano > steps[-1][1].nano
                            if greater
                            else bound.nano < steps[-1][1].nano
                        ):
                            steps.append((at, bound))
        return list(found.items())

    def forbidden(self, spec: Tree) -> tuple[int, list[Complaint]] | None:
        """Return the place of the first that refuses an admitted Pod, and what it says."""
        asked = {CONTAINER: [lists_of(each) for each in containers_of(spec)]}
        if any(kind == POD for (kind, _, _), _ in self._bounds):
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
        for (kind, side, name), steps in self._bounds:
            if steps[0][0] >= best:
                break  # they are in the order in which they begin
            for requests, limits in asked.get(kind, ()):
                at = _first_broken(kind, side, name, steps, (requests, limits))
                best = min(best, at) if at is not None else best
        return best if best < len(self.specs) else None


def _first_broken(
    kind: str,
    side: str,
    name: str,
    steps: Sequence[tuple[int, Quantity]],
    asked: tuple[Amounts, Amounts],
) -> int | None:
    """Return the place of the first bound that is broken: all behind it are tighter still."""
    request, limit = asked[0].get(name), asked[1].get(name)
    first, end = 0, len(steps)
    while first < end:
        middle = (first + end) // 2
        if breaks(kind, side, name, steps[middle][1], request, limit):
            end = middle
        else:
            first = middle + 1
    return steps[first][0] if first < len(steps) else None
