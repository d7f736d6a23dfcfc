"""Everything depends on these pods, and a zone may take them all.

Name resolution, and the way in, are needed by every other workload: when CoreDNS or the ingress
controller is down, all are, however well they are spread themselves. They deserve a pod in every
zone, held there by a hard constraint. So do Contour and Envoy Gateway: the proxies that they steer
go on without them, but with the endpoints that they knew before the zone was lost.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: coredns, namespace: kube-system}
spec:
  replicas: 2  # <-- deployment/coredns resolves names for all others
  selector: {matchLabels: {k8s-app: kube-dns}}
  template:
    metadata: {labels: {k8s-app: kube-dns}}
    spec:
      containers: [{name: coredns, image: "registry.k8s.io/coredns/coredns:v1.12.0"}]
```

```yaml good
apiVersion: apps/v1
kind: Deployment
metadata: {name: coredns, namespace: kube-system}
spec:
  replicas: 3
  selector: {matchLabels: {k8s-app: kube-dns}}
  template:
    metadata: {labels: {k8s-app: kube-dns}}
    spec:
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        nodeTaintsPolicy: Honor
        labelSelector: {matchLabels: {k8s-app: kube-dns}}
      containers: [{name: coredns, image: "registry.k8s.io/coredns/coredns:v1.12.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.model import ZONE_KEYS, Cluster, ScalableWorkload, string
from multiaz_lint.model.nodes.pins import one_for_each_zone
from multiaz_lint.model.outage.quorum import image_name
from multiaz_lint.model.outage.survival import fullest_zone
from multiaz_lint.model.words import counted
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = "resolves names for all others"
WAY_IN = "is the way in for all others"
STEERS = "tells the way in where the pods of all others are"
_IMAGES = {
    "coredns": NAMES,
    "kube-dns": NAMES,
    "k8s-dns-kube-dns": NAMES,
    "nginx-ingress-controller": WAY_IN,
    "nginx-ingress": WAY_IN,
    "traefik": WAY_IN,
    "kubernetes-ingress-controller": WAY_IN,
    "haproxy-ingress": WAY_IN,
    "emissary": WAY_IN,
    "contour": STEERS,
    "gateway-dev": STEERS,
}


@rule("ingress-controller-dns-critical", Severity.INFO, on=ScalableWorkload, doc=__doc__)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    role = _role(workload)
    if role is None or not cluster.asks(workload):
        return
    least, zones = cluster.scale_of(workload).least, cluster.platform.zones
    skew = _largest_skew(workload)
    sure = 0 if skew is None else least - fullest_zone(least, skew, zones)
    if role == STEERS:
        lost = "with a lost zone it may be gone, and traffic goes on to pods of that zone"
    else:
        lost = "a zone that is lost may take all of them down with it"
    if least < zones:
        place = workload.replicas
        reason = f"runs {counted(least, 'pod')} for {zones} zones"
        if sure:
            lost = f"a lost zone leaves at least {sure} of {least}"
    elif skew is not None:
        return
    else:
        place = workload.pod("topologySpreadConstraints")
        reason = "has no hard spread over zones"
    if one_for_each_zone(workload, cluster):
        return
    yield Problem(
        place,
        f"{workload} {role}, and {reason}: {lost}",
        hint=f"run at least {zones} pods, spread over zones with whenUnsatisfiable DoNotSchedule",
    )


def _largest_skew(workload: ScalableWorkload) -> int | None:
    """Return by how many pods zones may differ; None where nothing holds them to it."""
    if any(workload.apart_on(*ZONE_KEYS, required=True)):
        return 1
    return min((each.max_skew for each in workload.hard_zone_spread), default=None)


def _role(workload: ScalableWorkload) -> str | None:
    images = [image_name(each) for each in workload.containers if each.kind == "containers"]
    for container in workload.containers:
        if container.kind == "containers":
            role = _IMAGES.get(image_name(container))
            if role is not None:
                return WAY_IN if role == STEERS and "envoy" in images else role
            image = string(container.tree.get("image"))
            if "ingress-nginx/controller" in image:
                return WAY_IN
    labels = workload.template_labels
    if labels.get("istio") in {"ingressgateway", "ingress"} or (
        labels.get("gateway.networking.k8s.io/gateway-name")
    ):
        return WAY_IN
    return None
