"""The disruption budget selects no pod.

Its selector is compared with the labels of the pods, that is of the pod template, within its
namespace. A label that only the Deployment carries, a typing mistake or an old name make it match
nothing, and everything that it should protect can be evicted at once. Nothing warns of that: the
API server accepts it.

Budgets for pods that an operator makes from a custom resource are left alone.

```yaml bad
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  maxUnavailable: 1
  selector: {matchLabels: {app: webb}}  # <-- poddisruptionbudget/web selects no pod
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
```

```yaml good
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
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, PodDisruptionBudget
from multiaz_lint.model.guard import guard_of
from multiaz_lint.model.operators import made_by_operator
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Workload


@rule("pdb-selector-dangling", Severity.WARNING, on=PodDisruptionBudget, doc=__doc__)
def check(budget: PodDisruptionBudget, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    selector = budget.selector
    if selector.nothing or selector.empty or budget.owned or guard_of(budget, cluster).matched:
        return
    if not budget.at("spec", "selector").sound:
        return
    workloads = cluster.beside(budget.namespace, budget)
    if not workloads or made_by_operator(selector, budget.namespace, cluster):
        return
    if cluster.elsewhere(selector, budget.namespace, budget):
        return  # ns-mismatch speaks
    alike = [each for each in workloads if _named_alike(budget, each)]
    meant = min(alike, key=lambda each: (each.kind, each.name, each.origin), default=None)
    yield Problem(
        budget.at("spec", "selector"),
        f"{budget} selects no pod of namespace {budget.namespace}: it protects nothing",
        hint="select the labels of the pod template",
        related=_difference(budget, meant),
    )


def _named_alike(budget: PodDisruptionBudget, workload: Workload) -> bool:
    name = budget.name.removesuffix("-pdb").removeprefix("pdb-")
    return name == workload.name or budget.selector.matches(workload.labels)


def _difference(budget: PodDisruptionBudget, meant: Workload | None) -> list[Related]:
    """Show the labels of the workload that seems to be meant."""
    if meant is None:
        return []
    path = (*meant.template_path, "metadata", "labels")
    labels = meant.at(*path)
    if budget.selector.matches(meant.labels):
        words = f"{meant} carries the labels itself, but its pod template does not"
    else:
        wanted = budget.selector.equalities
        lacking = [f"{key}: {v}" for key, v in wanted.items() if meant.pod_labels.get(key) != v]
        words = f"the pods of {meant} do not carry {', '.join(lacking) or 'what is asked for'}"
    return [Related(labels, words)]
