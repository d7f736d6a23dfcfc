"""Required anti-affinity has fewer places than there are pods.

Each zone (or node) takes one pod; the pods beyond that stay Pending for ever. An autoscaler
counts them as replicas all the same: it asks for more, and nothing is scheduled.

Anti-affinity to the pods of another workload keeps the two out of each other's zones, whichever of
them has the term (kube-scheduler InterPodAffinity, 1.37). Where each is spread by a hard constraint
the zones are soon too few: 3 and 3 pods with maxSkew 1 need 6. The pods of a CronJob with the same
labels find no zone at all while there is a pod of the other workload in each.

The number of zones is a setting; the number of nodes, and of regions, is known from Nodes in the
input alone. Most clusters stand in one region.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 5
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - topologyKey: topology.kubernetes.io/zone  # <-- can never be scheduled
            labelSelector:
              matchLabels: {app: web}
      containers:
      - name: web
        image: web:1.0
```

```yaml good
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - topologyKey: topology.kubernetes.io/zone
            labelSelector:
              matchLabels: {app: web}
      containers:
      - name: web
        image: web:1.0
```
"""

from __future__ import annotations

from multiaz_lint.model import HOSTNAME, ZONE_KEYS, Cluster, ScalableWorkload
from multiaz_lint.model.company.avoidance import places_apart
from multiaz_lint.model.placement import BETA_REGION, REGION, ZONE
from multiaz_lint.model.resource import string
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import AffinityTerm, Scale


@rule(
    "antiaffinity-too-many", Severity.ERROR, on=ScalableWorkload, needs=("podAntiAffinity",),
    doc=__doc__,
    profiles={"survive": {}},
)  # fmt: skip
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if not workload.pod_terms or string(workload.pod_spec.get("nodeName")):
        return  # of pods that name their node the scheduler asks nothing
    if any(
        each.anti and each.required and each.topology_key in ZONE_KEYS
        for each in workload.pod_terms
    ):
        yield from _conflict(workload, cluster)
    for term in workload.own_terms:
        if not (term.anti and term.required):
            continue
        places, where = places_apart(term.topology_key, workload, cluster)
        scale = cluster.scale_of(workload)
        if places is None and term.topology_key in (REGION, BETA_REGION):
            yield from _region(workload, term, scale, cluster)
        if places is None or scale.most <= places or not cluster.asks(workload):
            continue
        key = term.topology_key
        one, many = ("zone", "zones") if key in ZONE_KEYS else ("node", "nodes")
        if key not in ZONE_KEYS and key != HOSTNAME:
            one, many = f"value of {key}", f"values of {key}"
        there = (
            f"the {places} {many} that the pods can use take"
            if places != 1
            else (f"the one {one} that the pods can use takes")
        )
        if where:
            there = f"{where} take{'s' if places == 1 else ''}"
        at_least = scale.least > places
        if at_least:
            message = f"{scale.least - places} of {scale.least} pods of {workload}"
        else:
            message = f"the maximum of {scale.most} pods of {workload}"
        decider = scale.decider
        if decider is not None:
            bound = decider.minimum if at_least else decider.maximum
        yield Problem(
            term.at("topologyKey"),
            f"{message} can never be scheduled: required anti-affinity allows one pod per {one}, "
            f"and {there} {places}",
            severity=None if at_least else Severity.WARNING,
            hint=f"spread them by a constraint over {key} with maxSkew 1 instead, or keep to "
            f"{places} replicas",
            related=[Related(bound, f"set by {decider}")] if decider is not None else (),
        )


def _region(
    workload: ScalableWorkload, term: AffinityTerm, scale: Scale, cluster: Cluster
) -> Iterator[Problem]:
    """Judge anti-affinity over regions, of which most clusters have one."""
    if scale.most < 2 or not cluster.asks(workload):
        return
    rest = f"{scale.least - 1} of {scale.least} pods of {workload}"
    if scale.least < 2:
        rest = f"all but one of up to {scale.most} pods of {workload}"
    yield Problem(
        term.at("topologyKey"),
        f"in a cluster of one region {rest} can never be scheduled: required anti-affinity allows "
        "one pod per region",
        severity=Severity.WARNING,
        hint=f"keep them apart over {ZONE} or {HOSTNAME}",
    )


def _conflict(workload: ScalableWorkload, cluster: Cluster) -> Iterator[Problem]:
    from multiaz_lint.model.company.conflicts import (
        conflict_of,
        conflict_with_job,
        spread_by_scores,
    )

    zones, apart = (
        cluster.platform.zones,
        "required anti-affinity keeps the two out of each other's zones",
    )
    job = conflict_with_job(workload, cluster)
    if job is not None and job.needs >= zones:
        yield Problem(
            job.term.at("topologyKey"),
            f"pods of {job.other} can never be scheduled while those of {workload} run: {apart}, "
            f"and {workload} needs all {zones}",
            hint="select the pods to keep away from by a label that those of the job do not have",
            related=[Related(job.other.name_field, "its pods find no zone")],
        )
    found = conflict_of(workload, cluster)
    if found is None:
        return
    other = found.other
    severity = None
    if found.needs + found.other_needs > zones:
        words = (
            f"some pods of {workload} or {other} can never be scheduled: {apart}, of which they "
            f"need {found.needs} and {found.other_needs}, and there are {zones}"
        )
    elif spread_by_scores(other, cluster):
        severity = Severity.WARNING
        words = (
            f"pods of {workload} or {other} may never be scheduled: {apart}, and the scheduler "
            f"puts pods of {other} into all {zones} as far as it can"
        )
    else:
        return
    yield Problem(
        found.term.at("topologyKey"),
        words,
        severity=severity,
        hint="prefer to keep away from these pods, or keep away over kubernetes.io/hostname",
        related=[Related(other.at("metadata", "name"), "must keep out of its zones")],
    )
