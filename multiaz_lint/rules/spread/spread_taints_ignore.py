"""While a zone is gone, its pods stay Pending.

When a zone is drained, cordoned or unreachable its nodes still exist, and under the default
nodeTaintsPolicy Ignore they still count as a zone, with no pods in it (kube-scheduler
PodTopologySpread, 1.37). The smallest count is then 0, so every other zone may hold maxSkew pods
or what it has already: replacements of the lost pods, rollouts, scale-ups and drains in the
healthy zones all wait until the nodes are back or deleted.

A zone whose nodes all have a taint that the pods do not tolerate, as the Nodes of the input say, is
counted so always, and not in an outage alone.

Pods with disks of their own in their zone wait for it anyway. As long as no zone holds more than
maxSkew of them the policy changes nothing, and this rule is silent. Where one may, a pod that
restarts in a healthy zone cannot come back to the others there.

`nodeTaintsPolicy: Honor` (on by default since Kubernetes 1.26) leaves out nodes whose taints the
pods do not tolerate.

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
      - maxSkew: 1  # <-- 1 of 3 pods of deployment/web stays Pending
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
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
from multiaz_lint.model.disks.mounts import zonal_template
from multiaz_lint.model.nodes.domains import zones_not_selected, zones_of
from multiaz_lint.model.nodes.taints import enters_dead_nodes
from multiaz_lint.model.nodes.usable import shut_zones
from multiaz_lint.model.outage.spread_limit import (
    size_with_stranded,
    when_one_is_gone,
    while_a_zone_is_empty,
)
from multiaz_lint.model.outage.survival import crowded_from, stranded_from
from multiaz_lint.model.words import listed
from multiaz_lint.rule import Problem, Put, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import SpreadConstraint


@rule(
    "spread-taints-ignore",
    Severity.WARNING,
    on=ScalableWorkload,
    needs=("topologySpreadConstraints",),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if not workload.spread:
        return
    for constraint in workload.hard_zone_spread:
        if constraint.honors_taints or not cluster.asks(workload):
            continue
        if not constraint.honors_affinity and zones_not_selected(workload, cluster):
            continue  # a zone that is not selected is counted so anyway: another rule says that
        if shut_zones(workload, cluster):
            yield from _always(workload, constraint, cluster)
            continue
        scale, zones = cluster.scale_of(workload), zones_of(workload, cluster)
        first = stranded_from(constraint.max_skew, zones)
        if zonal_template(workload, cluster) is not None:
            first = max(first, crowded_from(constraint.max_skew, zones))
        if zones < 2 or max(scale.least, first) > scale.most:
            continue
        if enters_dead_nodes([each.tree for each in workload.tolerations]):
            continue
        replicas = max(first, size_with_stranded(scale, constraint, zones))
        stays, hangs = when_one_is_gone(workload, constraint, zones, replicas, cluster)
        apart = next(workload.apart_on(*ZONE_KEYS, required=True, sure=True), None)
        policy = constraint.at("nodeTaintsPolicy")
        yield Problem(
            policy,
            f"when a zone is drained or lost, {stays} until its nodes are back or deleted: "
            f"nodeTaintsPolicy Ignore counts the dead zone as one with no pods{hangs}",
            hint="set nodeTaintsPolicy: Honor"
            + (", and make the required anti-affinity over zones a preferred one" if apart else ""),
            related=[Related(apart.at("topologyKey"), "has that effect too")] if apart else (),
            edits=[Put(policy, "Honor")],
        )


def _always(
    workload: ScalableWorkload, constraint: SpreadConstraint, cluster: Cluster
) -> Iterator[Problem]:
    """Judge a constraint that counts a zone of which taints keep all pods away."""
    consequence = while_a_zone_is_empty(workload, constraint, cluster)
    if consequence is None:
        return
    shut = shut_zones(workload, cluster)
    zones = sorted({str(node.zone) for node in shut})
    policy = constraint.at("nodeTaintsPolicy")
    yield Problem(
        policy,
        f"nodeTaintsPolicy Ignore counts zone {listed(zones)}, where taints keep the pods off all "
        f"nodes, as one with no pods: {consequence}",
        hint="set nodeTaintsPolicy: Honor",
        related=[
            Related(each.at("spec", "taints"), "a taint keeps the pods away") for each in shut[:10]
        ],
        edits=[Put(policy, "Honor")],
    )
