"""minDomains asks for as many zones as there are, so losing one stops all placement.

While fewer domains than minDomains have usable nodes, the scheduler takes the smallest count as 0
(kube-scheduler PodTopologySpread, 1.37): every zone may hold maxSkew pods, or what it has already.
With minDomains equal to the number of zones that is so whenever a zone is gone, also when its nodes
are deleted, and nodeTaintsPolicy Honor does not help. With more than the zones there are it is
always so; a maxSkew that lets all pods into one zone makes up for it. The zones are those that the
constraint's nodeAffinityPolicy and nodeTaintsPolicy leave: one that is counted though the pods may
not use it makes the smallest count 0 by itself, and minDomains has no part in it.

minDomains one below the number of zones still makes an autoscaler open a second zone, and leaves
room for an outage.

```yaml bad
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
      topologySpreadConstraints:
      - maxSkew: 1
        minDomains: 3  # <-- while one of the 3 zones is gone
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        nodeTaintsPolicy: Honor
        labelSelector:
          matchLabels: {app: web}
      containers:
      - name: web
        image: web:1.0
```

```yaml fixed
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
      topologySpreadConstraints:
      - maxSkew: 1
        minDomains: 2
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        nodeTaintsPolicy: Honor
        labelSelector:
          matchLabels: {app: web}
      containers:
      - name: web
        image: web:1.0
```
"""

from __future__ import annotations

from multiaz_lint.model import HOSTNAME, ZONE_KEYS, Cluster, Deployment, ScalableWorkload
from multiaz_lint.model.nodes.domains import counted_domains, domains
from multiaz_lint.model.outage.rollouts import stuck_at
from multiaz_lint.model.outage.spread_limit import stays_when_one_is_gone
from multiaz_lint.model.resource import string
from multiaz_lint.model.words import cannot_roll_out, counted
from multiaz_lint.rule import Drop, Problem, Put, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import SpreadConstraint
    from multiaz_lint.rule import Edit


@rule(
    "spread-mindomains-outage",
    Severity.WARNING,
    on=ScalableWorkload,
    needs=("minDomains",),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if not workload.spread or string(workload.pod_spec.get("nodeName")):
        return  # of pods that name their node the scheduler asks nothing
    for constraint in workload.own_spread:
        least_domains = constraint.min_domains
        if least_domains is None or not constraint.hard or not cluster.asks(workload):
            continue
        there = domains(constraint.topology_key, workload, cluster)
        if there is None or least_domains < there or least_domains < 2:
            continue
        if counted_domains(constraint, workload, cluster) != there:
            continue  # the smallest count is 0 anyway, in a domain that no pod can use
        if least_domains > there:
            yield from _too_many(workload, constraint, there, cluster)
        elif constraint.topology_key in ZONE_KEYS:
            yield from _as_many(workload, constraint, there, cluster)


def _too_many(
    workload: ScalableWorkload, constraint: SpreadConstraint, there: int, cluster: Cluster
) -> Iterator[Problem]:
    zonal = constraint.topology_key in ZONE_KEYS
    what = {HOSTNAME: "node"}.get(constraint.topology_key, "zone" if zonal else "domain")
    what = what if there == 1 else f"{what}s"
    consequence, severity = _limited(workload, constraint, there, cluster)
    if not consequence:
        return
    yield Problem(
        constraint.at("minDomains"),
        f"minDomains {constraint.min_domains} is more than the {there} {what} that the pods can "
        f"use: {consequence}",
        severity=severity,
        hint=_hint(there),
        edits=_edits(constraint, there),
        unsafe=True,
    )


def _limited(
    workload: ScalableWorkload, constraint: SpreadConstraint, there: int, cluster: Cluster
) -> tuple[str, Severity]:
    """Say what it does that each domain takes maxSkew pods at most; nothing where all fit in."""
    scale, room = cluster.scale_of(workload), there * constraint.max_skew
    if scale.most > room:
        words = f"of up to {scale.most} pods of {workload} only {room} can ever be placed"
        return words, Severity.ERROR
    found = []
    stuck = stuck_at(workload, room, scale, constraint)
    if stuck is not None:
        found.append(cannot_roll_out(workload, stuck))
    if constraint.topology_key in ZONE_KEYS and there > 1:
        stays = stays_when_one_is_gone(workload, constraint, there, cluster)
        if stays:
            found.append(f"while one is gone, {stays}")
    surge = workload.surge_and_unavailable(scale.most)[0] if isinstance(workload, Deployment) else 0
    if not found and constraint.max_skew < scale.most + surge:
        which = "it" if there == 1 else "each"
        found.append(
            f"{which} takes {constraint.max_skew} at most of the pods of {workload}, always"
        )
    return ", and ".join(found), Severity.WARNING if stuck is None else Severity.ERROR


def _as_many(
    workload: ScalableWorkload, constraint: SpreadConstraint, zones: int, cluster: Cluster
) -> Iterator[Problem]:
    stays = stays_when_one_is_gone(workload, constraint, zones, cluster)
    if stays:
        consequence = stays
    else:
        room = (zones - 1) * constraint.max_skew
        stuck = stuck_at(workload, room, cluster.scale_of(workload), constraint)
        if stuck is None:
            return
        consequence = (
            f"each other zone takes at most {constraint.max_skew} of the pods of {workload}, which "
            f"cannot roll out at {counted(stuck, 'replica')}"
        )
    yield Problem(
        constraint.at("minDomains"),
        f"minDomains {constraint.min_domains} asks for every zone, whatever nodeTaintsPolicy "
        f"says: while one of the {zones} zones is gone, {consequence}",
        hint=_hint(zones),
        edits=_edits(constraint, zones),
        unsafe=True,
    )


def _hint(there: int) -> str:
    return f"set minDomains: {there - 1}" if there > 2 else "leave minDomains out"


def _edits(constraint: SpreadConstraint, there: int) -> list[Edit]:
    field = constraint.at("minDomains")
    return [Put(field, there - 1)] if there > 2 else [Drop(field)]
