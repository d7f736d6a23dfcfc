"""A workload keeps its data on one disk of a single zone.

The volume is a disk of one zone, and one pod mounts it, or all pods share it (`ReadOnlyMany`).
So is a file system of the network whose data is in one zone, such as Filestore's zonal tiers.
When the zone is lost no other pod can take over, because no node outside of the zone can attach the
disk: the workload is down until the zone is back. A StatefulSet, and a Deployment whose disk is
attached to a dead node, do not even recover from the loss of the node by themselves. A disk that
the pod template names itself (`awsElasticBlockStore`) is one of a zone, too.

A disk that is replicated between zones (regional persistent disks, ZRS disks), a file system of
the region, or a database that replicates by itself survives. Where one pod is meant and its
outage is accepted, say so with the annotation `multiaz-lint/singleton: "reason"`.

```yaml bad
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: ebs.csi.aws.com
volumeBindingMode: WaitForFirstConsumer
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 1
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers: [{name: db, image: "db:1.0"}]
  volumeClaimTemplates:
  - metadata: {name: data}  # <-- keeps claim data in one zone
    spec:
      storageClassName: fast
      accessModes: [ReadWriteOnce]
      resources: {requests: {storage: 10Gi}}
```

```yaml good
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: pd.csi.storage.gke.io
parameters: {type: pd-balanced, replication-type: regional-pd}
volumeBindingMode: WaitForFirstConsumer
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 1
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers: [{name: db, image: "db:1.0"}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec:
      storageClassName: fast
      accessModes: [ReadWriteOnce]
      resources: {requests: {storage: 10Gi}}
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload
from multiaz_lint.model.budgets.drains import drain_hangs
from multiaz_lint.model.disks.inline_disks import AWS, inline_disks
from multiaz_lint.model.disks.provisioners import NODE
from multiaz_lint.model.nodes.pins import one_for_each_zone, pin_of
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "storage-zonal-singleton",
    Severity.WARNING,
    on=ScalableWorkload,
    needs=("volumes", "volumeClaimTemplates"),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    mounts = cluster.volumes.mounts_of(workload)
    disks = [disk for disk in inline_disks(workload) if disk.source == AWS]
    if not (mounts or disks) or not cluster.asks(workload):
        return
    if workload.singleton_reason is not None:
        return
    several = cluster.scale_of(workload).most > 1
    if several:
        disks = []
    if one_for_each_zone(workload, cluster):
        return
    for mount in mounts:
        storage = cluster.volumes.storage_of(mount)
        if mount.ephemeral or not storage.zonal:
            continue
        if several and (mount.per_pod or mount.one_node):
            continue  # of what several pods cannot mount storage-rwo-shared speaks
        where = "on one node" if storage.reach == NODE else "in one zone"
        consequence = f"{'they' if several else 'the pod'} can start nowhere else"
        if storage.networked(cluster):
            consequence = "no pod can read it, wherever it starts"
        drain = ""
        if several and pin_of(workload, cluster) is None:  # of a pin the same is said
            least = cluster.scale_of(workload).least
            drain = drain_hangs(workload, least, least, cluster)
        source = storage.storage_class or storage.volume or mount.claim
        yield Problem(
            mount.field,
            f"{'all pods' if several else 'the only pod'} of {workload} "
            f"{'share' if several else 'keeps'} claim {mount.name} {where} "
            f"({storage.provisioner}): when that is lost {consequence}, and the workload is down "
            f"until it is back{drain}",
            hint="use storage that is replicated between zones, or software that replicates "
            "over several pods",
            related=[Related(source.name_field, "decides where the volume is")] if source else (),
        )
    for disk in disks:
        yield Problem(
            disk.field,
            f"the only pod of {workload} keeps disk {disk.name} in one zone ({disk.source}): when "
            "that is lost the pod can start nowhere else, and the workload is down until it is "
            "back",
            hint="use storage that is replicated between zones, or software that replicates "
            "over several pods",
        )
