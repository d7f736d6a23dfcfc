"""Only one of the two taints of a dead node has its own toleration.

A node that is silent is tainted `unreachable`; one that reports trouble is tainted `not-ready`.
The API server adds a toleration of 300 seconds for each of the two that a pod does not mention
(admission plugin DefaultTolerationSeconds), so the one that is left out keeps the default: the same
pod fails over quickly in one kind of failure and slowly in the other.

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
      - key: node.kubernetes.io/not-ready  # <-- nothing for unreachable, where the default of 300 s holds
        operator: Exists
        effect: NoExecute
        tolerationSeconds: 60
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
      - key: node.kubernetes.io/not-ready
        operator: Exists
        effect: NoExecute
        tolerationSeconds: 60
      - key: node.kubernetes.io/unreachable
        operator: Exists
        effect: NoExecute
        tolerationSeconds: 60
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload
from multiaz_lint.model.budgets.eviction import KEYS, both_deciding, never_matching
from multiaz_lint.rule import Append, Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

SENSIBLE = range(15, 601)
"""Seconds that are worth to be copied; shorter and longer ones are findings themselves."""


@rule(
    "toleration-one-of-two", Severity.INFO, on=ScalableWorkload, needs=("tolerations",), doc=__doc__
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    found = both_deciding(workload)
    if len(found) != 1 or not cluster.asks(workload):
        return
    key, toleration = found[0]
    if toleration.seconds is None:
        return  # toleration-never-evicted speaks
    other = next(each for each in KEYS if each != key)
    if never_matching(workload, other) is not None:
        return  # toleration-too-short speaks
    copy = {**toleration.tree, "key": other}
    may = toleration.seconds in SENSIBLE and toleration.field.sound
    yield Problem(
        toleration.field,
        f"{workload} tolerates {key.rpartition('/')[2]} for {toleration.seconds} s and says "
        f"nothing for {other.rpartition('/')[2]}, where the default of 300 s holds",
        hint="give both taints the same tolerationSeconds",
        edits=[Append(workload.pod("tolerations"), copy)] if may else [],
    )
