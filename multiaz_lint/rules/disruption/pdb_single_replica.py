"""A disruption budget holds the only replica where it is.

With one replica every budget is wrong: if it must stay available, the node that it runs on can
never be drained, and if it may go, the budget protects nothing. Upgrades of the node pool stop
there, or force it. What helps is a second replica.

What counts is the least number of replicas: an autoscaler that shrinks the workload to one does so
at night, when nodes are upgraded.

```yaml bad
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  minAvailable: 1  # <-- poddisruptionbudget/web never lets the only pod of deployment/web go
  selector: {matchLabels: {app: web}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```

```yaml good
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  minAvailable: 1
  selector: {matchLabels: {app: web}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, PodDisruptionBudget
from multiaz_lint.model.budgets.guard import guard_of
from multiaz_lint.model.cached import once_each
from multiaz_lint.model.outage.singleton import intended_singleton
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import ScalableWorkload
    from multiaz_lint.model.budgets.guarded import Guarded

_MANY = 101
"""Replicas of which a budget in percent, but for 100 %, lets one go."""


@rule(
    "pdb-single-replica",
    Severity.WARNING,
    on=PodDisruptionBudget,
    doc=__doc__,
    profiles={"survive": {}},
)
def check(budget: PodDisruptionBudget, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if budget.limits == (None, None) or not budget.judged:
        return
    guard = guard_of(budget, cluster)
    guarded = guard.guarded
    if not guarded.scaled or guarded.least > 1 or not guarded.certain or budget.allowed(1) > 0:
        return
    if guarded.most >= 2 and budget.allowed(2) == 0:
        return  # pdb-blocks-drain speaks: a second replica would not help
    if guarded.bare or (guarded.unscalable and not guard.fails):
        return
    workload = _with_the_pod(guarded, cluster)
    scale = cluster.scale_of(workload)
    related = [Related(workload.replicas, f"{workload} runs 1 replica")]
    if scale.decider is not None:
        words = f"{workload} may run {scale.least} to {scale.most} replicas"
        related = [
            Related(scale.decider.minimum, words),
            Related(workload.name_field, "guarded by it"),
        ]
    now = "" if scale.most <= 1 else ", as long as the autoscaler keeps one"
    yield Problem(
        budget.bound,
        f"{budget} never lets the only pod of {workload} go{now}: "
        "draining its node never ends, and deleting the budget is an outage",
        hint=_way_out(budget, workload, cluster),
        related=related,
    )


@once_each
def _with_the_pod(guarded: Guarded, cluster: Cluster) -> ScalableWorkload:
    """Return the workload that surely has a pod, or the first where none has."""
    scaled = guarded.scaled
    return next((each for each in scaled if cluster.scale_of(each).least == 1), scaled[0])


def _way_out(budget: PodDisruptionBudget, workload: ScalableWorkload, cluster: Cluster) -> str:
    """Say with how many replicas the budget lets a pod go, if there can be more than one."""
    alone = not workload.names_kept_by and cluster.volumes.held_of(workload) is not None
    if alone or intended_singleton(workload, cluster):
        return "set maxUnavailable: 1: its outage is as long as the pod takes to start elsewhere"
    enough = next((each for each in range(2, _MANY + 1) if budget.allowed(each) > 0), None)
    if enough is None:
        return "let the budget allow a pod to go, and run at least 2 replicas"
    return f"run at least {enough} replicas"
