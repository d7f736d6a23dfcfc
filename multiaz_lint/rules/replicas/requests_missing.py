"""Containers without requests: the scheduler thinks that they cost nothing.

When a zone is lost its pods move to the others. Pods without requests fit everywhere, however
full the nodes are, so the survivors are overloaded too. When a node runs short of memory the pods
that use more than they request are evicted first (kubelet rankMemoryPressure, 1.37), and a pod
without a request always does. Nobody can prove that there is room for them.

Containers that run as long as the pod are asked, sidecars (init containers with `restartPolicy:
Always`) among them. A limit without a request becomes the request. Requests of the pod
(`spec.resources`) and the defaults of a LimitRange in the namespace count. Missing limits are
reported as information: a container without a memory limit can take its node's memory from all
others. One without a cpu limit leaves the others the cpu that they request, but no more.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: web:1.0
        resources:
          requests: {cpu: 100m}  # <-- container web of deployment/web requests no memory
```

```yaml good
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: web:1.0
        resources:
          requests: {cpu: 100m, memory: 128Mi}
          limits: {cpu: "1", memory: 128Mi}
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload, mapping
from multiaz_lint.model.pods.requests import defaults_of
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from multiaz_lint.model import Container

RESOURCES = ("cpu", "memory")


@rule("requests-missing", Severity.WARNING, on=ScalableWorkload, doc=__doc__)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    for container in workload.containers:
        if not container.runs:
            continue
        resources = mapping(container.tree.get("resources"))
        limits = _missing(resources.get("limits"), RESOURCES)
        if not limits:
            continue  # the API server takes them for requests
        if not cluster.asks(workload):
            return
        requests = _missing(resources.get("requests"), limits)
        given, limited = defaults_of(workload, cluster)
        if given:
            requests = [name for name in requests if name not in given]
            limits = [name for name in limits if name not in limited]
        if requests:
            yield _without_requests(workload, container, requests, limits)
        elif limits:
            yield _without_limits(workload, container, limits)


def _missing(quantities: Any, names: Sequence[str]) -> Sequence[str]:
    """Return the names for which no quantity is written."""
    if not isinstance(quantities, dict):
        return names
    return [name for name in names if quantities.get(name) is None]


def _without_requests(
    workload: ScalableWorkload, container: Container, requests: Sequence[str], limits: Sequence[str]
) -> Problem:
    bare = f", and sets no limit of {' and '.join(limits)}" if limits else ""
    return Problem(
        container.at("resources", "requests"),
        f"{container} of {workload} requests no {' and no '.join(requests)}{bare}: "
        "the scheduler packs it onto full nodes when a zone is lost",
        hint="set resources.requests to what the container needs, and limits to what it may take",
    )


def _without_limits(
    workload: ScalableWorkload, container: Container, limits: Sequence[str]
) -> Problem:
    if "memory" in limits:
        effect, hint = "it can starve its neighbours", "set resources.limits, of memory at least"
    else:
        effect = "it can take the cpu that its neighbours use beyond their requests"
        hint = "set resources.limits.cpu, or let its neighbours request what they need"
    return Problem(
        container.at("resources", "limits"),
        f"{container} of {workload} has no limit of {' and '.join(limits)}: "
        f"after a failover {effect}",
        severity=Severity.INFO,
        hint=hint,
    )
