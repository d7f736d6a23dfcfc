"""NodePorts: a host port is taken once per node (scheduler v1.37)."""

from __future__ import annotations

from multiaz_lint.model.nodes.host_ports import EVERY_ADDRESS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from multiaz_lint.drill.pod_shape import Port

REASON = "node(s) didn't have free ports for the requested pod ports"


def taken(ports: Iterable[Port], by_port: Mapping[tuple[str, int], Mapping[Port, int]]) -> int:
    """Return the nodes where one of the ports is in use, given the nodes of each used port.

    These are by protocol and number, so that only ports are compared that may meet.
    """
    nodes = 0
    for port in ports:
        ip, protocol, number = port
        used = by_port.get((protocol, number))
        if not used:
            continue
        if ip == EVERY_ADDRESS:
            for users in used.values():
                nodes |= users
        else:
            nodes |= used.get(port, 0) | used.get((EVERY_ADDRESS, protocol, number), 0)
    return nodes
