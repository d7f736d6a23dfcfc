"""The pods stay long on a node that is gone.

`tolerationSeconds` for the taints `unreachable` and `not-ready` is how long nothing happens after a
zone is noticed to be lost: the pods there are counted as running, and no replacement starts. Every
pod tolerates them for 300 seconds unless it says otherwise; more than ten minutes delays recovery
for no gain, unless the pod waits for its volume.

StatefulSets and pods with a volume for one node are left out: a replacement could not start.

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
        tolerationSeconds: 3600  # <-- starts no replacement until 3655 s after a zone is lost
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
      containers: [{name: web, image: "web:1.0"}]
      tolerations:
      - key: node.kubernetes.io/unreachable
        operator: Exists
        effect: NoExecute
        tolerationSeconds: 300
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload
from multiaz_lint.model.budgets.eviction import both_deciding
from multiaz_lint.model.nodes.taints import DEFAULT_TOLERATION_SECONDS, UNREACHABLE
from multiaz_lint.model.outage.recovery import detection_seconds
from multiaz_lint.rule import Problem, Put, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 600


@rule(
    "toleration-too-long",
    Severity.WARNING,
    on=ScalableWorkload,
    needs=("tolerations",),
    doc=__doc__,
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    long = {key: each for key, each in both_deciding(workload) if (each.seconds or 0) > LONGEST}
    if not long or workload.names_kept_by or not cluster.asks(workload):
        return
    if cluster.volumes.held_of(workload) is not None:
        return
    key = next(iter(long))  # of the two the taint of a lost zone comes first
    worst = long[key]
    after, event = worst.seconds or 0, "a node reports that it is not ready"
    if key == UNREACHABLE:
        after, event = after + detection_seconds(cluster.platform), "a zone is lost"
    yield Problem(
        worst.at("tolerationSeconds"),
        f"{workload} starts no replacement until {after} s after {event}: "
        f"it tolerates the taint {worst.key or 'of a dead node'} for {worst.seconds} s",
        hint="set tolerationSeconds to 300, the default, or less",
        edits=[
            Put(each.at("tolerationSeconds"), DEFAULT_TOLERATION_SECONDS)
            for each in {id(toleration): toleration for toleration in long.values()}.values()
        ],
        unsafe=True,
    )
