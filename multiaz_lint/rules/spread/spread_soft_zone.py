"""The spread over zones is only a wish.

`ScheduleAnyway` and preferred anti-affinity only add points to a node's score. Free resources, a
warm image or preferred node affinity can outweigh them (kube-scheduler 1.37), and the more pods
there are the less one more in a zone counts. When one zone has room first, as after an outage or
an upgrade, all replicas may run there. The cluster autoscaler makes no node in another zone for a
wish. Karpenter heeds wishes where it makes nodes for pods that fit nowhere, unless the nodes that
it may make do not allow it, and makes none while another zone has room.

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
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: ScheduleAnyway  # <-- all 3 pods of deployment/web may run in one zone
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

from multiaz_lint.model import DO_NOT_SCHEDULE, ZONE_KEYS, Cluster, ScalableWorkload
from multiaz_lint.model.nodes.pins import binding_of, one_for_each_zone
from multiaz_lint.model.nodes.placed_by_others import placed_by
from multiaz_lint.model.nodes.unbound_parts import WISHED_APART, parts_without_zone
from multiaz_lint.model.outage.spreading import Spreading, one_per_zone, where_all_run
from multiaz_lint.model.remedies import zone_constraint
from multiaz_lint.model.words import all_of
from multiaz_lint.rule import Append, Problem, Put, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Field, SpreadConstraint
    from multiaz_lint.rule import Edit


@rule(
    "spread-soft-zone",
    Severity.INFO,
    on=ScalableWorkload,
    needs=("topologySpreadConstraints", "podAffinity", "podAntiAffinity"),
    doc=__doc__,
    parameters=Spreading,
    profiles={"multi-az": {"severity": Severity.ERROR, "anti_affinity_suffices": False}},
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: Spreading) -> Iterator[Problem]:
    constraints = [each for each in workload.spread if each.topology_key in ZONE_KEYS]
    if any(each.hard for each in constraints) or not (constraints or workload.pod_terms):
        return
    least = cluster.scale_of(workload).least
    if least < 2 or not cluster.asks(workload) or placed_by(workload, cluster) is not None:
        return
    kept_apart = any(workload.apart_on(*ZONE_KEYS, required=True))
    if kept_apart and (parameters.anti_affinity_suffices or not constraints):
        return
    parts = parts_without_zone(workload, cluster)
    if parts is not None and parts.held(cluster) == WISHED_APART:
        return  # spread-missing says it of all parts at once
    field, wish, edits = _wish(workload, constraints)
    if field is None or one_for_each_zone(workload, cluster):
        return
    bound = binding_of(workload, cluster)
    if kept_apart:
        consequence = (
            f"only required anti-affinity keeps the pods of {workload} in different zones: it "
            f"allows one in each, and {one_per_zone(workload, least, cluster)}"
        )
    else:
        consequence = f"{all_of(least)} pods of {workload} {where_all_run(bound)}"
    yield Problem(
        field,
        f"{wish} is only a wish: {consequence}",
        hint="let a constraint over zones say whenUnsatisfiable: DoNotSchedule, with "
        "nodeTaintsPolicy: Honor",
        edits=edits if bound is None else (),
        unsafe=True,
    )


def _wish(
    workload: ScalableWorkload, constraints: list[SpreadConstraint]
) -> tuple[Field | None, str, list[Edit]]:
    """Where the soft rule stands, what it says, and the edits that make it hard."""
    for constraint in constraints:
        field = constraint.at("whenUnsatisfiable")
        if field.value != "ScheduleAnyway":
            continue
        edits: list[Edit] = [Put(field, DO_NOT_SCHEDULE)]
        if not constraint.honors_taints:
            edits.append(Put(constraint.at("nodeTaintsPolicy"), "Honor"))
        return field, "the spread over zones (whenUnsatisfiable: ScheduleAnyway)", edits
    if constraints:
        return None, "", []
    term = next(workload.apart_on(*ZONE_KEYS, required=False), None)
    if term is None:
        return None, "", []
    written = zone_constraint(workload)
    place = workload.pod("topologySpreadConstraints")
    hard: list[Edit] = [Append(place, written)] if written is not None else []
    return term.at("topologyKey"), "the preferred anti-affinity over zones", hard
