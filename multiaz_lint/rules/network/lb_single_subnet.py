"""A load balancer stands in one subnet, so in one zone.

The AWS load balancer controller puts a load balancer into the subnets that the annotation names,
one for each zone. With one subnet, or the same one twice, the address of the load balancer is
gone together with its zone, however well the pods are spread. An Application Load Balancer needs
two subnets at least and is not made at all with one, Local Zones and Outposts excepted.

```yaml bad
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    service.beta.kubernetes.io/aws-load-balancer-type: external
    service.beta.kubernetes.io/aws-load-balancer-subnets: subnet-0a1  # <-- a single subnet
spec:
  type: LoadBalancer
  selector: {app: web}
  ports: [{port: 80}]
```

```yaml good
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    service.beta.kubernetes.io/aws-load-balancer-type: external
    service.beta.kubernetes.io/aws-load-balancer-subnets: subnet-0a1, subnet-0b2, subnet-0c3
spec:
  type: LoadBalancer
  selector: {app: web}
  ports: [{port: 80}]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, Ingress, Resource, Service
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

SUBNETS = (
    "service.beta.kubernetes.io/aws-load-balancer-subnets",
    "alb.ingress.kubernetes.io/subnets",
)


@rule(
    "lb-single-subnet",
    Severity.WARNING,
    on=(Service, Ingress),
    needs=("annotations",),
    doc=__doc__,
)
def check(resource: Resource, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    annotations = resource.annotations
    for name in SUBNETS:
        written = annotations.get(name)
        if written is not None and len(_subnets(written)) < 2:
            yield Problem(
                resource.at("metadata", "annotations", name),
                f"{resource}: the load balancer gets a single subnet, and is lost together with "
                "its zone",
                hint="name one subnet for each zone",
            )


def _subnets(written: object) -> set[str]:
    """Return the subnets that an annotation names, each once."""
    parts = (part.strip() for part in written.split(",")) if isinstance(written, str) else ()
    return set(filter(None, parts))
