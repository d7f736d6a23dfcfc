"""Pods wait for a scheduling gate that somebody must take away.

The scheduler does not look at a pod that has `schedulingGates` (kube-scheduler SchedulingGates,
1.37): it stays Pending as SchedulingGated until its last gate is taken away. A gate in a pod
template is on each new pod, those that replace pods of a lost zone and those of a rollout included;
they run only if a controller takes it away, and only while that runs itself. In the template it
does not help to do it by hand.

Gates of Kueue, Volcano and the multi-architecture operator of OpenShift are not reported, as their
controllers take them away, but listed once each as not checked.

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
      schedulingGates:
      - name: example.com/database-is-there  # <-- pods of deployment/web wait for scheduling gate
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
      containers:
      - name: web
        image: web:1.0
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload, string
from multiaz_lint.model.pods.gates import gates_of, taken_away
from multiaz_lint.model.words import listed
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "scheduling-gated",
    Severity.WARNING,
    on=ScalableWorkload,
    needs=("schedulingGates",),
    doc=__doc__,
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if "schedulingGates" not in workload.pod_spec or not cluster.asks(workload):
        return
    if string(workload.pod_spec.get("nodeName")):
        return  # the API server refuses the pods
    gates = [
        (index, name)
        for index, name in enumerate(gates_of(workload.pod_spec))
        if name and not taken_away(name)
    ]
    if not gates:
        return
    them = "it" if len(gates) == 1 else "them"
    names = [name for _, name in gates]
    yield Problem(
        workload.pod("schedulingGates", gates[0][0], "name"),
        f"pods of {workload} wait for scheduling {'gate' if len(gates) == 1 else 'gates'} "
        f"{listed(names, 3)}: none is scheduled, and none of a lost zone replaced, until a "
        f"controller takes {them} away",
        hint=f"leave {them} out of the pod template, or ignore this where a controller takes "
        f"{them} away",
    )
