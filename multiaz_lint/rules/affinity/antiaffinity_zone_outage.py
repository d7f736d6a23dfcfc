"""Required anti-affinity over zones leaves the pod of a lost zone Pending.

Required anti-affinity on the zone allows one pod per zone. With as many pods as zones, the pod of
a zone that is drained or lost has nowhere to go until the zone is back: every other zone holds
one already (kube-scheduler InterPodAffinity, 1.37). No spread policy changes that.

A spread constraint over zones with maxSkew 1 places the pods just as evenly, and with
`nodeTaintsPolicy: Honor` lets them move when a zone is gone. The zone policy asks for it: where
there is none the finding is an error, and `spread-missing` leaves it to this rule.

Pods with disks of their own in their zone wait for it anyway, whatever spreads them: of them no
more is said than that there is no constraint, where the zone policy asks for one.

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
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - topologyKey: topology.kubernetes.io/zone  # <-- 1 of 3 pods of deployment/web
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

from multiaz_lint.model import ZONE_KEYS, Cluster, ScalableWorkload
from multiaz_lint.model.budgets.drains import drain_hangs
from multiaz_lint.model.disks.mounts import zonal_template
from multiaz_lint.model.nodes.domains import zones_of
from multiaz_lint.model.outage.spreading import Spreading, outage_of_anti_affinity
from multiaz_lint.model.remedies import removal_of, zone_constraint
from multiaz_lint.model.words import stays_pending
from multiaz_lint.rule import Append, Drop, Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import AffinityTerm
    from multiaz_lint.rule import Edit


@rule(
    "antiaffinity-zone-outage",
    Severity.WARNING,
    on=ScalableWorkload,
    needs=("podAntiAffinity",),
    doc=__doc__,
    parameters=Spreading,
    profiles={"multi-az": {"anti_affinity_suffices": False}, "survive": {}},
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: Spreading) -> Iterator[Problem]:
    scale, zones = cluster.scale_of(workload), zones_of(workload, cluster)
    replicas = max(scale.least, zones)
    term = outage_of_anti_affinity(workload, cluster, replicas)
    if term is None or replicas > scale.most or not cluster.asks(workload):
        return
    even = any(each.topology_key in ZONE_KEYS for each in workload.spread)
    even = even or "spread-missing" in workload.settled
    lacks = not even and scale.least >= zones and not parameters.anti_affinity_suffices
    if zonal_template(workload, cluster) is not None:
        if not lacks:
            return
        words = (
            f"required anti-affinity alone keeps the {scale.least} pods of {workload} in different "
            f"zones: more pods than the {zones} zones can never run"
        )
    else:
        pending = replicas - zones + 1
        words = (
            f"when a zone is drained or lost, {stays_pending(pending, replicas, workload)} until "
            "it is back: required anti-affinity allows one pod per zone, and "
            f"{zones - 1} {'is' if zones == 2 else 'are'} left"
            + drain_hangs(workload, pending, replicas, cluster)
        )
    yield Problem(
        term.at("topologyKey"),
        words,
        severity=Severity.ERROR if lacks else None,
        hint="spread over zones by a constraint with maxSkew 1, DoNotSchedule and "
        "nodeTaintsPolicy Honor instead",
        edits=_edits(workload, term),
        unsafe=True,
    )


def _edits(workload: ScalableWorkload, term: AffinityTerm) -> list[Edit]:
    edits: list[Edit] = [Drop(removal_of(term))]
    if not any(each.topology_key in ZONE_KEYS for each in workload.spread):
        constraint = zone_constraint(workload)
        if constraint is None:
            return []
        edits.append(Append(workload.pod("topologySpreadConstraints"), constraint))
    return edits
