"""A Service leads nowhere.

Its selector matches the pods of no workload in the namespace, so it has no endpoints and every
connection is refused; or a port names a `targetPort` that no container has, so that port has none.
A label or a port was renamed, or mistyped. The name counts with its protocol, TCP where none is
written, and only in containers that run as long as the pod: not in init containers.

In an open context the workload may stand elsewhere, and the first of the two is only a remark, but
not where the pods of one workload of the namespace have the label with another letter, one more or
one less: unless the Service has the name of what it selects, and the workload another one.

```yaml bad
# multiaz-lint-test: closed
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: wbe}  # <-- selects the pods of no workload
  ports: [{port: 80}]
---
apiVersion: v1
kind: Service
metadata: {name: api}
spec:
  selector: {app: web}
  ports:
  - port: 80
    targetPort: htpp  # <-- no container of deployment/web has a port named htpp
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
      - name: web
        image: web:1.0
        ports: [{name: http, containerPort: 8080}]
```

```yaml good
# multiaz-lint-test: closed
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports:
  - port: 80
    targetPort: http
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
      - name: web
        image: web:1.0
        ports: [{name: http, containerPort: 8080}]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, Service, Workload, mapping, sequence, string
from multiaz_lint.model.budgets.picking import may_pick
from multiaz_lint.model.custom.operators import asks_of_operator
from multiaz_lint.model.selectors.mentions import mentioned
from multiaz_lint.model.selectors.slips import meant_by
from multiaz_lint.model.selectors.unfilled import open_selection
from multiaz_lint.rule import Problem, Related, Severity, rule, to_fill_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("svc-no-backend", Severity.WARNING, on=Service, doc=__doc__)
def check(service: Service, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if service.selector.nothing or service.headless:
        return
    backends = cluster.backends_of(service)
    if backends:
        yield from _ports(service, backends)
        return
    if cluster.first_near(Workload, service, service.namespace) is None:
        return
    if may_pick(service.selector, service, cluster):
        return  # it selects by a label that a controller makes up, as for one pod of a StatefulSet
    if cluster.elsewhere(service.selector, service.namespace, service):
        return  # ns-mismatch says more
    if mentioned(service.selector, service, cluster):
        return
    if asks_of_operator(service.selector, service, cluster):
        return
    severity = None if cluster.platform.closed else Severity.INFO
    hint = "write labels of the pod template that it is meant for"
    related = to_fill_in(open_selection(service.selector, service, cluster))
    meant = meant_by(service.selector, service, cluster)
    if meant is not None and _lacks_a_service(meant[0], service, cluster):
        workload, key, value = meant
        if _is_surely_its_own(meant, service):
            severity = None
        hint = f"did you mean {key}={value}, as the pods of {workload} have it?"
        related = [*related, Related(workload.name_field, f"its pods have {key}={value}")]
    yield Problem(
        service.at("spec", "selector"),
        f"{service} selects the pods of no workload in namespace {service.namespace}: "
        "it has no endpoints",
        severity=severity,
        hint=hint,
        related=related,
    )


def _lacks_a_service(workload: Workload, service: Service, cluster: Cluster) -> bool:
    """Whether this Service is the one that a workload is waiting for."""
    return workload.name == service.name or not cluster.services_of(workload)


def _is_surely_its_own(meant: tuple[Workload, str, str], service: Service) -> bool:
    """Whether a slip is all that keeps a Service from the pods of a workload.

    Where it has the name of what it selects it may be for another workload, whose name is a word
    of its own: ``mail`` and ``main``, ``user`` and ``users``.
    """
    workload, key, _ = meant
    return workload.name == service.name or service.selector.equalities[key] not in service.name


def _ports(service: Service, backends: list[Workload]) -> Iterator[Problem]:
    workload = backends[0]
    named: list[tuple[str, str, bool]] | None = None
    for index, port in enumerate(sequence(service.spec.get("ports"))):
        target = mapping(port).get("targetPort")
        if not isinstance(target, str) or not target or target.isdigit():
            continue
        if named is None:
            named = _named_ports(backends)
        why = _missed(target, _protocol(port), named, workload)
        if not workload.containers or not why:
            continue
        yield Problem(
            service.at("spec", "ports", index, "targetPort"),
            f"{why}: this port of {service} has no endpoints",
            hint="name the port of the container, or write its number",
            related=[Related(workload.name_field, "the pods behind it")],
        )


def _missed(
    name: str, protocol: str, named: list[tuple[str, str, bool]], workload: Workload
) -> str:
    """Say why a port is not found, as FindPort looks for it (endpointslice utils.go, 1.37)."""
    found = [(other, runs) for each, other, runs in named if each == name]
    if (protocol, True) in found:
        return ""
    for other, runs in found:
        if runs:
            return f"port {name} of {workload} is a port of {other}, not of {protocol}"
    if found:
        return f"only an init container of {workload}, which ends, has a port named {name}"
    return f"no container of {workload} has a port named {name}"


def _named_ports(workloads: list[Workload]) -> list[tuple[str, str, bool]]:
    """Return the name and protocol of every port, and whether its container keeps running."""
    return [
        (string(mapping(port).get("name")), _protocol(port), container.runs)
        for workload in workloads
        for container in workload.containers
        for port in sequence(container.tree.get("ports"))
    ]


def _protocol(port: object) -> str:
    return string(mapping(port).get("protocol")) or "TCP"
