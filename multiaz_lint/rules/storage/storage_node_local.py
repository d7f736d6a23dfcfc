"""A database keeps its data on the disk of a node.

The volume is on one node: a local volume, a path of the host, or an emptyDir that dies with the
pod. When the node is lost so is the data, and while its zone is away nothing can read it. Software
that keeps several copies itself survives, if its members are spread over zones.

```yaml bad
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 1
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers:
      - name: db
        image: postgres:17
        volumeMounts: [{name: data, mountPath: /var/lib/postgresql/data}]
      volumes:
      - name: data
        emptyDir: {}  # <-- the data of statefulset/db lives in an emptyDir
```

```yaml good
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 1
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers:
      - name: db
        image: postgres:17
        volumeMounts: [{name: data, mountPath: /var/lib/postgresql/data}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec:
      accessModes: [ReadWriteOnce]
      resources: {requests: {storage: 10Gi}}
```
"""

from __future__ import annotations

from multiaz_lint.model import ZONE_KEYS, Cluster, StatefulSet, mapping, sequence, string
from multiaz_lint.model.disks.provisioners import NODE
from multiaz_lint.model.outage.databases import database_of
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Container, Field


class Parameters:
    """``images`` are more images, by the last part of their name, that keep data."""

    __slots__ = ("images",)
    images: tuple[str, ...]

    def __init__(self, images: tuple[str, ...] = ()) -> None:
        self.images = images


@rule(
    "storage-node-local",
    Severity.WARNING,
    on=StatefulSet,
    needs=("volumes", "volumeClaimTemplates"),
    doc=__doc__,
    parameters=Parameters,
)
def check(workload: StatefulSet, cluster: Cluster, parameters: Parameters) -> Iterator[Problem]:
    mounts = cluster.volumes.mounts_of(workload)
    if not (mounts or workload.pod_spec.get("volumes")) or not cluster.asks(workload):
        return
    if cluster.scale_of(workload).least >= 3 and _spread(workload):
        return
    for mount in mounts:
        storage = cluster.volumes.storage_of(mount)
        if storage.reach == NODE:
            yield _problem(
                mount.field,
                f"the volumes {mount.name} of {workload} are on the disks of nodes "
                f"({storage.provisioner})",
                "a node that is lost takes its data with it",
            )
    database = database_of(workload, parameters.images)
    if database is None or any(mount.per_pod for mount in mounts):
        return
    for volume in workload.pod("volumes").items():
        source = mapping(volume.value)
        if not _holds_data(string(source.get("name")), database):
            continue
        if isinstance(source.get("emptyDir"), dict):
            words = f"the data of {workload} lives in an emptyDir"
            yield _problem(volume.child("emptyDir"), words, "it is gone with every pod")
        elif isinstance(source.get("hostPath"), dict):
            words = f"the data of {workload} lives in a directory of its node"
            yield _problem(
                volume.child("hostPath"), words, "a pod that starts on another node finds nothing"
            )


def _problem(field: Field, words: str, consequence: str) -> Problem:
    return Problem(
        field,
        f"{words}: {consequence}",
        hint="claim volumes that outlive their node, or run at least 3 members, spread over zones, "
        "of software that replicates",
    )


def _spread(workload: StatefulSet) -> bool:
    return any(workload.spread_over(*ZONE_KEYS)) or any(workload.apart_on(*ZONE_KEYS))


def _holds_data(volume: str, container: Container) -> bool:
    """Whether a volume is mounted where data is kept, not configuration or temporary files."""
    for mount in sequence(container.tree.get("volumeMounts")):
        written = mapping(mount)
        path = string(written.get("mountPath"))
        if written.get("name") == volume and not string(written.get("subPath")):
            return "data" in path or "data" in volume or path.startswith("/var/lib/")
    return False
