"""A deploy takes all replicas down at once.

Strategy Recreate removes all old pods before it makes the first new one. A rolling update may
remove `maxUnavailable` pods before their successors are ready; if that is as many as there are,
it does the same. Every deploy is then an outage as long as a start takes, and a deploy during a
zone failure is one of unknown length.

Percentages of `maxUnavailable` round down, so 25 % of 3 is 0. A workload that autoscales is
judged at its minimum. A volume that only one node can mount needs Recreate; it is reported as
information then.

Pods that take a port of their node, or that required anti-affinity keeps apart, need a place without
an old pod, which there may not be: no fix is offered for those. Nor is it for one replica that never
runs beside its successor (maxSurge 0), or of which something else shows that it has to act alone:
`replicas-too-few` says what.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  strategy:
    type: Recreate  # <-- every deploy of deployment/web takes all 3 replicas down
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```

```yaml fixed
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  strategy:
    type: RollingUpdate
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, Deployment, ScalableWorkload, StatefulSet, mapping
from multiaz_lint.model.nodes.host_ports import host_ports
from multiaz_lint.model.outage.alone import why_alone
from multiaz_lint.model.outage.singleton import intended_singleton
from multiaz_lint.model.words import all_of
from multiaz_lint.rule import Problem, Put, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import AffinityTerm, Field
    from multiaz_lint.rule import Edit


@rule(
    "rollout-outage",
    Severity.WARNING,
    on=(Deployment, StatefulSet),
    needs=("strategy", "updateStrategy"),
    doc=__doc__,
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if not workload.spec.get("strategy") and not workload.spec.get("updateStrategy"):
        return  # by default no more than a quarter of the pods goes at once
    scale = cluster.scale_of(workload)
    least = max(1, scale.least)
    if isinstance(workload, StatefulSet):
        if least > 1:
            yield from _stateful(workload, cluster, least)
        return
    if not isinstance(workload, Deployment):
        return
    _, unavailable = workload.surge_and_unavailable(least)
    recreate = workload.strategy == "Recreate"
    if unavailable < least or (recreate and scale.most <= 1):
        return
    if not scale.certain or not cluster.asks(workload) or intended_singleton(workload, cluster):
        return
    if recreate:
        count = least if least > 1 else scale.most
        field = workload.at(*workload.strategy_path, "type")
        yield _problem(workload, cluster, field, count, "strategy Recreate", _rolling(workload))
    else:
        field = workload.at(*workload.rolling_path, "maxUnavailable")
        cause = f"maxUnavailable {field.value}" if field.present else "maxUnavailable"
        if not field.present or unavailable != field.value:
            cause += f", which is {unavailable} of {least}"
        edits = [] if why_alone(workload, cluster) else _steps(field, least)
        yield _problem(workload, cluster, field, least, cause, edits)


def _problem(
    workload: ScalableWorkload,
    cluster: Cluster,
    field: Field,
    count: int,
    cause: str,
    edits: list[Edit],
) -> Problem:
    stateful = isinstance(workload, StatefulSet)
    claim = None if stateful else cluster.volumes.held_of(workload)
    port = None if stateful else next(iter(host_ports(workload)), None)
    alone = None if stateful else _kept_from_the_old(workload)
    if port is not None or alone is not None:
        edits = []  # with maxUnavailable 0 it may never end, where each node has a pod
    if claim is not None:
        hint = "move the data to a volume that several nodes can mount; until then this is needed"
    elif stateful:
        hint = "set maxUnavailable: 1, so that one pod after another is replaced"
    elif port is not None:
        hint = (
            f"run more replicas than go at once: a new pod needs a node whose port "
            f"{port.field.value} is free"
        )
    elif alone is not None:
        hint = (
            "run more replicas than go at once: required anti-affinity over "
            f"{alone.topology_key} keeps a new pod from where an old one is"
        )
    elif field.path[-1] == "type":
        hint = "set type: RollingUpdate with maxSurge 1 and maxUnavailable 0, or less than all"
    else:
        hint = "set maxUnavailable: 0 with maxSurge: 1" + (
            ", or less than all" if count > 1 else ""
        )
    replicas = "its only replica" if count == 1 else f"{all_of(count)} replicas"
    return Problem(
        field,
        f"every deploy of {workload} takes {replicas} down before a new one is ready: {cause}",
        severity=None if claim is None else Severity.INFO,
        hint=hint,
        related=[] if claim is None else [Related(claim.field, "one node at a time can mount it")],
        edits=edits if claim is None else [],
        unsafe=True,
    )


def _kept_from_the_old(workload: ScalableWorkload) -> AffinityTerm | None:
    """Return a term that keeps new pods away from those of the revision before."""
    for term in workload.own_terms:
        hashed = workload.revision_label in term.match_label_keys
        if term.anti and term.required and not hashed:
            return term
    return None


def _stateful(workload: StatefulSet, cluster: Cluster, least: int) -> Iterator[Problem]:
    """A StatefulSet replaces one pod at a time; maxUnavailable counts from 1.37 on."""
    strategy = mapping(workload.spec.get("updateStrategy"))
    written = mapping(strategy.get("rollingUpdate")).get("maxUnavailable")
    if written is None or cluster.platform.kubernetes < (1, 37):
        return
    unavailable = workload.unavailable(least)
    if unavailable < least or not cluster.asks(workload):
        return
    field = workload.at("spec", "updateStrategy", "rollingUpdate", "maxUnavailable")
    cause = f"maxUnavailable {written}"
    yield _problem(workload, cluster, field, least, cause, [Put(field, 1)])


def _rolling(workload: Deployment) -> list[Edit]:
    if workload.at("spec", "strategy", "rollingUpdate").present:
        return []  # the API server refuses it beside Recreate: another finding's business
    return [Put(workload.at("spec", "strategy", "type"), "RollingUpdate")]


def _steps(field: Field, least: int) -> list[Edit]:
    parent = field.resource.at(*field.path[:-1])
    surge = parent.child("maxSurge")
    if least > 1:
        return [Put(field, 1)]
    edits: list[Edit] = [Put(field, 0)]
    if surge.value in {0, "0%", "0"}:
        edits.append(Put(surge, 1))
    return edits
