"""Two disruption budgets select the same pods, so that none can be evicted.

The eviction API supports one budget for a pod. With two it answers 500, "This pod has more than
one PodDisruptionBudget, which the eviction subresource does not support", and `kubectl drain` does
not try that again: the drain of the node fails.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}  # <-- 2 budgets select the pods of deployment/web
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  maxUnavailable: 1
  selector: {matchLabels: {app: web}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: everything}
spec:
  maxUnavailable: 1
  selector: {}
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
      containers: [{name: web, image: "web:1.0"}]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  maxUnavailable: 1
  selector: {matchLabels: {app: web}}
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, Job, Pod, PodDisruptionBudget, ScalableWorkload
from multiaz_lint.model.words import listed
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Workload


@rule(
    "pdb-overlap",
    Severity.ERROR,
    on=(ScalableWorkload, Job, Pod),
    where=lambda cluster: len(cluster.of(PodDisruptionBudget)) > 1,
    doc=__doc__,
    profiles={"survive": {}},
)
def check(workload: Workload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    found = cluster.budgets_of(workload)
    if len(found) < 2 or workload.owned:
        return
    standing = [budget for budget in found if not budget.refused]
    budgets = list({budget.identity: budget for budget in standing}.values())
    if len(budgets) < 2:
        return
    if isinstance(workload, ScalableWorkload) and cluster.scale_of(workload).zero:
        return
    budgets.sort(key=lambda budget: budget.name)
    names = listed([budget.name for budget in budgets])
    yield Problem(
        workload.name_field,
        f"{len(budgets)} budgets select the pods of {workload} ({names}): "
        "every eviction is refused with an error, and the drain of its nodes fails",
        hint="keep one PodDisruptionBudget for each pod, and narrow the selectors of the others",
        related=[
            Related(budget.at("spec", "selector"), f"{budget} selects them")
            for budget in budgets[:10]
        ],
    )
