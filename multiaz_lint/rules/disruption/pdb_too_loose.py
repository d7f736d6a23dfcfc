"""The disruption budget lets go of more pods than a zone holds.

A budget that allows all replicas to be evicted at once protects nothing. One that allows a whole
majority of an etcd or a ZooKeeper to go stops it. The zone policy asks for more: planned
disruptions take no more than the loss of one zone would, one pod in three. Where disks or node
selection keep pods in their zone, that is as many as some zone surely holds: 2 of 5 pods with zonal
disks in three zones. With fewer that zone can never be drained (`pdb-zone-drain`).

Percentages of `maxUnavailable` round up: 34 % of 3 is 2. The least number of replicas counts. A
budget for several workloads may take all of its evictions from one; what serves in place of it,
behind the same Services, counts with it.

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
from multiaz_lint.model.budgets.drains import surely_in_one_zone
from multiaz_lint.model.budgets.guard import fullest_guard_of, guard_of
from multiaz_lint.model.budgets.share import serving_with, share_of_a_zone
from multiaz_lint.model.cached import once_alike
from multiaz_lint.model.outage.quorum import majority, software_that_votes
from multiaz_lint.model.words import counted, listed
from multiaz_lint.rule import Drop, Problem, Put, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import ScalableWorkload
    from multiaz_lint.model.budgets.guard import Guard
    from multiaz_lint.rule import Edit

_SHOWN = 10
"""How many of the workloads are shown."""


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
    exposed = _exposed(guard, parameters, cluster)
    if not exposed and guard.guarded.copied:  # it may serve several environments
        exposed = _exposed(fullest_guard_of(budget, cluster), parameters, cluster)
    if not exposed:
        return
    loose = exposed[0][1]
    names = listed([str(each) for each in loose.workloads], 3)
    yield Problem(
        budget.bound,
        f"{budget} lets {loose.gone} of the {loose.replicas} pods of {names} go at once: "
        f"{loose.outcome}",
        hint=f"set maxUnavailable: {loose.bearable}",
        related=[
            Related(each.replicas, f"{each} runs {_replicas(each, cluster)} at least")
            for each, _ in exposed
        ],
        edits=_edits(budget, loose.bearable),
        unsafe=True,
    )


def _question(guard: Guard, parameters: Parameters, cluster: Cluster) -> tuple[object, ...]:
    """Return what is alike for budgets that select the same and let as many pods go."""
    return guard.guarded, guard.fails, guard.allowed, parameters.zone_share


@once_alike(_question)
def _exposed(
    guard: Guard, parameters: Parameters, cluster: Cluster
) -> list[tuple[ScalableWorkload, _Loose]]:
    """Return the first workloads of which too many pods may go, and what is lost then."""
    guarded = guard.guarded
    if guard.fails or not guarded.certain or guard.allowed < 2:
        return []
    found: list[tuple[ScalableWorkload, _Loose]] = []
    for workload in cluster.metered(guarded.scaled):
        together = serving_with(workload, guarded, cluster)
        loose = _Loose(together, guard.allowed, cluster, parameters)
        if loose.outcome is not None:
            found.append((workload, loose))
            if len(found) == _SHOWN:
                break
    return found


class _Loose:
    """What is lost when a budget lets pods of workloads that serve together go.

    ``gone`` of ``replicas`` pods go; ``outcome`` says what is lost if that is too much, and
    ``bearable`` how many may go.
    """

    def __init__(
        self,
        workloads: list[ScalableWorkload],
        allowed: int,
        cluster: Cluster,
        parameters: Parameters,
    ) -> None:
        self.workloads = workloads
        self.replicas = sum(cluster.scale_of(each).least for each in workloads)
        self.gone = min(allowed, self.replicas)
        self.outcome: str | None = None
        self.bearable = 1
        if self.gone < 2:
            return
        share = share_of_a_zone(workloads, cluster)
        votes = software_that_votes(workloads[0])
        needed = 1 if votes is None else majority(self.replicas)
        if self.gone >= self.replicas:
            self.outcome = "it protects nothing"
        elif self.replicas - self.gone < needed:
            self.outcome = f"{votes} stops without a majority of {needed}"
        elif parameters.zone_share and self.gone > share:
            self.outcome = _beyond(share, self.replicas, cluster.platform.zones)
        stuck = surely_in_one_zone(workloads, cluster)
        if stuck <= self.replicas - needed:
            self.bearable = max(1, stuck)


def _beyond(share: int, replicas: int, zones: int) -> str:
    """Say that it is more than a zone's share, which is no whole number for every replica count."""
    if share * zones == replicas:
        return f"more than the {share} that a zone holds"
    return f"more than one zone's share of {replicas} over {zones} zones"


def _replicas(workload: ScalableWorkload, cluster: Cluster) -> str:
    least = cluster.scale_of(workload).least
    return counted(least, "replica")


def _edits(budget: PodDisruptionBudget, bearable: int) -> list[Edit]:
    edits: list[Edit] = [Put(budget.max_unavailable, bearable)]
    if budget.min_available.present:
        edits.insert(0, Drop(budget.min_available))
    return edits
