"""Software whose members vote: it stops when no majority of them is left.

Known by the name of its image, as published by its makers and by the usual packagers, and of pods
that an operator makes by their adapter. Members of
the same software that do not vote (brokers, clients, exporters, data nodes) are told apart by
their flags and variables.
"""

from __future__ import annotations

from multiaz_lint.model.cached import Remembered, once
from multiaz_lint.model.custom.adapted import CustomWorkload
from multiaz_lint.model.custom.belonging import workloads_of
from multiaz_lint.model.resource import mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.pods.container import Container
    from multiaz_lint.model.workload import Workload

_SOFTWARE = {
    "etcd": "etcd etcd-amd64 etcd-arm64",
    "ZooKeeper": "zookeeper cp-zookeeper kubernetes-zookeeper",
    "Consul": "consul",
    "Vault": "vault vault-enterprise openbao",
    "RabbitMQ": "rabbitmq",
    "Kafka": "kafka cp-kafka cp-server kafka-native",
    "MongoDB": "mongo mongodb mongodb-community-server percona-server-mongodb mongodb-enterprise",
    "Redis Sentinel": "redis-sentinel valkey-sentinel",
    "NATS": "nats",
    "CockroachDB": "cockroach",
    "TiKV": "tikv pd",
    "MariaDB Galera": "mariadb-galera",
    "Percona XtraDB Cluster": "percona-xtradb-cluster",
    "rqlite": "rqlite",
    "ClickHouse Keeper": "clickhouse-keeper",
    "Elasticsearch": "elasticsearch elasticsearch-oss",
    "OpenSearch": "opensearch",
}
_BY_IMAGE = {image: name for name, images in _SOFTWARE.items() for image in images.split()}
_SERVERS_OF_REDIS = frozenset({"redis", "valkey", "redis-stack-server"})


@once
def software_that_votes(workload: Workload) -> str | None:
    """Return the name of the voting software that a workload runs, if it is known to."""
    if workload.votes:
        return workload.votes
    for container in workload.containers:
        if container.kind == "containers":
            found = _software(container)
            if found is not None:
                return found
    return None


def votes_with_others(workload: Workload, cluster: Cluster) -> bool:
    """Whether members of other workloads of the same owner vote too, as of two pools of a Kafka."""
    if not workload.votes or not isinstance(workload, CustomWorkload) or workload.owner is None:
        return False
    beside = workloads_of(workload.owner, cluster)
    return any(each.votes for each in beside if each.owner is not None and each is not workload)


def majority(members: int) -> int:
    """Return how many members make a majority."""
    return members // 2 + 1


def _software(container: Container) -> str | None:
    image = image_name(container)
    if image in _SERVERS_OF_REDIS:
        return "Redis Sentinel" if "sentinel" in _words(container) else None
    name = _BY_IMAGE.get(image)
    if name is None:
        return None
    excludes = _NOT_VOTING.get(name)
    return None if excludes is not None and excludes(container) else name


def image_name(container: Container) -> str:
    """Return the last part of the image's path, without tag and digest."""
    name: str = _image_names[string(container.tree.get("image"))]
    return name


def _image_name(image: str) -> str:
    return image.partition("@")[0].rpartition("/")[2].partition(":")[0].lower()


_image_names = Remembered(_image_name, 10_000)
"""By what is written as the image: many rules ask for the name of each."""


def _words(container: Container) -> str:
    """Return the command, its arguments and the variables as one text, in lower case."""
    tree = container.tree
    parts = [*sequence(tree.get("command")), *sequence(tree.get("args"))]
    for variable in sequence(tree.get("env")):
        written = mapping(variable)
        parts.append(f"{written.get('name')}={written.get('value', '')}")
    return "\n".join(str(part) for part in parts).lower()


def _kafka_without_controller(container: Container) -> bool:
    """Brokers beside ZooKeeper do not vote; in KRaft the process roles say who does."""
    words = _words(container)
    roles = words.partition("process_roles=")[2] or words.partition("process.roles=")[2]
    return "controller" not in roles.partition("\n")[0]


def _consul_client(container: Container) -> bool:
    words = _words(container)
    return "-server" not in words and "bootstrap" not in words


def _nats_without_jetstream(container: Container) -> bool:
    words = _words(container)
    return "jetstream" not in words and "-js" not in words.split("\n")


def _vault_without_raft(container: Container) -> bool:
    return "raft" not in _words(container)


def _search_without_master(container: Container) -> bool:
    """Only members that are told to be eligible as master are known to vote."""
    words = _words(container)
    if "node.roles=" in words:
        roles = words.partition("node.roles=")[2].partition("\n")[0]
        return "master" not in roles and "cluster_manager" not in roles
    named = "initial_master_nodes" in words or "initial_cluster_manager_nodes" in words
    return "node.master=false" in words or not (named or "node.master=true" in words)


def _mongo_alone(container: Container) -> bool:
    words = _words(container)
    return ("replset" not in words and "replica_set" not in words) or "mongos" in words


_NOT_VOTING = {
    "Kafka": _kafka_without_controller,
    "Consul": _consul_client,
    "NATS": _nats_without_jetstream,
    "Vault": _vault_without_raft,
    "Elasticsearch": _search_without_master,
    "OpenSearch": _search_without_master,
    "MongoDB": _mongo_alone,
}
