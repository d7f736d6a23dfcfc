"""The API server refuses a disruption budget.

The workload then has none, and a drain may evict all of its pods at once. The usual causes
(kube-apiserver 1.37): `minAvailable` together with `maxUnavailable`, a percentage over 100 %, a
negative number, a selector that is none.

```yaml bad
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:  # <-- minAvailable and maxUnavailable cannot be both set
  minAvailable: 2
  maxUnavailable: 1
  selector: {matchLabels: {app: web}}
```

```yaml good
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  maxUnavailable: 1
  selector: {matchLabels: {app: web}}
```
"""

from __future__ import annotations

from multiaz_lint.api.findings import COMPLAINT, said
from multiaz_lint.model import Cluster, PodDisruptionBudget
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


@rule(
    "api-invalid-pdb",
    Severity.ERROR,
    on=PodDisruptionBudget,
    needs=(COMPLAINT,),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(resource: PodDisruptionBudget, cluster: Cluster, parameters: None) -> Iterable[Problem]:
    return said(resource, cluster, "api-invalid-pdb")
