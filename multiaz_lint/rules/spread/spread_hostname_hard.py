"""A hard spread over nodes counts nodes that no pod can enter.

Under the default nodeTaintsPolicy Ignore a cordoned, drained, unreachable or control-plane node
counts as a node with no pods (kube-scheduler PodTopologySpread, 1.37). The smallest count is then
0, and every other node takes maxSkew pods at most: with more pods than that the rest stay Pending.

`nodeTaintsPolicy: Honor` leaves such nodes out. Over nodes a soft constraint, or preferred
anti-affinity, mostly does as well.

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
      - maxSkew: 1  # <-- counts tainted nodes as nodes with no pods
        topologyKey: kubernetes.io/hostname
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
        topologyKey: kubernetes.io/hostname
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

from multiaz_lint.model import HOSTNAME, Cluster, Node, ScalableWorkload
from multiaz_lint.model.nodes.node_index import has_nodes
from multiaz_lint.model.nodes.taints import enters_dead_nodes
from multiaz_lint.model.nodes.usable import selected, usable
from multiaz_lint.model.resource import string
from multiaz_lint.model.words import stays_pending
from multiaz_lint.rule import Problem, Put, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Field, SpreadConstraint


@rule(
    "spread-hostname-hard",
    Severity.INFO,
    on=ScalableWorkload,
    needs=("topologySpreadConstraints",),
    doc=__doc__,
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if not workload.spread or string(workload.pod_spec.get("nodeName")):
        return  # of pods that name their node the scheduler asks nothing
    for constraint in workload.spread_over(HOSTNAME, hard=True):
        if constraint.honors_taints or cluster.scale_of(workload).most < 2:
            continue
        if not cluster.asks(workload) or any(workload.apart_on(HOSTNAME, required=True)):
            continue
        yield from _judge(workload, constraint, cluster)


def _judge(
    workload: ScalableWorkload, constraint: SpreadConstraint, cluster: Cluster
) -> Iterator[Problem]:
    policy = constraint.at("nodeTaintsPolicy")
    hint = "set nodeTaintsPolicy: Honor"
    if has_nodes(workload, cluster):
        takes = usable(workload, cluster)
        shut = (selected(workload, cluster) - takes).listed
        most, room = cluster.scale_of(workload).most, constraint.max_skew * len(takes)
        if shut and most > room:
            yield Problem(
                policy,
                f"{stays_pending(most - room, most, workload)}: the constraint over nodes counts "
                f"{shut[0]}, which takes none of them, as a node with no pods",
                severity=Severity.WARNING,
                hint=hint,
                related=[
                    Related(_taints(each), "a taint keeps the pods away") for each in shut[:10]
                ],
                edits=[Put(policy, "Honor")],
                unsafe=True,
            )
            return
    if enters_dead_nodes([each.tree for each in workload.tolerations]):
        return
    yield Problem(
        policy,
        f"the hard constraint over nodes counts tainted nodes as nodes with no pods: while one is "
        f"drained each other node takes {constraint.max_skew} of the pods of {workload} at most",
        hint=hint,
        edits=[Put(policy, "Honor")],
        unsafe=True,
    )


def _taints(node: Node) -> Field:
    return node.at("spec", "taints")
