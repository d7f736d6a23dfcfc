"""What binds all pods of a workload to one zone: node selection, a node's name, a volume."""

from __future__ import annotations

from multiaz_lint.model.cached import once, once_each
from multiaz_lint.model.disks.mounts import volume_zones
from multiaz_lint.model.nodes.domains import host_of_terms, zones_of
from multiaz_lint.model.nodes.named_zones import ZONE_LABELS, named_zones
from multiaz_lint.model.nodes.node_index import has_nodes
from multiaz_lint.model.nodes.pools_asked import asking_field, pools_of, zones_of_pools
from multiaz_lint.model.nodes.usable import usable
from multiaz_lint.model.placement import HOSTNAME
from multiaz_lint.model.resource import mapping, sequence, string, without_copies
from multiaz_lint.model.storage import PersistentVolumeClaim
from multiaz_lint.model.words import listed
from multiaz_lint.model.workload import ScalableWorkload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.custom.adapted import CustomWorkload
    from multiaz_lint.model.field import Field
    from multiaz_lint.model.placement import NodeTerm
    from multiaz_lint.model.traffic import Service
    from multiaz_lint.model.workload import Workload


_NAMING = frozenset({"In", "NotIn"})
_MAY_BIND = frozenset({"affinity", "nodeName", "nodeSelector", "volumes"})
_MANY = 8
"""More zones, and more workloads bound to one of them, than a Service needs to be looked at."""
_OF_ONE_SERVICE = frozenset({
    ("cassandra.datastax.com", "CassandraDatacenter"),
    ("elasticsearch.k8s.elastic.co", "Elasticsearch"),
    ("pgv2.percona.com", "PerconaPGCluster"),
    ("postgres-operator.crunchydata.com", "PostgresCluster"),
    ("scylla.scylladb.com", "ScyllaCluster"),
})  # fmt: skip
"""The custom resources all of whose components hold the same data, behind the operator's Service.

Those of others, such as the replica sets of a sharded database, have no twins.
"""
_ROLES = frozenset({"roles", "master", "data", "ingest", "ml", "transform", "voting_only"})
"""What makes an Elasticsearch node do a part of the work: a list since 7.9, before one each."""


class Pin:
    """Where a workload is bound to one zone: the field that binds it, and to what."""

    __slots__ = ("field", "to", "zone")

    def __init__(self, field: Field, to: str, zone: str | None = None) -> None:
        self.field = field
        self.to = to
        self.zone = zone


def pin_of(workload: Workload, cluster: Cluster) -> Pin | None:
    """Return what binds all pods of a workload to one zone; None if nothing does."""
    return None if _MAY_BIND.isdisjoint(workload.pod_spec) else _first_pin(workload, cluster)


@once_each
def _first_pin(workload: Workload, cluster: Cluster) -> Pin | None:
    return next(_pins(workload, cluster), None)


@once_each
def pin_to_node(workload: Workload, cluster: Cluster) -> Pin | None:
    """Return what binds all pods of a workload to one node that it names."""
    if _MAY_BIND.isdisjoint(workload.pod_spec):
        return None
    return next((pin for pin in _pins(workload, cluster) if pin.to.startswith("node ")), None)


def binding_of(workload: Workload, cluster: Cluster) -> Pin | None:
    """Return the same; besides, what leaves only nodes of the input that stand in one zone."""
    return pin_of(workload, cluster) or _by_inventory(workload, cluster)


def _by_inventory(workload: Workload, cluster: Cluster) -> Pin | None:
    """Return the node selection, when the nodes of the input that it leaves stand in one zone."""
    if not has_nodes(workload, cluster) or not (workload.node_selector or workload.node_terms):
        return None
    zones = usable(workload, cluster).zones
    if len(zones) != 1 or zones_of(workload, cluster) != 1:
        return None
    (zone,) = zones
    field = (
        workload.pod("nodeSelector")
        if workload.node_selector
        else workload.pod("affinity", "nodeAffinity")
    )
    return Pin(field, f"zone {zone}, where all nodes stand that it selects", zone)


def one_for_each_zone(workload: Workload, cluster: Cluster) -> bool:
    """Whether the workload is one of several for one Service, each bound to a zone of its own."""
    return bool(twins_of(workload, cluster))


def twins_of(workload: Workload, cluster: Cluster) -> list[ScalableWorkload]:
    """Return the others that one Service selects beside it, bound to zones that it is not bound to.

    So are those that one custom resource asks for, to do the same in another zone: the operator
    makes the Service. What is switched off is no twin. Of many the first say enough.
    """
    pin = binding_of(workload, cluster)
    return [] if pin is None or pin.zone is None else _bound_elsewhere(workload, cluster)


