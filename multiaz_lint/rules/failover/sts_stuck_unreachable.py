"""The pods of a lost zone are not replaced until their nodes are deleted.

A node that is gone cannot confirm that its pods have stopped, so their objects stay Terminating. A
StatefulSet makes no second pod with the same name beside them, nor does an operator that makes pods
again under their names (CloudNativePG, Strimzi), and a volume for one node stays attached to the
lost one (attach/detach controller, 1.37). None of that ends by itself: only when the node is
deleted, marked with the taint `node.kubernetes.io/out-of-service`, or comes back. Pods with
`terminationGracePeriodSeconds: 0` are forgotten at once instead: they may run twice.

The only pod of a Deployment with strategy `Recreate` and such a volume is taken to be meant, so that
nothing else speaks of its loss. It is then down until somebody acts: that is a warning, but for a
volume that is known to stay in one zone, of which `storage-zonal-singleton` speaks.

Where failed nodes are repaired or removed automatically, say so:
`rules: {sts-stuck-unreachable: {auto_repair: true}}`.

```yaml bad
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}  # <-- are not replaced by themselves
spec:
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
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload
from multiaz_lint.model.outage.recovery import LET_GO, held_up
from multiaz_lint.model.outage.singleton import intended_singleton
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Parameters:
    """``auto_repair``: whether failed nodes are deleted or marked out of service by themselves."""

    __slots__ = ("auto_repair",)
    auto_repair: bool

    def __init__(self, *, auto_repair: bool = False) -> None:
        self.auto_repair = auto_repair


@rule(
    "sts-stuck-unreachable",
    Severity.INFO,
    on=ScalableWorkload,
    needs=("StatefulSet", "volumes"),
    doc=__doc__,
    parameters=Parameters,
)
def check(
    workload: ScalableWorkload, cluster: Cluster, parameters: Parameters
) -> Iterator[Problem]:
    if parameters.auto_repair:
        return
    held = held_up(workload, cluster)
    if held is None or not cluster.asks(workload):
        return
    words = f"the pods of {workload} in a lost zone are not replaced by themselves: {held}"
    severity = None
    if intended_singleton(workload, cluster) and workload.singleton_reason is None:
        words = f"the only pod of {workload} does not come back by itself from a lost zone: {held}"
        severity = _severity(workload, cluster)
    yield Problem(workload.name_field, words, severity=severity, hint=LET_GO)


def _severity(workload: ScalableWorkload, cluster: Cluster) -> Severity:
    """Return a warning, unless the volume is not known, or storage-zonal-singleton says more."""
    volumes = cluster.volumes
    mounts = [*volumes.lasting_of(workload)]
    known = all(each.claim is not None for each in mounts)
    zonal = any(volumes.storage_of(each).zonal for each in mounts)
    return Severity.WARNING if known and not zonal else Severity.INFO
