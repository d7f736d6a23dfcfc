"""The pods are spread over nodes, but not over zones.

Different nodes may stand in one zone: constraints over `kubernetes.io/hostname` alone let all
replicas run there. And any constraint of its own, even a soft one over nodes, takes from a
workload the soft spread over zones that the scheduler applies to workloads without constraints
(kube-scheduler 1.37, System default constraints).

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
      topologySpreadConstraints:  # <-- spread over kubernetes.io/hostname alone
      - maxSkew: 1
        topologyKey: kubernetes.io/hostname
        whenUnsatisfiable: ScheduleAnyway
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
        topologyKey: kubernetes.io/hostname
        whenUnsatisfiable: ScheduleAnyway
        labelSelector:
          matchLabels: {app: web}
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        nodeTaintsPolicy: Honor
        labelSelector:
          matchLabels:
            app: web
        matchLabelKeys:
        - pod-template-hash
      containers:
      - name: web
        image: web:1.0
```
"""

from __future__ import annotations

from multiaz_lint.model import ZONE, ZONE_KEYS, Cluster, ScalableWorkload
from multiaz_lint.model.nodes.named_zones import ZONE_LABELS
from multiaz_lint.model.nodes.pins import binding_of, one_for_each_zone
from multiaz_lint.model.nodes.topology_keys import mistyped
from multiaz_lint.model.outage.spreading import (
    each_to_a_zone,
    unbound_first,
    where_all_run,
)
from multiaz_lint.model.remedies import zone_constraint
from multiaz_lint.rule import Append, Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "spread-hostname-only",
    Severity.WARNING,
    on=ScalableWorkload,
    needs=("topologySpreadConstraints",),
    doc=__doc__,
    profiles={"multi-az": {"severity": Severity.ERROR}},
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    constraints = workload.spread
    if not constraints or any(each.topology_key in ZONE_LABELS for each in constraints):
        return
    if cluster.scale_of(workload).least < 2 or not cluster.asks(workload):
        return
    if any(workload.apart_on(*ZONE_KEYS)) or one_for_each_zone(workload, cluster):
        return
    meant = any(mistyped(each.topology_key, cluster) == ZONE for each in constraints)
    field = workload.pod("topologySpreadConstraints")
    keys = " and ".join(dict.fromkeys(each.topology_key for each in constraints))
    constraint = zone_constraint(workload)
    bound = binding_of(workload, cluster)
    instead = each_to_a_zone(workload, cluster) if bound is None else ""
    mends = constraint is not None and bound is None and not instead
    yield Problem(
        field,
        f"the pods of {workload} are spread over {keys} alone: all {where_all_run(bound)}, "
        "and the scheduler's own soft spread over zones is switched off",
        hint=instead
        or unbound_first(
            bound,
            "add a constraint over topology.kubernetes.io/zone with maxSkew 1 and "
            "whenUnsatisfiable DoNotSchedule",
        ),
        edits=[Append(field, constraint)] if mends else (),
        unsafe=True,
        unless="topology-key-unknown" if meant else "",
    )
