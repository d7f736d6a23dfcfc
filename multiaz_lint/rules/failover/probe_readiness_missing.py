"""A Service routes to a container that never says when it is ready.

Without a readiness probe a pod counts as ready as soon as its containers have started. It gets
traffic before it can answer; a rolling update, a drain and a disruption budget take it for a full
replacement and go on to the next pod. In a failover the replacements of a lost zone fail their
first requests.

Of several containers those are asked whose port a Service targets. Containers without ports are
left out, and so are Services that publish addresses before they are ready. A port for metrics (its
name, or that of its target, has `metrics` in it) brings no traffic: Prometheus scrapes pods that
are not ready as well (`kubernetes_sd_config`, roles `endpoints` and `endpointslice`), so that a
readiness probe keeps nothing away from them.

If no Service routes to the pods, but a disruption budget counts them, and no container of them has
a readiness probe, it is advice.

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
      - name: web  # <-- container web of deployment/web gets traffic from service/web without a readinessProbe
        image: web:1.0
        ports: [{containerPort: 8080}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
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
        ports: [{containerPort: 8080}]
        readinessProbe: {httpGet: {path: /ready, port: 8080}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload, mapping, sequence
from multiaz_lint.model.budgets.standing import first_budget
from multiaz_lint.model.traffic import is_scraped
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from multiaz_lint.model import Container, Service


@rule(
    "probe-readiness-missing", Severity.WARNING, on=ScalableWorkload, needs=("ports",), doc=__doc__
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    listening = [each for each in workload.containers if each.runs and each.tree.get("ports")]
    if all(map(_has_probe, listening)):
        return
    if not cluster.asks(workload):
        return
    services = [
        each
        for each in cluster.services_of(workload)
        if not (_publishes_early(each) or each.scraped_only)
    ]
    if not services:
        yield from _counted_early(workload, listening, cluster)
        return
    services.sort(key=lambda service: (service.name, service.origin))
    behind = _behind(listening, services)
    for container in listening:
        if _has_probe(container) or id(container) not in behind:
            continue
        service = behind[id(container)]
        yield Problem(
            container.at("readinessProbe"),
            f"{container} of {workload} gets traffic from {service} without a "
            "readinessProbe: it counts as ready before it can answer",
            hint="add a readinessProbe that fails until the container can serve",
            related=[Related(service.at("spec", "selector"), f"{service} routes to it")],
        )


def _counted_early(
    workload: ScalableWorkload, listening: list[Container], cluster: Cluster
) -> Iterator[Problem]:
    """Tell of pods that a budget takes for replacements before they can be any."""
    if any(_has_probe(each) for each in workload.containers if each.runs):
        return
    if not cluster.budgets_of(workload) or cluster.scale_of(workload).least < 2:
        return
    budget = first_budget(workload, cluster)
    yield Problem(
        listening[0].at("readinessProbe"),
        f"the pods of {workload} count as ready as soon as they start: {budget} lets a drain go on "
        "to the next one before they can do their work",
        severity=Severity.INFO,
        hint="add a readinessProbe that fails until the container can serve",
        related=[Related(budget.at("spec", "selector"), f"{budget} counts them")],
    )


def _has_probe(container: Container) -> bool:
    return bool(container.tree.get("readinessProbe")) or container.injected


def _publishes_early(service: Service) -> bool:
    return service.spec.get("publishNotReadyAddresses") is True


def _behind(listening: list[Container], services: Iterable[Service]) -> dict[int, Service]:
    """Find the containers whose port a Service targets; all of them where none can be told."""
    found: dict[int, Service] = {}
    for service in services:
        hit = False
        for port in service.ports:
            if is_scraped(port):
                continue
            target = port.get("targetPort") or port.get("port")
            for container in listening:
                if target in _ports(container):
                    found.setdefault(id(container), service)
                    hit = True
        if not hit:
            for container in listening:
                if container.kind == "containers":
                    found.setdefault(id(container), service)
    return found


def _ports(container: Container) -> list[object]:
    """Return the numbers and names of a container's ports."""
    written = [mapping(port) for port in sequence(container.tree.get("ports"))]
    return [
        value
        for port in written
        for value in (port.get("containerPort"), port.get("name"))
        if value is not None
    ]
