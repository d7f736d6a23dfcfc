"""Failover waits for the default of 300 seconds.

A pod that says nothing tolerates a dead node for 300 seconds (admission plugin
DefaultTolerationSeconds). With the time to notice that the node is silent, replacements for the pods
of a lost zone start almost six minutes after it. Traffic leaves the dead pods after one minute, but
until the replacements run the other zones carry it all.

A stateless service can fail over faster: give both taints 30 to 60 seconds. StatefulSets and pods
with a volume for one node gain nothing and are left out.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:  # <-- replaces the pods of a lost zone only after 355 s
      containers: [{name: web, image: "web:1.0"}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80}]
```

```yaml fixed
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      tolerations:
        - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 30}
        - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 30}
      containers: [{name: web, image: "web:1.0"}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80}]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload
from multiaz_lint.model.budgets.eviction import KEYS, both_deciding, never_matching
from multiaz_lint.model.nodes.taints import DEFAULT_TOLERATION_SECONDS, NO_EXECUTE
from multiaz_lint.model.outage.recovery import detection_seconds
from multiaz_lint.rule import Append, Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

FAST = 30


@rule("toleration-seconds-defaulted", Severity.INFO, on=ScalableWorkload, doc=__doc__)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if workload.names_kept_by or both_deciding(workload):
        return
    if not cluster.services_of(workload) or not cluster.asks(workload):
        return
    if cluster.volumes.held_of(workload) is not None:
        return
    if workload.tolerations and any(never_matching(workload, key) for key in KEYS):
        return  # toleration-too-short speaks
    field = workload.pod("tolerations")
    after = detection_seconds(cluster.platform) + DEFAULT_TOLERATION_SECONDS
    yield Problem(
        field,
        f"{workload} replaces the pods of a lost zone only after {after} s: "
        f"it tolerates dead nodes for {DEFAULT_TOLERATION_SECONDS} s by default",
        hint=f"tolerate {KEYS[0]} and {KEYS[1]} with effect NoExecute for {FAST} to 60 seconds",
        edits=[
            Append(
                field,
                {
                    "key": key,
                    "operator": "Exists",
                    "effect": NO_EXECUTE,
                    "tolerationSeconds": FAST,
                },
            )
            for key in KEYS
        ],
        unsafe=True,
    )
