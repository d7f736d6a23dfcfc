"""A probe names a port that its container does not have.

The kubelet looks for the name among the ports of the probed container alone (probe/util.go
findPortByName, 1.37). Where it is not there it asks nothing and throws the result away
(prober/worker.go): after a readiness or startup probe the pods are never ready, no rollout ends and
their Services have no endpoints. A liveness probe never fails then, and restarts nothing.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: web:1.0
        ports: [{name: http, containerPort: 8080}]
        readinessProbe:
          httpGet:
            path: /ready
            port: web  # <-- no pod of deployment/web is ever ready
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
      containers:
      - name: web
        image: web:1.0
        ports: [{name: http, containerPort: 8080}]
        readinessProbe:
          httpGet:
            path: /ready
            port: http
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, DaemonSet, ScalableWorkload
from multiaz_lint.model.pods.probes import PROBES, lost_probes, names_of
from multiaz_lint.model.words import listed
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Container, Workload


@rule(
    "probe-port-unknown",
    Severity.ERROR,
    on=(ScalableWorkload, DaemonSet),
    needs=PROBES,
    doc=__doc__,
    profiles={"survive": {}},
)
def check(workload: Workload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    for lost in lost_probes(workload):
        if not cluster.runs(workload):
            return
        if lost.keeps_unready:
            happens = f"no pod of {workload} is ever ready"
        else:
            happens = f"it never fails, and restarts no pod of {workload}"
        yield Problem(
            lost.field,
            f"{lost}: {happens}",
            severity=None if lost.keeps_unready else Severity.WARNING,
            hint=_hint(lost.container),
        )


def _hint(container: Container) -> str:
    names = names_of(container)
    if names:
        its = "its port is" if len(names) == 1 else "its ports are"
        return f"name a port of the container ({its} {listed(names)}), or write its number"
    return "write the number of the port, or give the port of the container that name"
