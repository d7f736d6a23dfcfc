"""Ports that pods take of their nodes, and which DaemonSets have them on each node.

A port is taken once on a node, for each protocol and address; `0.0.0.0`, the default, stands for
every address (kube-scheduler NodePorts, HostPortInfo.CheckConflict, 1.37).
"""

from __future__ import annotations

from multiaz_lint.model.cached import once
from multiaz_lint.model.company.neighbours import is_near, share_a_folder
from multiaz_lint.model.nodes.node_index import has_nodes
from multiaz_lint.model.nodes.taints import (
    DAEMON_TOLERATIONS,
    NETWORK_TOLERATION,
    PREFER_NO_SCHEDULE,
    includes,
)
from multiaz_lint.model.nodes.usable import usable
from multiaz_lint.model.resource import by_identity, mapping, sequence, string
from multiaz_lint.model.workload import ScalableWorkload
from multiaz_lint.model.workload_kinds import DaemonSet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeVar

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.field import Field
    from multiaz_lint.model.node import Node
    from multiaz_lint.model.workload import Workload

    W = TypeVar("W", bound=Workload)

EVERY_ADDRESS = "0.0.0.0"  # noqa: S104 - a value to compare with; `::` is no wildcard to the scheduler
_MAY_BIND = frozenset({"nodeName", "schedulingGates", "volumes"})


class HostPort:
    """A port that each pod takes of its node, and where that is written."""

    __slots__ = ("field", "ip", "protocol")

    def __init__(self, field: Field, ip: str, protocol: str) -> None:
        self.field = field
        self.ip = ip
        self.protocol = protocol

    def meets(self, other: HostPort) -> bool:
        """Whether one node has not both, given that their numbers are the same."""
        return self.protocol == other.protocol and (
            self.ip == other.ip or EVERY_ADDRESS in (self.ip, other.ip)
        )


@once
def host_ports(workload: Workload) -> tuple[HostPort, ...]:
    """Return the ports that each pod takes of its node.

    With hostNetwork that is each port that is written (the defaults of a Pod, 1.37).
    """
    return tuple(_host_ports(workload))


def _host_ports(workload: Workload) -> Iterator[HostPort]:
    every = workload.pod_spec.get("hostNetwork") is True
    for container in workload.containers:
        if "ports" not in container.tree or not container.runs:
            continue
        for index, port in enumerate(map(mapping, sequence(container.tree["ports"]))):
            name = "hostPort" if port.get("hostPort") else "containerPort"
            if port.get(name) and (every or name == "hostPort"):
                field = container.at("ports", index, name)
                ip, protocol = string(port.get("hostIP")), string(port.get("protocol"))
                yield HostPort(field, ip or EVERY_ADDRESS, protocol or "TCP")


class Taken:
    """A port of a workload's that a DaemonSet has on nodes that its pods may use.

    ``nodes`` are those of the input, or None where it has none: then it is every node.
    """

    __slots__ = ("by", "nodes", "port", "theirs")

    def __init__(
        self, port: HostPort, by: DaemonSet, theirs: HostPort, nodes: set[Node] | None
    ) -> None:
        self.port = port
        self.by = by
        self.theirs = theirs
        self.nodes = nodes


def taken(workload: Workload, cluster: Cluster) -> Iterator[Taken]:
    """Yield the ports that a workload shares with DaemonSets of the input."""
    for port in host_ports(workload):
        for by, theirs in _of_daemons(cluster).get(port.field.value, ()):
            shared = _taken_by(workload, port, by, theirs, cluster)
            if shared is not None:
                yield shared


def takes(by: DaemonSet, workload: Workload, cluster: Cluster) -> bool:
    """Whether a DaemonSet has a port of a workload's."""
    if not _runs_on_each(by):
        return False
    theirs: dict[int, list[HostPort]] = {}
    for each in host_ports(by):
        if type(each.field.value) is int:
            theirs.setdefault(each.field.value, []).append(each)
    return any(
        _taken_by(workload, port, by, each, cluster) is not None
        for port in host_ports(workload)
        for each in theirs.get(port.field.value, ())
    )


