"""A preferred node affinity that stops the scheduler.

The API server does not look at the values of preferred terms. The scheduler (kube-scheduler
NodeAffinity, 1.37) does when it scores: `Gt` or `Lt` with a value that is no integer, or a value
that no label can have, makes scoring fail, and with it the scheduling of the pod, whenever two
nodes or more could take it. A wish keeps all pods Pending.

```yaml bad
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
      affinity:
        nodeAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
          - weight: 10
            preference:
              matchExpressions:
              - key: example.com/cores
                operator: Gt
                values:
                - 16 cores  # <-- '16 cores' is no integer
      containers:
      - name: web
        image: web:1.0
```

```yaml good
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
      affinity:
        nodeAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
          - weight: 10
            preference:
              matchExpressions:
              - key: example.com/cores
                operator: Gt
                values:
                - "16"
      containers:
      - name: web
        image: web:1.0
```
"""

from __future__ import annotations

from multiaz_lint.model import PREFERRED, Cluster, ScalableWorkload, Workload, mapping
from multiaz_lint.model.labels import is_label_value
from multiaz_lint.model.nodes.node_selector import GT, LT, integer
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "affinity-preferred-broken", Severity.ERROR, on=Workload, needs=("nodeAffinity",), doc=__doc__,
    profiles={"survive": {}},
)  # fmt: skip
def check(workload: Workload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    affinity = workload.pod_spec.get("affinity")
    if not affinity or not mapping(mapping(affinity).get("nodeAffinity")).get(PREFERRED):
        return
    if isinstance(workload, ScalableWorkload) and cluster.scale_of(workload).zero:
        return
    for entry in workload.pod("affinity", "nodeAffinity", PREFERRED).items():
        for expression in entry.child("preference").child("matchExpressions").items():
            operator = expression.child("operator").value
            for value in expression.child("values").items():
                broken = _broken(operator, value.value)
                if broken:
                    yield Problem(
                        value,
                        f"{value.value!r} is {broken}: scoring fails, and every pod of {workload} "
                        "stays Pending while two nodes or more could take it",
                        hint="mend the value, or leave the preference out",
                    )


def _broken(operator: object, value: object) -> str | None:
    if not isinstance(value, str):
        return None
    if operator in (GT, LT) and integer(value) is None:
        return f"no integer, as {operator} needs"
    if not is_label_value(value):
        return "no label value"
    return None
