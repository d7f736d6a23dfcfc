"""A pod that fails is noticed late.

A pod leaves traffic only when its readiness probe has failed `failureThreshold` times. The kubelet
starts a probe every `periodSeconds`, but never before the last one has ended: a pod that hangs lets
each of them wait for `timeoutSeconds`. More than a minute is longer than the cluster needs to
notice that a whole node is gone: the requests to such a pod fail for all that time.

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
        readinessProbe:  # <-- notices after 151 s that container web
          httpGet: {path: /ready, port: 8080}
          periodSeconds: 30
          failureThreshold: 5
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
        readinessProbe:
          httpGet: {path: /ready, port: 8080}
          periodSeconds: 5
          failureThreshold: 3
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload, mapping
from multiaz_lint.model.outage.recovery import FAILURES, PERIOD, TIMEOUT, number
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 60


@rule(
    "probe-slow-detect", Severity.INFO, on=ScalableWorkload, needs=("readinessProbe",), doc=__doc__
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    for container in workload.containers:
        probe = mapping(container.tree.get("readinessProbe"))
        if not probe:
            continue
        period = number(probe, "periodSeconds", PERIOD)
        failures = number(probe, "failureThreshold", FAILURES)
        timeout = number(probe, "timeoutSeconds", TIMEOUT)
        seconds = _seconds(period, failures, timeout)
        if seconds <= LONGEST or not cluster.asks(workload):
            continue
        yield Problem(
            container.at("readinessProbe"),
            f"the readinessProbe notices after {seconds} s that {container} of "
            f"{workload} fails ({_asked(failures, max(period, timeout))}): it gets traffic until "
            "then",
            hint=f"lower {_slowest(period, timeout)}"
            + (" or failureThreshold" if failures > 1 else ""),
        )


def _seconds(period: int, failures: int, timeout: int) -> int:
    """Return how long it takes from the last success (kubelet prober, worker.run, 1.37).

    A tick during a probe waits until it has ended, and then the next one starts at once.
    """
    return period + (failures - 1) * max(period, timeout) + timeout


def _asked(failures: int, apart: int) -> str:
    return f"{failures} times, {apart} s apart" if failures > 1 else f"it asks each {apart} s"


def _slowest(period: int, timeout: int) -> str:
    return "periodSeconds" if period >= timeout else "timeoutSeconds"
