"""The API server refuses a probe or a lifecycle hook.

The workload is not created. The usual causes (kube-apiserver 1.37): a probe with two handlers or
none, `successThreshold` other than 1 on a liveness or startup probe, a port of 0 or beyond 65535,
`terminationGracePeriodSeconds` on a readiness probe, a `preStop` hook without an action.

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
          livenessProbe:
            httpGet: {path: /healthy, port: 8080}
            successThreshold: 2  # <-- must be 1
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
      containers:
        - name: web
          image: web:1.0
          livenessProbe:
            httpGet: {path: /healthy, port: 8080}
            successThreshold: 1
```
"""

from __future__ import annotations

from multiaz_lint.api.findings import COMPLAINT, said
from multiaz_lint.model import Cluster, Workload
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


@rule(
    "api-invalid-probe",
    Severity.ERROR,
    on=Workload,
    needs=(COMPLAINT,),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(resource: Workload, cluster: Cluster, parameters: None) -> Iterable[Problem]:
    return said(resource, cluster, "api-invalid-probe")
