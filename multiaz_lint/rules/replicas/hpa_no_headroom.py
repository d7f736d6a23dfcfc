"""The replicas that a lost zone leaves are overloaded, and the autoscaler cannot help.

The load of the lost zone moves to the others at once. A target utilization of 80 % means 120 % of
the request on two of three zones. The autoscaler does not react until the lost pods are deleted,
after about six minutes: until then their metrics are missing and count as idle. So the reserve must
be there before: the target at most two thirds with three zones, one half with two.

Until the lost pods are deleted they count as replicas too. To keep the number that carries the
load, its maximum must allow as many as leave that without one zone, and its behaviour must let it
scale up at all.

```yaml bad
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 3
  maxReplicas: 4  # <-- at most 4 replicas, and 5 are needed
  metrics:
  - type: Resource
    resource:
      name: cpu
      target: {type: Utilization, averageUtilization: 80}  # <-- becomes 120 % when 1 of 3 zones is lost
```

```yaml good
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 3
  maxReplicas: 6
  metrics:
  - type: Resource
    resource:
      name: cpu
      target: {type: Utilization, averageUtilization: 60}
```
"""

from __future__ import annotations

from multiaz_lint.model import Autoscaler, Cluster, ScalableWorkload
from multiaz_lint.model.metrics import utilizations
from multiaz_lint.model.nodes.domains import zones_of
from multiaz_lint.model.words import counted
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("hpa-no-headroom", Severity.INFO, on=Autoscaler, doc=__doc__)
def check(autoscaler: Autoscaler, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    target = cluster.target_of(autoscaler)
    zones = cluster.platform.zones
    if isinstance(target, ScalableWorkload):
        zones = zones_of(target, cluster)  # bound to one of them: affinity-single-zone speaks
    if zones < 2 or autoscaler.owned:
        return
    if autoscaler.scales_nothing(cluster.platform.kubernetes):
        return  # hpa-dangling speaks
    left = zones - 1
    for metric in utilizations(autoscaler):
        percent = metric.percent
        if percent is None or not percent * zones > 100 * left or percent > 100:
            continue
        absent = "" if metric.field.present else ", the default"
        yield Problem(
            metric.field,
            f"{autoscaler} aims at {percent} % of the requested {metric.resource}{absent}, which "
            f"becomes {-(-percent * zones // left)} % when 1 of {zones} zones is lost",
            hint=f"aim at {100 * left // zones} % or less",
        )
    least, most = autoscaler.least, autoscaler.maximum.value
    if not isinstance(least, int) or not isinstance(most, int) or least < 1:
        return
    if not autoscaler.minimum.sound or not autoscaler.maximum.present:
        return
    needed = -(-least * zones // left)
    if most < needed:
        yield Problem(
            autoscaler.maximum,
            f"{autoscaler} allows at most {counted(most, 'replica')}, and {needed} are needed "
            f"to carry the load of {least} while those lost with 1 of {zones} zones still count",
            hint=f"set {autoscaler.maximum.path[-1]}: {needed} or more",
        )
    elif autoscaler.scale_up.value == "Disabled":
        yield Problem(
            autoscaler.scale_up,
            f"{autoscaler} never scales up, and {needed} replicas are needed to carry the load of "
            f"{least} while those lost with 1 of {zones} zones still count",
            hint=f"leave selectPolicy out, or keep {needed} replicas or more at all times",
        )
