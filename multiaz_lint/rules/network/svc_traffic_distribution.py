"""Traffic stays in its zone, but not every zone has pods for it.

`trafficDistribution` keeps traffic in the zone it comes from. Nothing protects the pods of a zone
from overload: a zone with few pods gets all of its traffic, and when pods move after an outage the
shares change with them. It takes at least one pod in every zone and a spread that holds them there.
Of a single pod there is nothing to share.

The older annotation `service.kubernetes.io/topology-mode` hands each zone as many endpoints as its
CPUs ask for, from other zones where it lacks them, and does nothing with fewer endpoints than zones
(EndpointSlice controller, 1.37): it takes as many pods, spread as evenly, to keep traffic in its
zone.

The annotation wins over the field where both are set. Both are for proxies; a headless Service has
none, and DNS answers with all addresses.

```yaml bad
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  trafficDistribution: PreferSameZone  # <-- nothing spreads the pods of deployment/web over zones
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
  trafficDistribution: PreferSameZone
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

from multiaz_lint.model import ZONE_KEYS, Cluster, ScalableWorkload, Service, string
from multiaz_lint.model.nodes.pins import one_for_each_zone
from multiaz_lint.model.words import counted
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

MODES = ("service.kubernetes.io/topology-mode", "service.kubernetes.io/topology-aware-hints")


@rule(
    "svc-traffic-distribution",
    Severity.INFO,
    on=Service,
    needs=("trafficDistribution", "annotations"),
    doc=__doc__,
)
def check(service: Service, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if service.headless:
        return
    field = service.at("spec", "trafficDistribution")
    mode = next((name for name in MODES if _switched_on(service, name)), None)
    if mode is not None and field.present:
        yield Problem(
            field,
            f"{service} sets trafficDistribution {field.value} and annotation {mode}: "
            "the annotation wins, and the field does nothing",
            severity=Severity.WARNING,
            hint="remove the annotation",
            related=[Related(service.at("metadata", "annotations", mode), "the annotation")],
        )
        return
    if mode is None and not field.present:
        return
    place = field if mode is None else service.at("metadata", "annotations", mode)
    for workload in cluster.backends_of(service):
        if isinstance(workload, ScalableWorkload) and cluster.asks(workload):
            reason = _reason(workload, cluster)
            alone = mode is None and cluster.scale_of(workload).most <= 1
            if reason and not alone and not one_for_each_zone(workload, cluster):
                yield Problem(
                    place,
                    f"{service} {_keeps(mode)}, but {reason}: {_outcome(mode, workload, cluster)}",
                    hint="run at least one pod in each zone, held there by a spread constraint",
                    related=[Related(workload.name_field, "the pods behind it")],
                )


def _keeps(mode: str | None) -> str:
    return "keeps traffic in its zone" if mode is None else "is to keep traffic in its zone"


def _outcome(mode: str | None, workload: ScalableWorkload, cluster: Cluster) -> str:
    if mode is None:
        return "the pods of one zone may get more than their share"
    if cluster.scale_of(workload).least < cluster.platform.zones:
        return "with fewer endpoints than zones it goes to all of them"
    return "a zone that lacks them sends it to others"


def _switched_on(service: Service, name: str) -> bool:
    return string(service.annotations.get(name)).lower() == "auto"


def _reason(workload: ScalableWorkload, cluster: Cluster) -> str:
    least, zones = cluster.scale_of(workload).least, cluster.platform.zones
    if least < zones:
        return f"{counted(least, 'pod')} of {workload} cannot be in {zones} zones"
    if any(workload.spread_over(*ZONE_KEYS)) or any(workload.apart_on(*ZONE_KEYS)):
        return ""
    return f"nothing spreads the pods of {workload} over zones"
