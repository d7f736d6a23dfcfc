"""Software that keeps data, known by the last part of its image's name."""

from __future__ import annotations

from multiaz_lint.model.outage.quorum import image_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from multiaz_lint.model.pods.container import Container
    from multiaz_lint.model.workload import Workload

DATABASES = frozenset(
    "postgres postgresql mysql mariadb mongo mongodb redis valkey cassandra scylla elasticsearch "
    "opensearch kafka cp-kafka zookeeper etcd rabbitmq consul cockroach clickhouse-server "
    "clickhouse influxdb minio neo4j nats vault couchdb couchbase timescaledb percona-server "
    "percona-server-mongodb mssql-server arangodb rethinkdb dgraph qdrant weaviate milvus".split()
)


def database_of(workload: Workload, more: Collection[str] = ()) -> Container | None:
    """Return the container that keeps data, if one is known to; ``more`` are other images."""
    for container in workload.containers:
        if container.kind == "containers":
            image = image_name(container)
            if image in DATABASES or image in more:
                return container
    return None
