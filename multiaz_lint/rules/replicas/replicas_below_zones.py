"""Some zones hold no replica.

With at least two replicas the loss of a zone leaves one, but with fewer replicas than zones some
zones have none. The share that a lost zone takes is larger than it need be: half of two replicas,
a third of three. Load balancers and zone-aware routing send the traffic of the empty zones to the
others.

The rule is off until it is given a severity, since `replicas-too-few` asks for one replica in each
zone. It is for those who set a lower `minimum` there and still want to hear of it. Software that
votes is judged by `replicas-quorum`.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2  # <-- deployment/web runs 2 replicas over 3 zones
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```

```yaml fixed
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

from multiaz_lint.model import Cluster, ScalableWorkload
from multiaz_lint.model.nodes.pins import binding_of
from multiaz_lint.model.outage.quorum import software_that_votes
from multiaz_lint.model.outage.singleton import elects_leader
from multiaz_lint.model.proportional import sizer_of
from multiaz_lint.rule import Problem, Put, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "replicas-below-zones",
    Severity.INFO,
    on=ScalableWorkload,
    doc=__doc__,
    profiles={"multi-az": None},
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    scale, zones = cluster.scale_of(workload), cluster.platform.zones
    if not 2 <= scale.least < zones or not scale.certain or not cluster.asks(workload):
        return
    if software_that_votes(workload) is not None or elects_leader(workload, cluster):
        return
    if binding_of(workload, cluster) is not None:
        return  # they are in one zone: affinity-single-zone speaks
    none = zones - scale.least
    decides = workload.replicas if scale.decider is None else workload.name_field
    fixed = scale.decider is None and sizer_of(workload, cluster) is None
    yield Problem(
        decides,
        f"{workload} runs {scale.least} replicas over {zones} zones: a lost zone can take "
        f"1 of {scale.least}, and {none} of the zones {'holds' if none == 1 else 'hold'} none",
        hint=f"run at least {zones} replicas",
        edits=[Put(decides, workload.as_written(zones))] if fixed else [],
        unsafe=True,
    )
