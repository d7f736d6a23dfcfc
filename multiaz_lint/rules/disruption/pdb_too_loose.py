"""The disruption budget lets go of more pods than a zone holds.

A budget that allows all replicas to be evicted at once protects nothing. One that allows a whole
majority of an etcd or a ZooKeeper to go stops it. The zone policy asks for more: planned
disruptions take no more than the loss of one zone would, one pod in three.

Percentages of `maxUnavailable` round up: 34 % of 3 is 2. The least number of replicas counts.

```yaml bad
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  minAvailable: 1  # <-- lets 2 of the 3 pods of deployment/web go at once
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
from multiaz_lint.model.budgets.guard import guard_of
from multiaz_lint.model.outage.quorum import majority, software_that_votes
from multiaz_lint.rule import Drop, Problem, Put, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import ScalableWorkload
    from multiaz_lint.rule import Edit


class Parameters:
    """``zone_share``: whether a budget may allow no more than one zone's share of the pods."""

    __slots__ = ("zone_share",)
    zone_share: bool

    def __init__(self, *, zone_share: bool = False) -> None:
        self.zone_share = zone_share


@rule(
    "pdb-too-loose",
    Severity.WARNING,
    on=PodDisruptionBudget,
    doc=__doc__,
    parameters=Parameters,
    profiles={"multi-az": {"severity": Severity.ERROR, "zone_share": True}},
)
def check(
    budget: PodDisruptionBudget, cluster: Cluster, parameters: Parameters
) -> Iterator[Problem]:
    if not budget.judged:
        return
    guard = guard_of(budget, cluster)
    if guard.fails or not guard.certain or guard.allowed < 2:
        return
    exposed = []
    for workload in guard.scaled:
        replicas = cluster.scale_of(workload).least
        gone = min(guard.allowed, replicas)
        outcome = _outcome(workload, replicas, gone, cluster.platform.zones, parameters)
        if outcome is not None:
            exposed.append((workload, replicas, gone, outcome))
    if not exposed:
        return
    workload, replicas, gone, outcome = exposed[0]
    yield Problem(
        budget.bound,
        f"{budget} lets {gone} of the {replicas} pods of {workload} go at once: {outcome}",
        hint="set maxUnavailable: 1",
        related=[
            Related(each.replicas, f"{each} runs {least} replicas at least")
            for each, least, *_ in exposed[:10]
        ],
        edits=_edits(budget),
        unsafe=True,
    )


def _outcome(
    workload: ScalableWorkload, replicas: int, gone: int, zones: int, parameters: Parameters
) -> str | None:
    """Say what is lost when that many pods go, if it is too much."""
    if gone < 2:
        return None
    if gone >= replicas:
        return "it protects nothing"
    votes = software_that_votes(workload)
    if votes is not None and replicas - gone < majority(replicas):
        return f"{votes} stops without a majority of {majority(replicas)}"
    share = max(1, replicas // zones)
    if parameters.zone_share and gone > share:
        return f"more than the {share} that a zone holds"
    return None


def _edits(budget: PodDisruptionBudget) -> list[Edit]:
    edits: list[Edit] = [Put(budget.max_unavailable, 1)]
    if budget.min_available.present:
        edits.insert(0, Drop(budget.min_available))
    return edits
