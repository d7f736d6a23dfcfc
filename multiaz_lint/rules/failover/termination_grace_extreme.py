"""The pod is stopped without grace, or takes too long to stop.

With `terminationGracePeriodSeconds: 0` the process has 2 seconds from SIGTERM until it is killed,
after 1 second at most for a `preStop` hook: requests in flight are lost at every deploy and every
drain. And the object is removed at once, without the node's word that the process has stopped. With
more than ten minutes drains take hours; the upgrades of managed node pools give up after 15 to 30
minutes (EKS, AKS), or wait no longer than an hour (GKE). A `preStop` sleep counts inside the grace
period: if it takes all of it the process has these 2 seconds as well (kubelet killContainer and
calculateEffectiveGracePeriod, 1.37).

Long periods of StatefulSets are left alone, and so are those of DaemonSets, which drains pass over.

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

from itertools import pairwise

from multiaz_lint.model import Cluster, DaemonSet, ScalableWorkload, mapping, sequence
from multiaz_lint.model.digits import whole
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Container, Workload

DEFAULT = 30
LONGEST = 600
LEAST = 2
"""Seconds that the kubelet leaves from SIGTERM in any case (minimumGracePeriodInSeconds)."""

_FACTORS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_BRANCHES = frozenset({"if", "case", "while", "until", "for", "||", "|", "&", "then", "exit"})
"""Words of a shell after which not every command is run, or not one after the other."""


@rule(
    "termination-grace-extreme",
    Severity.INFO,
    on=(ScalableWorkload, DaemonSet),
    needs=("terminationGracePeriodSeconds", "lifecycle"),
    doc=__doc__,
)
def check(workload: Workload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    seconds = workload.pod_spec.get("terminationGracePeriodSeconds")
    sleeps = any(container.tree.get("lifecycle") for container in workload.containers)
    if (seconds is None and not sleeps) or not cluster.runs(workload):
        return
    grace = workload.pod("terminationGracePeriodSeconds", default=DEFAULT)
    seconds = grace.value
    if seconds == 0:
        yield Problem(
            grace,
            f"terminationGracePeriodSeconds 0: {workload} is killed {LEAST} s after it is told to stop, "
            f"at every {'deploy' if isinstance(workload, DaemonSet) else 'deploy and drain'}, and its "
            "pods are gone from the API before that",
            hint="leave the field out, which gives 30 seconds",
        )
        return
    if seconds > LONGEST and not (workload.names_kept_by or isinstance(workload, DaemonSet)):
        yield Problem(
            grace,
            f"each pod of {workload} may take {seconds} s to stop: "
            "upgrades of its nodes give up before that",
            hint=f"set it to {LONGEST} or less",
        )
    for container in workload.containers:
        slept = _sleeps(container)
        if slept is not None and slept >= max(1, seconds):
            how = "all of" if slept == seconds else "longer than"
            yield Problem(
                container.at("lifecycle", "preStop"),
                f"the preStop hook of {container} of {workload} sleeps {slept} s, "
                f"{how} the grace period of {seconds} s: the process is left {LEAST} s to stop",
                hint="set terminationGracePeriodSeconds to the sleep and the time to stop together",
            )


def _sleeps(container: Container) -> int | None:
    """Return the seconds that the preStop hook sleeps at least, if it does."""
    lifecycle = container.tree.get("lifecycle")
    if not lifecycle:
        return None
    hook = mapping(mapping(lifecycle).get("preStop"))
    seconds = mapping(hook.get("sleep")).get("seconds")
    if isinstance(seconds, int):
        return seconds
    words = " ".join(str(word) for word in sequence(mapping(hook.get("exec")).get("command")))
    for mark in ("&&", ";", "\n"):
        words = words.replace(mark, " ; ")
    parts = [word.strip("\"'") for word in words.split()]
    found = [
        _duration(following)
        for word, following in pairwise(parts)
        if word.rpartition("/")[2] == "sleep"
    ]
    if found and not _BRANCHES.isdisjoint(parts):
        return found[0]
    known = [seconds for seconds in found if seconds is not None]
    return sum(known) if known else None


def _duration(word: str) -> int | None:
    """Return the seconds that an operand of sleep stands for (coreutils, busybox)."""
    factor = _FACTORS.get(word[-1:])
    number = whole(word if factor is None else word[:-1])
    return None if number is None else number * (factor or 1)
