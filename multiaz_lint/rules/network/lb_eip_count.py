"""A load balancer has not as many addresses as subnets.

A network load balancer of AWS takes one address for each subnet. The AWS load balancer controller
refuses another number of `eip-allocations` or `private-ipv4-addresses`: the load balancer is not
made, or not changed any more.

```yaml bad
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    service.beta.kubernetes.io/aws-load-balancer-type: external
    service.beta.kubernetes.io/aws-load-balancer-subnets: subnet-a, subnet-b, subnet-c
    service.beta.kubernetes.io/aws-load-balancer-eip-allocations: eipalloc-1, eipalloc-2  # <-- 2 addresses for 3 subnets
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
    service.beta.kubernetes.io/aws-load-balancer-subnets: subnet-a, subnet-b
    service.beta.kubernetes.io/aws-load-balancer-eip-allocations: eipalloc-1, eipalloc-2
spec:
  type: LoadBalancer
  selector: {app: web}
  ports: [{port: 80}]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, Service
from multiaz_lint.model.words import agree, counted
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = "service.beta.kubernetes.io/aws-load-balancer-"
SUBNETS = PREFIX + "subnets"
ADDRESSES = (PREFIX + "eip-allocations", PREFIX + "private-ipv4-addresses")


@rule(
    "lb-eip-count",
    Severity.ERROR,
    on=Service,
    needs=("annotations",),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(service: Service, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    subnets = _entries(service.annotations.get(SUBNETS))
    if not subnets or service.type != "LoadBalancer":
        return
    for name in ADDRESSES:
        addresses = _entries(service.annotations.get(name))
        if addresses and len(addresses) != len(subnets):
            has = f"{len(addresses)} {agree(len(addresses), 'address', 'addresses')}"
            yield Problem(
                service.at("metadata", "annotations", name),
                f"{service} has {has} for {counted(len(subnets), 'subnet')}: "
                "the load balancer is not made",
                hint="name one address for each subnet",
                related=[Related(service.at("metadata", "annotations", SUBNETS), "the subnets")],
            )


def _entries(written: object) -> list[str]:
    if not isinstance(written, str):
        return []
    return [entry.strip() for entry in written.split(",") if entry.strip()]
