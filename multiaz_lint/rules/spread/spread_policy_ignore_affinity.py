"""Zones that the pods may not use count as empty ones.

With `nodeAffinityPolicy: Ignore` the scheduler (kube-scheduler PodTopologySpread, 1.37) also
counts the zones that the node selection of the pods leaves out. No pod ever runs there, so the
smallest count stays 0, and each zone that the pods may use takes maxSkew pods at most.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 4
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions:
              - {key: topology.kubernetes.io/zone, operator: In, values: [eu-west-1a, eu-west-1b]}
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        nodeAffinityPolicy: Ignore  # <-- 2 of 4 pods of deployment/web stay Pending
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
  replicas: 4
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions:
              - {key: topology.kubernetes.io/zone, operator: In, values: [eu-west-1a, eu-west-1b]}
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        nodeAffinityPolicy: Honor
        nodeTaintsPolicy: Honor
        labelSelector:
          matchLabels: {app: web}
      containers:
      - name: web
        image: web:1.0
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload
from multiaz_lint.model.domains import zones_of
from multiaz_lint.model.rollouts import stuck_at
from multiaz_lint.model.spread_limit import stays_when_one_is_gone
from multiaz_lint.model.words import stays_pending
from multiaz_lint.rule import Problem, Put, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import SpreadConstraint


@rule(
    "spread-policy-ignore-affinity",
    Severity.WARNING,
    on=ScalableWorkload,
    needs=("nodeAffinityPolicy",),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if not workload.spread:
        return
    for constraint in workload.hard_zone_spread:
        if constraint.honors_affinity or not cluster.asks(workload):
            continue
        all_zones, zones = cluster.platform.zones, zones_of(workload, cluster)
        if zones >= all_zones:
            continue
        consequence = _consequence(workload, constraint, zones, cluster)
        if consequence is None:
            continue
        policy = constraint.at("nodeAffinityPolicy")
        yield Problem(
            policy,
            f"nodeAffinityPolicy Ignore counts the {all_zones - zones} of {all_zones} zones that "
            f"the pods may not use as empty ones: {consequence}",
            hint="set nodeAffinityPolicy: Honor, the default",
            edits=[Put(policy, "Honor")],
        )


def _consequence(
    workload: ScalableWorkload, constraint: SpreadConstraint, zones: int, cluster: Cluster
) -> str | None:
    """Say what the limit of maxSkew pods in each zone does; None if there is room all the same."""
    scale, room = cluster.scale_of(workload), zones * constraint.max_skew
    replicas = max(scale.least, min(scale.most, room + 1))
    if replicas > room:
        return stays_pending(replicas - room, replicas, workload)
    stuck = stuck_at(workload, room, scale, constraint)
    if stuck is not None:
        return f"{workload} can never roll out at {stuck} replicas"
    stays = stays_when_one_is_gone(workload, constraint, zones, cluster) if zones > 1 else ""
    return f"while one of the others is gone, {stays}" if stays else None
