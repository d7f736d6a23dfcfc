"""maxSkew lets one zone hold too many of the pods.

A hard constraint with maxSkew k lets zones differ by k pods: of R replicas over Z zones, one zone
may hold R when R is at most k, else (R + (Z - 1) * k) / Z, rounded down (kube-scheduler
PodTopologySpread, 1.37). With 3 replicas, 3 zones and maxSkew 2 that is 2 of 3, with maxSkew 3 it
is all of them. Software that votes stops when no majority is left.

Profile `multi-az` asks for maxSkew 1.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      topologySpreadConstraints:
      - maxSkew: 3  # <-- maxSkew 3 lets one of 3 zones hold 3 of the 3 pods
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        nodeTaintsPolicy: Honor
        labelSelector:
          matchLabels: {app: web}
      containers:
      - name: web
        image: web:1.0
```

```yaml fixed
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        nodeTaintsPolicy: Honor
        labelSelector:
          matchLabels: {app: web}
      containers:
      - name: web
        image: web:1.0
```
"""

from __future__ import annotations

from multiaz_lint.model import ZONE_KEYS, Cluster, ScalableWorkload
from multiaz_lint.model.nodes.domains import zones_of
from multiaz_lint.model.outage.quorum import majority, software_that_votes
from multiaz_lint.model.outage.spread_limit import fullest_and_left
from multiaz_lint.rule import Problem, Put, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Parameters:
    """``any_skew``: every maxSkew above 1 is too weak, whatever is left when a zone goes."""

    __slots__ = ("any_skew",)
    any_skew: bool

    def __init__(self, *, any_skew: bool = False) -> None:
        self.any_skew = any_skew


@rule(
    "spread-maxskew-weak",
    Severity.WARNING,
    on=ScalableWorkload,
    needs=("topologySpreadConstraints",),
    doc=__doc__,
    parameters=Parameters,
    profiles={"multi-az": {"severity": Severity.ERROR, "any_skew": True}},
)
def check(
    workload: ScalableWorkload, cluster: Cluster, parameters: Parameters
) -> Iterator[Problem]:
    if not workload.spread:
        return
    constraints = workload.hard_zone_spread
    if not constraints or any(each.max_skew <= 1 for each in constraints):
        return
    if not cluster.asks(workload):
        return
    least = cluster.scale_of(workload).least
    zones = zones_of(workload, cluster)
    if zones < 2 or any(workload.apart_on(*ZONE_KEYS, required=True, sure=True)):
        return  # nothing to differ, or one pod in each zone at most
    constraint = min(constraints, key=lambda each: each.max_skew)
    fullest, left = fullest_and_left(workload, constraint, least, cluster)
    votes = software_that_votes(workload)
    needed = majority(least) if votes else 1
    too_few = least >= 2 and left < needed
    if not (too_few or parameters.any_skew):
        return
    skew = constraint.at("maxSkew")
    if least >= 2:
        after = f"{left} {'is' if left == 1 else 'are'} left"
        if votes and too_few:
            after += f", no majority for {votes}"
        message = (
            f"maxSkew {constraint.max_skew} lets one of {zones} zones hold {fullest} of the "
            f"{least} pods of {workload}: when it is lost {after}"
        )
    else:
        message = (
            f"maxSkew {constraint.max_skew} lets zones differ by {constraint.max_skew} pods of "
            f"{workload}"
        )
    yield Problem(skew, message, hint="set maxSkew: 1", edits=[Put(skew, 1)], unsafe=True)
