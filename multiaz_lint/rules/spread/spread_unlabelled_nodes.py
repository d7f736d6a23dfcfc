"""A node lacks the label that hard spread constraints ask for.

To a hard constraint a node without its topology key does not exist (kube-scheduler
PodTopologySpread, 1.37): it takes none of these pods, however much room it has, and is no domain.
Typical are new on-premises nodes, and node groups whose cloud controller does not run.

Virtual nodes, and nodes whose taints keep the pods away anyhow, are passed over.

```yaml bad
apiVersion: v1
kind: Node
metadata:
  name: worker-9
  labels:  # <-- node/worker-9 has no label topology.kubernetes.io/zone
    kubernetes.io/hostname: worker-9
---
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

```yaml good
apiVersion: v1
kind: Node
metadata:
  name: worker-9
  labels:
    kubernetes.io/hostname: worker-9
    topology.kubernetes.io/zone: rack-3
---
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

from multiaz_lint.model import Cluster, Node
from multiaz_lint.model.nodes.node_index import label_of
from multiaz_lint.model.nodes.topology_keys import WELL_KNOWN, carried, hard_constraints
from multiaz_lint.model.nodes.usable import usable
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("spread-unlabelled-nodes", Severity.WARNING, on=Node, doc=__doc__)
def check(node: Node, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    for key, constraints in hard_constraints(cluster).items():
        if label_of(node, key) is not None or _virtual(node):
            continue
        if key not in WELL_KNOWN and not carried(key, cluster):
            continue
        shut_out = [
            (workload, constraint)
            for workload, constraint in constraints
            if node in usable(workload, cluster)
        ]
        if not shut_out:
            continue
        first = shut_out[0][0]
        more = f" and {len(shut_out) - 1} more" if len(shut_out) > 1 else ""
        yield Problem(
            node.at("metadata", "labels"),
            f"{node} has no label {key}, which hard spread constraints ask for: it takes no pod of "
            f"{first}{more}",
            hint=f"label the node with its {key}",
            related=[
                Related(constraint.at("topologyKey"), "asks for the label")
                for _, constraint in shut_out[:3]
            ],
        )


def _virtual(node: Node) -> bool:
    """Whether the node stands for a service that runs pods elsewhere."""
    return (
        node.labels.get("type") == "virtual-kubelet"
        or node.labels.get("eks.amazonaws.com/compute-type") == "fargate"
        or any(taint.get("key") == "virtual-kubelet.io/provider" for taint in node.taints)
    )
