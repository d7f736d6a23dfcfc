"""A lost low ordinal holds up the higher ones.

With podManagementPolicy OrderedReady, the default, a StatefulSet makes its pods in order and waits
for each to be ready before it goes on to the next (StatefulSet controller, 1.37). When the zone of
pod 0 is lost and its volume cannot move, no pod with a higher ordinal is created again, no scaling
happens and a rolling update stops. `Parallel` does not wait, if the software does not need the
order; the field can only be set when the StatefulSet is made.

```yaml bad
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:  # <-- statefulset/db makes its 3 pods in order
  replicas: 3
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers: [{name: db, image: "db:1.0"}]
```

```yaml good
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 3
  podManagementPolicy: Parallel
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers: [{name: db, image: "db:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, StatefulSet
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("sts-ordered-ready", Severity.INFO, on=StatefulSet, doc=__doc__)
def check(workload: StatefulSet, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    policy = workload.at("spec", "podManagementPolicy", default="OrderedReady")
    scale = cluster.scale_of(workload)
    if policy.value != "OrderedReady" or scale.most < 2 or not cluster.asks(workload):
        return
    pods = f"{scale.most} pods" if scale.least == scale.most else f"pods, up to {scale.most},"
    yield Problem(
        policy,
        f"{workload} makes its {pods} in order: while a lost pod cannot come back, "
        "no pod with a higher ordinal is made and no update goes on",
        hint="set podManagementPolicy: Parallel when it is made, if the software needs no order",
    )
