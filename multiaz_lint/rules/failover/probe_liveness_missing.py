"""Nothing restarts a container that hangs.

A container that has stopped answering without exiting stays as it is until somebody notices. After
the loss of a zone that is likely: connections to the peers in it hang until their time-outs end.
The readiness probe takes such a container out of traffic, but only a liveness probe restarts it.

The probe should look at the process itself, never at a dependency: else one lost database restarts
everything.

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
      - name: web  # <-- container web of deployment/web has no livenessProbe
        image: web:1.0
        ports: [{containerPort: 8080}]
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
        ports: [{containerPort: 8080}]
        livenessProbe: {httpGet: {path: /alive, port: 8080}}
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("probe-liveness-missing", Severity.INFO, on=ScalableWorkload, needs=("ports",), doc=__doc__)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    for container in workload.containers:
        tree = container.tree
        if tree.get("livenessProbe") or not tree.get("ports") or not container.runs:
            continue
        if not cluster.asks(workload):
            return
        yield Problem(
            container.at("livenessProbe"),
            f"{container} of {workload} has no livenessProbe: nothing restarts it when it hangs",
            hint="add a livenessProbe that looks at the process alone, with more patience than the "
            "readinessProbe",
        )
