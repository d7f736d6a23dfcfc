"""Which of several definitions of one object counts in a drill."""

from __future__ import annotations

from multiaz_lint.drill.casting import left_out
from multiaz_lint.model.resource import by_identity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeVar

    from multiaz_lint.model import Cluster, Resource

    R = TypeVar("R", bound=Resource)


def counting(
    view: type[R],
    cluster: Cluster,
    uses: Iterable[tuple[str, str, Resource]],
    assumptions: list[str],
) -> list[R]:
    """Return one definition of each object: of several the one that a check takes.

    It is the nearest to the first who uses it, by namespace and name, and the first of those: the
    API server refuses to change most of what is stored.
    """
    readable = list(_readable(cluster.of(view), assumptions))
    chosen: dict[tuple[str, str, str, str], R] = {}
    for each in readable:
        chosen.setdefault(each.identity, each)
    if len(chosen) < len(readable):
        users: dict[tuple[str, str], Resource] = {}
        for namespace, name, user in uses:
            users.setdefault((namespace, name), user)
        known = {id(each): each for each in readable}
        for identity, first in chosen.items():
            near = users.get(identity[2:])
            found = map(id, cluster.find(identity, near)) if near is not None else ()
            chosen[identity] = next((known[at] for at in found if at in known), first)
        assumptions += [
            f"{each} is defined more than once: that of {chosen[each.identity].origin} counts"
            for each in readable
            if each is not chosen[each.identity]
        ]
    return list(chosen.values())


def _readable(found: Iterable[R], assumptions: list[str]) -> Iterator[R]:
    """Yield what can be decoded; of versions that the API server does not know, as the best."""
    for each in sorted(found, key=by_identity):
        if each.facts.unsound:
            assumptions.append(left_out.undecodable(each))
        else:
            yield each
