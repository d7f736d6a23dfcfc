"""The disruption budget allows no eviction at all, so no drain ends.

`kubectl drain`, a node pool's upgrade and the autoscaler ask the eviction API for every pod. When
as many pods must stay as there are, it answers 429 and they try again, until somebody gives up
or forces it: upgrades fail on EKS and AKS after 15 to 30 minutes, and GKE ignores the budget
after an hour.

Percentages of both fields round **up** (disruption controller, 1.37): minAvailable 67 % of 3 is 3.
A budget with neither field counts 0 expected pods and allows nothing either. What counts is the
least number of replicas that the autoscaler may keep; from how many on one may go is told. A single
replica is the business of `pdb-single-replica`.

A budget that selects one pod of a StatefulSet by its name is held against the replicas of the
whole StatefulSet, unless minAvailable is an integer: maxUnavailable 1 of 3 wants 2 healthy pods
where it sees one.

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

from bisect import bisect_left

from multiaz_lint.model import Cluster, Pod, PodDisruptionBudget
from multiaz_lint.model.budgets.guard import guard_of
from multiaz_lint.model.budgets.idle_budgets import is_idle
from multiaz_lint.model.cached import once_each
from multiaz_lint.model.disruption import rounded_up
from multiaz_lint.model.words import counted
from multiaz_lint.rule import Drop, Problem, Put, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model.budgets.guard import Guard
    from multiaz_lint.model.budgets.guarded import Guarded
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
    guarded = guard.guarded
    neither = budget.limits == (None, None)
    idle, later = False, None
    if neither:
        if not budget.at("spec").sound or guarded.agents_alone:
            return
        words = f"{budget} sets neither minAvailable nor maxUnavailable, so it allows no eviction"
        idle = is_idle(budget, cluster)
        words += " of whatever pods it selects" if idle else ""
    elif guarded.scaled:
        if not budget.counts_scale and guarded.unscalable:
            return  # pods of DaemonSets and Jobs count too, and nobody knows how many there are
        least = guarded.least + len(guarded.bare)
        pods = max(2, least)
        if budget.allowed(pods) > 0:
            return
        never = guard.always_blocks
        if pods > guarded.most + len(guarded.bare) and (guarded.certain or not never):
            return  # one replica: pdb-single-replica speaks
        if not (guarded.certain or never):
            return
        later = _enough(budget, pods, guarded.most + len(guarded.bare))
        if later:
            words = f"{budget} allows no eviction until {later} pods run: {_of_fewer(budget)}"
        else:
            words = f"{budget} allows no eviction: {_arithmetic(budget, pods, least)}"
    elif guarded.bare and not (guarded.unscalable or budget.counts_scale):
        if budget.allowed(len(guarded.bare)) > 0 or _any_may_end(guarded, cluster):
            return
        words = f"{budget} allows no eviction: {_arithmetic(budget, len(guarded.bare))}"
    elif guarded.picked and not guarded.bare:
        arithmetic = _of_picked(budget, guard, cluster)
        if arithmetic is None:
            return
        words = f"{budget} allows no eviction: {arithmetic}"
    elif guard.always_blocks and guarded.nothing and not cluster.workloads_in(budget.namespace):
        words = f"{budget} allows no eviction of whatever pods it selects"
    else:
        return
    yield Problem(
        budget.bound,
        f"{words}{', so' if ': ' in words else ':'} draining a node that runs one "
        f"{'does not end before' if later else 'never ends'}",
        severity=Severity.WARNING if idle or (guarded.nothing and not neither) else None,
        hint=_hint(guarded),
        related=_counts(guarded, cluster),
        edits=() if guarded.picked or (guarded.bare and not guarded.scaled) else _edits(budget),
        unsafe=True,
    )


def _arithmetic(budget: PodDisruptionBudget, pods: int, least: int | None = None) -> str:
    """Say why none of that many pods may go; ``least`` may be fewer."""
    bound = budget.bound
    name = bound.path[-1]
    if name == "maxUnavailable":
        return f"maxUnavailable is {bound.value}"
    if isinstance(bound.value, int):
        if least is not None and least < min(pods, bound.value):
            return f"minAvailable {bound.value} keeps all pods until more than that run"
        every = f"is all of the {pods} pods" if pods > 1 else "keeps the only pod that it selects"
        return f"minAvailable {bound.value} {every}" + (
            "" if pods in {bound.value, 1} else " and more"
        )
    wanted = rounded_up(bound.value, pods)
    exact = bound.value == "100%" or (int(bound.value[:-1]) * pods) % 100 == 0
    return f"minAvailable {bound.value} of {pods} pods {'is' if exact else 'rounds up to'} {wanted}"


def _enough(budget: PodDisruptionBudget, few: int, most: int) -> int | None:
    """Return from how many pods on one may go, where the autoscaler may make so many.

    More pods never make fewer evictions possible: whatever is rounded up grows no faster.
    """
    counts = range(few + 1, most + 1)
    found = bisect_left(counts, True, key=lambda pods: budget.allowed(pods) > 0)
    return counts[found] if found < len(counts) else None


def _of_fewer(budget: PodDisruptionBudget) -> str:
    """Say why none may go of fewer pods than are enough."""
    bound = budget.bound
    if isinstance(bound.value, int):
        return f"{bound.path[-1]} is {bound.value}"
    return f"{bound.path[-1]} {bound.value} of fewer rounds up to all of them"


@once_each
def _any_may_end(guarded: Guarded, cluster: Cluster) -> bool:
    return any(map(_may_end, guarded.bare))


def _may_end(pod: Pod) -> bool:
    """Whether its containers may end for good: then it may be evicted whatever the budget says."""
    return pod.pod_spec.get("restartPolicy") in {"Never", "OnFailure"}


def _of_picked(budget: PodDisruptionBudget, guard: Guard, cluster: Cluster) -> str | None:
    """Say why no pod may go of those that are picked by name; None where one may.

    Their controllers' whole scale counts, save for an integer minAvailable (disruption controller
    getExpectedPodCount, 1.37).
    """
    guarded = guard.guarded
    scales = [cluster.scale_of(each) for each in guarded.picked]
    pods = sum(map(len, guarded.picked.values()))
    if guard.always_blocks or not budget.counts_scale:
        return _arithmetic(budget, pods) if budget.allowed(pods) == 0 else None
    if not all(each.certain for each in scales):
        return None
    replicas = sum(each.least for each in scales)
    wanted = budget.wanted(replicas)
    if wanted is None or wanted < pods:
        return None
    bound = budget.bound
    return (
        f"{bound.path[-1]} {bound.value} of {replicas} wants {wanted} healthy, and it selects "
        f"{pods} of them"
    )


def _hint(guarded: Guarded) -> str:
    if guarded.picked:
        return "select all pods of the workload, with maxUnavailable: 1"
    if guarded.bare and not guarded.scaled:
        return "let a Deployment run the pods, and set maxUnavailable: 1"
    return "set maxUnavailable: 1, which holds for any number of replicas"


def _counts(guarded: Guarded, cluster: Cluster) -> list[Related]:
    """Show who decides how many pods there are."""
    related = []
    related += [Related(each.name_field, "guarded by it") for each in guarded.bare[:5]]
    for workload in [*guarded.scaled, *guarded.picked][:5]:
        scale = cluster.scale_of(workload)
        if scale.decider is not None:
            words = f"{workload} may run {scale.least} to {scale.most} replicas"
            related.append(Related(scale.decider.minimum, words))
            related.append(Related(workload.name_field, "guarded by it"))
        else:
            words = f"{workload} runs {counted(scale.least, 'replica')}"
            related.append(Related(workload.replicas, words))
    return related


def _edits(budget: PodDisruptionBudget) -> list[Edit]:
    edits: list[Edit] = [Put(budget.max_unavailable, 1)]
    if budget.min_available.present:
        edits.insert(0, Drop(budget.min_available))
    return edits
