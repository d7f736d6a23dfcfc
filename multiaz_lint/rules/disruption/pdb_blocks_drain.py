"""The disruption budget allows no eviction at all, so no drain ends.

`kubectl drain`, a node pool's upgrade and the autoscaler ask the eviction API for every pod. When
as many pods must stay as there are, it answers 429 and they try again, until somebody gives up
or forces it: upgrades fail on EKS and AKS after 15 to 30 minutes, and GKE ignores the budget
after an hour.

Percentages of both fields round **up** (disruption controller, 1.37): minAvailable 67 % of 3 is 3.
A budget with neither field counts 0 expected pods and allows nothing either. What counts is the
least number of replicas that the autoscaler may keep. A single replica is the business of
`pdb-single-replica`.

```yaml bad
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  minAvailable: 67%  # <-- minAvailable 67% of 3 pods rounds up to 3
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

from multiaz_lint.model import Cluster, PodDisruptionBudget
from multiaz_lint.model.disruption import rounded_up
from multiaz_lint.model.guard import guard_of
from multiaz_lint.rule import Drop, Problem, Put, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model.guard import Guard
    from multiaz_lint.rule import Edit


@rule(
    "pdb-blocks-drain",
    Severity.ERROR,
    on=PodDisruptionBudget,
    doc=__doc__,
    profiles={"survive": {}},
)
def check(budget: PodDisruptionBudget, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if budget.selector.nothing or not budget.judged:
        return
    guard = guard_of(budget, cluster)
    neither = budget.limits == (None, None)
    if neither:
        if not budget.at("spec").sound:
            return
        words = f"{budget} sets neither minAvailable nor maxUnavailable, so it allows no eviction"
    elif guard.scaled:
        if not budget.counts_scale and guard.unscalable:
            return  # pods of DaemonSets and Jobs count too, and nobody knows how many there are
        pods = max(2, guard.least + len(guard.bare))
        if budget.allowed(pods) > 0:
            return
        never = guard.always_blocks
        if pods > guard.most + len(guard.bare) and (guard.certain or not never):
            return  # one replica: pdb-single-replica speaks
        if not (guard.certain or never):
            return
        words = f"{budget} allows no eviction: {_arithmetic(budget, pods)}"
    elif guard.always_blocks and guard.nothing and not cluster.workloads_in(budget.namespace):
        words = f"{budget} allows no eviction of whatever pods it selects"
    else:
        return
    yield Problem(
        budget.bound,
        f"{words}{', so' if ': ' in words else ':'} draining a node that runs one never ends",
        severity=None if guard.scaled or neither else Severity.WARNING,
        hint="set maxUnavailable: 1, which holds for any number of replicas",
        related=_counts(guard, cluster),
        edits=_edits(budget),
        unsafe=True,
    )


def _arithmetic(budget: PodDisruptionBudget, pods: int) -> str:
    bound = budget.bound
    name = bound.path[-1]
    if name == "maxUnavailable":
        return f"maxUnavailable is {bound.value}"
    if isinstance(bound.value, int):
        return f"minAvailable {bound.value} is all of the {pods} pods" + (
            "" if bound.value == pods else " and more"
        )
    wanted = rounded_up(bound.value, pods)
    exact = bound.value == "100%" or (int(bound.value[:-1]) * pods) % 100 == 0
    return f"minAvailable {bound.value} of {pods} pods {'is' if exact else 'rounds up to'} {wanted}"


def _counts(guard: Guard, cluster: Cluster) -> list[Related]:
    """Show who decides how many pods there are."""
    related = []
    for workload in guard.scaled[:5]:
        scale = cluster.scale_of(workload)
        if scale.decider is not None:
            words = f"{workload} may run {scale.least} to {scale.most} replicas"
            related.append(Related(scale.decider.minimum, words))
            related.append(Related(workload.name_field, "guarded by it"))
        else:
            words = f"{workload} runs {scale.least} {'replica' if scale.least == 1 else 'replicas'}"
            related.append(Related(workload.replicas, words))
    return related


def _edits(budget: PodDisruptionBudget) -> list[Edit]:
    edits: list[Edit] = [Put(budget.max_unavailable, 1)]
    if budget.min_available.present:
        edits.insert(0, Drop(budget.min_available))
    return edits
