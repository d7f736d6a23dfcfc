"""The disruption budget selects no pod.

Its selector is compared with the labels of the pods, that is of the pod template, within its
namespace. A label that only the Deployment carries, a typing mistake or an old name make it match
nothing, and everything that it should protect can be evicted at once. Nothing warns of that: the
API server accepts it.

Where nothing in the input seems to be meant by it, the pods may be those of a chart or of another
folder: it is told as information then, unless the input is said to be complete.

Budgets for pods that an operator makes from a custom resource are left alone. A budget with the
name of one workload that no other budget guards can be mended: with labels that tell its pods from
all others. Selectors that another tool fills in are not touched.

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
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, PodDisruptionBudget, Workload
from multiaz_lint.model.budgets.idle_budgets import is_idle, meant_by, named_near
from multiaz_lint.model.cached import once
from multiaz_lint.model.company.neighbours import telling_labels
from multiaz_lint.model.selectors.unfilled import open_selection
from multiaz_lint.rule import Problem, Put, Related, Severity, rule, to_fill_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@rule("pdb-selector-dangling", Severity.WARNING, on=PodDisruptionBudget, doc=__doc__)
def check(budget: PodDisruptionBudget, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if not is_idle(budget, cluster):
        return
    alike = [
        each
        for each in _candidates(budget, cluster)
        if _named_alike(budget, each) and not cluster.nearness.apart(each, budget)
    ]
    meant = min(alike, key=lambda each: (each.kind, each.name, each.origin), default=None)
    field = budget.at("spec", "selector")
    named = meant_by(budget, cluster)
    labels = telling_labels(named, cluster) if named is not None else None
    yield Problem(
        field,
        f"{budget} selects no pod of namespace {budget.namespace}: it protects nothing",
        severity=None if cluster.platform.closed or meant or named else Severity.INFO,
        hint="select the labels of the pod template",
        related=[
            *_difference(budget, meant),
            *to_fill_in(open_selection(budget.selector, budget, cluster)),
        ],
        edits=[Put(field, {"matchLabels": labels})] if labels else [],
        unsafe=True,
    )


def _candidates(budget: PodDisruptionBudget, cluster: Cluster) -> Iterable[Workload]:
    """Return the workloads of a name or of labels of their own that a budget may mean."""
    namespace = budget.namespace
    index = _by_own_label(cluster)
    equalities = budget.selector.equalities.items()
    if not equalities:
        return cluster.beside(namespace, budget)
    rarest = min((index.get((namespace, *label), []) for label in equalities), key=len)
    return [*named_near(_plain_name(budget), budget, cluster), *rarest]


@once
def _by_own_label(cluster: Cluster) -> dict[tuple[str, str, str], list[Workload]]:
    """Return the workloads by namespace and each label that they carry themselves."""
    index: dict[tuple[str, str, str], list[Workload]] = {}
    for workload in cluster.of(Workload):
        for key, value in workload.labels.items():
            if isinstance(value, str):
                cluster.effort.put(index, (workload.namespace, key, value), workload)
    return index


def _plain_name(budget: PodDisruptionBudget) -> str:
    return budget.name.removesuffix("-pdb").removeprefix("pdb-")


def _named_alike(budget: PodDisruptionBudget, workload: Workload) -> bool:
    return _plain_name(budget) == workload.name or budget.selector.matches(workload.labels)


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
