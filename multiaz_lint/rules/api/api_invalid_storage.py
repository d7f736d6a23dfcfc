"""The API server refuses a volume, a volume claim, a mount or a storage class.

This covers PersistentVolumes, PersistentVolumeClaims and StorageClasses, and what a workload says
of its volumes and mounts (kube-apiserver 1.37): a mount of a volume that does not exist, a claim
without a storage request or access mode, a volume of two types. The object is not created.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: web:1.0
          volumeMounts:
            - name: cache  # <-- Not found: "cache"
              mountPath: /cache
```

```yaml good
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      volumes:
        - name: cache
          emptyDir: {}
      containers:
        - name: web
          image: web:1.0
          volumeMounts:
            - name: cache
              mountPath: /cache
```
"""

from __future__ import annotations

from multiaz_lint.api.findings import COMPLAINT, said
from multiaz_lint.model import (
    Cluster,
    PersistentVolume,
    PersistentVolumeClaim,
    Resource,
    StorageClass,
    Workload,
)
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


@rule(
    "api-invalid-storage",
    Severity.ERROR,
    on=(Workload, PersistentVolume, PersistentVolumeClaim, StorageClass),
    needs=(COMPLAINT,),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(
    resource: Resource,
    cluster: Cluster,
    parameters: None,
) -> Iterable[Problem]:
    return said(resource, cluster, "api-invalid-storage")