def _taken_by(
    workload: Workload, port: HostPort, by: DaemonSet, theirs: HostPort, cluster: Cluster
) -> Taken | None:
    if not port.meets(theirs) or not _together(by, workload, cluster):
        return None
    if not has_nodes(workload, cluster):
        return Taken(port, by, theirs, None) if _runs_wherever(by, workload) else None
    nodes = usable(by, cluster) & usable(workload, cluster)
    return Taken(port, by, theirs, {*nodes.listed}) if nodes else None


def nodes_of(shared: Iterable[Taken]) -> set[Node]:
    """Return the nodes of the input that DaemonSets keep by their ports."""
    return {node for each in shared for node in each.nodes or ()}


def rivals_of(
    workload: ScalableWorkload, cluster: Cluster
) -> Iterator[tuple[HostPort, list[ScalableWorkload]]]:
    """Yield the ports that other workloads, beside DaemonSets, take too, each with those.

    A pod of one keeps those of all the others from its node.
    """
    for port in host_ports(workload):
        rivals: dict[tuple[str, str, str, str], tuple[ScalableWorkload, HostPort]] = {}
        for other, theirs in _of_scalable(cluster).get(port.field.value, ()):
            if (
                other.identity not in rivals
                and port.meets(theirs)
                and all(theirs.meets(each) for _, each in rivals.values())
                and _together(other, workload, cluster)
            ):
                rivals[other.identity] = other, theirs
        if rivals:
            yield port, [each for each, _ in rivals.values()]


@once
def _of_scalable(cluster: Cluster) -> dict[int, list[tuple[ScalableWorkload, HostPort]]]:
    """Return the ports of the workloads with a number of replicas, by number."""
    placed = (
        each
        for each in sorted(cluster.of(ScalableWorkload), key=by_identity)
        if cluster.asks(each) and not string(each.pod_spec.get("nodeName"))
    )
    return _by_number(placed, cluster)


@once
def _of_daemons(cluster: Cluster) -> dict[int, list[tuple[DaemonSet, HostPort]]]:
    """Return the ports of the DaemonSets that run on each node they may use, by number."""
    return _by_number(filter(_runs_on_each, cluster.of(DaemonSet)), cluster)


def _by_number(workloads: Iterable[W], cluster: Cluster) -> dict[int, list[tuple[W, HostPort]]]:
    index: dict[int, list[tuple[W, HostPort]]] = {}
    for each in workloads:
        for port in host_ports(each):
            if type(port.field.value) is int:
                cluster.effort.put(index, port.field.value, (each, port))
    return index


def _runs_on_each(daemon: DaemonSet) -> bool:
    """Whether nothing but node selection and taints keeps its pods from a node."""
    return (
        _MAY_BIND.isdisjoint(daemon.pod_spec)
        and not daemon.is_hook
        and not daemon.owned
        and not any(each.hard for each in daemon.spread)
        and not any(each.required for each in daemon.pod_terms)
    )


def _together(by: Workload, workload: Workload, cluster: Cluster) -> bool:
    """Whether both surely run in one cluster; a port is taken whatever the namespace.

    Two definitions of one object never do: they are one workload.
    """
    if by.identity == workload.identity or cluster.nearness.apart(by, workload):
        return False
    if by.namespace == workload.namespace:
        return is_near(workload, by, cluster)
    return cluster.platform.closed or share_a_folder(workload, by)


def _runs_wherever(daemon: DaemonSet, workload: Workload) -> bool:
    """Whether each node that takes a pod of a workload, whatever nodes there are, has a daemon's.

    The DaemonSet controller adds tolerations for nodes with problems
    (AddOrUpdateDaemonPodTolerations, 1.37).
    """
    if not daemon.node_selector.items() <= workload.node_selector.items():
        return False
    asked = [each.tree for each in daemon.node_terms]
    if asked and asked != [each.tree for each in workload.node_terms]:
        return False
    has = [*[each.tree for each in daemon.tolerations], *DAEMON_TOLERATIONS]
    if daemon.pod_spec.get("hostNetwork") is True:
        has.append(NETWORK_TOLERATION)
    return all(
        toleration.effect == PREFER_NO_SCHEDULE
        or any(includes(each, toleration.tree) for each in has)
        for toleration in workload.tolerations
    )
