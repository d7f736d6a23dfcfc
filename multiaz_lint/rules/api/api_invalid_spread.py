"""The API server refuses a topology spread constraint.

The workload that should spread over the zones is not created at all. The usual causes
(kube-apiserver 1.37): no `whenUnsatisfiable` (it has no default), `minDomains` together with
`ScheduleAnyway`, two constraints of one topology key and one `whenUnsatisfiable`, `maxSkew: 0`.

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
      topologySpreadConstraints:
        - maxSkew: 1
          minDomains: 3  # <-- can only use minDomains if whenUnsatisfiable=DoNotSchedule
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: ScheduleAnyway
          labelSelector: {matchLabels: {app: web}}
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
      topologySpreadConstraints:
        - maxSkew: 1
          minDomains: 3
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: DoNotSchedule
          labelSelector: {matchLabels: {app: web}}
      containers: [{name: web, image: "web:1.0"}]
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
    "api-invalid-spread",
    Severity.ERROR,
    on=Workload,
    needs=(COMPLAINT,),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(resource: Workload, cluster: Cluster, parameters: None) -> Iterable[Problem]:
    return said(resource, cluster, "api-invalid-spread")
