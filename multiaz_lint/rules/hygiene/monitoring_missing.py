"""Prometheus does not scrape the pods.

The input holds ServiceMonitors or PodMonitors, so the Prometheus operator decides what is
scraped: a PodMonitor selects pods, a ServiceMonitor selects Services by their labels. None of
them leads to this workload, so no alert on metrics of its own can tell that a zone's share of it is
gone. What is left is what the cluster counts of it, as kube-state-metrics does.

Pods or Services that ask to be scraped by the annotation `prometheus.io/scrape` are taken as
watched.

```yaml bad
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: {name: shop}
spec:
  selector: {matchLabels: {monitored: "yes"}}
  podMetricsEndpoints: [{port: metrics}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}  # <-- no alert on metrics of its own tells when a zone's pods are gone
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```

```yaml good
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: {name: shop}
spec:
  selector: {matchLabels: {monitored: "yes"}}
  podMetricsEndpoints: [{port: metrics}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, monitored: "yes"}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, DaemonSet, PodMonitor, ScalableWorkload
from multiaz_lint.model.selectors.unfilled import open_selectors
from multiaz_lint.rule import Holding, Problem, Severity, rule, to_fill_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Workload

ANNOTATION = "prometheus.io/scrape"


@rule(
    "monitoring-missing",
    Severity.INFO,
    on=(ScalableWorkload, DaemonSet),
    where=Holding(PodMonitor),
    doc=__doc__,
)
def check(workload: Workload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if workload.is_hook or workload.owned or cluster.monitors_of(workload):
        return
    if isinstance(workload, ScalableWorkload) and cluster.scale_of(workload).zero:
        return
    if cluster.first_near(PodMonitor, workload) is None:
        return
    if workload.template_annotations.get(ANNOTATION) == "true" or any(
        service.annotations.get(ANNOTATION) == "true" for service in cluster.services_of(workload)
    ):
        return
    yield Problem(
        workload.name_field,
        f"no PodMonitor or ServiceMonitor selects {workload}: "
        "no alert on metrics of its own tells when a zone's pods are gone",
        hint="add a PodMonitor for its pods, or a ServiceMonitor for a Service before them",
        related=to_fill_in(open_selectors(workload, PodMonitor, cluster)),
    )
