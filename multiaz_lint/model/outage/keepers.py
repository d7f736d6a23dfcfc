"""Who keeps a Service when a zone takes the pods of one workload: the others that it selects."""

from __future__ import annotations

from itertools import islice

from multiaz_lint.model.cached import once, once_each
from multiaz_lint.model.company.neighbours import is_near
from multiaz_lint.model.nodes.domains import zones_of
from multiaz_lint.model.nodes.pins import binding_of, bound_behind
from multiaz_lint.model.outage.quorum import image_name
from multiaz_lint.model.outage.spread_limit import fullest_and_left
from multiaz_lint.model.placement import ZONE_KEYS
from multiaz_lint.model.resource import mapping, sequence, string, without_copies
from multiaz_lint.model.words import listed
from multiaz_lint.model.workload import ScalableWorkload
from multiaz_lint.model.workload_kinds import DaemonSet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.traffic import Service
    from multiaz_lint.model.workload import Workload

_MANY = 30
"""More workloads than one Service selects on purpose: of more the first say enough."""


def serve_together(workload: Workload, other: Workload, cluster: Cluster) -> bool:
    """Whether every Service of a workload has pods of another one besides, for the same ports.

    One of them shows that they do the same: it spreads connections over the pods of both, to a port
    that both declare or to the same program. A headless one may only give names to them.
    """
    services = cluster.services_of(workload)
    if not services:
        return False
    behind = frozenset(cluster.services_of(other))
    return all(each in behind and _has_ports(each, workload, other) for each in services) and any(
        _serve_alike(each, workload, other) for each in services
    )


class Kept:
    """A Service of a workload, and the others whose pods are left to it when a zone is lost."""

    __slots__ = ("others", "service")

    def __init__(self, service: Service, others: list[Workload]) -> None:
        self.service = service
        self.others = others

    def __str__(self) -> str:
        names = listed([str(each) for each in self.others], 3)
        return f"{self.service} keeps pods of {names}"


def kept_by_others(workload: Workload, cluster: Cluster) -> Kept | None:
    """Return who keeps the Services of a workload when the zone of its pods is lost.

    None where there is no Service, or one that may be left without pods: the others may be lost
    with the same zone, or do not have its ports.
    """
    first = None
    for service in cluster.services_of(workload):
        others = _keepers(service, workload, cluster)
        if not others:
            return None
        first = first or Kept(service, others)
    return first


def _keepers(service: Service, workload: Workload, cluster: Cluster) -> list[Workload]:
    """Return those that the loss of no zone that takes the workload's pods takes with it."""
    if len(cluster.backends_of(service)) < 2:
        return []
    here = binding_of(workload, cluster)

    def beside(others: Sequence[Workload]) -> list[Workload]:
        return [
            other
            for other in others
            if other.identity != workload.identity
            and is_near(workload, other, cluster)
            and _runs(other, cluster)
            and _has_ports(service, workload, other)
        ]

    sure = beside(_sure_behind(service, cluster))
    pinned: list[Workload] = []
    if here is None or here.zone is not None:
        for zone, others in bound_behind(service, cluster).items():
            if here is None or zone != here.zone:
                pinned += beside(others)[:1]
    # Pods that may be anywhere can be lost with the one zone that others are bound to.
    enough = 1 if here is not None else 2
    return sure + (pinned if len(pinned) >= enough else [])


@once_each
def _sure_behind(service: Service, cluster: Cluster) -> list[Workload]:
    """Return those behind a Service that no lost zone takes all pods of; of many the first."""
    backends = cluster.backends_of(service)
    inside = frozenset(backends)
    return [
        other
        for other in islice(without_copies(backends), _MANY)
        if binding_of(other, cluster) is None and _outlives_any_zone(other, inside, cluster)
    ]


def _runs(other: Workload, cluster: Cluster) -> bool:
    if not isinstance(other, (ScalableWorkload, DaemonSet)) or not cluster.runs(other):
        return False
    if isinstance(other, DaemonSet):
        return True
    scale = cluster.scale_of(other)
    return scale.certain and scale.least > 0


def _outlives_any_zone(other: Workload, backends: frozenset[Workload], cluster: Cluster) -> bool:
    """Whether pods are left whichever zone is lost, wherever the hard rules let them stand.

    A constraint may count pods of others as well: if these are behind the Service too, they stand
    in the zones where it lets the workload have none.
    """
    zones = zones_of(other, cluster)
    if not _runs(other, cluster) or zones < 2:
        return False
    if not isinstance(other, ScalableWorkload):
        return True
    least = cluster.scale_of(other).least
    if least > 1 and any(other.apart_on(*ZONE_KEYS, required=True, sure=True)):
        return True
    for constraint in other.hard_zone_spread:
        if fullest_and_left(other, constraint, least, cluster)[1] > 0:
            if other.revision_label in constraint.match_label_keys:
                return True  # it counts no pods of others
            counted = cluster.select(constraint.selector, other.namespace, other)
            if len(counted) <= len(backends) and backends.issuperset(counted):
                return True
    return False


def _has_ports(service: Service, workload: Workload, other: Workload) -> bool:
    """Whether pods of the other one have the ports that the Service reaches on the workload's.

    A port with a name needs a container that names it (FindPort, 1.37); one with a number that
    only one of the two declares shows that they serve different things.
    """
    mine, theirs = _declared(workload), _declared(other)
    for port in map(mapping, sequence(service.spec.get("ports"))):
        target = port.get("targetPort", port.get("port"))
        if target in mine and target not in theirs and (theirs or isinstance(target, str)):
            return False
    return True


def _serve_alike(service: Service, workload: Workload, other: Workload) -> bool:
    """Whether a proxy leads the same connections to pods of both: by its ports or their images."""
    ports = [mapping(each) for each in sequence(service.spec.get("ports"))]
    if service.headless or not ports:
        return False
    both = _declared(workload) & _declared(other)
    if any(port.get("targetPort", port.get("port")) in both for port in ports):
        return True
    return _programs(workload) == _programs(other)


@once
def _programs(workload: Workload) -> set[str]:
    return {image_name(each) for each in workload.containers}


@once
def _declared(workload: Workload) -> set[Any]:
    """Return the names and the numbers of the ports that containers declare."""
    found: set[Any] = set()
    for container in workload.containers:
        for port in map(mapping, sequence(container.tree.get("ports"))):
            found.add(port.get("containerPort"))
            if name := string(port.get("name")):
                found.add(name)
    return found
