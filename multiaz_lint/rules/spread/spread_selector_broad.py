"""A spread constraint counts the pods of other workloads too.

The scheduler (kube-scheduler 1.37) keeps the sum of all selected pods even over zones, not the
pods of each workload: two pods of `web` in zone a and two of `worker` in each of b and c are as
even as can be, and zone a takes all of `web` with it. Usual causes are labels shared by all
components or releases of a chart, such as `app.kubernetes.io/name` or `app.kubernetes.io/part-of`
alone.

The parts of one custom resource that do the same, as instance sets of one database, may be counted
together: their sum is what matters.

One pod alone can be spread only beside others, so that it means to count them.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector:
    matchLabels: {app: shop, component: web}
  template:
    metadata:
      labels: {app: shop, component: web}
    spec:
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        nodeTaintsPolicy: Honor
        labelSelector:  # <-- labelSelector app=shop also counts the pods of deployment/worker
          matchLabels: {app: shop}
      containers:
      - name: web
        image: web:1.0
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: worker}
spec:
  replicas: 3
  selector:
    matchLabels: {app: shop, component: worker}
  template:
    metadata:
      labels: {app: shop, component: worker}
    spec:
      containers:
      - name: worker
        image: worker:1.0
```

```yaml good
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector:
    matchLabels: {app: shop, component: web}
  template:
    metadata:
      labels: {app: shop, component: web}
    spec:
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        nodeTaintsPolicy: Honor
        labelSelector:
          matchLabels: {app: shop, component: web}
      containers:
      - name: web
        image: web:1.0
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: worker}
spec:
  replicas: 3
  selector:
    matchLabels: {app: shop, component: worker}
  template:
    metadata:
      labels: {app: shop, component: worker}
    spec:
      containers:
      - name: worker
        image: worker:1.0
```
"""

from __future__ import annotations

from multiaz_lint.model import HOSTNAME, ZONE_KEYS, Cluster, ScalableWorkload
from multiaz_lint.model.company.counted import others_counted
from multiaz_lint.model.nodes.pins import parts_alike
from multiaz_lint.model.outage.survival import fullest_zone
from multiaz_lint.model.words import all_of
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import SpreadConstraint
    from multiaz_lint.model.company.counted import Others

_PLACES = {HOSTNAME: "on one node", **dict.fromkeys(ZONE_KEYS, "in one zone")}


@rule(
    "spread-selector-broad",
    Severity.WARNING,
    on=ScalableWorkload,
    needs=("topologySpreadConstraints",),
    doc=__doc__,
    profiles={"multi-az": {"severity": Severity.ERROR}},
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if not workload.spread:
        return
    scale = cluster.scale_of(workload)
    if scale.most < 2 and scale.certain:
        return
    for constraint in workload.own_spread:
        if not cluster.asks(workload):
            return
        others = others_counted(workload, constraint, cluster)
        if others is None or others.number == _parts_counted(workload, constraint, cluster):
            continue
        lighter = constraint.topology_key not in ZONE_KEYS or not others.lasting
        first, more = others.first[0], others.number - 1
        named = f"{first} and {more} more" if more else f"{first}"
        yield Problem(
            constraint.at("labelSelector"),
            f"labelSelector {constraint.selector} also counts the pods of {named}: the sum is "
            f"spread, {_consequence(workload, constraint, others, cluster)}",
            severity=Severity.WARNING if lighter else None,
            hint=_hint(workload, others),
            related=[
                Related(other.name_field, "its pods are counted too") for other in others.first
            ],
        )


def _parts_counted(
    workload: ScalableWorkload, constraint: SpreadConstraint, cluster: Cluster
) -> int:
    """Return how many parts of one custom resource are counted that do the same as this one.

    Their sum is what matters: instance sets of one database hold the same data.
    """
    own = workload.pod_labels
    return sum(
        constraint.counts(each.template_labels, own) and not cluster.scale_of(each).zero
        for each in parts_alike(workload, cluster)
        if each is not workload
    )


def _consequence(
    workload: ScalableWorkload,
    constraint: SpreadConstraint,
    others: Others,
    cluster: Cluster,
) -> str:
    """Say how many of the own pods one place may hold: a hard constraint bounds the sum.

    A node holds no more of them than its zone may.
    """
    least, key = cluster.scale_of(workload).least, constraint.topology_key
    together = _fullest(workload, constraint, others, cluster)
    if key == HOSTNAME:
        if any(workload.apart_on(key, required=True, sure=True)):
            together = 1
        for zonal in workload.hard_zone_spread:
            counted = others_counted(workload, zonal, cluster)
            together = min(together, _fullest(workload, zonal, counted, cluster))
    bounded = together < least or constraint.hard
    if least < 2 or (bounded and together <= -(-least // _places(constraint, cluster))):
        return f"not the pods of {workload} alone"
    count = all_of(least) if together == least else f"{together} of the {least}"
    return f"and {count} pods of {workload} may run {_PLACES.get(key, 'in one place')}"


def _fullest(
    workload: ScalableWorkload,
    constraint: SpreadConstraint,
    others: Others | None,
    cluster: Cluster,
) -> int:
    """Return how many of the own pods a constraint lets stand in one place."""
    least = cluster.scale_of(workload).least
    most = others.most if others is not None else 0
    if not constraint.hard or most is None:
        return least
    total = least + most
    return min(least, fullest_zone(total, constraint.max_skew, _places(constraint, cluster)))


def _places(constraint: SpreadConstraint, cluster: Cluster) -> int:
    """Return how many places there are; of others than zones two at least.

    The more there are, the fewer pods one may hold.
    """
    return cluster.platform.zones if constraint.topology_key in ZONE_KEYS else 2


def _hint(workload: ScalableWorkload, others: Others) -> str:
    """Name the own labels that none of the others has."""
    telling = [
        f"{key}={value}"
        for key, value in workload.template_labels.items()
        if not others.have(key, value)
    ]
    if telling:
        return f"select by {' or '.join(telling)} too"
    return "give the pods a label that no other workload has, and select by it"
