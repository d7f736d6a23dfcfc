"""The disruption budget selects every pod of the namespace, or none.

In policy/v1 the selector `{}` selects all pods of the namespace: those of other teams, of Jobs
and of DaemonSets too. They share one budget, and every pod that has a budget of its own can no
longer be evicted (`pdb-overlap`). An absent selector selects no pod at all, and so does `{}` in
policy/v1beta1: the budget protects nothing.

A namespace that holds a single workload is left alone.

```yaml bad
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  maxUnavailable: 1
  selector: {}  # <-- selects every pod of namespace default
---
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
apiVersion: batch/v1
kind: CronJob
metadata: {name: report}
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        metadata: {labels: {app: report}}
        spec:
          restartPolicy: OnFailure
          containers: [{name: report, image: "report:1.0"}]
```

```yaml fixed
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  maxUnavailable: 1
  selector:
    matchLabels: {app: web}
---
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
apiVersion: batch/v1
kind: CronJob
metadata: {name: report}
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        metadata: {labels: {app: report}}
        spec:
          restartPolicy: OnFailure
          containers: [{name: report, image: "report:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, PodDisruptionBudget, ScalableWorkload, mapping
from multiaz_lint.model.remedies import own_selector
from multiaz_lint.rule import Problem, Put, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("pdb-selector-empty", Severity.WARNING, on=PodDisruptionBudget, doc=__doc__)
def check(budget: PodDisruptionBudget, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    written = budget.spec.get("selector")
    if mapping(written).get("matchLabels") or mapping(written).get("matchExpressions"):
        return
    if budget.owned or not budget.at("spec", "selector").sound:
        return
    others = cluster.beside(budget.namespace, budget)
    severity = None
    if written is None:
        severity = Severity.ERROR
        words = f"{budget} has no selector and selects no pod: it protects nothing"
    elif budget.version == "v1beta1":
        severity = Severity.ERROR
        words = f"selector {{}} of {budget} selects no pod in policy/v1beta1: it protects nothing"
    elif len({each.identity for each in others}) == 1:
        return
    else:
        words = (
            f"{budget} selects every pod of namespace {budget.namespace}, "
            "those of Jobs and of other teams too: they share one budget"
        )
    meant = [each for each in others if isinstance(each, ScalableWorkload)]
    meant = [each for each in meant if each.name == budget.name] or meant
    selector = own_selector(meant[0]) if len({each.identity for each in meant}) == 1 else None
    yield Problem(
        budget.at("spec", "selector"),
        words,
        severity=severity,
        hint="select the labels of one workload's pod template",
        edits=[Put(budget.at("spec", "selector"), selector)] if selector else [],
        unsafe=True,
    )
