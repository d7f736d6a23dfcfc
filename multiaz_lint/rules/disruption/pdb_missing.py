"""Nothing limits how many pods are evicted at once.

An upgrade, a drain or the autoscaler's consolidation evicts all pods of the nodes they take, in
parallel. Without a PodDisruptionBudget that may be every replica at the same moment, however well
they are spread: a drain does not wait until the pods run elsewhere.

A budget counts when its selector matches the labels of the pod template, in the same namespace;
labels of the Deployment itself do not matter. One that selects the pod that leads, by a label which
the program writes, leaves the others without. Workloads that keep a single replica are not asked
for one: a budget cannot help them. Where a budget of the workload's name stands there and selects
nothing, and `fix` can mend it (`pdb-selector-dangling`), no second one is added. Budgets of other
software count, whose webhooks are asked about each eviction: the ZoneAwarePodDisruptionBudget of
Grafana, the PodUnavailableBudget of OpenKruise and the ZoneDisruptionBudget of AWS.

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

from multiaz_lint.model import Cluster, PodDisruptionBudget, ScalableWorkload
from multiaz_lint.model.budgets.guard import picking_budgets, whole_budgets
from multiaz_lint.model.budgets.idle_budgets import (
    budget_names,
    in_another_namespace,
    is_idle,
    meant_by,
)
from multiaz_lint.model.budgets.of_others import guarded_otherwise
from multiaz_lint.model.company.neighbours import telling_labels
from multiaz_lint.model.custom.labels_unknown import may_have
from multiaz_lint.model.outage.quorum import software_that_votes
from multiaz_lint.model.outage.singleton import intended_singleton
from multiaz_lint.model.selectors.run_time_labels import budgets_at_run_time, picks_the_leader
from multiaz_lint.model.selectors.unfilled import open_selectors
from multiaz_lint.model.words import all_of
from multiaz_lint.rule import NewDocument, Problem, Put, Related, Severity, rule, to_fill_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet
    from typing import Any

    from multiaz_lint.rule import Edit

_UNLIKE = "this budget does not match the labels of the pod template"


@rule(
    "pdb-missing",
    Severity.WARNING,
    on=ScalableWorkload,
    doc=__doc__,
    profiles={"multi-az": {"severity": Severity.ERROR}},
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    scale = cluster.scale_of(workload)
    if scale.least < 2 or cluster.platform.pdb_automation or whole_budgets(workload, cluster):
        return
    if not cluster.asks(workload) or intended_singleton(workload, cluster):
        return
    if may_have(PodDisruptionBudget, workload, cluster) or guarded_otherwise(workload, cluster):
        return
    at_run_time = budgets_at_run_time(workload, cluster)
    if at_run_time:
        if all(picks_the_leader(each.selector, workload) for each in at_run_time):
            yield from _leader_alone(workload, scale.least, at_run_time)
        return
    named = {ordinal for _, each in picking_budgets(workload, cluster) for ordinal in each}
    if named:
        yield from _unnamed(workload, scale.least - len(named), scale.least)
        return
    namesakes = _namesakes(workload, cluster)
    labels = telling_labels(workload, cluster)
    idle = next(
        (
            each
            for each in namesakes
            if is_idle(each, cluster) and meant_by(each, cluster) is workload
        ),
        None,
    )
    elsewhere = in_another_namespace(workload, cluster)
    edits: list[Edit] = []
    if elsewhere is not None:  # to mend that one is better than to add another
        edits.append(Put(elsewhere.at("metadata", "namespace"), workload.namespace))
    elif idle is None or labels is None:
        budget = _budget(workload, cluster, labels, {each.name for each in namesakes})
        if budget:
            edits.append(NewDocument(workload.name_field, budget))
    hint = "add a PodDisruptionBudget with maxUnavailable: 1 that selects its pods"
    if elsewhere is not None:
        hint = f"put {elsewhere} of namespace {elsewhere.namespace} into {workload.namespace}"
    elif idle is not None:
        hint = f"make {idle} select its pods"
    yield Problem(
        workload.name_field,
        f"no PodDisruptionBudget selects {workload}: "
        f"draining several nodes may evict {all_of(scale.least)} replicas at once",
        hint=hint,
        related=[
            *[Related(each.at("spec", "selector"), _UNLIKE) for each in namesakes],
            *to_fill_in(open_selectors(workload, PodDisruptionBudget, cluster)),
        ],
        edits=edits,
        unsafe=True,
    )


def _unnamed(workload: ScalableWorkload, others: int, pods: int) -> Iterator[Problem]:
    """Report the pods of a StatefulSet that no budget names, where others are named."""
    if others > 1:
        yield Problem(
            workload.name_field,
            f"no PodDisruptionBudget selects {others} of the {pods} pods of {workload}: "
            "draining several nodes may evict them at once",
            hint="let one PodDisruptionBudget with maxUnavailable: 1 select all of its pods",
        )


def _leader_alone(
    workload: ScalableWorkload, pods: int, budgets: list[PodDisruptionBudget]
) -> Iterator[Problem]:
    """Report the pods that do not lead, where budgets mean the one that does."""
    if pods > 2:
        yield Problem(
            workload.name_field,
            f"no PodDisruptionBudget selects {pods - 1} of the {pods} pods of {workload}, as "
            f"{budgets[0]} selects the one that leads: draining several nodes may evict the "
            "others at once",
            hint="let one PodDisruptionBudget with maxUnavailable: 1 select all of its pods",
            related=[
                Related(each.at("spec", "selector"), "this label is on one pod at a time")
                for each in budgets[:3]
            ],
        )


def _namesakes(workload: ScalableWorkload, cluster: Cluster) -> list[PodDisruptionBudget]:
    """Return the budgets that are named after the workload, but select something else."""
    found: list[PodDisruptionBudget] = []
    for name in budget_names(workload):
        identity = ("policy", "PodDisruptionBudget", workload.namespace, name)
        copies = cluster.find(identity, workload)
        found += [each for each in copies if isinstance(each, PodDisruptionBudget)]
    return found


def _budget(
    workload: ScalableWorkload,
    cluster: Cluster,
    labels: dict[str, str] | None,
    taken: AbstractSet[str],
) -> dict[str, Any] | None:
    """Write a budget for these pods alone; None where no labels tell them from others.

    Nor is there one where it would have no name, or one that others have taken. Members that vote
    keep the default policy, as pdb-unhealthy-policy lets them.
    """
    name = next((each for each in budget_names(workload) if each not in taken), None)
    if labels is None or name is None:
        return None
    metadata = {"name": name}
    if workload.metadata.get("namespace"):
        metadata["namespace"] = workload.namespace
    spec: dict[str, Any] = {"maxUnavailable": 1}
    if cluster.platform.kubernetes >= (1, 27) and software_that_votes(workload) is None:
        spec["unhealthyPodEvictionPolicy"] = "AlwaysAllow"
    spec["selector"] = {"matchLabels": labels}
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": metadata,
        "spec": spec,
    }
