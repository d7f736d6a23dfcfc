"""The pods leave a node at the first hiccup.

With a `tolerationSeconds` of a few seconds, or 0, all pods of a node are deleted as soon as it has
been silent for the grace period of 50 seconds. A short interruption of the network between a zone
and the control plane then restarts everything in that zone, at the worst moment.

A toleration for one of these taints with a `value` does not match it, as they have none. The
default of 300 seconds is not added beside it, so the pods leave at once.

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
      - key: node.kubernetes.io/unreachable
        operator: Exists
        effect: NoExecute
        tolerationSeconds: 5  # <-- deployment/web leaves a node 5 s after it is tainted unreachable
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
      - key: node.kubernetes.io/unreachable
        operator: Exists
        effect: NoExecute
        tolerationSeconds: 30
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload
from multiaz_lint.model.budgets.eviction import KEYS, both_deciding, never_matching
from multiaz_lint.model.nodes.taints import DEFAULT_TOLERATION_SECONDS
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

SHORTEST = 15


@rule(
    "toleration-too-short", Severity.INFO, on=ScalableWorkload, needs=("tolerations",), doc=__doc__
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    for key in KEYS if workload.tolerations else ():
        useless = never_matching(workload, key)
        if useless is not None and cluster.asks(workload):
            yield Problem(
                useless.at("value"),
                f"{workload} leaves a node as soon as it is tainted {key.rpartition('/')[2]}: this "
                "toleration never matches, as the taint has no value, and it keeps the default of "
                f"{DEFAULT_TOLERATION_SECONDS} s away",
                hint="set operator: Exists, without a value",
            )
            return
    for key, toleration in both_deciding(workload):
        seconds = toleration.seconds
        if seconds is None or seconds >= SHORTEST or not cluster.asks(workload):
            continue
        yield Problem(
            toleration.at("tolerationSeconds"),
            f"{workload} leaves a node {max(0, seconds)} s after it is tainted "
            f"{key.rpartition('/')[2]}: a short network failure restarts it",
            hint="set tolerationSeconds to 30 or more",
        )
        return
