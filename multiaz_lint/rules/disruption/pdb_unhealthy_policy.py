"""Broken pods cannot be evicted.

By default a pod that is not ready may be evicted only while the healthy ones meet the budget
(`IfHealthyBudget`). After a bad deploy, or while a zone is lost and its pods count as not ready,
they do not: the drain of a node hangs on pods that serve nobody. `AlwaysAllow` lets them go and
still protects the healthy ones (on by default from 1.27).

Data stores that vote may want the default, so that a member that is catching up is not removed;
they are left out.

```yaml bad
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:  # <-- poddisruptionbudget/web keeps broken pods on their node
  maxUnavailable: 1
  selector: {matchLabels: {app: web}}
```

```yaml fixed
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector: {matchLabels: {app: web}}
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, Deployment, PodDisruptionBudget
from multiaz_lint.model.budgets.guard import guard_of
from multiaz_lint.model.cached import once_each
from multiaz_lint.model.outage.quorum import software_that_votes
from multiaz_lint.rule import Problem, Put, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import ScalableWorkload
    from multiaz_lint.model.budgets.guarded import Guarded

SINCE = (1, 27)


@rule("pdb-unhealthy-policy", Severity.INFO, on=PodDisruptionBudget, doc=__doc__)
def check(budget: PodDisruptionBudget, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if cluster.platform.kubernetes < SINCE or budget.version != "v1" or not budget.judged:
        return
    if budget.spec.get("unhealthyPodEvictionPolicy") not in (None, "IfHealthyBudget"):
        return
    if budget.selector.nothing:
        return
    policy = budget.at("spec", "unhealthyPodEvictionPolicy")
    guarded = guard_of(budget, cluster).guarded
    if _votes(guarded, cluster):
        return
    yield Problem(
        policy,
        f"{budget} keeps broken pods on their node while the healthy ones are too few: "
        "drains hang on pods that serve nobody",
        hint="set unhealthyPodEvictionPolicy: AlwaysAllow",
        edits=[Put(policy, "AlwaysAllow")],
        unsafe=policy.present or not guarded.scaled or not _all_stateless(guarded, cluster),
    )


@once_each
def _votes(guarded: Guarded, cluster: Cluster) -> bool:
    return any(software_that_votes(workload) is not None for workload in guarded.scaled)


@once_each
def _all_stateless(guarded: Guarded, cluster: Cluster) -> bool:
    return all(_stateless(workload, cluster) for workload in guarded.scaled)


def _stateless(workload: ScalableWorkload, cluster: Cluster) -> bool:
    return isinstance(workload, Deployment) and not any(cluster.volumes.lasting_of(workload))
