"""A paused Deployment gets no pods where it is new, and none of its changes.

The Deployment controller makes no ReplicaSet of a paused Deployment (sync, 1.37). Applied to
another cluster, or to one that is made again, it never gets a pod. Where it ran before it keeps
its pods and can be scaled, but no change of its pod template reaches them, a mend during an outage
neither.

`paused` is for the moment: `kubectl rollout pause` and `resume` set it. Argo Rollouts are not
meant.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  paused: true  # <-- deployment/web is paused: a new install of it never gets a pod
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: web
        image: web:1.0
```

```yaml fixed
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
      containers:
      - name: web
        image: web:1.0
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, Deployment, Rollout
from multiaz_lint.rule import Drop, Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "rollout-paused",
    Severity.ERROR,
    on=Deployment,
    needs=("paused",),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(workload: Deployment, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if workload.spec.get("paused") is not True or isinstance(workload, Rollout):
        return
    if not cluster.asks(workload):
        return
    paused = workload.at("spec", "paused")
    no_change = "no change of its pod template is rolled out"
    if _is_there(workload):
        words, severity = no_change, Severity.WARNING
    else:
        words, severity = f"a new install of it never gets a pod, and {no_change}", None
    yield Problem(
        paused,
        f"{workload} is paused: {words}",
        severity=severity,
        hint="leave paused out",
        edits=[Drop(paused)],
        unsafe=True,
    )


def _is_there(workload: Deployment) -> bool:
    """Whether the manifest was read from a cluster, where the workload has had its pods."""
    replicas = workload.get("status", "replicas")
    return bool(workload.metadata.get("uid")) or (type(replicas) is int and replicas > 0)
