"""Probes that cannot be asked: they name a port that their container does not have."""

from __future__ import annotations

from multiaz_lint.model.placeholders import holds_placeholder
from multiaz_lint.model.resource import mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.model.field import Field
    from multiaz_lint.model.pods.container import Container
    from multiaz_lint.model.workload import Workload

LIVENESS = "livenessProbe"
PROBES = ("startupProbe", "readinessProbe", LIVENESS)
_LONGEST = 15
_IN_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_BY_NAME = ("httpGet", "tcpSocket")
_HANDLERS = ("exec", *_BY_NAME, "grpc")


class LostProbe:
    """A probe of a container that names a port which that does not have."""

    __slots__ = ("container", "field", "port", "probe")

    def __init__(self, container: Container, probe: str, handler: str, port: str) -> None:
        self.container = container
        self.probe = probe
        self.port = port
        self.field: Field = container.at(probe, handler, "port")

    @property
    def keeps_unready(self) -> bool:
        """Whether its pods are never ready for it.

        The kubelet throws away the result of a probe that it cannot ask (prober/worker.go, 1.37):
        it stays what it was at first, which is a success for a liveness probe alone.
        """
        return self.probe != LIVENESS

    def __str__(self) -> str:
        """Say what is wrong with it."""
        return (
            f"the {self.probe} of {self.container} asks port {self.port}, "
            "which that container does not have"
        )


def lost_probes(workload: Workload) -> Iterator[LostProbe]:
    """Yield the probes that name no port of their container (probe/util.go findPortByName, 1.37).

    Those of other containers do not count. What an operator makes of a pod template may have more
    ports than are written, as has the container that a sidecar injector fills in. What the API
    server refuses is not judged: two handlers, what is no name of a port, ports of other types.
    """
    if workload.adapted:
        return
    for container in workload.containers:
        if not container.runs or container.injected:
            continue
        names = names_of(container)
        for probe in PROBES:
            written = container.tree.get(probe)
            if not isinstance(written, dict):
                continue
            for handler in _BY_NAME:
                port = string(mapping(written.get(handler)).get("port"))
                if port and port not in names and _is_lost(port, written, container):
                    yield LostProbe(container, probe, handler, port)


def _is_lost(port: str, probe: dict[str, Any], container: Container) -> bool:
    """Whether a port is surely none that a container has, though the API server takes the probe.

    Nobody can say what is meant where its ports cannot be decoded, or hold placeholders.
    """
    if sum(probe.get(each) is not None for each in _HANDLERS) != 1 or not _is_port_name(port):
        return False
    return container.at("ports").sound and not holds_placeholder(container.tree.get("ports"))


def _is_port_name(port: str) -> bool:
    """Whether the API server takes a text as name of a port (IsValidPortName, 1.37)."""
    parts = port.split("-")
    return (
        len(port) <= _LONGEST
        and all(parts)
        and all(_IN_NAME.issuperset(part) for part in parts)
        and any("a" <= each <= "z" for each in port)
    )


def never_ready(workload: Workload) -> LostProbe | None:
    """Return the probe for which no pod of a workload is ever ready; None where there is none."""
    return next((each for each in lost_probes(workload) if each.keeps_unready), None)


def names_of(container: Container) -> list[str]:
    """Return the names of a container's ports."""
    ports = map(mapping, sequence(container.tree.get("ports")))
    return [name for port in ports if (name := string(port.get("name")))]
