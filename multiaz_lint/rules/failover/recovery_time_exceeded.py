"""The pods of a lost zone are replaced later than the recovery time objective allows.

The time is the sum of what the cluster needs to notice that the nodes are gone, to taint them one
after the other, to wait for the tolerations of the pods, to schedule replacements, and for them to
start and become ready, by the controllers' defaults (1.37). Images and init containers are not
counted, since no manifest tells. A StatefulSet, and a pod with a volume for one node, waits until
somebody deletes the lost node: its time has no end.

The rule is off until the configuration names an objective, such as `recovery_time: 2m`.

```yaml bad
# multiaz-lint-test: recovery=120
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}  # <-- are replaced 361 s after a zone is lost, later than the objective of 120 s
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```

```yaml good
# multiaz-lint-test: recovery=120
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
      tolerations:
      - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 30}
      - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 30}
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload
from multiaz_lint.model.outage.recovery import held_up, on_lost_node, recovery_of
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "recovery-time-exceeded",
    Severity.WARNING,
    on=ScalableWorkload,
    where=lambda cluster: cluster.platform.recovery_seconds is not None,
    doc=__doc__,
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    objective = cluster.platform.recovery_seconds
    if objective is None or not cluster.asks(workload):
        return
    recovery = recovery_of(workload, cluster)
    seconds = recovery.seconds
    if seconds is None:
        why = " and ".join(part.why for part in recovery.endless)
        yield Problem(
            workload.name_field,
            f"the pods of {workload} in a lost zone are not replaced within the objective of "
            f"{objective} s, nor ever by themselves: {why}",
            hint="have something delete failed nodes, or taint them "
            "node.kubernetes.io/out-of-service"
            if held_up(workload, cluster) is not None or not on_lost_node(workload, cluster)
            else "use storage that other nodes can reach",
        )
    elif seconds > objective:
        yield Problem(
            workload.name_field,
            f"the pods of {workload} are replaced {seconds} s after a zone is lost, later than "
            f"the objective of {objective} s: {recovery}",
            hint="tolerate unreachable and not-ready for less time, or start faster",
        )