@once_each
def _bound_elsewhere(workload: Workload, cluster: Cluster) -> list[ScalableWorkload]:
    pin = binding_of(workload, cluster)
    beside: dict[tuple[str, str, str, str], ScalableWorkload] = {}
    found = [bound_behind(service, cluster) for service in cluster.services_of(workload)]
    for by_zone in (*found, _siblings(workload, cluster)):
        for zone, others in by_zone.items():
            if pin is not None and zone != pin.zone:
                beside.update((each.identity, each) for each in others)
    return list(beside.values())


def doubled_in_zone(
    workload: Workload, cluster: Cluster
) -> tuple[Service, ScalableWorkload, dict[str, list[ScalableWorkload]]] | None:
    """Return the Service that has a zone without a workload, as this one shares that of another.

    And the other one, and by zone what the Service selects. Where each zone has as many as the
    others, or none is without, two of a zone are meant; of those that share one the first is taken
    to be right. One of another size, such as a canary, is no copy.
    """
    pin = binding_of(workload, cluster)
    if pin is None or pin.zone is None:
        return None
    for service in cluster.services_of(workload):
        by_zone = bound_behind(service, cluster)
        if not 1 < len(by_zone) < cluster.platform.zones:
            continue
        alike = {zone: _of_size_of(workload, there, cluster) for zone, there in by_zone.items()}
        here = alike.get(pin.zone, [])
        if (
            workload.identity in {each.identity for each in here[1:]}
            and len({len(there) for there in alike.values()}) > 1
        ):
            return service, here[0], by_zone
    return None


def _of_size_of(
    workload: Workload, others: list[ScalableWorkload], cluster: Cluster
) -> list[ScalableWorkload]:
    if not isinstance(workload, ScalableWorkload):
        return []
    size = cluster.scale_of(workload).least
    return [each for each in others if cluster.scale_of(each).least == size]


@once_each
def bound_behind(service: Service, cluster: Cluster) -> dict[str, list[ScalableWorkload]]:
    """Return by zone the workloads bound to one that a Service selects; of many the first."""
    return _by_zone(without_copies(cluster.backends_of(service)), cluster)


def _by_zone(workloads: Iterable[Workload], cluster: Cluster) -> dict[str, list[ScalableWorkload]]:
    found: dict[str, list[ScalableWorkload]] = {}
    for each in workloads:
        pin = binding_of(each, cluster)
        if pin is None or pin.zone is None or not isinstance(each, ScalableWorkload):
            continue
        if (pin.zone in found or len(found) < _MANY) and cluster.asks(each):
            there = found.setdefault(pin.zone, [])
            if len(there) < _MANY:
                there.append(each)
    return found


def _siblings(workload: Workload, cluster: Cluster) -> dict[str, list[ScalableWorkload]]:
    """Return by zone the components of the same custom resource that have the same part to play.

    So have node pools of one Kafka that have the same roles.
    """
    alike = parts_alike(workload, cluster) or _of_the_same_owner(workload, cluster)
    return _by_zone(alike, cluster)


def _of_the_same_owner(workload: Workload, cluster: Cluster) -> list[CustomWorkload]:
    from multiaz_lint.model.custom.adapted import CustomWorkload

    if not isinstance(workload, CustomWorkload) or workload.adapter.owner is None:
        return []
    return _by_owner(cluster)[_owned_as(workload)][: _MANY * _MANY]


@once
def _by_owner(cluster: Cluster) -> dict[tuple[Any, ...], list[CustomWorkload]]:
    """Return the workloads that belong to something, by what that is and by their roles."""
    from multiaz_lint.model.custom.adapted import CustomWorkload

    found: dict[tuple[Any, ...], list[CustomWorkload]] = {}
    for each in cluster.of(CustomWorkload):
        if each.adapter.owner is not None:
            cluster.effort.put(found, _owned_as(each), each)
    return found


def _owned_as(workload: CustomWorkload) -> tuple[Any, ...]:
    """Return what a workload belongs to, as far as anybody can tell, and its roles there."""
    owner, named = workload.owner, workload.adapter.owner
    label = None if named is None else string(workload.labels.get(named.label))
    whose: tuple[Any, ...] = (workload.directory, workload.namespace, label)
    if owner is not None:
        whose = (id(owner.manifest), owner.prefix)
    roles = sorted(map(str, sequence(workload.spec.get("roles"))))
    return (workload.group, workload.kind, whose, tuple(roles))


