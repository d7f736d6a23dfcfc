"""What the pods of a drill ask for, and what the nodes offer: with all zones, and without each.

The sum of all requests against the sum of what nodes may allocate. It tells how far a cluster is
from carrying its pods on fewer zones, not whether they fit: pods are no liquid, and rules keep them
apart. That is what the plays are for.
"""

from __future__ import annotations

from multiaz_lint.drill.controllers import wanted_nodes
from multiaz_lint.drill.nodes import node_set
from multiaz_lint.drill.requests import CPU, MEMORY
from multiaz_lint.drill.scheduling.eligible import matching_nodes, tolerated_nodes
from multiaz_lint.drill.workload import DAEMON_SET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.drill.pod_shape import Placement
    from multiaz_lint.drill.state import State
    from multiaz_lint.drill.world import World

    Amounts = dict[str, int]

COUNTED = (CPU, MEMORY)


class Demand:
    """What is asked for and what is there while a zone is lost; ``zone`` is empty while none is.

    Cpu in thousandths, memory in bytes, as the scheduler counts them.
    """

    __slots__ = ("asked", "there", "zone")

    def __init__(self, zone: str, asked: Amounts, there: Amounts) -> None:
        self.zone = zone
        self.asked = asked
        self.there = there


def demands(world: World, zones: Iterable[str]) -> list[Demand]:
    """Return what a world asks for before its first pod is placed, at its smallest size.

    Pods of DaemonSets go with their nodes; all others are wanted whatever is lost.
    """
    everywhere = dict.fromkeys(COUNTED, 0)
    on_nodes: dict[str, Amounts] = {}
    placements = {}
    for workload in world.workloads:
        revision = workload.current
        asked = {name: revision.requests.stated.get(name, 0) for name in COUNTED}
        if workload.kind == DAEMON_SET:
            for name in wanted_nodes(world, revision):
                _add(on_nodes.setdefault(name, dict.fromkeys(COUNTED, 0)), asked)
        else:
            placements[revision.placement.key] = revision.placement
            _add(everywhere, asked, revision.want)
    usable = _usable(world.state, list(placements.values()))
    return [_without(zone, usable, everywhere, on_nodes) for zone in ("", *zones)]


def _usable(state: State, placements: Sequence[Placement]) -> list[Node]:
    """Return the nodes that some pods may use by taints and labels; DaemonSets have no say."""
    if not placements:
        return [node for node in state.nodes if node.present and not node.taints]
    usable = 0
    for each in placements:
        usable |= matching_nodes(state, each) & tolerated_nodes(state, each)
    return [state.nodes[index] for index in node_set.members(usable)]


def _without(
    zone: str, nodes: Iterable[Node], everywhere: Amounts, on_nodes: Mapping[str, Amounts]
) -> Demand:
    asked, there = dict(everywhere), dict.fromkeys(COUNTED, 0)
    for node in nodes:
        if not zone or node.zone != zone:
            _add(there, {name: node.allocatable.get(name, 0) for name in COUNTED})
            _add(asked, on_nodes.get(node.name, {}))
    return Demand(zone, asked, there)


def _add(total: Amounts, more: Mapping[str, int], times: int = 1) -> None:
    for name, amount in more.items():
        total[name] += amount * times
