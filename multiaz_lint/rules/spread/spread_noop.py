"""A spread constraint that can do nothing.

A DaemonSet has one pod on each node, whatever a constraint says. Pods that are bound to one zone
see that zone as the only one, so a constraint over zones is always met (kube-scheduler
PodTopologySpread, 1.37, nodeAffinityPolicy Honor); where that is a finding of its own
(`affinity-single-zone`), this one is silent. A Job that runs one pod at a time has nothing to
spread. The constraint suggests a safety that is not there.

```yaml bad
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone  # <-- does nothing
        whenUnsatisfiable: DoNotSchedule
        labelSelector:
          matchLabels: {app: agent}
      containers:
      - name: agent
        image: agent:1.0
```

```yaml good
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
      containers:
      - name: agent
        image: agent:1.0
```
"""

from __future__ import annotations

from multiaz_lint.model import (
    ZONE_KEYS,
    Cluster,
    CronJob,
    DaemonSet,
    Job,
    ScalableWorkload,
    Workload,
)
from multiaz_lint.model.company.neighbours import neighbours
from multiaz_lint.model.nodes.pins import one_for_each_zone, pin_of
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import SpreadConstraint


@rule("spread-noop", Severity.INFO, on=Workload, needs=("topologySpreadConstraints",), doc=__doc__)
def check(workload: Workload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if not workload.spread or workload.owned:
        return
    if isinstance(workload, ScalableWorkload) and not cluster.asks(workload):
        return
    for constraint in workload.spread:
        why = _void(workload, constraint, cluster)
        if why is not None:
            yield Problem(
                constraint.at("topologyKey"),
                f"the constraint over {constraint.topology_key} does nothing for {workload}: {why}",
                hint="leave it out",
                unless="affinity-single-zone" if _is_told_of_its_zone(workload, cluster) else "",
            )


def _void(workload: Workload, constraint: SpreadConstraint, cluster: Cluster) -> str | None:
    """Say why a constraint has no effect; None where it has."""
    if isinstance(workload, DaemonSet):
        return "a DaemonSet runs one pod on each node"
    if isinstance(workload, Job):
        return _void_of_job(workload, constraint, cluster)
    if constraint.topology_key in ZONE_KEYS and constraint.honors_affinity:
        pin = pin_of(workload, cluster)
        if pin is not None and "volumes" not in pin.field.path:
            return f"its pods are bound to {pin.to}"
    return None


def _is_told_of_its_zone(workload: Workload, cluster: Cluster) -> bool:
    """Whether affinity-single-zone says more: let free, its pods need the constraint."""
    return (
        isinstance(workload, ScalableWorkload)
        and cluster.scale_of(workload).least > 1
        and cluster.platform.zones > 1
        and not one_for_each_zone(workload, cluster)
    )


def _void_of_job(job: Job, constraint: SpreadConstraint, cluster: Cluster) -> str | None:
    path = ("spec", "jobTemplate", "spec") if isinstance(job, CronJob) else ("spec",)
    parallelism = job.at(*path, "parallelism", default=1).value
    overlaps = isinstance(job, CronJob) and job.spec.get("concurrencyPolicy") in {None, "Allow"}
    if parallelism not in {0, 1} or overlaps:
        return None
    if any(neighbours(job, constraint.selector, cluster)):
        return None
    return "it runs one pod at a time"