def parts_alike(workload: Workload, cluster: Cluster) -> list[CustomWorkload]:
    """Return the components of one custom resource that do the same as this one, itself too.

    They are racks, node sets or instance sets of one database; of many the first say enough.
    """
    if (workload.group, workload.kind) not in _OF_ONE_SERVICE:
        return []
    from multiaz_lint.model.custom.adapted import CustomWorkload

    if not isinstance(workload, CustomWorkload):
        return []
    roles, place = roles_of(workload), workload.adapter.at
    alike = _by_tree(cluster).get(id(workload.tree), [])[: _MANY * _MANY]
    return [each for each in alike if each.adapter.at == place and roles_of(each) == roles]


@once
def _by_tree(cluster: Cluster) -> dict[int, list[CustomWorkload]]:
    """Return the components of custom resources that are made for one Service, by their tree."""
    from multiaz_lint.model.custom.adapted import CustomWorkload

    found: dict[int, list[CustomWorkload]] = {}
    for each in cluster.of(CustomWorkload):
        if (each.group, each.kind) in _OF_ONE_SERVICE:
            cluster.effort.put(found, id(each.tree), each)
    return found


def roles_of(component: CustomWorkload) -> dict[str, Any]:
    """Return what the ``config`` of a node set says of its part: roles, as one list or by name."""
    config = mapping(component.get(*component.place, "config"))
    node = mapping(config.get("node"))
    dotted = {key.removeprefix("node."): each for key, each in config.items() if "node." in key}
    parts = {**node, **dotted}
    return {name: each for name, each in parts.items() if name in _ROLES}


def _pins(workload: Workload, cluster: Cluster) -> Iterator[Pin]:
    spec = workload.pod_spec
    if "nodeName" in spec and (name := string(spec["nodeName"])):
        yield Pin(workload.pod("nodeName"), f"node {name}")
    for key, value in workload.node_selector.items():
        if key == HOSTNAME:
            yield Pin(workload.pod("nodeSelector", key), f"node {value}")
        elif key in ZONE_LABELS:
            yield Pin(workload.pod("nodeSelector", key), f"zone {value}", value)
    if any(_names_values(term) for term in workload.node_terms):
        yield from _affinity_pins(workload, cluster)
    zones = None if has_nodes(workload, cluster) else zones_of_pools(workload, cluster)
    if zones is not None and len(zones) == 1:
        (zone,) = zones
        pools = listed(
            sorted({str(pool) for pool, why in pools_of(workload, cluster) or () if not why}), 3
        )
        yield Pin(
            asking_field(workload, cluster), f"zone {zone}, where all nodes of {pools} are", zone
        )
    if "volumes" in spec:
        yield from _volume_pins(workload, cluster)


def _names_values(term: NodeTerm) -> bool:
    return "matchFields" in term.tree or any(
        expression.get("operator") in _NAMING for expression in term.expressions
    )


def _affinity_pins(workload: Workload, cluster: Cluster) -> Iterator[Pin]:
    named = named_zones(workload, cluster)
    if named is not None and len(named) == 1:
        (zone,) = named
        for term in workload.node_terms:
            for index, expression in enumerate(term.expressions):
                if expression.get("key") in ZONE_LABELS and expression.get("operator") in _NAMING:
                    yield Pin(term.at("matchExpressions", index), f"zone {zone}", zone)
    host = host_of_terms(workload)
    if host is not None:
        yield Pin(workload.node_terms[0].field, f"node {host}")


def _volume_pins(workload: Workload, cluster: Cluster) -> Iterator[Pin]:
    """Yield a pin for each mounted claim whose volume of the input stands in one zone."""
    for index, volume in workload.volumes():
        source = mapping(volume.get("persistentVolumeClaim"))
        name = string(source.get("claimName"))
        if not name:
            continue
        identity = ("", "PersistentVolumeClaim", workload.namespace, name)
        for claim in cluster.find(identity, workload):
            if not isinstance(claim, PersistentVolumeClaim):
                continue
            bound = cluster.volumes.volume_of(claim)
            zones = volume_zones(bound) if bound is not None else None
            if bound is not None and zones is not None and len(zones) == 1:
                (zone,) = zones
                field = workload.pod("volumes", index, "persistentVolumeClaim", "claimName")
                yield Pin(field, f"zone {zone}, where its volume {bound.name} stands", zone)
