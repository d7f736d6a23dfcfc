"""Failover between zones is asked of the service mesh, and never happens.

Istio puts endpoints of other zones behind those of the caller's only where the DestinationRule has
`outlierDetection`: without it `failover`, `failoverPriority` and the order by zones have no effect.
Requests go to all zones alike, and to the pods of a lost one until the control plane has found out
that its nodes are gone. With outlier detection a proxy leaves them after a few errors.

```yaml bad
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: web}
spec:
  host: web
  trafficPolicy:
    loadBalancer:
      localityLbSetting:  # <-- has no effect
        enabled: true
        failoverPriority: [topology.kubernetes.io/region, topology.kubernetes.io/zone]
```

```yaml good
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: web}
spec:
  host: web
  trafficPolicy:
    loadBalancer:
      localityLbSetting:
        enabled: true
        failoverPriority: [topology.kubernetes.io/region, topology.kubernetes.io/zone]
    outlierDetection: {consecutive5xxErrors: 5, interval: 5s, baseEjectionTime: 30s}
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, Resource
from multiaz_lint.model.locality import GROUP, KIND, detects_outliers, settings, shares
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "mesh-failover-inert",
    Severity.WARNING,
    on=Resource,
    needs=KIND,
    doc=__doc__,
)
def check(resource: Resource, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if resource.group != GROUP or detects_outliers(resource):
        return
    for setting in settings(resource):
        if not shares(setting):
            yield Problem(
                setting,
                f"localityLbSetting of {resource} has no effect without outlierDetection: no request "
                "prefers its own zone, and none leaves a lost one",
                hint="add outlierDetection to the same trafficPolicy",
            )
