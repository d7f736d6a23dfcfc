"""A port of the node is not free for each pod.

A node has each port once, for a protocol and an address: a second pod that asks for it stays
Pending (`hostPort`, and with `hostNetwork` each port of a container; kube-scheduler NodePorts,
1.37). No hostIP, or `0.0.0.0`, means every address. So a workload needs as many nodes as it has
pods; how many there are is known where the input holds the Nodes, or the pods name one. Workloads
that take the same port share the nodes. And where a DaemonSet has the port on every node that the
pods may use, whatever its namespace, none is left to them, or to the DaemonSet; so two DaemonSets
with one port do not both run.

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

from multiaz_lint.model import HOSTNAME, Cluster, DaemonSet, ScalableWorkload, string
from multiaz_lint.model.nodes.domains import names_one_node
from multiaz_lint.model.nodes.host_ports import host_ports, nodes_of, rivals_of, taken, takes
from multiaz_lint.model.nodes.node_index import has_nodes
from multiaz_lint.model.nodes.usable import usable
from multiaz_lint.model.resource import by_identity
from multiaz_lint.model.words import counted
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Workload
    from multiaz_lint.model.nodes.host_ports import HostPort, Taken


@rule(
    "host-port-taken",
    Severity.ERROR,
    on=(ScalableWorkload, DaemonSet),
    needs=("ports",),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(workload: Workload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    ports = host_ports(workload)
    if not ports:
        return
    port = ports[0]
    if isinstance(workload, DaemonSet):
        yield from _of_daemon(workload, cluster)
    if not isinstance(workload, ScalableWorkload) or not cluster.asks(workload):
        return
    if string(workload.pod_spec.get("nodeName")):
        return  # the scheduler has no part in it
    shared = list(taken(workload, cluster))
    if has_nodes(workload, cluster):
        found = list(_on_nodes(workload, port, shared, cluster))
        yield from found or _beside_rivals(workload, cluster)
    elif shared:
        first = shared[0]
        yield _beside(
            first, f"pods of {workload}", f"{first.by} runs on every node that they may use"
        )
    elif names_one_node(workload):
        yield from _on_usable(workload, port, 1, cluster)


def _of_daemon(daemon: DaemonSet, cluster: Cluster) -> Iterator[Problem]:
    """Judge a DaemonSet whose nodes have another one each; of two it is said once."""
    if daemon.is_hook or daemon.owned:
        return
    for each in taken(daemon, cluster):
        mutual = takes(daemon, each.by, cluster)
        if mutual and daemon.identity < each.by.identity:
            continue
        if each.nodes is None:
            where = f"{each.by} runs on every node that it may use"
        else:
            where = f"{_nodes(len(each.nodes))} {'is' if len(each.nodes) == 1 else 'are'} of both"
        yield _beside(each, f"pods of {daemon}", where)
        return


def _on_nodes(
    workload: ScalableWorkload, port: HostPort, shared: list[Taken], cluster: Cluster
) -> Iterator[Problem]:
    """Judge the nodes of the input, of which each takes one pod."""
    room = len(usable(workload, cluster))
    if not shared:
        yield from _on_usable(workload, port, room, cluster)
        return
    gone = nodes_of(shared)
    left = _left_over(workload, room - len(gone), cluster) if room else None
    if left is None:
        return
    first = max(shared, key=lambda each: len(each.nodes or ()))
    whose = (
        f"{first.by} runs" if len({each.by.identity for each in shared}) == 1 else "DaemonSets run"
    )
    where = f"{whose} on {len(gone)} of {_nodes(room)} that they may use"
    yield _beside(first, left[0], where, left[1])


def _left_over(
    workload: ScalableWorkload, free: int, cluster: Cluster
) -> tuple[str, Severity | None] | None:
    """Say which pods find no node where some are free, and how grave it is."""
    scale = cluster.scale_of(workload)
    if scale.least > free:
        return f"{scale.least - free} of {scale.least} pods of {workload}", None
    if scale.most > free:
        return f"the maximum of {scale.most} pods of {workload}", Severity.WARNING
    return None


def _on_usable(
    workload: ScalableWorkload, port: HostPort, room: int, cluster: Cluster
) -> Iterator[Problem]:
    """Judge nodes of which each takes one pod; of required anti-affinity the same is said."""
    left = _left_over(workload, room, cluster) if room else None
    if left is None or any(workload.apart_on(HOSTNAME, required=True)):
        return
    pods, severity = left
    takes = "takes" if room == 1 else "take"
    yield Problem(
        port.field,
        f"{pods} can never be scheduled: each takes port {port.field.value} of its node, and "
        f"{_nodes(room)} that they may use {takes} {room}",
        severity=severity,
        hint=f"{_WITHOUT}, or keep to {counted(room, 'replica')}",
    )


def _beside_rivals(workload: ScalableWorkload, cluster: Cluster) -> Iterator[Problem]:
    """Judge the workloads that take the same port of the same nodes; it is said once."""
    for port, rivals in rivals_of(workload, cluster):
        if min(rivals, key=by_identity).identity < workload.identity:
            continue
        every = [workload, *rivals]
        nodes = {node for each in every for node in usable(each, cluster).listed}
        number = port.field.value
        for each in every:
            shared = taken(each, cluster)
            nodes -= nodes_of(one for one in shared if one.port.field.value == number)
        needed = sum(cluster.scale_of(each).least for each in every)
        if needed > len(nodes):
            others = " or ".join(str(each) for each in rivals)
            yield Problem(
                port.field,
                f"{needed - len(nodes)} of {needed} pods of {workload} or {others} can never be "
                f"scheduled: each takes port {port.field.value} of its node, and {len(nodes)} "
                f"{'is' if len(nodes) == 1 else 'are'} left to all of them",
                hint=f"give each of them another port, or {_WITHOUT}",
                related=[Related(each.name_field, "takes the same port") for each in rivals],
            )
            return


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
