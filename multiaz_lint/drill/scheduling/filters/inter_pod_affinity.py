"""InterPodAffinity: required affinity, own anti-affinity, and that of placed pods (v1.37).

Terminating pods count. A node without the topology key cannot conflict, and cannot attract.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.drill.counting.view import View

AFFINITY = "node(s) didn't match pod affinity rules"
ANTI_AFFINITY = "node(s) didn't match pod anti-affinity rules"
EXISTING = "node(s) didn't satisfy existing pods anti-affinity rules"


def refused(view: View, nodes: int) -> Iterator[tuple[str, int]]:
    """Yield reasons with the nodes they refuse, in the order in which the plugin looks."""
    if view.affinity:
        away = nodes & ~_attracting(view)
        if away:
            yield AFFINITY, away
            nodes &= ~away
    for domain in view.anti_affinity:
        taken = nodes & view.everywhere(domain).tally.taken()
        if taken:
            yield ANTI_AFFINITY, taken
            nodes &= ~taken
    for holders in view.kept_away_by():
        if not nodes:
            return
        kept = nodes & holders.tally.taken()
        if kept:
            yield EXISTING, kept
            nodes &= ~kept


def _attracting(view: View) -> int:
    """Return the nodes onto which required affinity lets a pod."""
    domains = [view.everywhere(domain) for domain in view.affinity]
    nobody = not any(domain.tally.counts for domain in domains)
    first = nobody and view.matches_itself  # the first pod of a group may stand anywhere
    nodes = -1
    for domain in domains:
        nodes &= domain.topology.labelled if first else domain.tally.taken()
    return nodes
