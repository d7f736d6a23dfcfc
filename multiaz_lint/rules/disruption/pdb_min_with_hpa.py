"""A fixed number of available pods does not grow with the autoscaler.

`minAvailable: 2` keeps two of three pods at night, and two of thirty at noon: then 28 may be
evicted at once. `maxUnavailable` holds for any number of replicas.

```yaml bad
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  minAvailable: 2  # <-- lets 28 of 30 pods go at once when deployment/web is scaled up
  selector: {matchLabels: {app: web}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 3
  maxReplicas: 30
```

```yaml fixed
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  maxUnavailable: 1
  selector: {matchLabels: {app: web}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 3
  maxReplicas: 30
```
"""

from __future__ import annotations

from multiaz_lint.model import Autoscaler, Cluster, PodDisruptionBudget
from multiaz_lint.model.budgets.guard import guard_of
from multiaz_lint.model.cached import once_each
from multiaz_lint.rule import Drop, Holding, Problem, Put, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import ScalableWorkload
    from multiaz_lint.model.budgets.guarded import Guarded


@rule(
    "pdb-min-with-hpa",
    Severity.INFO,
    on=PodDisruptionBudget,
    needs=("minAvailable",),
    where=Holding(Autoscaler),
    doc=__doc__,
)
def check(budget: PodDisruptionBudget, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    kept = budget.limits[0]
    if not isinstance(kept, int) or not budget.judged:
        return
    guarded = guard_of(budget, cluster).guarded
    if guarded.most <= guarded.least or not guarded.certain:
        return
    if not 0 < kept < guarded.least or guarded.most - kept < 2:
        return  # pdb-blocks-drain, pdb-single-replica or pdb-too-loose speak
    scaled = _first_scaled(guarded, cluster)
    decider = cluster.scale_of(scaled).decider
    yield Problem(
        budget.min_available,
        f"{budget} lets {guarded.most - kept} of {guarded.most} pods go at once when {scaled} is "
        f"scaled up: minAvailable {kept} does not grow with it",
        hint="set maxUnavailable: 1 instead",
        related=[] if decider is None else [Related(decider.maximum, f"{decider} decides")],
        edits=[Drop(budget.min_available), Put(budget.max_unavailable, 1)],
        unsafe=True,
    )


@once_each
def _first_scaled(guarded: Guarded, cluster: Cluster) -> ScalableWorkload:
    return next(each for each in guarded.scaled if cluster.scale_of(each).decider is not None)
