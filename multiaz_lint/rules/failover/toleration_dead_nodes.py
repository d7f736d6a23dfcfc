"""Replacements are placed on the dead nodes of a lost zone.

The node lifecycle controller taints nodes that do not answer with `node.kubernetes.io/unreachable`,
once with NoExecute, for the pods that are there, and once with NoSchedule, to keep new ones away
(1.37). A toleration of the second lets the scheduler put the replacements of lost pods on nodes
where nothing can start them. It prefers them: these nodes look empty, and a spread constraint
over zones finds the fewest pods there. Most often that toleration has no key and was meant for
other taints.

Pods that stay on dead nodes for ever are reported as `toleration-never-evicted`. What belongs to
its node is left out here as there, and of critical pods of kube-system it is advice.

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
      - {operator: Exists, effect: NoSchedule}  # <-- may be placed on its dead nodes
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
      - {key: dedicated, operator: Exists, effect: NoSchedule}
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload
from multiaz_lint.model.budgets.eviction import both_deciding, starts_nodes, stays_on_purpose
from multiaz_lint.model.nodes.taints import SILENT, UNREACHABLE, tolerates
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "toleration-dead-nodes",
    Severity.WARNING,
    on=ScalableWorkload,
    needs=("tolerations",),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    guilty = next((each for each in workload.tolerations if tolerates(each.tree, SILENT)), None)
    if guilty is None or not cluster.asks(workload) or stays_on_purpose(workload):
        return
    if any(key == UNREACHABLE and each.seconds is None for key, each in both_deciding(workload)):
        return  # its pods are never replaced
    yield Problem(
        guilty.field,
        f"{workload} tolerates dead nodes ({UNREACHABLE}, NoSchedule): replacements of the pods "
        "of a lost zone may be placed on its dead nodes, where they never start",
        severity=Severity.INFO if starts_nodes(workload) else None,
        hint="leave it out" if guilty.key else "name the taints that are meant",
    )
