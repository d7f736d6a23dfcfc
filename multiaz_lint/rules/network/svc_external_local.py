"""Traffic from outside goes to nodes with a pod only, and nothing puts pods everywhere.

With `externalTrafficPolicy: Local` a node without a ready pod of its own fails the health check of
the load balancer and takes no traffic. Without a hard spread all pods may stand in one zone, or on
one node: the others serve nothing, and when that zone is lost nothing is left.

The policy keeps the address of the client; where that is needed keep it, and add the spread.

```yaml bad
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local  # <-- nothing keeps pods of deployment/web in every zone
  selector: {app: web}
  ports: [{port: 80}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```

```yaml good
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  selector: {app: web}
  ports: [{port: 80}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        nodeTaintsPolicy: Honor
        labelSelector: {matchLabels: {app: web}}
      containers: [{name: web, image: "web:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.model import HOSTNAME, ZONE_KEYS, Cluster, ScalableWorkload, Service
from multiaz_lint.model.nodes.pins import one_for_each_zone
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "svc-external-local",
    Severity.WARNING,
    on=Service,
    needs=("externalTrafficPolicy",),
    doc=__doc__,
)
def check(service: Service, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    policy = service.at("spec", "externalTrafficPolicy")
    if policy.value != "Local":
        return
    for workload in cluster.backends_of(service):
        if isinstance(workload, ScalableWorkload) and cluster.asks(workload):
            if _held_apart(workload) or one_for_each_zone(workload, cluster):
                continue
            yield Problem(
                policy,
                f"{service} serves from nodes with a pod of their own only, and nothing keeps "
                f"pods of {workload} in every zone: the nodes of a zone without one take no "
                "traffic",
                hint=f"{_enough(workload, cluster)}, or use policy Cluster where the client's "
                "address is not needed",
                related=[Related(workload.name_field, "the pods behind it")],
            )


def _enough(workload: ScalableWorkload, cluster: Cluster) -> str:
    zones, how = cluster.platform.zones, "over zones with whenUnsatisfiable DoNotSchedule"
    if cluster.scale_of(workload).least < zones:
        return f"run at least {zones} pods, spread {how}"
    return f"spread the pods {how}"


def _held_apart(workload: ScalableWorkload) -> bool:
    keys = (*ZONE_KEYS, HOSTNAME)
    return any(workload.spread_over(*keys, hard=True)) or any(
        workload.apart_on(*keys, required=True)
    )
