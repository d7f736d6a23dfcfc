"""Zones or nodes that the pods may not use count as empty ones.

With `nodeAffinityPolicy: Ignore` the scheduler (kube-scheduler PodTopologySpread, 1.37) also
counts the zones that the node selection of the pods leaves out. No pod ever runs there, so the
smallest count stays 0, and each zone that the pods may use takes maxSkew pods at most.

The same holds for constraints over `kubernetes.io/hostname`, even if a single node is excluded. How
many pods stay Pending is told if the input holds the Nodes.

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

from multiaz_lint.model import HOSTNAME, ZONE_KEYS, Cluster, ScalableWorkload
from multiaz_lint.model.nodes.domains import zones_not_selected, zones_of
from multiaz_lint.model.nodes.node_index import has_nodes, nodes_near, nodes_of
from multiaz_lint.model.nodes.usable import selected, tolerated, usable
from multiaz_lint.model.outage.spread_limit import while_a_zone_is_empty, while_one_is_empty
from multiaz_lint.rule import Problem, Put, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import SpreadConstraint
    from multiaz_lint.model.nodes.node_index import Nodes

_EVERYWHERE = {"kubernetes.io/os", "kubernetes.io/arch", *ZONE_KEYS}
"""Labels that are often asked for though all nodes have them; zones are counted elsewhere."""


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
    for constraint in workload.spread_over(*ZONE_KEYS, HOSTNAME, hard=True):
        if constraint.honors_affinity or not cluster.asks(workload):
            continue
        zonal = constraint.topology_key in ZONE_KEYS
        judge = _over_zones if zonal else _over_nodes
        for counted, consequence, severity in judge(workload, constraint, cluster):
            policy = constraint.at("nodeAffinityPolicy")
            yield Problem(
                policy,
                f"nodeAffinityPolicy Ignore counts as empty the {counted} that the pods may not "
                f"use: {consequence}",
                severity=severity,
                hint="set nodeAffinityPolicy: Honor, the default",
                edits=[Put(policy, "Honor")],
            )


def _over_zones(
    workload: ScalableWorkload, constraint: SpreadConstraint, cluster: Cluster
) -> Iterator[tuple[str, str, Severity | None]]:
    left_out = zones_not_selected(workload, cluster)
    if left_out < 1:
        return
    consequence = while_a_zone_is_empty(workload, constraint, cluster)
    if consequence is not None:
        yield f"{left_out} of {cluster.platform.zones} zones", consequence, None


def _over_nodes(
    workload: ScalableWorkload, constraint: SpreadConstraint, cluster: Cluster
) -> Iterator[tuple[str, str, Severity | None]]:
    if any(workload.apart_on(HOSTNAME, required=True)):
        return
    counted, consequence = "nodes", None
    if has_nodes(workload, cluster):
        nodes = _counted_nodes(workload, constraint, cluster)
        own = len(nodes & selected(workload, cluster))
        if own == len(nodes):
            return
        counted = f"{len(nodes) - own} of {len(nodes)} nodes"
        takes = nodes & usable(workload, cluster)
        consequence = while_one_is_empty(workload, constraint, len(takes), cluster)
    elif not _leaves_out_nodes(workload, cluster):
        return
    if consequence is not None:
        yield counted, consequence, None
    elif cluster.scale_of(workload).most > constraint.max_skew:
        at_most = f"{constraint.max_skew} of the pods of {workload} at most"
        yield counted, f"each of the others takes {at_most}", Severity.INFO


def _counted_nodes(
    workload: ScalableWorkload, constraint: SpreadConstraint, cluster: Cluster
) -> Nodes:
    """Return the nodes that a constraint counts: they have the labels of all hard ones."""
    keys = {each.topology_key for each in workload.spread if each.hard}
    nodes = nodes_of(cluster).labelled(keys) & nodes_near(workload, cluster)
    return nodes & tolerated(workload, cluster) if constraint.honors_taints else nodes


def _leaves_out_nodes(workload: ScalableWorkload, cluster: Cluster) -> bool:
    """Whether there are, by all that is known without Nodes, some that the pods may not use."""
    if zones_of(workload, cluster) < cluster.platform.zones:
        return True
    if not _EVERYWHERE.issuperset(workload.node_selector):
        return True
    keys = [{each.get("key") for each in term.expressions} for term in workload.node_terms]
    return bool(keys) and not any(_EVERYWHERE.issuperset(each) for each in keys)
