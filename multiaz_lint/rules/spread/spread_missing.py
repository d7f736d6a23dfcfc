"""Nothing spreads the pods over zones.

Without a rule of its own the scheduler (kube-scheduler 1.37) prefers zones and nodes that hold
fewer pods of the workload, but free resources, warm images or a fresh node weigh as much: all
replicas may end in one zone, and go with it.

A hard spread constraint over zones is the only rule that promises an even placement and still
lets the pods move when a zone is gone. Required anti-affinity over zones places them apart too,
but allows one pod per zone at most and leaves the pod of a lost zone Pending: where there is one
in each, `antiaffinity-zone-outage` says so instead, if it runs.

Workloads whose required anti-affinity keeps each of them away from the others of a group, but not
from its own pods, are copies for a zone each (the ingesters of Mimir): these are not to be spread,
but bound to a zone each, and no fix is offered. So are the parts of one custom resource that do the
same, as racks of ScyllaDB or node sets of Elasticsearch: it is said of all of them once, unless
required anti-affinity or a hard constraint over zones that selects them all keeps them apart.
Where an operator knows no constraints for its pods, required anti-affinity over zones is enough.
Pods that a WorkloadSpread of OpenKruise binds to zones are listed as not checked. Those of another
scheduler than kube-scheduler are judged by the rules of that, and it is listed once as not checked
whether theirs are the same.

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
    spec:  # <-- nothing spreads the pods of deployment/web over zones
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
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        nodeTaintsPolicy: Honor
        labelSelector:
          matchLabels:
            app: web
        matchLabelKeys:
        - pod-template-hash
      containers:
      - name: web
        image: web:1.0
```
"""

from __future__ import annotations

from multiaz_lint.model import ZONE_KEYS, Cluster, ScalableWorkload
from multiaz_lint.model.disks.mounts import zonal_template
from multiaz_lint.model.nodes.pins import binding_of, one_for_each_zone
from multiaz_lint.model.nodes.placed_by_others import placed_by
from multiaz_lint.model.nodes.unbound_parts import (
    APART,
    WISHED_APART,
    Parts,
    parts_without_zone,
)
from multiaz_lint.model.outage.spreading import (
    Spreading,
    each_to_a_zone,
    one_per_zone,
    outage_of_anti_affinity,
    unbound_first,
)
from multiaz_lint.model.placeholders import is_placeholder
from multiaz_lint.model.remedies import zone_constraint
from multiaz_lint.model.words import all_of
from multiaz_lint.rule import Problem, Put, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import AffinityTerm
    from multiaz_lint.rule import Edit


_SPREAD = (
    "add a spread constraint over topology.kubernetes.io/zone with maxSkew 1 and whenUnsatisfiable "
    "DoNotSchedule that selects these pods"
)
_APART = (
    "require anti-affinity over topology.kubernetes.io/zone that selects these pods: its operator "
    "knows no spread constraints for them"
)


@rule(
    "spread-missing",
    Severity.WARNING,
    on=ScalableWorkload,
    doc=__doc__,
    parameters=Spreading,
    profiles={"multi-az": {"severity": Severity.ERROR, "anti_affinity_suffices": False}},
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: Spreading) -> Iterator[Problem]:
    parts = parts_without_zone(workload, cluster)
    if parts is not None and (held := parts.held(cluster)) != APART:
        if parts.spoken_for_by(workload):
            yield _of_parts(parts, cluster, wished=held == WISHED_APART)
        return
    constraints = workload.spread
    if constraints and any(each.topology_key in ZONE_KEYS for each in constraints):
        return
    least = cluster.scale_of(workload).least
    if least < 2 or not cluster.asks(workload) or placed_by(workload, cluster) is not None:
        return
    apart = next(workload.apart_on(*ZONE_KEYS), None) if workload.pod_terms else None
    bound, outage, instead = None, "", ""
    if apart is None:
        if constraints or one_for_each_zone(workload, cluster):
            return
        bound = binding_of(workload, cluster)
        instead = each_to_a_zone(workload, cluster) if bound is None else ""
        where = "may run in one, and be" if bound is None else f"are bound to {bound.to}, and"
        message = (
            f"nothing spreads the pods of {workload} over zones: {all_of(least)} {where} "
            "lost with it"
        )
    elif apart.required and not parameters.anti_affinity_suffices and workload.spreadable:
        if outage_of_anti_affinity(workload, cluster, least) is not None:
            outage = "antiaffinity-zone-outage"
        message = f"no spread constraint keeps the pods of {workload} even over zones" + _limit(
            workload, apart, least, cluster
        )
    else:
        return
    yield Problem(
        workload.pod("topologySpreadConstraints"),
        message,
        severity=Severity.INFO if cluster.platform.default_spread and apart is None else None,
        hint=instead or unbound_first(bound, _SPREAD if workload.spreadable else _APART),
        related=_related(workload, apart, cluster),
        edits=_edits(workload) if bound is None and not instead else (),
        unsafe=True,
        unless=outage,
    )


def _of_parts(parts: Parts, cluster: Cluster, *, wished: bool) -> Problem:
    """Say once of parts without a zone each where their pods may be."""
    count = sum(cluster.scale_of(each).least for each in parts.unbound)
    several, beside = len(parts.unbound) > 1, parts.bound
    if wished:
        words = f"only a preference keeps {parts.names} in different zones"
    else:
        words = f"nothing binds {parts.names} to a zone{' each' if several else ''}"
    if several or beside is None:
        where = f"{all_of(count)} pods may run in one"
    else:
        where = f"{'it' if count == 1 else 'they'} may run in that of {beside}"
    return Problem(
        parts.field,
        f"{words}: {where}, and be lost with it",
        hint="bind each part to a zone of its own by required node affinity",
    )


def _limit(workload: ScalableWorkload, apart: AffinityTerm, least: int, cluster: Cluster) -> str:
    """Say what the required anti-affinity does; nothing where it may not mean the own pods."""
    if apart not in workload.own_terms:
        return ""
    limit = one_per_zone(workload, least, cluster)
    return f": required anti-affinity allows one pod per zone, and {limit}"


def _related(
    workload: ScalableWorkload, apart: AffinityTerm | None, cluster: Cluster
) -> list[Related]:
    related = []
    if apart is not None:
        related.append(Related(apart.at("topologyKey"), "the anti-affinity over zones"))
    else:
        related += [
            Related(each.at("topologyKey"), "anti-affinity over what is still to be filled")
            for each in workload.pod_terms
            if each.anti and is_placeholder(each.topology_key)
        ]
        related += [
            Related(
                each.field,
                f"keeps them away from pods with {each.merged(workload.pod_labels)} only",
            )
            for each in workload.pod_terms
            if each.anti and each.topology_key in ZONE_KEYS and not each.selector.nothing
        ]
    zonal = zonal_template(workload, cluster)
    if zonal is not None:
        words = "each volume is bound for good to the zone where its pod is placed first"
        related.append(Related(zonal.field, words))
    return related


def _edits(workload: ScalableWorkload) -> list[Edit]:
    constraint = zone_constraint(workload)
    field = workload.pod("topologySpreadConstraints")
    return [Put(field, [constraint])] if constraint is not None else []
