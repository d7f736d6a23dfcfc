"""A rolling update starts the new pod while the old one keeps the volume.

With `maxSurge` above 0 the new pod is created first, and the old one is not stopped before the new
one is ready. A `ReadWriteOnce` volume is attached to the node of the old pod: on any other node the
new one hangs in ContainerCreating (Multi-Attach), the rollout never finishes, and neither does the
replacement after a node is lost. Pods bound to one node share the volume there. With
`ReadWriteOncePod` the new pod stays Pending on every node.

`strategy: Recreate` stops the old pod first.

```yaml bad
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 10Gi}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: db}
spec:  # <-- waits for claim data
  replicas: 1
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers: [{name: db, image: "db:1.0"}]
      volumes:
      - name: data
        persistentVolumeClaim: {claimName: data}
```

```yaml fixed
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 10Gi}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: db}
spec:
  replicas: 1
  selector: {matchLabels: {app: db}}
  strategy: {type: Recreate}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers: [{name: db, image: "db:1.0"}]
      volumes:
      - name: data
        persistentVolumeClaim: {claimName: data}
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, Deployment, Rollout
from multiaz_lint.model.pins import on_one_node
from multiaz_lint.model.provisioners import NODE
from multiaz_lint.rule import Problem, Put, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("storage-rwo-rolling", Severity.WARNING, on=Deployment, needs=("volumes",), doc=__doc__)
def check(deployment: Deployment, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    mounts = cluster.volumes.mounts_of(deployment)
    if not mounts or not cluster.asks(deployment) or cluster.scale_of(deployment).most != 1:
        return
    surge, unavailable = deployment.surge_and_unavailable(1)
    if surge == 0 or unavailable > 0:
        return
    for mount in mounts:
        storage = cluster.volumes.storage_of(mount)
        claim = mount.claim
        if claim is None or not mount.one_node:
            continue
        # A volume on the disk of a node draws the new pod to the node of the old one.
        near = storage.reach == NODE or on_one_node(deployment, cluster)
        if not mount.one_pod and (storage.shared or near):
            continue
        strategy = deployment.at("spec", "strategy")
        yield Problem(
            strategy,
            f"a rolling update of {deployment} starts the new pod first, which waits for claim "
            f"{mount.name} "
            + (
                "(ReadWriteOncePod) of the old one for ever"
                if mount.one_pod
                else "(ReadWriteOnce) of the old one for ever, unless it lands on the same node"
            ),
            severity=Severity.ERROR if mount.one_pod else None,
            hint="use strategy Recreate, without rollingUpdate",
            related=[Related(mount.field, "the volume that one node can mount")],
            edits=[] if isinstance(deployment, Rollout) else [Put(strategy, {"type": "Recreate"})],
            unsafe=True,
        )
        return
