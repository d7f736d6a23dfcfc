"""The pod is stopped without grace, or takes too long to stop.

With `terminationGracePeriodSeconds: 0` a pod is killed at once: requests in flight are lost at
every deploy and every drain, and the object is removed without the node's word that the process
has stopped. With more than ten minutes drains take hours; the upgrades of managed node pools give
up after 15 to 30 minutes. A `preStop` sleep counts inside the grace period: if it takes all of it
the process has 2 seconds from SIGTERM until it is killed (kubelet killContainer, 1.37).

Long periods of StatefulSets are left alone.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 3600  # <-- may take 3600 s to stop
      containers: [{name: web, image: "web:1.0"}]
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
      terminationGracePeriodSeconds: 60
      containers:
      - name: web
        image: web:1.0
        lifecycle: {preStop: {sleep: {seconds: 10}}}
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload, StatefulSet, mapping, sequence
from multiaz_lint.model.digits import whole
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Container

DEFAULT = 30
LONGEST = 600
LEAST = 2
"""Seconds that the kubelet leaves after the hook in any case (minimumGracePeriodInSeconds)."""


@rule(
    "termination-grace-extreme",
    Severity.INFO,
    on=ScalableWorkload,
    needs=("terminationGracePeriodSeconds", "lifecycle"),
    doc=__doc__,
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    seconds = workload.pod_spec.get("terminationGracePeriodSeconds")
    sleeps = any(container.tree.get("lifecycle") for container in workload.containers)
    if (seconds is None and not sleeps) or not cluster.asks(workload):
        return
    grace = workload.pod("terminationGracePeriodSeconds", default=DEFAULT)
    seconds = grace.value
    if seconds == 0:
        yield Problem(
            grace,
            f"terminationGracePeriodSeconds 0: {workload} is killed without a chance to finish its "
            "work, at every deploy and drain",
            hint="leave the field out, which gives 30 seconds",
        )
        return
    if seconds > LONGEST and not isinstance(workload, StatefulSet):
        yield Problem(
            grace,
            f"each pod of {workload} may take {seconds} s to stop: "
            "upgrades of its nodes give up before that",
            hint=f"set it to {LONGEST} or less",
        )
    for container in workload.containers:
        slept = _sleeps(container)
        if slept is not None and slept >= max(1, seconds):
            yield Problem(
                container.at("lifecycle", "preStop"),
                f"the preStop hook of container {container.name} of {workload} sleeps {slept} s, "
                f"all of the grace period of {seconds} s: the process is left {LEAST} s to stop",
                hint="set terminationGracePeriodSeconds to the sleep and the time to stop together",
            )


def _sleeps(container: Container) -> int | None:
    """Return the seconds that the preStop hook only sleeps, if it does."""
    lifecycle = container.tree.get("lifecycle")
    if not lifecycle:
        return None
    hook = mapping(mapping(lifecycle).get("preStop"))
    seconds = mapping(hook.get("sleep")).get("seconds")
    if isinstance(seconds, int):
        return seconds
    words = " ".join(str(word) for word in sequence(mapping(hook.get("exec")).get("command")))
    _, found, rest = f" {words}".partition("sleep ")
    number = rest.strip().partition(" ")[0].strip("\"';&s")
    return whole(number) if found else None
