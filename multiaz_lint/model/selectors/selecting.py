"""Which resources select a workload: thousands may select the same ones, as by one label.

Those that do are taken together, so that to find them costs no more than to read both.
"""

from __future__ import annotations

from itertools import chain

from multiaz_lint.model.effort import EffortError, Metered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeVar

    from multiaz_lint.model.effort import Effort
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.workload import Workload

    R = TypeVar("R", bound=Resource)
    Group = tuple[list[Workload], list[R]]
    """What some resources match, and these in their order."""


def by_match(
    selecting: Iterable[tuple[R, list[Workload]]], effort: Effort
) -> dict[Workload, list[R]]:
    """Return what selects each workload, in the order in which it came.

    Where several workloads are selected by the same resources they have one list of them.

    Raises:
        EffortError: There is too much to look at.

    """
    groups: dict[int, Group[R]] = {}
    places: dict[R, int] = {}
    for at, (resource, matches) in enumerate(selecting):
        if matches:
            places[resource] = at
            group = groups.get(id(matches))
            if group is None:
                groups[id(matches)] = matches, [resource]
            else:
                group[1].append(resource)
    index: dict[Workload, list[R]] = {}
    meeting: dict[Workload, list[list[R]]] = {}
    for matches, resources in groups.values():
        several = Metered(effort, resources) if len(resources) > 1 else resources
        for match in matches:
            found = index.get(match)
            if found is None:
                index[match] = several
            else:
                meeting.setdefault(match, [found]).append(several)
        if effort.spent:
            raise EffortError
    met: dict[tuple[int, ...], list[R]] = {}
    for match, lists in meeting.items():
        key = tuple(map(id, lists))
        if key not in met:
            met[key] = Metered(effort, sorted(chain.from_iterable(lists), key=places.__getitem__))
        index[match] = met[key]
    return index
