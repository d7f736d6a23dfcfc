"""Kafka of Strimzi: its brokers, whether they know their zones, and copies of partitions.

A partition has the replicas that its topic asks for, each on another broker. Where brokers know
their rack (``broker.rack``), Kafka 4 puts them in as many racks as it can (StripedReplicaPlacer);
else it does not look at racks. Producers with ``acks=all``, and what brokers write to their own
topics, are refused while fewer than ``min.insync.replicas`` are left (ReplicaManager). Strimzi
sets ``broker.rack`` from a label of the node where ``spec.kafka.rack`` is written, and leaves the
numbers of copies to Kafka's defaults, of which it warns (KafkaSpecChecker 0.48).
"""

from __future__ import annotations

from multiaz_lint.model.cached import once_each
from multiaz_lint.model.custom.belonging import workloads_of
from multiaz_lint.model.placement import HOSTNAME
from multiaz_lint.model.replication.copies import Copies, counted, most_in_a_zone
from multiaz_lint.model.resource import mapping, sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.custom.adapted import CustomWorkload
    from multiaz_lint.model.field import Field
    from multiaz_lint.model.resource import Resource

GROUP = "kafka.strimzi.io"
CLUSTER_LABEL = "strimzi.io/cluster"
CONFIG = ("spec", "kafka", "config")
FACTOR = "default.replication.factor"
IN_SYNC = "min.insync.replicas"
_ITS_OWN = (
    ("offsets.topic.replication.factor", IN_SYNC, 1, "the offsets of consumers"),
    (
        "transaction.state.log.replication.factor",
        "transaction.state.log.min.isr",
        2,
        "the log of transactions",
    ),
)
"""Topics of the brokers: what says how many copies there are, by default 3, and how many of them
must be in sync, by default so many (ServerLogConfigs, GroupCoordinatorConfig and
TransactionLogConfig of Kafka 4)."""


def unknown_zone(kafka: Resource) -> Field | None:
    """Return what should tell brokers their zone; None where it does, or may.

    A key of its own may be a zone's, and what an environment variable says is not in the input.
    """
    rack = kafka.at("spec", "kafka", "rack")
    key = kafka.at("spec", "kafka", "rack", "topologyKey")
    if not rack.value:
        return rack
    return key if key.value == HOSTNAME else None


def copies_of_topics(kafka: Resource) -> list[Copies]:
    """Return the copies of topics that ask for no number, and of topics of the brokers' own."""
    factor = kafka.at(*CONFIG, FACTOR, default=1)
    found = [_copies(factor, 1, in_sync(kafka), IN_SYNC, "a topic by default")]
    for name, setting, default, of in _ITS_OWN:
        least = _written(kafka, setting, default)
        found.append(_copies(kafka.at(*CONFIG, name, default=3), 3, least, setting, of))
    return found


def copies_of(topic: Resource, cluster: Cluster) -> Copies | None:
    """Return the copies of a KafkaTopic; None where it leaves their number to the brokers."""
    field = topic.at("spec", "replicas")
    total = counted(field.value)
    if total is None or total < 1:
        return None
    needed = counted(mapping(topic.spec.get("config")).get(IN_SYNC))
    if needed is None:
        kafka = kafka_of(topic, cluster)
        needed = 1 if kafka is None else in_sync(kafka)
    return Copies(field, total, needed, IN_SYNC, "its partitions")


def kafka_of(topic: Resource, cluster: Cluster) -> Resource | None:
    """Return the Kafka that a topic is of, if the input holds it."""
    name = topic.labels.get(CLUSTER_LABEL)
    if not isinstance(name, str):
        return None
    return cluster.sole((GROUP, "Kafka", topic.namespace, name), topic)


def in_sync(kafka: Resource) -> int:
    """Return how many copies must be in sync for producers that wait for all (default: 1)."""
    return _written(kafka, IN_SYNC, 1)


class Brokers:
    """How many brokers a Kafka has at least, and one zone at most if each pool is even over zones.

    Both are 0 where the input does not say how many there are.
    """

    __slots__ = ("in_a_zone", "total")

    def __init__(self, total: int = 0, in_a_zone: int = 0) -> None:
        self.total = total
        self.in_a_zone = in_a_zone


@once_each
def brokers_of(kafka: Resource, cluster: Cluster) -> Brokers:
    """Return the brokers of all pools of a Kafka."""
    pools = [each for each in workloads_of(kafka, cluster) if _runs_brokers(each)]
    scales = [cluster.scale_of(each) for each in pools]
    if not all(each.certain for each in scales):
        return Brokers()
    return Brokers(sum(each.least for each in scales), most_in_a_zone(pools, cluster))


def _runs_brokers(workload: CustomWorkload) -> bool:
    if workload.kind == "KafkaNodePool":
        return "broker" in sequence(workload.spec.get("roles"))
    return workload.part == "kafka"


def _copies(field: Field, default: int, needed: int, setting: str, of: str) -> Copies:
    total = counted(field.value)
    return Copies(field, default if total is None or total < 1 else total, needed, setting, of)


def _written(kafka: Resource, setting: str, default: int) -> int:
    number = counted(mapping(kafka.get(*CONFIG)).get(setting))
    return default if number is None else number
