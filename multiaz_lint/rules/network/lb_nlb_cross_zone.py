"""A network load balancer serves each zone from that zone's pods alone.

An AWS network load balancer has one address in every zone and, unless cross-zone load balancing is
switched on, sends what arrives there to targets of the same zone. A zone without a ready pod is
withdrawn from DNS, and clients that know its address fail until their cache ends. A zone with
fewer pods than another gets the same share of the traffic.

That is so where the targets are the pods (`nlb-target-type: ip`), and where they are nodes and
`externalTrafficPolicy: Local` lets only those answer that run a pod. With `Cluster`, the default,
every node answers and passes on to pods anywhere.

With enough pods, spread by a hard constraint, every zone has its share; then it is no problem.
Cross-zone traffic costs money.

```yaml bad
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:  # <-- does not balance across zones
    service.beta.kubernetes.io/aws-load-balancer-type: external
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
      containers: [{name: web, image: "web:1.0"}]
```

```yaml fixed
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    service.beta.kubernetes.io/aws-load-balancer-type: external
    service.beta.kubernetes.io/aws-load-balancer-attributes: load_balancing.cross_zone.enabled=true
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
      containers: [{name: web, image: "web:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload, Service
from multiaz_lint.model.nodes.pins import one_for_each_zone
from multiaz_lint.rule import Problem, Put, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = "service.beta.kubernetes.io/aws-load-balancer-"
ATTRIBUTES = PREFIX + "attributes"
LEGACY = PREFIX + "cross-zone-load-balancing-enabled"
CROSS_ZONE = "load_balancing.cross_zone.enabled"
TARGETS = PREFIX + "nlb-target-type"
CLASS = "service.k8s.aws/nlb"
TYPES = frozenset({"nlb", "nlb-ip", "external"})


@rule(
    "lb-nlb-cross-zone",
    Severity.WARNING,
    on=Service,
    needs=("annotations", "loadBalancerClass"),
    doc=__doc__,
)
def check(service: Service, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if service.type != "LoadBalancer" or not _is_nlb(service) or _crosses(service):
        return
    by_pod = _targets_pods(service)
    if not by_pod and service.spec.get("externalTrafficPolicy") != "Local":
        return
    reason, related = _reason(service, cluster, by_pod)
    if not reason:
        return
    yield Problem(
        service.at("metadata", "annotations", ATTRIBUTES),
        f"the load balancer of {service} does not balance across zones, and {reason}: a zone "
        "without a ready pod is withdrawn from DNS, and clients that still know its address fail",
        hint=f"set {ATTRIBUTES}: {CROSS_ZONE}=true, which costs traffic between zones",
        related=related,
        edits=[Put(service.at("metadata", "annotations", ATTRIBUTES), _switched_on(service))],
        unsafe=True,
    )


def _is_nlb(service: Service) -> bool:
    return (
        service.annotations.get(PREFIX + "type") in TYPES
        or service.spec.get("loadBalancerClass") == CLASS
    )


def _targets_pods(service: Service) -> bool:
    """Whether it sends to pods, not to nodes.

    As the AWS Load Balancer Controller decides (pkg/service, 2.x); the type ``nlb`` is that of the
    cloud provider, which knows nodes only, unless the class gives the Service to the controller.
    """
    written = service.annotations.get(PREFIX + "type")
    if written == "nlb-ip":
        return True
    controlled = written == "external" or service.spec.get("loadBalancerClass") == CLASS
    return controlled and service.annotations.get(TARGETS) == "ip"


def _attributes(service: Service) -> dict[str, str]:
    written = service.annotations.get(ATTRIBUTES, "")
    parts = (part.partition("=") for part in str(written).split(",") if part.strip())
    return {name.strip(): value.strip() for name, _, value in parts}


def _crosses(service: Service) -> bool:
    switched = _attributes(service).get(CROSS_ZONE, service.annotations.get(LEGACY))
    return str(switched).lower() == "true"


def _switched_on(service: Service) -> str:
    attributes = {**_attributes(service), CROSS_ZONE: "true"}
    return ",".join(f"{name}={value}" for name, value in attributes.items())


def _reason(service: Service, cluster: Cluster, by_pod: bool) -> tuple[str, list[Related]]:
    """Say why zones may be served unevenly or not at all; empty where they are not."""
    zones = cluster.platform.zones
    for workload in cluster.backends_of(service):
        if not isinstance(workload, ScalableWorkload) or not cluster.asks(workload):
            continue
        least = cluster.scale_of(workload).least
        spread = workload.hard_zone_spread
        related = [Related(workload.name_field, "the pods behind it")]
        if one_for_each_zone(workload, cluster):
            continue
        if not spread:
            return f"nothing holds pods of {workload} in every zone", related
        if least < zones:
            return f"the {least} pods of {workload} cannot be in all {zones} zones", related
        if least < 2 * zones:
            return f"a zone has a single one of the {least} pods of {workload}", related
        if not by_pod:
            return f"a node without a pod of {workload} takes no traffic", related
    return "", []
