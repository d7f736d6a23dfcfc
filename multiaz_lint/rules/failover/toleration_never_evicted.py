"""The pods tolerate a dead node for ever.

A pod leaves a node that is gone only when its toleration of the taint
`node.kubernetes.io/unreachable` or `not-ready` ends (taint eviction controller, 1.37). A toleration
without `tolerationSeconds` never ends, and one without a key and an effect tolerates these taints
as well. Then the pods of a lost zone stay where they are, nothing replaces them, and the workload
runs with what the other zones hold until the zone is back or its nodes are deleted.

DaemonSets, agents in the node's process namespace and pods of kube-system with priority class
`system-node-critical` are left out: they belong to their node. `system-cluster-critical` saves no
pod: taint eviction does not ask for the priority, and the pod garbage collector deletes the pods of
a node only once its Node object is gone (1.37). Such pods of kube-system may tolerate `not-ready`
for ever, as the operator of a network does that has to run before nodes are ready; the nodes of a
lost zone are `unreachable`. Most come with the cluster and are not the user's own, so of them it is
advice.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
      tolerations:
      - operator: Exists  # <-- deployment/web tolerates dead nodes for ever
```

```yaml good
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
      tolerations:
      - {key: dedicated, operator: Equal, value: web, effect: NoSchedule}
      - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 60}
      - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 60}
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload
from multiaz_lint.model.budgets.eviction import both_deciding, starts_nodes, stays_on_purpose
from multiaz_lint.model.nodes.taints import DEFAULT_TOLERATION_SECONDS, NO_EXECUTE, UNREACHABLE
from multiaz_lint.rule import Problem, Put, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Toleration


@rule(
    "toleration-never-evicted",
    Severity.ERROR,
    on=ScalableWorkload,
    needs=("tolerations",),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    endless: dict[int, tuple[Toleration, list[str]]] = {}
    for key, toleration in both_deciding(workload):
        if toleration.seconds is None:
            endless.setdefault(id(toleration), (toleration, []))[1].append(key)
    if not endless or not cluster.asks(workload) or stays_on_purpose(workload):
        return
    critical = starts_nodes(workload)
    for toleration, tolerated in endless.values():
        keys = [key for key in tolerated if key == UNREACHABLE or not critical]
        if not keys:
            continue
        where = "in a lost zone" if UNREACHABLE in keys else "on nodes that are not ready"
        exact = toleration.key and toleration.effect == NO_EXECUTE
        yield Problem(
            toleration.field,
            f"{workload} tolerates dead nodes for ever ({' and '.join(keys)}): "
            f"its pods {where} are never evicted and never replaced",
            severity=Severity.INFO if critical else None,
            hint="set tolerationSeconds" if exact else "name the taints that are meant",
            edits=[Put(toleration.at("tolerationSeconds"), DEFAULT_TOLERATION_SECONDS)]
            if exact
            else [],
            unsafe=True,
        )
