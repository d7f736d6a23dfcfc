"""NodePorts: a host port is taken once per node (scheduler v1.37)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from multiaz_lint.drill.pod_shape import Port

REASON = "node(s) didn't have free ports for the requested pod ports"
_EVERY = "0.0.0.0"  # noqa: S104 - a value to compare with; `::` is no wildcard to the scheduler


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
        if ip == _EVERY:
            for users in used.values():
                nodes |= users
        else:
            nodes |= used.get(port, 0) | used.get((_EVERY, protocol, number), 0)
    return nodes
