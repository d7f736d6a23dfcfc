"""The autoscaler measures a percentage of a request that is not there.

A target of type Utilization is a percentage of what the containers request. If a single container
of the pod requests nothing of that resource, the controller reports `FailedGetResourceMetric:
missing request` and does not scale: the replicas that a failover needs never come. Beside other
metrics it still scales up by those, but never down.

A limit becomes the request where none is written, and the defaults of a LimitRange count: where the
input need not hold all of these, the message says so. Where the pod as a whole requests anything,
what all its containers and the pod request together counts. With a `containerResource` metric only
that container is asked, which must exist.
Requests that add up to 0 are none: the controller has nothing to divide by.

```yaml bad
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 3
  maxReplicas: 10
  metrics:
  - type: Resource
    resource:
      name: cpu
      target: {type: Utilization, averageUtilization: 60}  # <-- container proxy of deployment/web requests no cpu
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: "web:1.0", resources: {requests: {cpu: 100m}}}
      - {name: proxy, image: "proxy:1.0"}
```

```yaml good
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 3
  maxReplicas: 10
  metrics:
  - type: Resource
    resource:
      name: cpu
      target: {type: Utilization, averageUtilization: 60}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: "web:1.0", resources: {requests: {cpu: 100m}}}
      - {name: proxy, image: "proxy:1.0", resources: {limits: {cpu: 50m}}}
```
"""

from __future__ import annotations

from multiaz_lint.model import Autoscaler, Cluster, ScalableWorkload, quantity
from multiaz_lint.model.metrics import utilizations
from multiaz_lint.model.pods.requests import container_defaults_of, pod_level
from multiaz_lint.model.resource import mapping, sequence
from multiaz_lint.model.words import listed
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.model import Container
    from multiaz_lint.model.metrics import Utilization


@rule("hpa-no-request", Severity.ERROR, on=Autoscaler, doc=__doc__)
def check(autoscaler: Autoscaler, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    target = cluster.target_of(autoscaler)
    if not isinstance(target, ScalableWorkload) or autoscaler.owned or not target.pod_spec:
        return
    measured = list(utilizations(autoscaler))
    outcome = _outcome(autoscaler)
    for metric in measured:
        given, _ = container_defaults_of(target, cluster)
        whole = {} if metric.container else pod_level(target, cluster)
        names = [each.name for each in target.containers if each.runs]
        if metric.container and metric.container not in names:
            yield Problem(
                metric.field,
                f"{autoscaler} {outcome}: {target} has no container {metric.container}, "
                f"whose {metric.resource} it measures",
                hint=f"name one of {', '.join(names)}",
            )
            continue
        lacking = [
            container
            for container in target.containers
            if container.runs
            and metric.container in {"", container.name}
            and container.quantity(metric.resource) is None
        ]
        if whole and (len(lacking) < len(names) or _asks(whole, metric.resource)):
            continue  # the pod's own request counts, which is what its containers ask for at least
        if lacking and metric.resource not in given:
            closed = cluster.platform.closed
            yield _without_request(autoscaler, target, metric, lacking, outcome, closed=closed)
        elif not (lacking or whole):
            yield from _of_nothing(autoscaler, target, metric, outcome)


def _asks(whole: dict[str, Any], resource: str) -> bool:
    """Whether the pod as a whole requests a resource; a limit alone is its request, too."""
    return any(resource in mapping(whole.get(part)) for part in ("requests", "limits"))


def _outcome(autoscaler: Autoscaler) -> str:
    """One metric that fails keeps the others from scaling down, but not from scaling up."""
    spec = autoscaler.spec
    metrics = sequence(spec.get("metrics")) or sequence(spec.get("triggers"))
    return "never scales" if len(metrics) < 2 else "never scales down, nor up by this metric"


def _of_nothing(
    autoscaler: Autoscaler, target: ScalableWorkload, metric: Utilization, outcome: str
) -> Iterator[Problem]:
    """Look at the sum of the requests (podautoscaler GetResourceUtilizationRatio, 1.37)."""
    asked = [
        each for each in target.containers if each.runs and metric.container in {"", each.name}
    ]
    if asked and all(_is_zero(each.quantity(metric.resource)) for each in asked):
        yield Problem(
            metric.field,
            f"{autoscaler} {outcome}: {target} requests 0 of {metric.resource}, "
            "and its target is a percentage of the request",
            hint=f"set resources.requests.{metric.resource} to what the containers need",
            related=[
                Related(each.at("resources"), f"{metric.resource} of 0 here") for each in asked[:5]
            ],
        )


def _is_zero(amount: object) -> bool:
    try:
        return quantity.nanos(amount) == 0
    except quantity.QuantityError:
        return False


def _without_request(
    autoscaler: Autoscaler,
    target: ScalableWorkload,
    metric: Utilization,
    lacking: list[Container],
    outcome: str,
    *,
    closed: bool,
) -> Problem:
    """Say who requests nothing; unless the input is all there is, another LimitRange may do so."""
    unless = "" if closed else ", unless a LimitRange that is not in the input gives a default"
    names = listed([container.name for container in lacking])
    several = len(lacking) > 1
    return Problem(
        metric.field,
        f"{autoscaler} {outcome}: {'containers' if several else 'container'} {names} of {target} "
        f"{'request' if several else 'requests'} no {metric.resource}, "
        f"and its target is a percentage of the request{unless}",
        hint=f"set resources.requests.{metric.resource} for every container",
        related=[
            Related(container.at("resources", "requests", metric.resource), "none here")
            for container in lacking[:5]
        ],
    )
