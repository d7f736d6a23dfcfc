"""The API server refuses a horizontal autoscaler.

The workload then stays at the number of replicas that it has. The usual causes (kube-apiserver
1.37): `maxReplicas` below `minReplicas`, `minReplicas: 0` without an object or external metric, a
metric without target, a scaling policy without period.

```yaml bad
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 6
  maxReplicas: 3  # <-- must be greater than or equal to `minReplicas`
```

```yaml good
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 3
  maxReplicas: 6
```
"""

from __future__ import annotations

from multiaz_lint.api.findings import COMPLAINT, said
from multiaz_lint.model import Cluster, HorizontalPodAutoscaler
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


@rule(
    "api-invalid-hpa",
    Severity.ERROR,
    on=HorizontalPodAutoscaler,
    needs=(COMPLAINT,),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(
    resource: HorizontalPodAutoscaler, cluster: Cluster, parameters: None
) -> Iterable[Problem]:
    return said(resource, cluster, "api-invalid-hpa")
