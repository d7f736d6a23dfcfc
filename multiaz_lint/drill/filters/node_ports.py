"""NodePorts: a host port is taken once per node (scheduler v1.37)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from multiaz_lint.drill.pod_shape import Port

REASON = "node(s) didn't have free ports for the requested pod ports"
_EVERY = "0.0.0.0"  # noqa: S104 - a value to compare with; `::` is no wildcard to the scheduler


def taken(ports: Iterable[Port], by_port: Mapping[Port, int]) -> int:
    """Return the nodes where one of the ports is in use, given the nodes of each used port."""
    nodes = 0
    for ip, protocol, number in ports:
        for (other_ip, other_protocol, other_number), users in by_port.items():
            if (
                protocol == other_protocol
                and number == other_number
                and (ip == other_ip or _EVERY in (ip, other_ip))
            ):
                nodes |= users
    return nodes
