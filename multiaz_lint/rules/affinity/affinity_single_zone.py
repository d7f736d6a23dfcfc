"""All pods are bound to one zone.

A node selector, required node affinity, a node's name or the zone of a mounted volume leaves the
scheduler one zone for all replicas. When that zone is lost all pods are lost with it, and no other
zone may take them: the service is down until the zone is back. Spread constraints and more
replicas do not help.

Several workloads behind one Service, each bound to a zone of its own, are meant that way and are
passed over. So are node sets of one Elasticsearch resource that have the same roles, and instance
sets of one PostgresCluster. Where two behind one Service name the same zone, and another zone has
none of them, the name is probably a slip: it was copied, and one zone takes the pods of both.

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
      nodeSelector:
        topology.kubernetes.io/zone: eu-west-1a  # <-- bound to zone eu-west-1a
      containers:
      - name: web
        image: web:1.0
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
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload
from multiaz_lint.model.budgets.drains import drain_hangs
from multiaz_lint.model.nodes.named_zones import never_placed
from multiaz_lint.model.nodes.pins import binding_of, doubled_in_zone, one_for_each_zone
from multiaz_lint.model.words import all_of
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model.nodes.pins import Pin


class Parameters:
    """``doubled``: whether to speak of two workloads of one Service that share a zone."""

    __slots__ = ("doubled",)
    doubled: bool

    def __init__(self, *, doubled: bool = True) -> None:
        self.doubled = doubled


@rule(
    "affinity-single-zone",
    Severity.WARNING,
    on=ScalableWorkload,
    needs=("nodeAffinity", "nodeName", "nodeSelector", "volumes"),
    doc=__doc__,
    parameters=Parameters,
    profiles={"survive": {"doubled": False}},
)
def check(
    workload: ScalableWorkload, cluster: Cluster, parameters: Parameters
) -> Iterator[Problem]:
    if cluster.platform.zones < 2:
        return
    pin = binding_of(workload, cluster)
    if pin is None or not cluster.asks(workload):
        return
    least = cluster.scale_of(workload).least
    if least < 2 and not (least == 1 and cluster.services_of(workload)):
        return
    if never_placed(workload, cluster):
        return
    if one_for_each_zone(workload, cluster):
        if parameters.doubled:
            yield from _doubled(workload, pin, cluster)
        return
    pods, are, them = "the only pod", "is", "it"
    if least > 1:
        pods, are, them = f"{all_of(least)} pods", "are", "them"
    what, other = ("that zone", "other zone") if pin.zone else ("it or its zone", "other")
    yield Problem(
        pin.field,
        f"{pods} of {workload} {are} bound to {pin.to}: when {what} is lost none is left, and no "
        f"{other} may take {them}" + drain_hangs(workload, least, least, cluster),
        hint="let the pods run in every zone",
    )


def _doubled(workload: ScalableWorkload, pin: Pin, cluster: Cluster) -> Iterator[Problem]:
    """Say so where the workload is one for each zone, save that it shares the zone of another."""
    found = doubled_in_zone(workload, cluster)
    if found is None or pin.zone is None:
        return
    service, other, by_zone = found
    here = by_zone[pin.zone]
    gone = sum(cluster.scale_of(each).least for each in here)
    every = sum(cluster.scale_of(each).least for there in by_zone.values() for each in there)
    zones = cluster.platform.zones
    empty = zones - len(by_zone)
    yield Problem(
        pin.field,
        f"{workload} is bound to {pin.to}, as {other} is behind the same {service}, and {empty} "
        f"of {zones} zones {'has' if empty == 1 else 'have'} none like them: when that zone is "
        f"lost {gone} of the {every} pods are gone",
        hint="bind each of them to a zone of its own",
        related=[Related(other.name_field, f"bound to {pin.to} too")],
    )
