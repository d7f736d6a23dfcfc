"""The API server refuses a Service, an Ingress or a NetworkPolicy.

Clients then do not reach the workload, or no policy restricts who does. The usual causes
(kube-apiserver 1.37): no ports, two ports without names, a `trafficDistribution` that does not
exist, a path without `pathType`.

```yaml bad
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  trafficDistribution: PreferZone  # <-- supported values: "PreferClose"
  ports: [{port: 80}]
```

```yaml good
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  trafficDistribution: PreferSameZone
  ports: [{port: 80}]
```
"""

from __future__ import annotations

from multiaz_lint.api.findings import COMPLAINT, said
from multiaz_lint.model import Cluster, Ingress, NetworkPolicy, Resource, Service
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


@rule(
    "api-invalid-service",
    Severity.ERROR,
    on=(Service, Ingress, NetworkPolicy),
    needs=(COMPLAINT,),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(resource: Resource, cluster: Cluster, parameters: None) -> Iterable[Problem]:
    return said(resource, cluster, "api-invalid-service")
