"""Nothing limits how many pods are evicted at once.

An upgrade, a drain or the autoscaler's consolidation evicts all pods of the nodes they take, in
parallel. Without a PodDisruptionBudget that may be every replica at the same moment, however well
they are spread: a drain does not wait until the pods run elsewhere.

A budget counts when its selector matches the labels of the pod template, in the same namespace;
labels of the Deployment itself do not matter. Workloads that keep a single replica are not asked
for one: a budget cannot help them.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}  # <-- no PodDisruptionBudget selects deployment/web
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```

```yaml fixed
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
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels: {app: web}
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload, mapping
from multiaz_lint.model.labels import compile_map
from multiaz_lint.model.neighbours import selects_only
from multiaz_lint.model.singleton import intended_singleton
from multiaz_lint.model.words import all_of
from multiaz_lint.rule import NewDocument, Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


@rule(
    "pdb-missing",
    Severity.WARNING,
    on=ScalableWorkload,
    doc=__doc__,
    profiles={"multi-az": {"severity": Severity.ERROR}},
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    scale = cluster.scale_of(workload)
    if scale.least < 2 or cluster.platform.pdb_automation or cluster.budgets_of(workload):
        return
    if not cluster.asks(workload) or intended_singleton(workload, cluster):
        return
    budget = _budget(workload, cluster)
    yield Problem(
        workload.name_field,
        f"no PodDisruptionBudget selects {workload}: "
        f"draining several nodes may evict {all_of(scale.least)} replicas at once",
        hint="add a PodDisruptionBudget with maxUnavailable: 1 that selects its pods",
        related=_namesakes(workload, cluster),
        edits=[NewDocument(workload.name_field, budget)] if budget else [],
        unsafe=True,
    )


def _namesakes(workload: ScalableWorkload, cluster: Cluster) -> list[Related]:
    """Find budgets that are named after the workload, but select something else."""
    name = workload.name
    found = []
    for title in (name, f"{name}-pdb", f"pdb-{name}"):
        identity = ("policy", "PodDisruptionBudget", workload.namespace, title)
        for budget in cluster.find(identity, workload):
            words = "this budget does not match the labels of the pod template"
            found.append(Related(budget.at("spec", "selector"), words))
    return found


def _budget(workload: ScalableWorkload, cluster: Cluster) -> dict[str, Any] | None:
    """Write a budget for these pods alone; None where no labels tell them from others."""
    written = mapping(mapping(workload.get("spec", "selector")).get("matchLabels"))
    for labels in (written, workload.template_labels):
        selector = compile_map(labels)
        own = labels and selector.matches(workload.pod_labels)
        if own and selects_only(workload, selector, cluster):
            break
    else:
        return None
    metadata = {"name": workload.name}
    if workload.get("metadata", "namespace"):
        metadata["namespace"] = workload.namespace
    spec: dict[str, Any] = {"maxUnavailable": 1}
    if cluster.platform.kubernetes >= (1, 27):
        spec["unhealthyPodEvictionPolicy"] = "AlwaysAllow"
    spec["selector"] = {"matchLabels": dict(labels)}
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": metadata,
        "spec": spec,
    }
