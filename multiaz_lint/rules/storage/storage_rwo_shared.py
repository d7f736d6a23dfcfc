"""Several pods share a volume that one node can mount.

`ReadWriteOnce` means one node. The scheduler knows nothing of it: no filter keeps a second pod
from a node that cannot attach the volume. It is bound to the node and hangs there in
ContainerCreating with a Multi-Attach error. So either all pods run on one node, or only those on
one node run. With `ReadWriteOncePod` all pods but one stay Pending.

Claim templates of a StatefulSet give every pod a volume of its own. File systems of the network
(`ReadWriteMany`) can be shared.

```yaml bad
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: uploads}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 10Gi}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
      volumes:
      - name: uploads
        persistentVolumeClaim:
          claimName: uploads  # <-- 3 pods of deployment/web share claim uploads
```

```yaml good
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: uploads}
spec:
  accessModes: [ReadWriteMany]
  resources: {requests: {storage: 10Gi}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
      volumes:
      - name: uploads
        persistentVolumeClaim:
          claimName: uploads
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload
from multiaz_lint.model.provisioners import NODE
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "storage-rwo-shared",
    Severity.ERROR,
    on=ScalableWorkload,
    needs=("volumes", "volumeClaimTemplates"),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    mounts = cluster.volumes.mounts_of(workload)
    if not mounts or not cluster.asks(workload):
        return
    most = cluster.scale_of(workload).most
    if most < 2:
        return
    for mount in mounts:
        claim = mount.claim
        storage = cluster.volumes.storage_of(mount)
        if claim is None or not mount.one_node or storage.shared:
            continue
        mode = "ReadWriteOnce"
        consequence = "those on other nodes than the first hang in ContainerCreating"
        if mount.one_pod:
            mode, consequence = "ReadWriteOncePod", "all but one stay Pending"
        elif storage.reach == NODE:
            consequence = "all of them run on the node of the volume, and are lost with it"
        yield Problem(
            mount.field,
            f"{most} pods of {workload} share claim {mount.name} ({mode}): {consequence}",
            hint="claim ReadWriteMany from a file system, or use a StatefulSet with "
            "volumeClaimTemplates",
            related=[Related(claim.at("spec", "accessModes"), "the claim's access mode")],
        )
