"""Fewer replicas than zones.

With one replica the service is down from the moment its zone is lost until the pod runs somewhere
else: about six minutes with the default tolerations, and longer if its volume stays behind. With
fewer replicas than zones a lost zone takes half of them or all.

What counts is the least number that the controllers keep. Where an autoscaler targets the
workload its minimum decides, and `hpa-min-too-low` speaks. A cluster-proportional-autoscaler of the
input, as DNS has, keeps what its parameters ask for in a cluster of one node for each zone.

Intended singletons are left out: annotation `multiaz-lint/singleton: "reason"`, or strategy
Recreate with one replica and a volume for one node. Replicas that elect a leader need not be
more than two, and one is reported as advice; but not where traffic comes to all of them from
outside the cluster, by a Service of type LoadBalancer or NodePort, an Ingress or another route (of
the Gateway API, OpenShift, Traefik, Contour). Nor is one advice where the API server needs their
answers: to a webhook that fails closed or converts, or for an APIService.

The one head of a cluster that an operator lets nobody multiply (Ray) is advice as well.

Replicas that would have to share the volume of one node cannot just be added: no fix is offered
where pods mount a claim that is not known to be for many nodes, nor for the one pod of a
StatefulSet with a claim for each, or of a known database, which may not copy its data to others.

Nor is it offered where something shows that the one pod has to act alone: strategy Recreate or
maxSurge 0, by which no two ever run at once; an election of a leader that is switched off; a
ServiceAccount of its own that may change resources, of pods that no Service but one for metrics
leads to and of which nothing shows that they elect a leader; and software that is known for it
(Velero, ExternalDNS, the descheduler, exporters of metrics, Grafana on a database of its own).

Where every Service of the workload keeps pods of others that are sure to be left, as that of a
canary keeps the stable ones, it is advice too. Several workloads behind one Service, each bound to
a zone of its own, count together. So do the parts of one custom resource that do the same and that
nothing binds to a zone, as racks of ScyllaDB: `spread-missing` says that one zone may take them all
where they are enough. More replicas do not help a single workload that is bound to one
zone: `affinity-single-zone` says so, and no fix is offered here.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1  # <-- deployment/web runs 1 replica, fewer than the 3 zones: nothing is left
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
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload
from multiaz_lint.model.nodes.unbound_parts import parts_without_zone
from multiaz_lint.model.outage.alone import why_alone
from multiaz_lint.model.outage.minimum import Minimum
from multiaz_lint.model.outage.outcomes import left_of, outcome_of
from multiaz_lint.model.outage.singleton import elects_leader, intended_singleton, leader_needs
from multiaz_lint.model.proportional import sizer_of
from multiaz_lint.model.resource import SINGLETON
from multiaz_lint.model.words import counted
from multiaz_lint.rule import Problem, Put, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "replicas-too-few",
    Severity.WARNING,
    on=ScalableWorkload,
    doc=__doc__,
    parameters=Minimum,
    profiles={
        "multi-az": {"severity": Severity.ERROR, "minimum": None, "served_only": False},
        "survive": {},
    },
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: Minimum) -> Iterator[Problem]:
    scale = cluster.scale_of(workload)
    least, wanted = scale.least, parameters.of(cluster)
    if least >= wanted or scale.decider is not None or not scale.certain:
        return
    if not cluster.asks(workload) or intended_singleton(workload, cluster):
        return
    severity, why = None, parameters.reason(cluster)
    elects = elects_leader(workload, cluster)
    if elects:
        if least > 1:
            return
        wanted, (why, advice) = 2, leader_needs(workload, cluster)
        severity = Severity.INFO if advice else None
    elif parameters.only_advice(workload, cluster):
        severity = Severity.INFO
    parts = parts_without_zone(workload, cluster)
    if parts is not None:
        if parts.spoken_for_by(workload) and parts.total < wanted:
            yield Problem(
                parts.field,
                f"{parts} run {parts.total} replicas, fewer than {why}: {left_of(parts.total)}",
                severity=severity,
                hint=f"run {wanted} in all, in parts that are bound to a zone each",
            )
        return
    outcome = outcome_of(workload, least, wanted, cluster)
    if outcome is None:
        return
    sizer = sizer_of(workload, cluster)
    alone = "" if elects else why_alone(workload, cluster)
    absent = "" if sizer or workload.replicas.present else ", the default"
    yield Problem(
        workload.replicas,
        f"{workload} runs {counted(least, 'replica')}{absent}, fewer than {why}: {outcome.words}",
        severity=Severity.INFO if outcome.kept or not workload.resizable else severity,
        hint=outcome.hint
        or (f"let {sizer.workload} keep {wanted} at least" if sizer else "")
        or _hint(workload, wanted, cluster, alone),
        related=[Related(sizer.workload.name_field, "decides how many there are")] if sizer else (),
        edits=()
        if outcome.hint or sizer or alone or not workload.resizable
        else [Put(workload.replicas, workload.as_written(wanted))],
        unsafe=True,
    )


def _hint(workload: ScalableWorkload, wanted: int, cluster: Cluster, alone: str) -> str:
    """Of what no Service routes to, nobody can tell whether several may run at once.

    ``alone`` says what shows that they may not.
    """
    if not workload.resizable:
        return "let what depends on it bear its absence: nobody can ask for more of them"
    field = workload.replicas.path[-1]
    more = f"set {field}: {wanted}"
    if alone:
        why = f"say by the annotation {SINGLETON} why it has to run alone"
        return f"{more} once several can act side by side ({alone}), or {why}"
    several = workload.operated or cluster.scale_of(workload).least > 1
    if several or cluster.services_of(workload):
        return more
    return f"{more}, or say by the annotation {SINGLETON} why it has to run alone"
