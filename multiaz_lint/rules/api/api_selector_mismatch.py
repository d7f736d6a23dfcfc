"""The selector of a workload does not match the labels of its own pods.

The API server refuses such a workload (kube-apiserver 1.37): its controller would never see the
pods that it makes, and would make more for ever.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web, tier: front}}
  template:
    metadata:
      labels: {app: web}  # <-- `selector` does not match template `labels`
    spec:
      containers: [{name: web, image: "web:1.0"}]
```

```yaml good
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web, tier: front}}
  template:
    metadata:
      labels: {app: web, tier: front}
    spec:
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
    "api-selector-mismatch",
    Severity.ERROR,
    on=Workload,
    needs=(COMPLAINT,),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(workload: Workload, cluster: Cluster, parameters: None) -> Iterable[Problem]:
    return said(workload, cluster, "api-selector-mismatch")
