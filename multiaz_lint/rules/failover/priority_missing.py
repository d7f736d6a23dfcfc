"""A critical workload has no priority.

When a zone is lost the others fill up. Pods without a PriorityClass all have priority 0, or that of
the class with `globalDefault: true`: what comes first gets the place, and a critical service may
stay Pending while batch jobs run. With a class of higher value the scheduler evicts them for it.

The rule is off until it is given a severity; `workloads` then holds patterns for the names of the
critical ones: `rules: {priority-missing: {severity: warning, workloads: ["checkout-*"]}}`.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: checkout}
spec:
  selector: {matchLabels: {app: checkout}}
  template:
    metadata: {labels: {app: checkout}}
    spec:  # <-- deployment/checkout has no priorityClassName
      containers: [{name: checkout, image: "checkout:1.0"}]
```

```yaml good
apiVersion: apps/v1
kind: Deployment
metadata: {name: checkout}
spec:
  selector: {matchLabels: {app: checkout}}
  template:
    metadata: {labels: {app: checkout}}
    spec:
      priorityClassName: critical
      containers: [{name: checkout, image: "checkout:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Parameters:
    """``workloads``: patterns for the names of the critical workloads; ``*`` is all of them."""

    __slots__ = ("workloads",)
    workloads: tuple[str, ...]

    def __init__(self, *, workloads: tuple[str, ...] = ("*",)) -> None:
        self.workloads = workloads


@rule(
    "priority-missing",
    Severity.INFO,
    on=ScalableWorkload,
    doc=__doc__,
    parameters=Parameters,
    profiles={"multi-az": None},
)
def check(
    workload: ScalableWorkload, cluster: Cluster, parameters: Parameters
) -> Iterator[Problem]:
    if workload.pod_spec.get("priorityClassName") or not cluster.asks(workload):
        return
    from fnmatch import fnmatchcase

    if not any(fnmatchcase(workload.name, pattern) for pattern in parameters.workloads):
        return
    yield Problem(
        workload.pod("priorityClassName"),
        f"{workload} has no priorityClassName: "
        "when a zone is lost it takes no place from less important pods",
        hint="name a PriorityClass with a value above that of the others",
    )
