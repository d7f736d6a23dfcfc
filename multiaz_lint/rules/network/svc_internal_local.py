"""Clients reach only pods of their own node, and most nodes have none.

`internalTrafficPolicy: Local` has no fallback: kube-proxy drops what a pod sends to the Service on
a node where none of its endpoints runs. That is right for a DaemonSet on every node, and wrong for
anything that runs a number of replicas: when the pod of a node is moved, its clients lose the
Service. A DaemonSet that selects its nodes is on those alone, which suits clients that are there,
too; only by their operating system and processor all may be meant.

A headless Service has no proxy that would heed the policy: DNS answers with all addresses.

```yaml bad
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  internalTrafficPolicy: Local  # <-- clients on nodes without a pod of deployment/web reach nothing
  selector: {app: web}
  ports: [{port: 80}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```

```yaml fixed
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```

On every node there is a pod only of a DaemonSet that does not select its nodes:

```yaml good
apiVersion: v1
kind: Service
metadata: {name: agent}
spec:
  internalTrafficPolicy: Local
  selector: {app: agent}
  ports: [{port: 80}]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers: [{name: agent, image: "agent:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.model import (
    BETA_REGION,
    HOSTNAME,
    REGION,
    ZONE_KEYS,
    Cluster,
    DaemonSet,
    ScalableWorkload,
    Service,
)
from multiaz_lint.model.labels import DOES_NOT_EXIST, EXISTS, NOT_IN
from multiaz_lint.model.nodes.node_index import nodes_near
from multiaz_lint.model.nodes.usable import selected
from multiaz_lint.rule import Drop, Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from multiaz_lint.model import Field

_ON_EVERY_NODE = frozenset({
    "kubernetes.io/os", "kubernetes.io/arch", "beta.kubernetes.io/os", "beta.kubernetes.io/arch",
})  # fmt: skip
"""What every kubelet labels its node with: who asks for one value often means all nodes."""
_ON_NODES_OF_CLOUDS = frozenset({
    HOSTNAME, *ZONE_KEYS, REGION, BETA_REGION, "node.kubernetes.io/instance-type",
    "beta.kubernetes.io/instance-type",
})  # fmt: skip
"""What kubelets and cloud providers label every node with, whatever its value."""


@rule(
    "svc-internal-local",
    Severity.ERROR,
    on=Service,
    needs=("internalTrafficPolicy",),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(service: Service, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    policy = service.at("spec", "internalTrafficPolicy")
    if policy.value != "Local" or service.headless:
        return
    backends = cluster.backends_of(service)
    agents = [each for each in backends if isinstance(each, DaemonSet)]
    if agents:
        yield from _on_some_nodes(service, policy, agents, cluster)
        return
    for workload in backends:
        if not isinstance(workload, ScalableWorkload) or not cluster.asks(workload):
            continue
        most = cluster.scale_of(workload).most
        yield Problem(
            policy,
            f"clients on nodes without a pod of {workload} reach nothing through {service}, "
            f"and {most} pod{'s are' if most != 1 else ' is'} not on every node",
            severity=None if most < cluster.platform.zones else Severity.WARNING,
            hint="leave the policy out, or use trafficDistribution PreferSameNode "
            "(Kubernetes 1.35), which falls back",
            related=[Related(workload.replicas, "the number of pods")],
            edits=[Drop(policy)],
            unsafe=True,
        )


def _on_some_nodes(
    service: Service, policy: Field, agents: list[DaemonSet], cluster: Cluster
) -> Iterator[Problem]:
    """Judge DaemonSets that run on some of the nodes alone, as far as the input says it."""
    selecting = [each for each in agents if _selects_nodes(each, cluster)]
    if len(selecting) != 1 or len(agents) > 1:
        return  # of several each may be meant for nodes of its own
    agent = selecting[0]
    yield Problem(
        policy,
        f"{agent} does not run on every node: clients on those that it does not select reach "
        f"nothing through {service}",
        severity=Severity.WARNING,
        hint="leave the policy out, or use trafficDistribution PreferSameNode "
        "(Kubernetes 1.35), which falls back, unless all clients run on the same nodes",
        related=[Related(agent.pod(*_selection(agent)), "the nodes that it selects")],
    )


def _selection(agent: DaemonSet) -> tuple[str, ...]:
    chosen = not _ON_EVERY_NODE.issuperset(agent.node_selector)
    return ("nodeSelector",) if chosen else ("affinity", "nodeAffinity")


def _selects_nodes(agent: DaemonSet, cluster: Cluster) -> bool:
    """Whether it asks for a label that not every node has; NotIn and DoesNotExist leave few out."""
    nodes = nodes_near(agent, cluster)
    if nodes and len(selected(agent, cluster)) == len(nodes):
        return False
    if not _ON_EVERY_NODE.issuperset(agent.node_selector):
        return True
    terms = [term for term in agent.node_terms if not term.empty]
    return bool(terms) and all(
        any(_leaves_some_out(expression) for expression in term.expressions) for term in terms
    )


def _leaves_some_out(expression: Mapping[str, Any]) -> bool:
    key, operator = expression.get("key"), expression.get("operator")
    if key in _ON_EVERY_NODE or (operator == EXISTS and key in _ON_NODES_OF_CLOUDS):
        return False
    return operator not in {NOT_IN, DOES_NOT_EXIST}
