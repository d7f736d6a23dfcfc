"""Pods mount a claim that nothing makes.

A pod whose PersistentVolumeClaim is not there stays Pending until somebody makes it
(kube-scheduler VolumeBinding: `persistentvolumeclaim "data" not found`, 1.37).

It is reported where the input is all there is (`context: closed`). Claims that a StatefulSet of the
input makes from its templates, for as many pods as it has at most, are there, and so may be those
that an operator makes from a custom resource of that name.

```yaml bad
# multiaz-lint-test: closed
apiVersion: apps/v1
kind: Deployment
metadata: {name: db}
spec:
  replicas: 1
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers: [{name: db, image: "db:1.0"}]
      volumes:
      - name: data
        persistentVolumeClaim:
          claimName: data  # <-- deployment/db mounts claim data, which the input does not hold
```

```yaml good
# multiaz-lint-test: closed
apiVersion: apps/v1
kind: Deployment
metadata: {name: db}
spec:
  replicas: 1
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers: [{name: db, image: "db:1.0"}]
      volumes:
      - name: data
        persistentVolumeClaim:
          claimName: data
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 10Gi}}
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, Pod, Workload, mapping, string
from multiaz_lint.model.custom.operators import may_be_made
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "storage-claim-missing",
    Severity.ERROR,
    on=Workload,
    needs=("volumes",),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(workload: Workload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if not cluster.platform.closed or not cluster.runs(workload):
        return
    stays = "it stays" if isinstance(workload, Pod) else "its pods stay"
    for index, volume in workload.volumes():
        name = string(mapping(volume.get("persistentVolumeClaim")).get("claimName"))
        if not name or cluster.find(_claim(name, workload), workload):
            continue
        if cluster.volumes.is_made(name, workload) or may_be_made(name, workload, cluster):
            continue
        yield Problem(
            workload.pod("volumes", index, "persistentVolumeClaim", "claimName"),
            f"{workload} mounts claim {name}, which the input does not hold: {stays} Pending",
            hint="add the claim to what is checked, or mend its name or namespace",
        )


def _claim(name: str, workload: Workload) -> tuple[str, str, str, str]:
    return ("", "PersistentVolumeClaim", workload.namespace, name)
