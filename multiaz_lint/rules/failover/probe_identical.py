"""The liveness and the readiness probe ask the same question.

A pod that is slow or waits for a dependency should be taken out of traffic and left alone. When both
probes have the same handler it is killed as well, whatever the timings: after the loss of a zone
the pods that are overloaded or reconnect are restarted one after the other, and the outage grows.

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
        readinessProbe: {httpGet: {path: /health, port: 8080}}
        livenessProbe: {httpGet: {path: /health, port: 8080}, periodSeconds: 30}  # <-- a pod that is slow for 90 s is killed, not only taken out of traffic
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
        readinessProbe: {httpGet: {path: /ready, port: 8080}}
        livenessProbe: {httpGet: {path: /alive, port: 8080}}
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload, mapping
from multiaz_lint.model.outage.recovery import FAILURES, PERIOD, number
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.model import Container

HANDLERS = ("httpGet", "tcpSocket", "grpc", "exec")


@rule("probe-identical", Severity.INFO, on=ScalableWorkload, needs=("livenessProbe",), doc=__doc__)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    for container in workload.containers:
        alive, ready = container.tree.get("livenessProbe"), container.tree.get("readinessProbe")
        if not alive or not ready or _differ(alive, ready):
            continue
        if _handler(container, alive) != _handler(container, ready):
            continue
        if _handler(container, alive) is None or not cluster.asks(workload):
            continue
        yield Problem(
            container.at("livenessProbe"),
            f"the livenessProbe of {container} of {workload} asks the same as its "
            f"readinessProbe: {_outcome(alive, ready)}",
            hint="let the livenessProbe look at the process alone, or leave it out",
            related=[Related(container.at("readinessProbe"), "the same question")],
        )


def _outcome(alive: dict[str, Any], ready: dict[str, Any]) -> str:
    """Say when a slow pod is killed: the probes fail so often as their thresholds say."""
    killed, taken_out = (
        number(probe, "failureThreshold", FAILURES) * number(probe, "periodSeconds", PERIOD)
        for probe in (alive, ready)
    )
    if killed > taken_out:
        return f"a pod that is slow for {killed} s is killed, not only taken out of traffic"
    return "a slow pod is killed no later than it is taken out of traffic"


def _differ(one: Any, other: Any) -> bool:
    """Whether two probes are different at first sight: by kind, or by two written paths."""
    for name in HANDLERS:
        left, right = one.get(name), other.get(name)
        if (left is None) != (right is None):
            return True
        if isinstance(left, dict) and isinstance(right, dict):
            paths = left.get("path"), right.get("path")
            return None not in paths and paths[0] != paths[1]
    return False


def _handler(container: Container, probe: Any) -> tuple[str, Any] | None:
    """Return what a probe asks, with its defaults and its port as a number where it is known."""
    for name in HANDLERS:
        written = mapping(probe).get(name)
        if isinstance(written, dict):
            asked = {key: value for key, value in written.items() if value not in (None, "")}
            if "port" in asked:
                asked["port"] = _number(container, asked["port"])
            if name == "httpGet":
                asked.setdefault("path", "/")
                asked.setdefault("scheme", "HTTP")
            return name, asked
    return None


def _number(container: Container, port: object) -> object:
    for each in container.tree.get("ports") or ():
        if mapping(each).get("name") == port:
            return mapping(each).get("containerPort")
    return port
