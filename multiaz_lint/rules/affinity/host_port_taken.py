"""A port of the node is not free for each pod.

A node has each port once, for a protocol and an address: a second pod that asks for it stays
Pending (`hostPort`, and with `hostNetwork` each port of a container; kube-scheduler NodePorts,
1.37). No hostIP, or `0.0.0.0`, means every address. So a workload needs as many nodes as it has
pods; how many there are is known where the input holds the Nodes. And where a DaemonSet has the
port on every node that the pods may use, whatever its namespace, none is left to them, or to the
DaemonSet.

A Service, or a Gateway, reaches pods without a port of their nodes.

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
      containers:
      - name: web
        image: web:1.0
        ports:
        - containerPort: 8080
          hostPort: 9100  # <-- pods of deployment/web or daemonset/agent can never be scheduled
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
      hostNetwork: true
      containers:
      - name: agent
        image: agent:1.0
        ports:
        - containerPort: 9100
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
        ports:
        - containerPort: 8080
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
      hostNetwork: true
      containers:
      - name: agent
        image: agent:1.0
        ports:
        - containerPort: 9100
```
"""

from __future__ import annotations

from multiaz_lint.model import HOSTNAME, Cluster, Node, ScalableWorkload, string
from multiaz_lint.model.domains import usable_nodes
from multiaz_lint.model.host_ports import host_ports, taken
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model.host_ports import HostPort, Taken


@rule(
    "host-port-taken",
    Severity.ERROR,
    on=ScalableWorkload,
    needs=("ports",),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    port = next(host_ports(workload), None)
    if port is None or not cluster.asks(workload):
        return
    if string(workload.pod_spec.get("nodeName")):
        return  # the scheduler has no part in it
    shared = taken(workload, cluster)
    if cluster.of(Node):
        yield from _on_nodes(workload, port, shared, cluster)
    elif shared:
        first = shared[0]
        yield _beside(
            first, f"pods of {workload}", f"{first.by} runs on every node that they may use"
        )


def _on_nodes(
    workload: ScalableWorkload, port: HostPort, shared: list[Taken], cluster: Cluster
) -> Iterator[Problem]:
    """Judge the nodes of the input, of which each takes one pod."""
    usable = len(usable_nodes(workload, cluster))
    gone = {node for each in shared for node in each.nodes or ()}
    free, scale = usable - len(gone), cluster.scale_of(workload)
    if not usable or scale.most <= free:
        return
    if scale.least > free:
        pods, severity = f"{scale.least - free} of {scale.least} pods of {workload}", None
    else:
        pods, severity = f"the maximum of {scale.most} pods of {workload}", Severity.WARNING
    if shared:
        first = max(shared, key=lambda each: len(each.nodes or ()))
        whose = f"{first.by} runs" if len({each.by for each in shared}) == 1 else "DaemonSets run"
        where = f"{whose} on {len(gone)} of {_nodes(usable)} that they may use"
        yield _beside(first, pods, where, severity)
    elif not any(workload.apart_on(HOSTNAME, required=True)):  # of which the same is said
        takes = "takes" if usable == 1 else "take"
        yield Problem(
            port.field,
            f"{pods} can never be scheduled: each takes port {port.field.value} of its node, and "
            f"{_nodes(usable)} that they may use {takes} {usable}",
            severity=severity,
            hint=f"{_WITHOUT}, or keep to {usable} replicas",
        )


_WITHOUT = "reach the pods through a Service instead of a port of their nodes"


def _nodes(count: int) -> str:
    return "the one node" if count == 1 else f"the {count} nodes"


def _beside(taken: Taken, pods: str, where: str, severity: Severity | None = None) -> Problem:
    number = taken.port.field.value
    return Problem(
        taken.port.field,
        f"{pods} or {taken.by} can never be scheduled: both take port {number} of their node, and "
        f"{where}",
        severity=severity,
        hint=f"give one of the two another port, or {_WITHOUT}",
        related=[Related(taken.theirs.field, f"takes port {number} too")],
    )
