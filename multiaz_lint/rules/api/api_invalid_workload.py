"""The API server refuses a workload.

Everything about a Deployment, StatefulSet, DaemonSet, ReplicaSet, ReplicationController, Job,
CronJob or Pod that no other rule on validity names: replicas, update strategies, names, labels,
containers, ports, resources, security contexts (kube-apiserver 1.37). Nothing of it is created.

A Rollout is stored by the API server, and refused by Argo Rollouts where its canary may neither
add a pod nor take one away: no pod of it is made.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  strategy:
    rollingUpdate: {maxSurge: 0, maxUnavailable: 0}  # <-- may not be 0 when `maxSurge` is 0
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```

```yaml good
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  strategy:
    rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.api.findings import COMPLAINT, said
from multiaz_lint.model import Cluster, Rollout, Workload
from multiaz_lint.model.workload_kinds import ARGO_ROLLOUTS
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


@rule(
    "api-invalid-workload",
    Severity.ERROR,
    on=Workload,
    needs=(COMPLAINT, "strategy"),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(resource: Workload, cluster: Cluster, parameters: None) -> Iterable[Problem]:
    refusal = resource.refusal if isinstance(resource, Rollout) else None
    if refusal is not None:
        words, field = refusal
        hint = "set maxSurge to 1 or more, or maxUnavailable"
        return [Problem(field, f"{ARGO_ROLLOUTS} refuses {resource}: {words}", hint=hint)]
    return said(resource, cluster, "api-invalid-workload")
