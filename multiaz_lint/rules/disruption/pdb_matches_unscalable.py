"""The disruption budget also selects pods of a Job or a DaemonSet, so it allows no eviction.

For `maxUnavailable` and for percentages the disruption controller asks the controller of each
selected pod for its scale. Jobs, CronJobs and DaemonSets have no scale subresource: the budget's
condition becomes SyncFailed and it allows nothing, also for the Deployment beside them. One
completed pod of a Job that has not been deleted is enough. It is seen at night, when the CronJob
has run and nodes are drained. One that is suspended, or whose parallelism is 0, makes no pods.

An integer `minAvailable` counts pods only and works with all of them. Pods without a controller
count as healthy but not as expected: more may go than intended.

```yaml bad
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  maxUnavailable: 1
  selector:  # <-- poddisruptionbudget/web also selects the pods of cronjob/report
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
        metadata: {labels: {app: web, part: report}}
        spec:
          restartPolicy: OnFailure
          containers: [{name: report, image: "report:1.0"}]
```

```yaml good
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  maxUnavailable: 1
  selector:
    matchLabels: {app: web, part: server}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web, part: server}}
  template:
    metadata: {labels: {app: web, part: server}}
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
        metadata: {labels: {app: web, part: report}}
        spec:
          restartPolicy: OnFailure
          containers: [{name: report, image: "report:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, PodDisruptionBudget
from multiaz_lint.model.budgets.guard import guard_of
from multiaz_lint.model.cached import once_each
from multiaz_lint.model.custom.custom_templates import custom_templates, has_scale
from multiaz_lint.model.words import listed
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Pod, Workload
    from multiaz_lint.model.budgets.guarded import Guarded


@rule(
    "pdb-matches-unscalable",
    Severity.ERROR,
    on=PodDisruptionBudget,
    doc=__doc__,
    profiles={"survive": {}},
)
def check(budget: PodDisruptionBudget, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if not budget.counts_scale or not budget.judged:
        return
    guarded = guard_of(budget, cluster).guarded
    if not guarded.unscalable and not guarded.bare:
        yield from _of_operators(budget, cluster)
        return
    cause = f"{budget.bound.path[-1]} {budget.bound.value}"
    if guarded.unscalable:
        harmless = guarded.agents_alone
        others = "also " if guarded.scaled else ""
        names, kinds = _unscalable(guarded, cluster)
        yield Problem(
            budget.at("spec", "selector"),
            f"{budget} {others}selects the pods of {names}: {kinds} has no "
            f"scale that {cause} could count, so it allows no eviction"
            + ("" if harmless else " and drains never end"),
            severity=Severity.WARNING if harmless else None,
            hint="narrow the selector, or use an integer minAvailable",
            related=_places(guarded.unscalable),
        )
    elif guarded.bare and not guarded.scaled:
        yield Problem(
            budget.at("spec", "selector"),
            f"{budget} selects only pods without a controller ({_bare(guarded, cluster)}): "
            f"{cause} counts none of them, so it allows no eviction and drains never end",
            hint="use an integer minAvailable, or let a Deployment run the pods",
            related=_places(guarded.bare),
        )
    elif guarded.bare:
        yield Problem(
            budget.at("spec", "selector"),
            f"{budget} also selects pods without a controller ({_bare(guarded, cluster)}): "
            f"they count as healthy but {cause} does not expect them, so more pods may go",
            severity=Severity.WARNING,
            hint="narrow the selector, or use an integer minAvailable",
            related=_places(guarded.bare),
        )


def _of_operators(budget: PodDisruptionBudget, cluster: Cluster) -> Iterator[Problem]:
    """Pods that an operator makes count by the scale of their own resource, if it has one."""
    for custom in custom_templates(budget.selector, budget, cluster):
        scale = has_scale(custom, cluster)
        if scale:
            continue
        cause = f"{budget.bound.path[-1]} {budget.bound.value}"
        words = (
            f"{budget} also selects the pods of {custom}: {custom.kind} has no scale subresource "
            f"that {cause} could count, so it allows no eviction and drains never end"
        )
        if scale is None:
            words = (
                f"{budget} also selects the pods of {custom}: unless {custom.kind} has a scale "
                f"subresource that {cause} can count, it allows no eviction"
            )
        yield Problem(
            budget.at("spec", "selector"),
            words,
            severity=Severity.INFO if scale is None else None,
            hint="narrow the selector, or use an integer minAvailable",
            related=[Related(custom.name_field, "an operator makes its pods")],
        )
        return


@once_each
def _unscalable(guarded: Guarded, cluster: Cluster) -> tuple[str, str]:
    """Return the names of what has no scale, and its kinds."""
    kinds = {f"a {each.kind}" for each in guarded.unscalable}
    return _names(guarded.unscalable), " and ".join(sorted(kinds))


@once_each
def _bare(guarded: Guarded, cluster: Cluster) -> str:
    return _names(guarded.bare)


def _names(workloads: list[Workload] | list[Pod]) -> str:
    return listed(list(dict.fromkeys(str(each) for each in workloads)), 3)


def _places(workloads: list[Workload] | list[Pod]) -> list[Related]:
    return [
        Related(each.at(*each.template_path, "metadata", "labels"), f"the labels of {each}")
        for each in workloads[:5]
    ]
