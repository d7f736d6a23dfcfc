"""Two disruption budgets select the same pods, so that none can be evicted.

The eviction API supports one budget for a pod. With two it answers 500, "This pod has more than
one PodDisruptionBudget, which the eviction subresource does not support", and `kubectl drain` does
not try that again: the drain of the node fails. A budget may also select one pod of a StatefulSet
alone, by its name or its index.

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
from multiaz_lint.model.budgets.guard import picking_budgets, whole_budgets
from multiaz_lint.model.budgets.standing import distinct, distinct_budgets
from multiaz_lint.model.words import listed
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Workload

    Budgets = list[PodDisruptionBudget]

_SHOWN = 10
"""How many of the budgets are shown."""


@rule(
    "pdb-overlap",
    Severity.ERROR,
    on=(ScalableWorkload, Job, Pod),
    where=lambda cluster: len(cluster.of(PodDisruptionBudget)) > 1,
    doc=__doc__,
    profiles={"survive": {}},
)
def check(workload: Workload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if workload.owned:
        return
    found = whole_budgets(workload, cluster)
    ordinal = None
    if len(found) < 2:
        ordinal, found = _on_one_pod(workload, found, cluster)
    if len(found) < 2:
        return
    if found is cluster.budgets_of(workload):
        budgets = distinct_budgets(workload, cluster)
    else:
        budgets = distinct(found)
    if len(budgets) < 2:
        return
    if isinstance(workload, ScalableWorkload) and cluster.scale_of(workload).zero:
        return
    names = listed([budget.name for budget in budgets[:_SHOWN]], count=len(budgets))
    what = "the pods" if ordinal is None else f"pod {workload.name}-{ordinal}"
    yield Problem(
        workload.name_field,
        f"{len(budgets)} budgets select {what} of {workload} ({names}): "
        "every eviction is refused with an error, and the drain of its nodes fails",
        hint="keep one PodDisruptionBudget for each pod, and narrow the selectors of the others",
        related=[
            Related(budget.at("spec", "selector"), f"{budget} selects them")
            for budget in budgets[:_SHOWN]
        ],
    )


def _on_one_pod(workload: Workload, all_pods: Budgets, cluster: Cluster) -> tuple[int, Budgets]:
    """Return the budgets of the first pod that several select, of which some name it."""
    by_ordinal: dict[int, Budgets] = {}
    for budget, ordinals in picking_budgets(workload, cluster):
        if not budget.refused:
            for ordinal in ordinals:
                by_ordinal.setdefault(ordinal, [*all_pods]).append(budget)
    for ordinal, budgets in sorted(by_ordinal.items()):
        if len({budget.identity for budget in budgets if not budget.refused}) > 1:
            return ordinal, budgets
    return 0, []
