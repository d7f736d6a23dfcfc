"""Too few copies of data are left when a zone is lost.

Kafka refuses producers that wait for all copies (`acks=all`) while fewer than `min.insync.replicas`
are in sync, and a partition without any copy can be neither written nor read. A pool of Ceph stops
while fewer than `min_size` copies are left: one of two copies, two of three. However well copies are
spread over zones, one of a single copy, or one of two that both are needed, is too many to lose.

Topics that ask for no number of copies get `default.replication.factor` of them, which is 1 unless
the configuration of the brokers says otherwise (Kafka 4). Where Kafka has a single broker,
`replicas-too-few` says more.

PostgreSQL waits with each commit for as many standbys as `synchronous.number` of CloudNativePG
says, for ever if fewer are left, unless `dataDurability` is `preferred` (CloudNativePG 1.25).

What is seen: `Kafka` and `KafkaTopic` of Strimzi, the pools of `CephBlockPool`, `CephFilesystem` and
`CephObjectStore` of Rook, and `Cluster` of CloudNativePG.

```yaml bad
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata:
  name: orders
  labels: {strimzi.io/cluster: main}
spec:
  partitions: 12
  replicas: 2  # <-- 1 is left
  config:
    min.insync.replicas: 2
```

```yaml good
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata:
  name: orders
  labels: {strimzi.io/cluster: main}
spec:
  partitions: 12
  replicas: 3
  config:
    min.insync.replicas: 2
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, Resource
from multiaz_lint.model.field import Absent
from multiaz_lint.model.replication import ceph, kafka, postgres
from multiaz_lint.model.words import agree
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model.replication.copies import Copies


@rule(
    "storage-copies-few",
    Severity.WARNING,
    on=Resource,
    needs=("Kafka", "KafkaTopic", postgres.KIND, *ceph.KINDS),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(resource: Resource, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if resource.part or cluster.platform.zones < 2:
        return
    if resource.group == ceph.GROUP:
        for pool in ceph.pools(resource):
            copies = pool.copies
            if copies is not None and (copies.total == 1 or not pool.within_a_zone):
                yield from _problem(copies, pool.name, "Ceph stops what writes to them", cluster)
    elif resource.group == kafka.GROUP:
        refused = "producers that wait for all copies are refused"
        for copies in _of_kafka(resource, cluster):
            yield from _problem(copies, str(resource), refused, cluster)
    elif resource.group == postgres.GROUP:
        yield from _of_postgres(resource, cluster)


def _of_kafka(resource: Resource, cluster: Cluster) -> Iterator[Copies]:
    if resource.kind == "KafkaTopic":
        copies = kafka.copies_of(resource, cluster)
        of = kafka.kafka_of(resource, cluster)
        alone = of is not None and kafka.brokers_of(of, cluster).total == 1
        if copies is not None and not alone:
            yield copies
        return
    brokers = kafka.brokers_of(resource, cluster).total
    if brokers == 1:
        return
    for copies in kafka.copies_of_topics(resource):
        if not isinstance(copies.field, Absent) or (
            brokers and copies.field.path[-1] == kafka.FACTOR
        ):
            yield copies


def _problem(copies: Copies, name: str, refused: str, cluster: Cluster) -> Iterator[Problem]:
    zones = cluster.platform.zones
    left = copies.left_at_best(zones)
    if left >= copies.needed:
        return
    if left:
        after = (
            f"with a zone gone {left} {agree(left, 'is', 'are')} left, fewer than the "
            f"{copies.needed} of {copies.setting}: {refused}"
        )
    else:
        after = "nobody can read or write it while the zone of that copy is lost"
    less = f", or set {copies.setting} to {left}" if left > 1 else ""
    yield Problem(
        copies.field,
        f"{name} keeps {copies.total} {agree(copies.total, 'copy', 'copies')} of {copies.of}: {after}",
        hint=f"keep at least {copies.enough(zones)} copies{less}",
    )


def _of_postgres(resource: Resource, cluster: Cluster) -> Iterator[Problem]:
    copies = postgres.copies_of(resource)
    if copies is None:
        return
    zones = cluster.platform.zones
    left, number = copies.left_at_best(zones) - 1, copies.needed - 1
    if left >= number:
        return
    fewer = f"set number: {left}, " if left else ""
    yield Problem(
        copies.field,
        f"each commit of {resource} waits for {number} {agree(number, 'standby', 'standbys')}, and with a "
        f"zone gone {left} of {copies.total - 1} {agree(left, 'is', 'are')} left: "
        "writes hang until it is back",
        hint=f"{fewer}run at least {copies.enough(zones)} instances, "
        "or set dataDurability: preferred",
    )
