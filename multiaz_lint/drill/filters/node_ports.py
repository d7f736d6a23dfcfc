"""NodePorts: a host port is taken once per node (scheduler v1.37)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.drill.node import Node
    from multiaz_lint.drill.pod import Port

REASON = "node(s) didn't have free ports for the requested pod ports"
_EVERY = "0.0.0.0"  # noqa: S104 - a value to compare with; `::` is no wildcard to the scheduler


def conflicts(ports: Iterable[Port], node: Node) -> bool:
    taken = [port for port, count in node.ports.items() if count]
    return any(
        protocol == other_protocol
        and number == other_number
        and (ip == other_ip or _EVERY in (ip, other_ip))
        for ip, protocol, number in ports
        for other_ip, other_protocol, other_number in taken
    )
