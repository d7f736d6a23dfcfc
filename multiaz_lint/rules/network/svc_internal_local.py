"""Clients reach only pods of their own node, and most nodes have none.

`internalTrafficPolicy: Local` has no fallback: kube-proxy drops what a pod sends to the Service on
a node where none of its endpoints runs. That is right for a DaemonSet, which is on every node, and
wrong for anything that runs a number of replicas: when the pod of a node is moved, its clients
lose the Service.

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

On every node there is a pod only of a DaemonSet:

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

from multiaz_lint.model import Cluster, DaemonSet, ScalableWorkload, Service
from multiaz_lint.rule import Drop, Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


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
    if any(isinstance(workload, DaemonSet) for workload in backends):
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
