"""InterPodAffinity: required affinity, own anti-affinity, and that of placed pods (v1.37).

Terminating pods count. A node without the topology key cannot conflict, and cannot attract.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from multiaz_lint.drill.view import View

AFFINITY = "node(s) didn't match pod affinity rules"
ANTI_AFFINITY = "node(s) didn't match pod anti-affinity rules"
EXISTING = "node(s) didn't satisfy existing pods anti-affinity rules"


def narrow(view: View, nodes: list[int]) -> list[int]:
    """Keep the nodes that affinity allows."""
    if view.affinity:
        attracted = _attraction(view)
        nodes = [i for i in nodes if attracted(i)]
    for domain in view.anti_affinity:
        view.everywhere(domain)
        taken = {value for value, count in domain.by_value.items() if count}
        if taken:
            values = domain.values
            nodes = [i for i in nodes if values[i] not in taken]
    for holders in view.kept_away_by():
        kept = holders.by_value
        if kept:
            values = holders.values
            nodes = [i for i in nodes if values[i] not in kept]
    return nodes


def reasons(view: View) -> Callable[[int], str | None]:
    """Return what says why a node is refused, in the order in which the plugin looks."""
    attracted = _attraction(view) if view.affinity else None
    own = [view.everywhere(domain) for domain in view.anti_affinity]
    others = [holders for holders in view.kept_away_by() if holders.by_value]

    def reason(index: int) -> str | None:
        if attracted is not None and not attracted(index):
            return AFFINITY
        for domain in own:
            value = domain.values[index]
            if value is not None and domain.by_value.get(value):
                return ANTI_AFFINITY
        if any(holders.values[index] in holders.by_value for holders in others):
            return EXISTING
        return None

    return reason


def _attraction(view: View) -> Callable[[int], bool]:
    """Return what says whether required affinity lets a pod onto a node."""
    domains = [view.everywhere(domain) for domain in view.affinity]
    nobody = not any(any(domain.by_value.values()) for domain in domains)
    first = nobody and view.matches_itself  # the first pod of a group may stand anywhere

    def attracted(index: int) -> bool:
        values = [domain.values[index] for domain in domains]
        if None in values:
            return False
        return first or all(
            value is not None and domain.by_value.get(value)
            for domain, value in zip(domains, values, strict=True)
        )

    return attracted
