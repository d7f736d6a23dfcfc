"""The API server refuses a toleration.

Without a valid toleration nothing of the workload is created: not the pods, not the workload
itself. The usual causes (kube-apiserver 1.37): `tolerationSeconds` without the effect NoExecute,
a value together with `Exists`, a number as the effect's name, an operator that does not exist.

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
      tolerations:
        - key: node.kubernetes.io/unreachable
          operator: Exists
          effect: NoSchedule  # <-- effect must be 'NoExecute' when `tolerationSeconds` is set
          tolerationSeconds: 30
      containers: [{name: web, image: "web:1.0"}]
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
      tolerations:
        - key: node.kubernetes.io/unreachable
          operator: Exists
          effect: NoExecute
          tolerationSeconds: 30
      containers: [{name: web, image: "web:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.api.findings import said
from multiaz_lint.model import Cluster, Workload
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


@rule("api-invalid-toleration", Severity.ERROR, on=Workload, doc=__doc__, profiles={"survive": {}})
def check(resource: Workload, cluster: Cluster, parameters: None) -> Iterable[Problem]:
    return said(resource, cluster, "api-invalid-toleration")
