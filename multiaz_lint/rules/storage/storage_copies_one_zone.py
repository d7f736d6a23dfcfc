"""Copies of data may stand in one zone, as what places them does not know zones.

Kafka puts the copies of a partition on different brokers. Only brokers that know their rack put them
in different racks: Strimzi tells them the zone of their node where `spec.kafka.rack` names its label.
With as many brokers as zones that is the same, if one runs in each; with more of them two copies of
three may be in one zone, and with that zone too few are left. Copies that there are already stay
where they are until their partitions are reassigned, as Cruise Control does.

Ceph puts the copies of a pool on different hosts, unless `failureDomain` asks for more: in zones of
several hosts all copies may be in one. Rook takes the zones from the well-known label of the nodes.
An existing pool is moved only with `enableCrushUpdates: true`.

Elasticsearch puts the copies of a shard on different nodes, and in different zones only where nodes
have an attribute for theirs. ECK gives them one by `zoneAwareness`, or in the `config` of node sets as
`node.attr.zone` with `cluster.routing.allocation.awareness.attributes: k8s_node_name,zone`.

What is seen: `Kafka` of Strimzi with its node pools and topics, `Elasticsearch` of ECK, and the pools of `CephBlockPool`,
`CephFilesystem` and `CephObjectStore` of Rook. Where no copy can be missed, `storage-copies-few` says
so.

```yaml bad
apiVersion: ceph.rook.io/v1
kind: CephBlockPool
metadata: {name: fast, namespace: rook-ceph}
spec:
  failureDomain: host  # <-- all 3 may be in one zone
  replicated:
    size: 3
```

```yaml fixed
apiVersion: ceph.rook.io/v1
kind: CephBlockPool
metadata: {name: fast, namespace: rook-ceph}
spec:
  failureDomain: zone
  replicated:
    size: 3
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, Resource
from multiaz_lint.model.placement import ZONE
from multiaz_lint.model.replication import ceph, elasticsearch, kafka
from multiaz_lint.model.words import agree, all_of
from multiaz_lint.rule import Problem, Put, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from multiaz_lint.model.replication.copies import Copies


@rule(
    "storage-copies-one-zone",
    Severity.WARNING,
    on=Resource,
    needs=("Kafka", "KafkaTopic", elasticsearch.KIND, *ceph.KINDS),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(resource: Resource, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if resource.part or cluster.platform.zones < 2:
        return
    if resource.group == ceph.GROUP:
        for pool in ceph.pools(resource):
            yield from _of_ceph(pool, cluster)
    elif resource.group == kafka.GROUP and resource.kind == "KafkaTopic":
        yield from _of_topic(resource, cluster)
    elif resource.group == kafka.GROUP:
        yield from _of_kafka(resource, cluster)
    elif resource.group == elasticsearch.GROUP:
        yield from _of_elasticsearch(resource, cluster)


def _of_ceph(pool: ceph.Pool, cluster: Cluster) -> Iterator[Problem]:
    copies = pool.copies
    total, word = (pool.chunks, "chunks") if copies is None else (copies.total, "copies")
    if total < 2 or not pool.within_a_zone:
        return
    field = pool.resource.at(*pool.path, "failureDomain", default="host")
    zones = cluster.platform.zones
    hint = (
        f"no {zones} zones hold {total} {word} apart: keep {zones} copies, with failureDomain: zone"
    )
    if total <= zones:
        hint = "set failureDomain: zone, where nodes have the zone label"
    yield Problem(
        field,
        f"{pool.name} keeps the {word} of its data apart by {pool.domain}, not by zone: "
        f"{all_of(total)} may be in one zone, and be lost with it",
        hint=hint,
        edits=[Put(field, "zone")] if total <= zones else (),
        unsafe=True,
    )


def _of_kafka(resource: Resource, cluster: Cluster) -> Iterator[Problem]:
    field = kafka.unknown_zone(resource)
    missed = _missed(kafka.copies_of_topics(resource), resource, cluster)
    if field is None or missed is None:
        return
    brokers = kafka.brokers_of(resource, cluster).total
    yield Problem(
        field,
        f"the {brokers} brokers of {resource} do not know their zones: {missed}",
        hint=f"set rack.topologyKey: {ZONE}",
        edits=[Put(resource.at("spec", "kafka", "rack", "topologyKey"), ZONE)],
        unsafe=True,
    )


def _of_topic(topic: Resource, cluster: Cluster) -> Iterator[Problem]:
    """Say what is true of a topic alone, with fewer copies than its Kafka keeps of others."""
    copies, of = kafka.copies_of(topic, cluster), kafka.kafka_of(topic, cluster)
    if copies is None or of is None:
        return
    field = kafka.unknown_zone(of)
    missed = _missed([copies], of, cluster)
    if field is None or missed is None or _missed(kafka.copies_of_topics(of), of, cluster):
        return
    yield Problem(
        copies.field,
        f"the brokers of {of} do not know their zones: {missed}",
        hint=f"set rack.topologyKey: {ZONE} in {of}",
        related=[Related(field, "what should tell brokers their zone")],
    )


def _of_elasticsearch(resource: Resource, cluster: Cluster) -> Iterator[Problem]:
    together = elasticsearch.data_nodes_in_a_zone(resource, cluster)
    if together < 2 or elasticsearch.knows_zones(resource):
        return
    yield Problem(
        resource.at("spec", "nodeSets"),
        f"the nodes of {resource} do not know their zones: with {together} of them in one, a shard and "
        "its replica may both be there, and be lost with it",
        hint="set zoneAwareness, or node.attr.zone and the attributes of allocation awareness",
    )


def _missed(found: Iterable[Copies], of: Resource, cluster: Cluster) -> str | None:
    """Say which copies are too few without a zone, only because brokers do not know their zones."""
    zones = cluster.platform.zones
    together = kafka.brokers_of(of, cluster).in_a_zone
    for copies in found:
        left = copies.left(together)
        if left >= copies.needed or copies.left_at_best(zones) < copies.needed:
            continue
        if not left:
            return (
                f"{all_of(copies.total)} copies of {copies.of} may be in one, and be lost with it"
            )
        return (
            f"up to {copies.total - left} of {copies.total} copies of {copies.of} may be in one, and "
            f"without it {left} {agree(left, 'is', 'are')} left, fewer than the {copies.needed} of "
            f"{copies.setting}"
        )
    return None
